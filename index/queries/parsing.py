"""What may be asked: words, "phrases", exclusions, and filters by metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from index.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.records import Record

_PIECE = re.compile(r'(?P<minus>[-－])?(?:["“](?P<phrase>[^"“”]*)["”]|(?P<word>[^\s"“”]+))')


class EmptyQueryError(JiangdangError):
    """Nothing was asked: neither words nor filters."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I103"


@dataclass(frozen=True, slots=True)
class Query:
    """Folded terms that must, and must not, stand in a text; filters by field."""

    terms: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    date_from: str = ""
    date_to: str = ""

    def admits(self, record: Record) -> bool:
        """Whether the record's metadata pass the filters and the dates."""
        named = all(_matches(record, name, value) for name, value in self.filters.items())
        after = not self.date_from or record.date >= self.date_from
        before = not self.date_to or (bool(record.date) and record.date <= self.date_to)
        return named and after and before

    def found_in(self, folded: str) -> bool:
        """Whether the folded text holds every term and no excluded one."""
        return all(term in folded for term in self.terms) and not any(
            term in folded for term in self.excluded
        )


_CONTAINED = ("unit", "leader", "department")


def _matches(record: Record, name: str, value: str) -> bool:
    """Names of units and people match in part, everything else in whole."""
    have = fold(str(getattr(record, name))).text
    want = fold(value).text
    return want in have if name in _CONTAINED else want == have


def parse_query(text: str, **filters: str) -> Query:
    """Read a query as people type it; raise EmptyQueryError when nothing is asked."""
    terms: list[str] = []
    excluded: list[str] = []
    for piece in _PIECE.finditer(text):
        term = fold(piece["phrase"] if piece["phrase"] is not None else piece["word"]).text.strip()
        if term:
            (excluded if piece["minus"] else terms).append(term)
    dates = {name: filters.pop(name, "") for name in ("date_from", "date_to")}
    kept = {name: value for name, value in filters.items() if value}
    if not (terms or excluded or kept or any(dates.values())):
        raise EmptyQueryError
    return Query(tuple(terms), tuple(excluded), kept, **dates)
