"""One commit: new segments, what has gone, and small segments made into one."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from whoosh.util.filelock import try_for

from cases.obstacles import obstacle
from cases.saving import CannotSaveError
from index.engines.engine import IndexBusyError
from index.engines.whoosh.segment import ListCache, Segment
from index.engines.whoosh.segment_writing import MOST_SIGNS, segments_of
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.storage import LOCK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from index.engines.whoosh.storage import IndexStorage
    from index.records import Entry

MOST_SEGMENTS = 8
_NEAR = 3  # a segment is merged with smaller ones if it is at most so many times their sum
_DELAY = 0.02


@contextmanager
def written(storage: IndexStorage, wait_seconds: float) -> Iterator[None]:
    """Hold the writers' lock; raises IndexBusyError, CannotSaveError."""
    try:
        storage.path.mkdir(parents=True, exist_ok=True)
        lock = storage.lock(LOCK)
        if not try_for(lock.acquire, timeout=wait_seconds, delay=_DELAY):
            raise IndexBusyError
        try:
            yield
        finally:
            lock.release()
    except OSError as error:
        raise CannotSaveError(path=storage.path, reason=obstacle(error)) from error


def commit(storage: IndexStorage, entries: Iterable[Entry], gone: Collection[int]) -> None:
    """Make the next generation, wholly or not at all; the lock is held."""
    if storage.latest() is None:
        storage.publish(0, [], {})
    now = Snapshot.newest(storage, ListCache(0))
    assert now.generation is not None
    try:
        added = _opened(storage, segments_of(entries, storage))
        let_go = _mark_gone(now.segments, {*gone, *_ids(added)})
        kept = _merged(storage, [*now.segments, *added])
        if added or let_go or len(kept) != len(now.segments):
            segments = [segment.whoosh for segment in kept]
            storage.publish(now.generation + 1, segments, now.files)
    except BaseException:
        storage.tidy(now.generation, now.files)
        raise


def _opened(storage: IndexStorage, segments: Iterable[Any]) -> list[Segment]:
    return [Segment(storage, each, ListCache(0)) for each in segments]


def _ids(segments: Iterable[Segment]) -> Iterator[int]:
    return chain.from_iterable(segment.rows.ids.tolist() for segment in segments)


def _mark_gone(segments: Sequence[Segment], gone: Collection[int]) -> bool:
    """Take documents out of their segments; tells whether any was there."""
    before = sum(segment.live for segment in segments)
    for segment in segments if gone else ():
        for number in segment.numbers_of(gone).tolist():
            segment.whoosh.delete_document(number)
    return before > sum(segment.live for segment in segments)


def _merged(storage: IndexStorage, segments: list[Segment]) -> list[Segment]:
    """The segments, with what was too many or mostly gone written anew as fewer."""
    kept = [segment for segment in segments if segment.live]
    while together := _to_merge(kept):
        living = (segment.rows.entries(segment.living().tolist()) for segment in together)
        anew = _opened(storage, segments_of(chain.from_iterable(living), storage))
        kept = [segment for segment in kept if segment not in together] + anew
    return kept


def _to_merge(segments: Sequence[Segment]) -> list[Segment]:
    """What should be one segment: those mostly gone, and the smallest if there are too many."""
    mostly_gone = [segment for segment in segments if 2 * segment.live < segment.size]
    if mostly_gone:
        return mostly_gone
    small = [segment for segment in segments if 2 * segment.rows.signs < MOST_SIGNS]
    small.sort(key=lambda segment: segment.live)
    if len(small) <= MOST_SEGMENTS:
        return []
    together, size = small[:2], small[0].live + small[1].live
    for segment in small[2:]:
        if segment.live > _NEAR * size:
            break
        together.append(segment)
        size += segment.live
    return together
