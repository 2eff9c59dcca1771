"""Years as people type them on the command line."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind


class BadYearError(JiangdangError):
    """A year that is not four digits."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W630"


def year_of(text: str) -> str:
    """The year if it is one, or nothing where none is given."""
    if text and not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise BadYearError(text=text)
    return text
