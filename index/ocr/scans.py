"""Pages of scanned PDFs as pictures, at the resolution that reads best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from numpy.typing import NDArray

DPI = 200
_MOST_SIDE, _MOST_PIXELS = 8_000, 25_000_000


def rendered(content: bytes, number: int) -> NDArray[np.uint8]:
    """A page as a picture. Raises UnreadableFileError."""
    import pypdfium2 as pdfium

    document = _opened(content)
    try:
        document.init_forms()
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


def _scale(width: float, height: float) -> float:
    """Pixels per point: 200 dpi, less for a page larger than paper."""
    width, height = max(width, 1.0), max(height, 1.0)
    most = min(_MOST_SIDE / max(width, height), (_MOST_PIXELS / (width * height)) ** 0.5)
    return float(min(DPI / 72, most))
