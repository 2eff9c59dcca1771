"""Queries that hold or aim at personal numbers: what may be kept of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.personal_numbers import narrowed, personal_numbers
from index.queries.tree import And, Field, FieldName, Fuzzy, Not, Or, Related, Words
from index.text.personal import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.queries.tree import Node

_FREE = (FieldName.TITLE, FieldName.PATH, FieldName.UNIT, FieldName.LEADER, FieldName.DEPARTMENT)
_ISO_DAY = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")
_PARTED = re.compile(r"(?<=[0-9])[ \-]+(?=[0-9x])")
_LONG = re.compile(r"[0-9]{6,}")
_ALONE = re.compile(r"[0-9]{3,}[0-9x]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGITS = re.compile("[0-9](?:[ \\-\u200b]*[0-9])*(?:[ \\-\u200b]*[Xx](?![0-9A-Za-z]))?")


def is_delicate(tree: Node, text: str) -> bool:
    """Whether a query may be after somebody's ID number, phone or account, or part of one.

    Told from the query alone, never from what the archive holds.
    """
    if any(personal_numbers(narrowed(text))):
        return True
    return any(_may_be_personal(each) for each in _asked(tree))


def without_digits(text: str) -> str:
    """The text with every number in it hidden."""
    pieces: list[str] = []
    at = 0
    for match in _DIGITS.finditer(narrowed(text)):
        pieces += (text[at : match.start()], HIDDEN)
        at = match.end()
    return "".join((*pieces, text[at:]))


def digits_in(text: str) -> tuple[str, ...]:
    """The bare numbers of a text, each once, a final X as x."""
    found = (re.sub("[^0-9Xx]", "", m[0]).lower() for m in _DIGITS.finditer(narrowed(text)))
    return tuple(dict.fromkeys(found))


def _asked(tree: Node) -> Iterator[str]:
    """The texts that a personal number could be asked by; of number fields themselves always."""
    match tree:
        case Field(FieldName.PERSONAL, _, text):
            yield f"{text}000000"
        case Words(text) | Fuzzy(text) | Related(text):
            yield text
        case Field(name, _, text) if name in _FREE:
            yield text
        case And(parts) | Or(parts):
            for part in parts:
                yield from _asked(part)
        case Not(part):
            yield from _asked(part)


def _may_be_personal(folded: str) -> bool:
    """Six digits in a row, or four and more that stand alone and are no year."""
    bare = _PARTED.sub("", _ISO_DAY.sub("", folded))
    alone = _ALONE.fullmatch(bare) is not None and _YEAR.fullmatch(bare) is None
    return alone or _LONG.search(bare) is not None
