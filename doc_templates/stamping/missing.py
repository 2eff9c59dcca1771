"""What stops a stamp from finding its place."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind


class AnchorMissingError(JiangdangError):
    """The PDF has no named destination for the stamp, or no such page."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "S301"


class StampDoesNotFitError(JiangdangError):
    """The stamp would lie outside the page."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S304"
