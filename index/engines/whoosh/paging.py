"""The page that is asked for: the best of every segment, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.engines.engine import Sort
from index.engines.whoosh.rows import NO_AMOUNT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from index.engines.whoosh.ranking import Ranking
    from index.engines.whoosh.segment import Segment

    Docs = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with what it is ordered by; ``value`` is comparable among all segments."""

    value: Any
    path: str
    id: int
    score: float


def best(segment: Segment, docs: Docs, sort: Sort, ranking: Ranking, most: int) -> Iterator[Row]:
    """The first hits of a segment, in no order."""
    rows = segment.rows
    scores = ranking.scores(segment, docs) if sort is Sort.RELEVANCE else np.zeros(docs.size)
    keys = scores if sort is Sort.RELEVANCE else rows.amounts[docs]
    if sort is Sort.DATE:
        keys = rows.days.ranks(docs)
    for at in _first(keys, rows.path_ranks[docs], most).tolist():
        doc, score = int(docs[at]), float(scores[at])
        value = score if sort is Sort.RELEVANCE else _value(segment, doc, int(keys[at]), sort)
        yield Row(value, rows.path(doc), int(rows.ids[doc]), score)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Hits descending by value, ascending by path among equals."""
    by_path = sorted(rows, key=lambda row: row.path)
    return sorted(by_path, key=lambda row: row.value, reverse=True)


def _value(segment: Segment, doc: int, key: int, sort: Sort) -> Any:
    """What a hit is ordered by; what has none comes last."""
    if sort is Sort.DATE:
        return segment.rows.days.shown(key) if key >= 0 else ""
    return (key != NO_AMOUNT, key)


def _first(keys: NDArray[Any], ranks: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The places of the greatest keys, of the lowest ranks among equals."""
    if keys.size <= most:
        return np.arange(keys.size)
    if not most:
        return np.empty(0, np.int64)
    bound = np.partition(keys, keys.size - most)[keys.size - most]
    sure = np.flatnonzero(keys > bound)
    level = np.flatnonzero(keys == bound)
    left = most - sure.size
    if level.size > left:
        level = level[np.argpartition(ranks[level], left - 1)[:left]]
    return np.append(sure, level)
