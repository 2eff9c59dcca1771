"""Stamps and signatures: drawing samples, keeping stamps, placing them, verifying PDFs."""
