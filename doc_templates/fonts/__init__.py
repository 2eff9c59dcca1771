"""Fonts: the official families, what stands in for them, and what each can draw."""
