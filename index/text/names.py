"""Names that may be meant: those that sound alike or differ by a sign."""

from __future__ import annotations

import re
from functools import cache
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from index.text.folding import fold_query
from index.text.pinyin import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# What people leave out of a unit's name, or write otherwise.
_LEGAL_FORM = re.compile(
    r"(?:\((?:集团|中国|股份)\)|集团|股份|有限责任|有限|控股|总公司|分公司|公司|总厂|厂)+$"
)
_SHORTEST_CORE = 2
_SIGNS_A_SLIP = 4  # one slip is let pass in so many signs


class _Name(NamedTuple):
    """A name as it is compared: its signs, what is left without the legal form, its sound."""

    text: str
    core: str
    sound: tuple[str, ...]


def similar_names(name: str, among: Iterable[str], most: int = 5) -> list[str]:
    """The names most like one, the likest first; the name itself is not among them."""
    asked = _name(name)
    ranked = nsmallest(most, _ranked(asked, among)) if asked.text else []
    return [other for _, other in ranked]


def _ranked(asked: _Name, among: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Every name that is like the one asked for, with how far away it is."""
    for each in dict.fromkeys(among):
        other = _name(each)
        if other.text and other.text != asked.text:
            distance = _distance(asked, other)
            if distance is not None:
                yield distance, each


def _distance(one: _Name, other: _Name) -> int | None:
    """How unlike two names are; None where nobody would take one for the other."""
    if _is_short_for(one.core, other.core) or _is_short_for(other.core, one.core):
        return abs(len(one.text) - len(other.text))
    slips = _slips(len(one.core))
    sounds = edits(one.sound, other.sound, slips)
    if sounds is None:
        return None
    signs = edits(one.core, other.core, len(one.core))
    longest = max(len(one.core), len(other.core))
    return 100 * sounds + 10 * (longest if signs is None else signs)


def _is_short_for(short: str, full: str) -> bool:
    """Whether a unit's short name stands in the full one, sign by sign."""
    return len(short) > _SHORTEST_CORE and short in full


def _slips(size: int) -> int:
    """How many syllables may differ: none in two, one in three or four."""
    return 0 if size <= _SHORTEST_CORE else -(-size // _SIGNS_A_SLIP)


def edits(one: Sequence[str], other: Sequence[str], most: int) -> int | None:
    """How many signs are to be changed, put in or left out; None if more than ``most``."""
    if abs(len(one) - len(other)) > most or len(set(one) - set(other)) > most:
        return None
    row = list(range(len(other) + 1))
    for done, sign in enumerate(one, start=1):
        last, row[0] = row[0], done
        for place, against in enumerate(other, start=1):
            cost = min(row[place] + 1, row[place - 1] + 1, last + (sign != against))
            last, row[place] = row[place], cost
    return row[-1] if row[-1] <= most else None


@cache
def _sound(syllable: str) -> str:
    """A syllable as the south hears it: zh is z, ing is in, l and n stay apart."""
    flat = re.sub(r"^([zcs])h", r"\1", syllable)
    return re.sub(r"(?<=[aei])ng$", "n", flat)


def _name(name: str) -> _Name:
    text = fold_query(name)[:60]
    core = _LEGAL_FORM.sub("", text) or text
    spoken = readings(core)
    return _Name(text, core, tuple(map(_sound, spoken[0])) if spoken else tuple(core))
