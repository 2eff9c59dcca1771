"""The exact scan: every document read, nothing indexed; the measure of the other engines."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from index.engines.engine import FACETS, Found, Sort
from index.queries.matching import test_of
from index.queries.relevance import score, term_weights, totals_of, weighed_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from index.engines.engine import Asked
    from index.queries.tree import FieldName, Node
    from index.records import Entry

_SAMPLE = 2_000


class ScanEngine:
    """Answers from the documents themselves, each looked at anew for every question."""

    name = "scan"

    def __init__(self, entries: Callable[[], Iterable[Entry]]) -> None:
        """Take where the documents come from."""
        self._entries = entries

    def count(self) -> int:
        """How many documents there are."""
        return sum(1 for _ in self._entries())

    def search(self, asked: Asked) -> Found:
        """Every document that answers, in the order asked; the page wanted."""
        answers = test_of(asked.tree, asked.scope)
        hits = [entry for entry in self._entries() if answers(entry)]
        if asked.without:
            hits = [entry for entry in hits if entry.id not in asked.without]
        scores = self._scores(asked.tree, hits) if asked.sort is Sort.RELEVANCE else {}
        ordered = _ordered(hits, asked.sort, scores)[asked.offset : asked.offset + asked.limit]
        shown = tuple((entry.id, scores.get(entry.id, 0.0)) for entry in ordered)
        facets = {name: _counts(hits, name) for name in FACETS} if asked.facets else {}
        return Found(len(hits), shown, facets)

    def _scores(self, tree: Node, hits: list[Entry]) -> dict[int, float]:
        """Weights of the hits; how rare a term is, the first documents tell."""
        terms = weighed_terms(tree)
        if not terms:
            return {}
        totals = totals_of(terms, islice(self._entries(), _SAMPLE))
        weights = term_weights(terms, totals)
        return {entry.id: score(entry.text, weights, totals) for entry in hits}


def _ordered(hits: list[Entry], sort: Sort, scores: dict[int, float]) -> list[Entry]:
    """Descending by what is sorted, ascending by path among equals."""
    by_path = sorted(hits, key=lambda entry: entry.path)
    if sort is Sort.DATE:
        return sorted(by_path, key=lambda entry: entry.date, reverse=True)
    if sort is Sort.AMOUNT:
        return sorted(by_path, key=_amount, reverse=True)
    return sorted(by_path, key=lambda entry: scores.get(entry.id, 0.0), reverse=True)


def _amount(entry: Entry) -> tuple[bool, int]:
    return entry.amount is not None, entry.amount or 0


def _counts(hits: list[Entry], name: FieldName) -> dict[str, int]:
    """How many hits bear each value of a field."""
    counts: Counter[str] = Counter()
    for entry in hits:
        values = entry.fields.get(name, ())
        counts.update(values if len(values) < 2 else set(values))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
