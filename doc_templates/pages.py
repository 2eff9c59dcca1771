"""Counting the pages of a PDF."""

from __future__ import annotations


def page_count(pdf: bytes) -> int:
    """Pages of a PDF; 0 for one that cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()
