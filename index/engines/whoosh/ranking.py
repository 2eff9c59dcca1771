"""BM25 over bigrams, and for questions over words too; what is rare weighs more."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from index.engines.whoosh.counting import encoded
from index.queries.tree import And, Or, Related, Words
from index.text.grams import query_bigrams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.engines.engine import Scope
    from index.engines.whoosh.segment import Segment
    from index.queries.tree import Node

    Docs = NDArray[np.uint32]

_K1, _B = 1.2, 0.75
_MOST_TERMS = 2_000  # of a very long question, the rarest


@dataclass(frozen=True, slots=True)
class Ranking:
    """The terms of a tree with their weights, over all segments."""

    weights: tuple[tuple[str, bytes, float], ...]
    usual: float  # length of a document

    @classmethod
    def of(cls, tree: Node, scope: Scope, segments: Sequence[Segment]) -> Ranking:
        """Weigh the terms by how many documents have them."""
        documents = sum(segment.size for segment in segments)
        weights = []
        for name, term in sorted(set(_terms(tree, scope))):
            extents = [segment.extent(name, term) for segment in segments]
            if having := sum(extent.size for extent in extents if extent):
                weights.append((name, term, _rarity(having, documents)))
        kept = sorted(weights, key=lambda each: (-each[2], each))[:_MOST_TERMS]
        length = sum(int(segment.rows.lengths.sum()) for segment in segments) if kept else 0
        return cls(tuple(kept), length / max(documents, 1) or 1.0)

    def scores(self, segment: Segment, docs: Docs) -> NDArray[np.float64]:
        """The score of each of the documents."""
        total = np.zeros(segment.size, np.float64)
        if not self.weights:
            return total[docs]
        longer = _K1 * (1 - _B + _B * segment.rows.lengths / self.usual)
        for name, term, weight in self.weights:
            if extent := segment.extent(name, term):
                having, times = segment.listed(name, term, extent)
                total[having] += weight * (_K1 + 1) * times / (times + longer[having])
        rounded: NDArray[np.float64] = total[docs].round(6)
        return rounded


UNRANKED = Ranking((), 1.0)


def _rarity(having: int, documents: int) -> float:
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def _terms(tree: Node, scope: Scope) -> Iterator[tuple[str, bytes]]:
    """What is asked for, and not what is asked to be absent."""
    match tree:
        case Words(text) | Related(text):
            for pair in query_bigrams(text):
                yield "text", encoded(pair)
                if scope.numbers:
                    yield "private", encoded(pair)
            if isinstance(tree, Related):
                yield from _words(text)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part, scope)


def _words(text: str) -> Iterator[tuple[str, bytes]]:
    """A question's words."""
    from index.text.words import word_counts  # loads a dictionary: only for questions

    for word in word_counts(text):
        yield "words", encoded(word)
