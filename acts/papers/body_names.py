"""Names of bodies compared: the same, written otherwise or renamed a little, or another's."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

_PUNCTUATION = re.compile(r"[\W_]+")
_PLACE = re.compile(r"^(\w{2})市")
_FORM = re.compile("股份|集团|有限责任|有限|责任|公司|总厂|厂")
_SHORTEST = 4  # 字; a shorter name within another one says nothing


class Likeness(IntEnum):
    """How far two names are alike."""

    OTHER = 0
    NEAR = 1
    SAME = 2


def likeness(one: str, other: str) -> Likeness:
    """Whether two names mean the same body: 全称 and 简称, with or without its legal form."""
    first, second = _plain(one), _plain(other)
    if first == second:
        return Likeness.SAME
    short, long = sorted((_core(first), _core(second)), key=len)
    contained = len(short) >= _SHORTEST and short in long
    return Likeness.NEAR if contained else Likeness.OTHER


def _plain(name: str) -> str:
    """Without spaces, brackets and width."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _core(name: str) -> str:
    """Without 市 after the city's name and without the legal form."""
    return _FORM.sub("", _PLACE.sub(r"\1", name))
