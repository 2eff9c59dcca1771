"""What stops a stamp from finding its place."""

from __future__ import annotations

from typing import Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.revisions.opening import CannotStampError


class AnchorMissingError(JiangdangError):
    """The PDF has no named destination for the stamp, or no such page."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "S301"


class StampDoesNotFitError(JiangdangError):
    """The stamp would lie outside the page."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S304"


def page_at(document: Any, index: int) -> Any:
    """A page of a pypdfium2 document; CannotStampError for one that is damaged."""
    from pypdfium2 import PdfiumError

    try:
        return document[index]
    except PdfiumError as error:
        raise CannotStampError(reason=f"第 {index + 1} 页损坏，打不开") from error
