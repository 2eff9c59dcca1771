"""The page of hits that is wanted, in an order that never changes."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS, Sort
from index.engines.tantivy import fields
from index.engines.tantivy.compiling import is_weighed, these

if TYPE_CHECKING:
    from index.engines.engine import Asked
    from index.queries.tree import FieldName

_ORDERS = {Sort.DATE: fields.DAY, Sort.AMOUNT: fields.AMOUNT}
_MOST_VALUES = 60_000  # of one facet; Tantivy counts no more than 65,000 in one go
_FURTHER = 8
_FEW = 40  # equals whose paths are read one by one sooner than Tantivy orders them

Hits = list[tuple[int, float]]
Keyed = list[tuple[Any, Any]]  # what hits are ordered by, and their places


def page_of(searcher: Any, query: Any, asked: Asked) -> tuple[int, Hits]:
    """How many documents answer, and those of the page with their scores."""
    last = min(asked.offset + max(asked.limit, 0), searcher.num_docs)
    if last <= asked.offset:
        return searcher.search(query, limit=1).count, []
    weighed = asked.sort is Sort.RELEVANCE and is_weighed(asked.tree)
    if asked.sort is Sort.RELEVANCE and not weighed:
        total, hits = _by_path(searcher, query, asked.offset, last)
    else:
        way = {"order_by_field": _ORDERS[asked.sort]} if not weighed else _WEIGHED
        total, hits = _ordered(searcher, query, way, asked.offset, last)
    ids = searcher.fast_field_values(fields.ID, [place for _, place in hits]) if hits else []
    scores = (key if weighed else 0.0 for key, _ in hits)
    return total, list(zip(ids, scores, strict=True))


_WEIGHED = {"weight_by_field": fields.NEWER}


def facets_of(searcher: Any, query: Any) -> dict[FieldName, dict[str, int]]:
    """How many of the documents bear each value."""
    wanted = {
        str(name): {"terms": {"field": fields.value_field(name), "size": _MOST_VALUES}}
        for name in FACETS
    }
    counted = searcher.aggregate(query, wanted)
    return {
        name: {each["key"]: each["doc_count"] for each in counted[str(name)]["buckets"]}
        for name in FACETS
    }


def _by_path(searcher: Any, query: Any, offset: int, last: int) -> tuple[int, Keyed]:
    """The page by path alone."""
    from tantivy import Order

    found = searcher.search(
        query,
        limit=last - offset,
        offset=offset,
        order_by_field=fields.BY_PATH,
        order=Order.Asc,
    )
    return found.count, found.hits


def _ordered(
    searcher: Any, query: Any, way: dict[str, str], offset: int, last: int
) -> tuple[int, Keyed]:
    """The page, the greatest first, equals by path: those that the page's end cuts off too."""
    limit = last + 1
    found = searcher.search(query, limit=limit, **way)
    while len(found.hits) == limit and found.hits[-1][0] == found.hits[last - 1][0]:
        limit *= _FURTHER
        found = searcher.search(query, limit=min(limit, found.count), **way)
    ordered: Keyed = []
    before = start = 0
    for _, equals in groupby(found.hits, key=itemgetter(0)):
        group = list(equals)
        start += len(group)
        if start <= offset:
            before = start
        elif start - len(group) < last:
            ordered += group if len(group) == 1 else _sorted_by_path(searcher, group)
    return found.count, ordered[offset - before : last - before]


def _sorted_by_path(searcher: Any, hits: Keyed) -> Keyed:
    """Hits of one key by path."""
    if len(hits) <= _FEW:
        return sorted(hits, key=lambda hit: searcher.doc(hit[1]).get_first(fields.BY_PATH))
    ids = searcher.fast_field_values(fields.ID, [place for _, place in hits])
    _, ordered = _by_path(searcher, these(ids), 0, len(ids))
    return [(hits[0][0], place) for _, place in ordered]
