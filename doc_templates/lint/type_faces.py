"""Which official family of GB/T 9704 a font name in a PDF stands for."""

from __future__ import annotations

import re
from functools import cache

from doc_templates.fonts.families import FAMILIES, fonts_here, official_of

_NOT_LETTERS = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_STYLE = re.compile(r"[-,](Regular|Bold|Roman|Light|Medium|Book)(MT)?$", re.IGNORECASE)


def officials_of(font: str) -> frozenset[str]:
    """The official families that a font of a PDF may be taken for; none for any other font.

    A font by an official name, or the one that stands in here for a family, is just that
    family. A font that stands in nowhere here may have done so for any family on the machine
    that made the PDF.
    """
    return _officials(_key(font))


@cache
def _officials(key: str) -> frozenset[str]:
    named = {official_of(name) for name in _names() if _key(name) == key}
    here = {each.official for each in fonts_here().substitutions if _key(each.used) == key}
    if named | here:
        return frozenset(named | here)
    return frozenset(k for k, (_, others) in FAMILIES.items() if key in map(_key, others))


@cache
def _names() -> tuple[str, ...]:
    """Every official name of every family."""
    return tuple(name for names, _ in FAMILIES.values() for name in names)


def _key(font: str) -> str:
    """A font's name as PDFs and font files write it alike: no blanks, hyphens or weight."""
    return _NOT_LETTERS.sub("", _STYLE.sub("", font).lower())
