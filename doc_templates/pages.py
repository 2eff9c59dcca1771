"""Counting the pages of a PDF, and the program that made it."""

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


def producer_of(pdf: bytes) -> str:
    """The program that a PDF of ours says it was made with; nothing when it says none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(document.get_metadata_value("Producer"))
    finally:
        document.close()
