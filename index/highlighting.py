"""Showing where the words stand: a line of the original with the words in 【】."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise, zip_longest
from typing import TYPE_CHECKING

from index.text.folding import folded_signs, is_western

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AROUND = 24
MOST = 5
_MOST_TERMS = 20
_LONGEST_MARK = 120
_BLOCK = 512  # characters of the original that are folded together to find a place


@dataclass(frozen=True, slots=True)
class Extract:
    """A line to show, and where the marked words stand in it, brackets included."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a term stands in the original."""

    page: int
    start: int
    end: int


def highlights(pages: Sequence[str], terms: Sequence[str]) -> tuple[str, ...]:
    """Up to five extracts such as ``第2页：责令【限期整改】通知书``."""
    return tuple(extract.text for extract in extracts(pages, terms))


def extracts(pages: Sequence[str], terms: Sequence[str]) -> tuple[Extract, ...]:
    """Up to five lines in the order of the text; every term has its turn before any has two."""
    patterns = [_pattern(term) for term in dict.fromkeys(terms) if term][:_MOST_TERMS]
    chosen: list[_Place] = []
    for place in _in_turn(pages, patterns):
        if not any(_shown_with(place, other) for other in chosen):
            chosen.append(place)
        if len(chosen) == MOST:
            break
    return tuple(_extract(pages, place, patterns) for place in sorted(chosen))


def _pattern(term: str) -> re.Pattern[str]:
    """The term among folded signs: with any blanks where folding lets them go."""
    pieces = [re.escape(term[0])]
    for before, sign in pairwise(term):
        if sign == " ":
            pieces.append(" +")
        else:
            joined = before == " " or (is_western(before) and is_western(sign))
            pieces.append(re.escape(sign) if joined else f" *{re.escape(sign)}")
    return re.compile("".join(pieces))


def _in_turn(pages: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[_Place]:
    """The first place of every term, then the second of every term, and so on."""
    folded = _Folded(pages)
    rounds = zip_longest(*(islice(folded.places(pattern), MOST * 2) for pattern in patterns))
    yield from (place for place in chain.from_iterable(rounds) if place is not None)


class _Folded:
    """The pages as folded signs, with the way back; each is folded when first looked at."""

    def __init__(self, pages: Sequence[str]) -> None:
        self._pages = pages
        self._signs: dict[int, str] = {}
        self._ends: dict[int, list[int]] = {}

    def places(self, pattern: re.Pattern[str]) -> Iterator[_Place]:
        """Every place of a term, page after page."""
        for page in range(len(self._pages)):
            if page not in self._signs:
                self._signs[page] = folded_signs(self._pages[page])
            for found in pattern.finditer(self._signs[page]):
                start, end = (
                    self._original(page, found.start()),
                    self._original(page, found.end() - 1),
                )
                yield _Place(page, start, end + 1)

    def _original(self, page: int, at: int) -> int:
        """Which character of the page a folded sign comes from."""
        text = self._pages[page]
        if page not in self._ends:
            blocks = (text[start : start + _BLOCK] for start in range(0, len(text), _BLOCK))
            self._ends[page] = list(accumulate(len(folded_signs(block)) for block in blocks))
        block = bisect_right(self._ends[page], at)
        left = at - (self._ends[page][block - 1] if block else 0)
        sizes = accumulate(map(len, map(folded_signs, text[block * _BLOCK : (block + 1) * _BLOCK])))
        return block * _BLOCK + next(place for place, size in enumerate(sizes) if size > left)


def _shown_with(place: _Place, other: _Place) -> bool:
    """Whether one place is seen in the other's extract."""
    near = place.start >= other.start - AROUND and place.end <= other.end + AROUND
    return place.page == other.page and near


def _extract(pages: Sequence[str], place: _Place, patterns: Sequence[re.Pattern[str]]) -> Extract:
    """The line around a place, every term in it marked, in signs that are safe to print."""
    page = pages[place.page]
    end = min(place.end, place.start + _LONGEST_MARK)
    start = max(0, place.start - AROUND)
    start += len(page[start : place.start]) - len(page[start : place.start].lstrip())
    line = page[start : end + AROUND]
    whole = _Folded([line])
    found = sorted((p.start, p.end) for pattern in patterns for p in whole.places(pattern))
    own = (place.start - start, end - start)  # a very long term is not found in a line
    return _marked(f"第{place.page + 1}页：" if len(pages) > 1 else "", line, found or [own])


def _marked(head: str, line: str, found: Sequence[tuple[int, int]]) -> Extract:
    """The line with what was found in 【】."""
    text, at = head, 0
    spans: list[tuple[int, int]] = []
    for start, stop in _merged(found):
        text += _printable(line[at:start])
        mark = f"【{_printable(line[start:stop])}】"
        spans.append((len(text), len(text) + len(mark)))
        text, at = text + mark, stop
    return Extract(text + _printable(line[at:]).rstrip(), tuple(spans))


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _printable(text: str) -> str:
    """The text on one line: white space and cell ends as one blank, no control signs."""
    plain = re.sub(r"\s+", " ", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
