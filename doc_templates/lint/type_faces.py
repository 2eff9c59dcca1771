"""Which official family of GB/T 9704 a font name in a PDF stands for."""

from __future__ import annotations

import re
from functools import cache

from doc_templates.fonts.families import FAMILIES, fonts_here, official_of

_NOT_LETTERS = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
# As the files of Founder call themselves in PDFs made elsewhere.
_POSTSCRIPT = {
    "方正小标宋简体": "FZXBSJW--GB1-0", "方正小标宋_GBK": "FZXBSK--GBK1-0",
    "方正仿宋_GBK": "FZFSK--GBK1-0", "方正仿宋简体": "FZFSJW--GB1-0",
    "方正楷体_GBK": "FZKTK--GBK1-0", "方正楷体简体": "FZKTJW--GB1-0",
    "方正黑体_GBK": "FZHTK--GBK1-0", "方正黑体简体": "FZHTJW--GB1-0",
    "方正书宋_GBK": "FZSSK--GBK1-0", "方正书宋简体": "FZSSJW--GB1-0",
}  # fmt: skip
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
    named = {official_of(name) for name in _names() if key in _keys(name)}
    here = {each.official for each in fonts_here().substitutions if key in _keys(each.used)}
    if named | here:
        return frozenset(named | here)
    stand_ins = {name for _, others in FAMILIES.values() for name in others if key in _keys(name)}
    return frozenset(k for k, (_, others) in FAMILIES.items() if stand_ins & {*others})


@cache
def _names() -> tuple[str, ...]:
    """Every official name of every family."""
    return tuple(name for names, _ in FAMILIES.values() for name in names)


@cache
def _keys(family: str) -> frozenset[str]:
    """How a family may be written in a PDF: by its own name, or as its file says it here."""
    face = fonts_here().usable.get(family)
    known = (_POSTSCRIPT.get(family, ""), face.postscript if face else "", family)
    return frozenset(_key(name) for name in known if name)


def _key(font: str) -> str:
    """A font's name as PDFs and font files write it alike: no blanks, hyphens or weight."""
    return _NOT_LETTERS.sub("", _STYLE.sub("", font).lower())
