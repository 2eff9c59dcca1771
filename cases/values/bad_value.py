"""The root of every refusal to read a value."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind

_SHOWN, _LOOKED_AT = 60, 200


class BadValueError(JiangdangError):
    """A text does not write the value it should."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "V100"


def shown(text: str) -> str:
    """As much of a bad text as a message can bear; personal numbers in it are masked."""
    from cases.masking import masked

    hidden = masked(text[:_LOOKED_AT])
    return hidden if len(hidden) <= _SHOWN else hidden[:_SHOWN] + "…"
