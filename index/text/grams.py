"""Pairs of neighbouring characters: what engines index, so that no stretch of text is missed."""

from __future__ import annotations

from collections import Counter
from operator import add
from typing import TYPE_CHECKING

from index.text.folding import MASK, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable


def bigrams(folded: str) -> set[str]:
    """Every pair of neighbouring characters; none spans cells or holds what is hidden."""
    return set(_open_pairs(folded, set(map(add, folded, folded[1:]))))


def bigram_counts(folded: str) -> dict[str, int]:
    """How often each pair stands in the text."""
    counts = Counter(map(add, folded, folded[1:]))
    return {pair: counts[pair] for pair in _open_pairs(folded, counts)}


def query_bigrams(term: str) -> tuple[str, ...]:
    """The pairs that a text holding the term must hold, each once, in order."""
    pairs = dict.fromkeys(map(add, term, term[1:]))
    return tuple(_open_pairs(term, pairs))


def _open_pairs(folded: str, pairs: Iterable[str]) -> Iterable[str]:
    """The pairs that a query can ask for."""
    if SEPARATOR not in folded and MASK not in folded:
        return pairs
    return (pair for pair in pairs if SEPARATOR not in pair and MASK not in pair)
