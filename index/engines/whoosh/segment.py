"""A segment as it is read: posting lists as arrays, and the rows beside them."""

from __future__ import annotations

import io
import struct
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo, W3TermsReader
from whoosh.reading import TermNotFound

from index.engines.unpickling import GuardedUnpickler
from index.engines.whoosh.rows import Rows
from index.queries.tree import FieldName, How

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from index.engines.whoosh.storage import IndexStorage

    Docs = NDArray[np.uint32]

_INT = struct.Struct("!i")
_HEADER = 4
NOBODY: Docs = np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a term's list lies, and how many documents it has."""

    offset: int
    length: int
    size: int


class ListCache:
    """Posting lists used before, up to so many bytes; the least lately used go first."""

    def __init__(self, most: int) -> None:
        """Nothing is kept yet."""
        self._most, self._size = most, 0
        self._kept: OrderedDict[object, tuple[NDArray[Any], ...]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> tuple[NDArray[Any], ...] | None:
        """What is kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: object, arrays: tuple[NDArray[Any], ...]) -> None:
        """Keep arrays; what takes too much room goes."""
        size = sum(array.nbytes for array in arrays)
        with self._lock:
            if size > self._most // 4 or key in self._kept:
                return
            self._kept[key] = arrays
            self._size += size
            while self._size > self._most:
                _, let_go = self._kept.popitem(last=False)
                self._size -= sum(array.nbytes for array in let_go)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


class Segment:
    """One segment, opened; the documents in it have numbers from 0."""

    def __init__(self, storage: IndexStorage, segment: Any, cache: ListCache) -> None:
        """Map its files; raises whatever broken files give."""
        self.whoosh = segment
        self._cache, self._id = cache, segment.segment_id()
        terms = storage.open_file(segment.make_filename(W3Codec.TERMS_EXT))
        posts = storage.open_file(segment.make_filename(W3Codec.POSTS_EXT))
        self._terms = W3TermsReader(W3Codec(), terms, len(terms.content), posts)
        self._posts = posts.content
        self.rows = Rows(storage.open_file(segment.make_filename(".rows")).content)
        self.size = segment.doc_count_all()
        if self.rows.ids.size != self.size:
            raise ValueError("rows")

    @property
    def live(self) -> int:
        """How many documents have not gone."""
        return int(self.whoosh.doc_count())

    def living(self) -> Docs:
        """The documents that have not gone."""
        mask = np.ones(self.size, bool)
        mask[list(self.whoosh.deleted_docs())] = False
        return as_docs(mask)

    def numbers_of(self, ids: Collection[int]) -> NDArray[np.int64]:
        """The documents that have one of the ids, gone or not."""
        return np.flatnonzero(np.isin(self.rows.ids, np.fromiter(ids, np.int64, len(ids))))

    def extent(self, name: str, term: bytes) -> Extent | None:
        """Where a term's list lies; None where no document has the term."""
        try:
            info: W3TermInfo = self._terms.term_info(name, term)
        except TermNotFound:
            return None
        if info.is_inlined():
            raise ValueError("inlined")
        if info.doc_frequency() > self.size:
            raise ValueError("terms")
        offset, length = info.extent()
        size = length[0] if isinstance(length, tuple) else length  # a slip in some Whooshes
        return Extent(int(offset), int(size), int(info.doc_frequency()))

    def listed(self, name: str, term: bytes, extent: Extent) -> tuple[Docs, NDArray[Any]]:
        """The documents that have a term, and how often; read before, or read now."""
        key = (self._id, name, term)
        kept = self._cache.get(key)
        if kept is None:
            kept = self._read_whole(extent)
            self._cache.keep(key, kept)
        return kept[0], kept[1]

    def allowed(self, departments: frozenset[str]) -> NDArray[np.bool_]:
        """Which documents belong to one of the departments."""
        mask = np.zeros(self.size, bool)
        if (values := self.rows.field(FieldName.DEPARTMENT)) is not None:
            for name in departments:
                mask[values.documents(values.agreeing(How.IS, name))] = True
        return mask

    def _read_whole(self, extent: Extent) -> tuple[Docs, NDArray[Any]]:
        """A list; raises ValueError where it is no list of ours."""
        try:
            return self._read(extent)
        except (AttributeError, MemoryError, OverflowError, TypeError) as error:
            raise ValueError("postings") from error

    def _read(self, extent: Extent) -> tuple[Docs, NDArray[Any]]:
        """Every block of a list, decoded; raises ValueError where they do not fit together."""
        at, end = extent.offset + _HEADER, extent.offset + extent.length
        blocks = []
        last = False
        while not last:
            (size,) = _INT.unpack(self._posts[at : at + _INT.size])
            last, past = size < 0, at + _INT.size + abs(size)
            if not at < past <= end:
                raise ValueError("block")
            blocks.append(_block(self._posts[at + _INT.size : past]))
            at = past
        docs = np.concatenate([docs for docs, _ in blocks]) if len(blocks) > 1 else blocks[0][0]
        times = np.concatenate([times for _, times in blocks]) if len(blocks) > 1 else blocks[0][1]
        if docs.size != extent.size or int(docs[-1]) >= self.size:
            raise ValueError("postings")
        return docs, times


def as_docs(mask: NDArray[np.bool_]) -> Docs:
    """The documents that a mask marks."""
    return np.flatnonzero(mask).astype(np.uint32)


def _block(content: bytes) -> tuple[Docs, NDArray[Any]]:
    """The documents and weights of one block."""
    unpickler = GuardedUnpickler(io.BytesIO(content))
    count, last, _, compression, _, _ = unpickler.load()
    steps, weights, _ = unpickler.load()
    if compression or len(steps) != count:
        raise ValueError("block")
    docs = np.cumsum(_numbers(steps), dtype=np.uint32)
    if int(docs[-1]) != last:
        raise ValueError("block")
    return docs, _times(weights, count)


def _times(weights: Any, count: int) -> NDArray[Any]:
    if weights is None or isinstance(weights, float):
        return np.full(count, 1 if weights is None else int(weights), np.uint16)
    times = _numbers(weights)
    if times.size != count:
        raise ValueError("weights")
    return times


def _numbers(packed: Any) -> NDArray[Any]:
    if isinstance(packed, bytes):
        return np.frombuffer(packed, np.uint8)
    return np.asarray(packed)
