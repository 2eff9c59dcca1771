"""Answering: every segment is asked, and the answers become one."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from index.engines.engine import FACETS, Found, Sort
from index.engines.whoosh.paging import best, in_order
from index.engines.whoosh.ranking import UNRANKED, Ranking
from index.engines.whoosh.selecting import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.engines.engine import Asked
    from index.engines.whoosh.segment import Segment
    from index.engines.whoosh.snapshot import Snapshot
    from index.queries.tree import FieldName

    Answers = Sequence[tuple[Segment, NDArray[np.uint32]]]


def answer(snapshot: Snapshot, asked: Asked) -> Found:
    """How many there are, the page asked for, and the facets."""
    answers = [
        (segment, Selection(segment, asked.scope, snapshot.findable(segment, asked)).of(asked.tree))
        for segment in snapshot.segments
    ]
    facets = {name: _counts(answers, name) for name in FACETS} if asked.facets else {}
    return Found(sum(docs.size for _, docs in answers), _page(snapshot, answers, asked), facets)


def _page(snapshot: Snapshot, answers: Answers, asked: Asked) -> tuple[tuple[int, float], ...]:
    """The hits asked for, with their scores."""
    ranked = asked.sort is Sort.RELEVANCE and any(docs.size for _, docs in answers)
    ranking = Ranking.of(asked.tree, asked.scope, snapshot.segments) if ranked else UNRANKED
    most = asked.offset + asked.limit
    first = (best(segment, docs, asked.sort, ranking, most) for segment, docs in answers)
    ordered = in_order(chain.from_iterable(first))[asked.offset : most]
    return tuple((row.id, row.score) for row in ordered)


def _counts(answers: Answers, name: FieldName) -> dict[str, int]:
    """How many hits bear each value of a field, the most frequent first."""
    counts: Counter[str] = Counter()
    for segment, docs in answers:
        values = segment.rows.field(name)
        if values is not None and docs.size:
            counts.update(values.counts(docs))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
