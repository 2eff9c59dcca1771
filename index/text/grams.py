"""Pairs of neighbouring characters: what engines index, so that no stretch of text is missed."""

from __future__ import annotations

from collections import Counter
from operator import add

from index.text.folding import MASK, SEPARATOR


def bigrams(folded: str) -> set[str]:
    """Every pair of neighbouring characters; none spans cells or holds what is hidden."""
    pairs = set(map(add, folded, folded[1:]))
    return pairs if _is_open(folded) else set(filter(_is_open, pairs))


def bigram_counts(folded: str) -> dict[str, int]:
    """How often each pair stands in the text."""
    counts = Counter(map(add, folded, folded[1:]))
    if _is_open(folded):
        return counts
    return {pair: counts[pair] for pair in counts if _is_open(pair)}


def query_bigrams(term: str) -> tuple[str, ...]:
    """The pairs that a text holding the term must hold, each once, in order."""
    pairs = dict.fromkeys(map(add, term, term[1:]))
    return tuple(filter(_is_open, pairs))


def _is_open(text: str) -> bool:
    """Whether a text spans no cells and holds nothing hidden."""
    return SEPARATOR not in text and MASK not in text
