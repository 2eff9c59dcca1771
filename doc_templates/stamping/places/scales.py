"""Pages whose unit is not the point (ISO 32000-1 14.11.2 UserUnit).

pdfium measures such pages as if it were, so a stamp would be drawn larger than it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class UnusualScaleError(JiangdangError):
    """The page has a unit of its own, so no stamp would have its true size."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S316"


def refuse_unusual_scale(writer: IncrementalPdfFileWriter, indexes: Iterable[int]) -> None:
    """Raise UnusualScaleError when one of these pages (from 0) has another unit."""
    pages: Any = writer
    for index in sorted(set(indexes)):
        reference, _ = pages.find_page_for_modification(index)
        unit = reference.get_object().get("/UserUnit", 1)
        if unit != 1:
            raise UnusualScaleError(page=index + 1, unit=f"{float(unit):g}")
