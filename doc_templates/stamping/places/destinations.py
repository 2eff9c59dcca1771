"""Named destinations of a PDF: Word bookmarks after LibreOffice's conversion."""

from __future__ import annotations

from typing import Any


def destination(document: Any, name: str) -> tuple[int, float, float] | None:
    """Page index and point of a named destination of a pypdfium2 document, if it has one."""
    from ctypes import byref, c_float, c_int

    import pypdfium2.raw as pdfium

    found = pdfium.FPDF_GetNamedDestByName(document, name.encode("utf-8"))
    index = pdfium.FPDFDest_GetDestPageIndex(document, found) if found else -1
    if not 0 <= index < len(document):
        return None
    x, y, zoom = c_float(), c_float(), c_float()
    has_x, has_y, has_zoom = c_int(), c_int(), c_int()
    pdfium.FPDFDest_GetLocationInPage(
        found, byref(has_x), byref(has_y), byref(has_zoom), byref(x), byref(y), byref(zoom)
    )
    return (index, x.value, y.value) if has_x.value and has_y.value else None
