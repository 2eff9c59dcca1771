"""Scanned PDFs: which pages hold nothing but a picture, and those pages as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

DPI = 200
MOST_SCANNED_PAGES = 5_000
MOST_OWN_CHARACTERS = 20  # fewer than this is a page number or a scanner's mark
_MOST_SIDE, _MOST_PIXELS = 8_000, 25_000_000
_DRAWN = 100  # text turned into outlines has at least so many


@dataclass(frozen=True, slots=True)
class Plan:
    """A page before OCR: the text it brings along, and whether it is to be recognised."""

    text: str
    scanned: bool


def plan(content: bytes) -> list[Plan]:
    """What is to be done with each page of a PDF. Raises UnreadableFileError."""
    document = _opened(content)
    try:
        return [_planned(document, each) for each in range(min(len(document), MOST_SCANNED_PAGES))]
    finally:
        document.close()


def rendered(content: bytes, number: int) -> NDArray[np.uint8]:
    """A page as a picture. Raises UnreadableFileError."""
    import pypdfium2 as pdfium

    document = _opened(content)
    try:
        page = document[number]
        picture = page.render(scale=_scale(*page.get_size())).to_pil().convert("RGB")
        return np.array(picture)
    except (pdfium.PdfiumError, ValueError) as error:
        raise damaged("页面读不通") from error
    finally:
        document.close()


def _opened(content: bytes) -> Any:
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFileError(ENCRYPTED) from error
        raise damaged("PDF结构读不通") from error


def _planned(document: Any, number: int) -> Plan:
    """A page that cannot even be opened is tried again, alone, and its fault told then."""
    import pypdfium2 as pdfium

    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\x00", "")
        few = sum(not sign.isspace() for sign in text) < MOST_OWN_CHARACTERS
        return Plan(text, few and _is_picture(page))
    except pdfium.PdfiumError:
        return Plan("", True)


def _is_picture(page: Any) -> bool:
    """Whether there is a picture on the page, or so many outlines that they may be text."""
    import pypdfium2.raw as raw

    drawn = 0
    for each in page.get_objects(max_depth=3):
        if each.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            return True
        drawn += each.type == raw.FPDF_PAGEOBJ_PATH
        if drawn >= _DRAWN:
            return True
    return False


def _scale(width: float, height: float) -> float:
    """Pixels per point: 200 dpi, less for a page larger than paper."""
    width, height = max(width, 1.0), max(height, 1.0)
    most = min(_MOST_SIDE / max(width, height), (_MOST_PIXELS / (width * height)) ** 0.5)
    return float(min(DPI / 72, most))
