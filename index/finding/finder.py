"""The finder: a settled tree asked of the engine, and of what the engine does not hold yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.engines.engine import FACETS, Asked, DamagedIndexError, Found, Scope, Sort
from index.engines.scan import ScanEngine
from index.finding.results import Hit, Results
from index.finding.terms import needs_scan, numbers_of, terms_of
from index.highlighting import highlights
from index.text.folding import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.generations import Generation
    from index.queries.tree import FieldName, Node
    from index.records import Entry
    from index.store.documents import DocumentStore

_AT_ONCE = 500
_FIRST = 1000.0  # added to the score of a document that bears the number asked for
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to find: a settled tree, for whom, in which order, which of the hits.

    ``exhaustive`` reads every text instead of asking the engine.
    """

    tree: Node
    scope: Scope
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    exhaustive: bool = False


def find(generation: Generation, wanted: Wanted) -> Results:
    """Everything that answers, the page asked for in full."""
    found = found_ids(generation, wanted)
    terms = terms_of(wanted.tree)
    store = generation.store
    return Results(
        found.total,
        tuple(shown_hits(store, found.hits, terms, wanted.scope)),
        _named(store, found.facets),
        "scan" if _scans(wanted) else generation.engine_name,
        store.coverage(wanted.scope.departments),
        missing=found.missing,
        terms=terms,
    )


def found_ids(generation: Generation, wanted: Wanted) -> Found:
    """Total, ids and facets, from the engine and from what it does not hold yet.

    Raises DamagedIndexError where the generation was dropped while it was asked: its engine
    may have lost some of its files by then.
    """
    found = _found(generation, wanted)
    if not generation.store.file.is_file():
        raise DamagedIndexError(reason=generation.name)
    return found


def _found(generation: Generation, wanted: Wanted) -> Found:
    asked = Asked(wanted.tree, wanted.scope, wanted.sort, wanted.offset, wanted.limit)
    store = generation.store
    if _scans(wanted):
        return ScanEngine(store.entries).search(asked)
    near = {entry.id: entry for entry in store.pending()}
    bearing = _bearing(store, wanted)
    near |= {entry.id: entry for entry in bearing}
    asked = replace(asked, without=store.gone_ids() | near.keys())
    first = replace(asked, offset=0, limit=asked.offset + asked.limit)
    whole = replace(asked, offset=0, limit=len(near), without=frozenset())
    scanned = ScanEngine(near.values).search(whole) if near else None
    if scanned is None or not scanned.total:
        return generation.engine.search(asked)
    promoted = _promoted(scanned, {entry.id for entry in bearing})
    return _merged(store, asked, promoted, generation.engine.search(first))


def _bearing(store: DocumentStore, wanted: Wanted) -> list[Entry]:
    """The documents that bear a number asked for: they come before those that mention it."""
    if wanted.sort is not Sort.RELEVANCE:
        return []
    return [entry for number in numbers_of(wanted.tree) for entry in store.bearing(number)]


def _promoted(found: Found, first: set[int]) -> Found:
    """The answer with some documents above all others."""
    hits = ((id_, score + _FIRST * (id_ in first)) for id_, score in found.hits)
    return replace(found, hits=tuple(hits))


def shown_hits(
    store: DocumentStore,
    ids: tuple[tuple[int, float], ...],
    terms: tuple[str, ...],
    scope: Scope,
) -> Iterator[Hit]:
    """The documents with their extracts, in the order given, a portion at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        scores = dict(some)
        for each in store.stored(list(scores), numbers=scope.numbers):
            marked = highlights(each.record.pages, terms)
            yield Hit(each.record, round(scores[each.id], 4), marked)


def _scans(wanted: Wanted) -> bool:
    return wanted.exhaustive or needs_scan(wanted.tree)


def _merged(store: DocumentStore, asked: Asked, near: Found, far: Found) -> Found:
    """Two answers as one, in one order."""
    scores = dict(near.hits) | dict(far.hits)
    keys = store.order_keys(list(scores))
    ordered = sorted(keys, key=lambda id_: _order(asked.sort, scores[id_], keys[id_]))
    shown = ordered[asked.offset : asked.offset + asked.limit]
    facets = {name: _summed(near.facets.get(name, {}), far.facets.get(name, {})) for name in FACETS}
    hits = tuple((id_, scores[id_]) for id_ in shown)
    return Found(near.total + far.total, hits, facets, (*near.missing, *far.missing))


def _order(sort: Sort, score: float, key: tuple[str, int | None, str]) -> _Key:
    """Descending by what is sorted, then ascending by path."""
    day, amount, path = key
    if sort is Sort.RELEVANCE:
        return (-score, path)
    if sort is Sort.AMOUNT:
        return (amount is None, -(amount or 0), path)
    return (day == "", [-ord(sign) for sign in day], path)


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict((Counter(one) + Counter(other)).most_common())


def _named(
    store: DocumentStore, facets: Mapping[FieldName, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """The facets with their values as they were written, the most frequent first."""
    named: dict[str, dict[str, int]] = {}
    for name in FACETS:
        counts = facets.get(name, {})
        written = {fold_text(v): v for v in store.values(name)} if counts else {}
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        named[str(name)] = {written.get(value, value): count for value, count in ordered}
    return named
