"""What a text mentions: document numbers, amounts, clauses and days, each in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.text.amounts import amounts_in
from index.text.folding import fold_text
from index.text.numbers import numbers_in
from index.text.numerals import NUMERALS, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = rf"(?:[0-9]{{1,4}}|[{NUMERALS}]{{1,9}})"
_CLAUSE = re.compile(rf"第({_COUNT}(?:(?:条?[、,和及]|条?[至到\-~])第?{_COUNT}){{0,20}}+)条")
_CLAUSE_PART = re.compile(rf"([至到\-~])?条?第?({_COUNT})")
_MOST_CLAUSES = 100
_DAY = re.compile(
    rf"(?:(?:19|20)[0-9]{{2}}|[{NUMERALS}]{{4}})(?<![0-9][0-9]{{4}})(?:"
    rf"年({_COUNT})月({_COUNT})[日号]"
    r"|([-./])([0-9]{1,2})\3([0-9]{1,2})(?![0-9])"
    r"|([0-9]{2})([0-9]{2})(?![0-9]))"
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Document numbers as keys, amounts in fen, clauses, ISO days: each once, in order.

    A number in the middle of a sentence is kept under every key it may begin with.
    """

    numbers: tuple[str, ...]
    amounts: tuple[int, ...]
    clauses: tuple[int, ...]
    days: tuple[str, ...]


def mentions(text: str) -> Mentions:
    """What a text, folded or not, mentions."""
    folded = fold_text(text)
    return Mentions(
        tuple(dict.fromkeys(numbers_in(folded))),
        tuple(dict.fromkeys(amounts_in(folded))),
        tuple(dict.fromkeys(_clauses(folded))),
        tuple(dict.fromkeys(_days(folded))),
    )


def number_key(text: str) -> str:
    """The key of a document number in any writing: ``静人社(2019)12号``; empty if there is none."""
    return next(iter(numbers_in(fold_text(text))), "")


def _clauses(folded: str) -> Iterator[int]:
    """Every clause; 第三至五条 is three of them."""
    for found in _CLAUSE.finditer(folded):
        last: int | None = None
        for part in _CLAUSE_PART.finditer(found[1]):
            clause = numeral(part[2])
            if clause is None:
                continue
            if part[1] and last is not None and last < clause <= last + _MOST_CLAUSES:
                yield from range(last + 1, clause)
            yield clause
            last = clause


def _days(folded: str) -> Iterator[str]:
    """Every day that the calendar knows."""
    for found in _DAY.finditer(folded):
        year = numeral(found[0][:4])
        month, day = (numeral(part) for part in found.groups() if part and part not in "-./")
        if year and month and day:
            try:
                yield date(year, month, day).isoformat()
            except ValueError:
                continue
