"""The page of hits that is wanted, in an order that never changes."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS, Sort
from index.engines.tantivy import fields
from index.engines.tantivy.compiling import both, is_weighed, since, these, weighs_one_text

if TYPE_CHECKING:
    from index.engines.engine import Asked
    from index.queries.tree import FieldName

_ORDERS = {Sort.DATE: fields.DAY, Sort.AMOUNT: fields.AMOUNT}
_MOST_VALUES = 60_000  # of one facet; Tantivy counts no more than 65,000 in one go
_SPARE = 100  # hits fetched beyond the page, among which its equals mostly end
_FURTHER = 8
_FEW = 1_000  # hits whose paths are read one by one sooner than Tantivy orders them
_SOME = 300  # of very many hits, about so many of the newest are looked at for equals
_A_DAY = 8e-15  # by how much a score is more for a day; 3,000 years are less than the least step

Hits = list[tuple[int, float]]
Keyed = list[tuple[Any, Any]]  # what hits are ordered by, and their places


def page_of(searcher: Any, query: Any, asked: Asked) -> tuple[int, Hits]:
    """How many documents answer, and those of the page with their scores."""
    first, last = asked.offset, min(asked.offset + max(asked.limit, 0), searcher.num_docs)
    if last <= first:
        return searcher.search(query, limit=1).count, []
    weighed = asked.sort is Sort.RELEVANCE and is_weighed(asked.tree)
    if asked.sort is not Sort.RELEVANCE:
        total, hits = _equals_whole(searcher, query, last, order_by_field=_ORDERS[asked.sort])
        hits = _in_order(searcher, hits, first, last)
    elif weighed:
        total, hits = _weighed(searcher, query, last, one_text=weighs_one_text(asked.tree))
        hits = _newer_first(searcher, hits, first, last)
    else:
        total, hits = _by_path(searcher, query, first, last)
    ids = searcher.fast_field_values(fields.ID, [place for _, place in hits]) if hits else []
    scores = (key if weighed else 0.0 for key, _ in hits)
    return total, list(zip(ids, scores, strict=True))


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


def _equals_whole(searcher: Any, query: Any, last: int, **way: str) -> tuple[int, Keyed]:
    """The first hits, the greatest first; those equal to the last of the page all of them."""
    limit = last + _SPARE
    found = searcher.search(query, limit=limit, **way)
    while _is_cut(found.hits, last, limit):
        limit *= _FURTHER
        found = searcher.search(query, limit=min(limit, found.count), **way)
    return found.count, found.hits


def _is_cut(hits: Keyed, last: int, limit: int) -> bool:
    """Whether there may be more equals of the page's last hit than were fetched."""
    return len(hits) == limit and bool(hits[-1][0] == hits[last - 1][0])


def _weighed(searcher: Any, query: Any, last: int, *, one_text: bool) -> tuple[int, Keyed]:
    """The best hits; of very many equals at the page's end only the newest are fetched."""
    found = searcher.search(query, limit=last + _SPARE)
    hits = found.hits
    if not _is_cut(hits, last, last + _SPARE):
        return found.count, hits
    if one_text and found.count > 2 * _SOME:
        better = [hit for hit in hits if hit[0] > hits[-1][0]]
        newest = _newest(searcher, query, found.count, hits[-1][0])
        if len(better) + len(newest) >= last:
            return found.count, better + newest
    return _equals_whole(searcher, query, last)


def _newest(searcher: Any, query: Any, total: int, score: float) -> Keyed:
    """All hits of this score among the newest documents; none where that cannot be told."""
    bound = _day_before(searcher, (total // _SOME).bit_length())
    if bound is None:
        return []
    found = searcher.search(both(query, since(bound)), limit=_FEW)
    if found.count > _FEW and found.hits[-1][0] >= score:
        return []
    return [hit for hit in found.hits if hit[0] == score]


@lru_cache(16)
def _day_before(searcher: Any, halvings: int) -> int | None:
    """The day that parts the newest documents from the others: half of them, a quarter..."""
    newest = searcher.num_docs >> halvings
    found = searcher.search(since(0), limit=1, offset=newest, order_by_field=fields.DAY)
    return int(found.hits[0][0]) if found.hits else None


def _newer_first(searcher: Any, hits: Keyed, first: int, last: int) -> Keyed:
    """The page; of hits of one score the newest first: a day is a very little of a score."""
    begin = end = 0
    shown: Keyed = []
    for _, equals in groupby(hits, key=itemgetter(0)):
        group = list(equals)
        begin, end = end, end + len(group)
        if end > first and begin < last:
            shown += _by_day(searcher, group, max(first - begin, 0), last - begin)
    return shown


def _by_day(searcher: Any, group: Keyed, first: int, last: int) -> Keyed:
    """Some hits of one score, the newest first, with what their days add to it."""
    days = searcher.fast_field_values(fields.DAY, [place for _, place in group])
    dated = [(day or 0, place) for day, (_, place) in zip(days, group, strict=True)]
    dated.sort(key=itemgetter(0), reverse=True)
    score = group[0][0]
    page = _in_order(searcher, dated, first, last)
    least = (score or 1.0) * _A_DAY  # of documents without any weight too the newest come first
    return [(score + least * _ordinal(day), place) for day, place in page]


def _ordinal(day: int) -> int:
    """Days, more or less, since the year 0."""
    return day // 10_000 * 372 + day // 100 % 100 * 31 + day % 100


def _by_path(searcher: Any, query: Any, first: int, last: int) -> tuple[int, Keyed]:
    """The page by path alone."""
    from tantivy import Order

    found = searcher.search(query, limit=_FEW)
    if found.count <= _FEW:
        return found.count, _sorted_by_path(searcher, found.hits)[first:last]
    order = {"order_by_field": fields.BY_PATH, "order": Order.Asc}
    return found.count, searcher.search(query, limit=last - first, offset=first, **order).hits


def _in_order(searcher: Any, hits: Keyed, first: int, last: int) -> Keyed:
    """The page of hits that are ordered already, equals by path."""
    ordered: Keyed = []
    for _, equals in groupby(hits, key=itemgetter(0)):
        group = list(equals)
        begin, end = len(ordered), len(ordered) + len(group)
        shown = len(group) > 1 and begin < last and end > first
        ordered += _sorted_by_path(searcher, group) if shown else group
    return ordered[first:last]


def _sorted_by_path(searcher: Any, hits: Keyed) -> Keyed:
    """Hits by path, whatever their keys."""
    if len(hits) <= _FEW:
        return sorted(hits, key=lambda hit: searcher.doc(hit[1]).get_first(fields.BY_PATH))
    ids = searcher.fast_field_values(fields.ID, [place for _, place in hits])
    _, ordered = _by_path(searcher, these(ids), 0, len(ids))
    return [(hits[0][0], place) for _, place in ordered]
