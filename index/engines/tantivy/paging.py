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

_ORDERS = {Sort.DATE: fields.BY_DATE, Sort.AMOUNT: fields.BY_AMOUNT}
_MOST_VALUES = 60_000  # of one facet; Tantivy counts no more than 65,000 in one go
_FURTHER = 8

Hits = list[tuple[int, float]]


def page_of(searcher: Any, query: Any, asked: Asked) -> tuple[int, Hits]:
    """How many documents answer, and those of the page with their scores."""
    last = min(asked.offset + max(asked.limit, 0), searcher.num_docs)
    if asked.sort is Sort.RELEVANCE and is_weighed(asked.tree):
        total, hits = _weighed(searcher, query, asked.offset, last)
        return total, hits[: last - asked.offset]
    order = _ORDERS.get(asked.sort, fields.BY_PATH)
    wanted = max(last - asked.offset, 1)
    found = _ordered(searcher, query, order, wanted, min(asked.offset, searcher.num_docs))
    hits = [(each, 0.0) for each in _ids(searcher, found.hits)]
    return found.count, hits[: max(last - asked.offset, 0)]


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


def _weighed(searcher: Any, query: Any, offset: int, last: int) -> tuple[int, Hits]:
    """The page, the best first, equals by path: those that the page's end cuts off too."""
    if last <= offset:
        return searcher.search(query, limit=1).count, []
    limit = last + 1
    found = searcher.search(query, limit=limit)
    while len(found.hits) == limit and found.hits[-1][0] == found.hits[last - 1][0]:
        limit *= _FURTHER
        found = searcher.search(query, limit=min(limit, found.count))
    scores = (score for score, _ in found.hits)
    scored = list(zip(_ids(searcher, found.hits), scores, strict=True))
    return found.count, _page(searcher, scored, offset, last)


def _page(searcher: Any, scored: Hits, offset: int, last: int) -> Hits:
    """The hits from ``offset`` to ``last``, equals by path."""
    shown: list[Hits] = []
    start = before = 0
    for _, equals in groupby(scored, key=itemgetter(1)):
        group = list(equals)
        if start + len(group) <= offset:
            before += len(group)
        elif start < last:
            shown.append(group)
        start += len(group)
    places = _places_by_path(searcher, [id_ for g in shown if len(g) > 1 for id_, _ in g])
    ordered = [hit for g in shown for hit in sorted(g, key=lambda hit: places.get(hit[0], 0))]
    return ordered[offset - before : last - before]


def _places_by_path(searcher: Any, ids: list[int]) -> dict[int, int]:
    """Where each of these documents stands when they are ordered by path."""
    if not ids:
        return {}
    found = _ordered(searcher, these(ids), fields.BY_PATH, len(ids), 0)
    return {id_: place for place, id_ in enumerate(_ids(searcher, found.hits))}


def _ordered(searcher: Any, query: Any, field: str, limit: int, offset: int) -> Any:
    from tantivy import Order

    return searcher.search(query, limit=limit, offset=offset, order_by_field=field, order=Order.Asc)


def _ids(searcher: Any, hits: list[Any]) -> list[int]:
    """The ids of the documents at these places."""
    return searcher.fast_field_values(fields.ID, [place for _, place in hits]) if hits else []
