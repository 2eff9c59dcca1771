"""BM25 over pairs of signs, for documents that are scanned and not indexed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

from index.queries.tree import And, Or, Related, Words
from index.text.grams import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.queries.tree import Node
    from index.records import Entry

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True, slots=True)
class Totals:
    """How many documents there are, how long in all, and how many hold each term."""

    documents: int = 0
    signs: int = 0
    having: Mapping[str, int] = field(default_factory=dict)


def weighed_terms(tree: Node) -> tuple[str, ...]:
    """What is counted for a tree: the pairs of what is asked for, and a question's words."""
    return tuple(sorted(set(_terms(tree))))


def totals_of(terms: Iterable[str], entries: Iterable[Entry]) -> Totals:
    """The totals over the documents given."""
    documents = signs = 0
    having: Counter[str] = Counter()
    wanted = tuple(terms)
    for entry in entries:
        documents, signs = documents + 1, signs + len(entry.text)
        having.update(term for term in wanted if term in entry.text)
    return Totals(documents, signs, having)


def scores(tree: Node, entries: Iterable[Entry], totals: Totals) -> dict[int, float]:
    """The weight of each document for what is asked, by id."""
    weights = term_weights(weighed_terms(tree), totals)
    return {entry.id: score(entry.text, weights, totals) for entry in entries}


def term_weights(terms: Iterable[str], totals: Totals) -> dict[str, float]:
    """The rarer a term, the more it weighs."""
    return {term: _rarity(totals.having.get(term, 0), totals.documents) for term in terms}


def score(text: str, weights: Mapping[str, float], totals: Totals) -> float:
    """BM25 of one text."""
    usual = totals.signs / totals.documents if totals.signs else 1.0
    longer = _K1 * (1 - _B + _B * len(text) / usual)
    total = 0.0
    for term, weight in weights.items():
        times = text.count(term)
        total += weight * times * (_K1 + 1) / (times + longer) if times else 0.0
    return total


def _rarity(having: int, documents: int) -> float:
    having = min(having, documents)
    return log(1 + (documents - having + 0.5) / (having + 0.5))


def _terms(tree: Node) -> Iterator[str]:
    match tree:
        case Words(text):
            yield from bigrams(text) or {text}
        case Related(text):
            yield from bigrams(text)
            yield from _long_words(text)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part)


def _long_words(text: str) -> Iterator[str]:
    """A question's words of three signs or more; shorter ones are pairs already."""
    from index.text.words import words  # loads a dictionary: only for questions

    return (word for word in words(text) if len(word) > 2)
