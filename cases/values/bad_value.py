"""The root of every refusal to read a value."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind

_SHOWN = 60


class BadValueError(JiangdangError):
    """A text does not write the value it should."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "V100"


def shown(text: str) -> str:
    """As much of a bad text as a message can bear."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
