"""Stamps and signatures: drawing sample stamps, keeping them, placing them on PDFs, verifying the result."""
