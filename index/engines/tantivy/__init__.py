"""An embedded engine for hundreds of thousands of documents on one machine: Tantivy.

Texts are held as pairs of neighbouring signs with their places, so that a stretch of text is
an exact phrase of pairs and needs no other check. Fields are held whole. Everything that
could go wrong inside Tantivy comes out as an error of the index.
"""
