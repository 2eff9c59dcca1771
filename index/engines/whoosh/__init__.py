"""The embedded engine: Whoosh's files, written from counted terms and read block by block.

What is on the disk is a Whoosh index that Whoosh itself can open; beside every segment lie
rows of our own with texts and field values. Nothing from the disk is ever run as code.
"""
