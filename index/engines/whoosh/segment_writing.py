"""Writing a segment: postings in Whoosh's own format, whole lists at a time.

A posting list is stored as Whoosh stores it, a pickled tuple of steps between document
numbers and of weights. Where a step or weight fits a byte or two, the tuple holds bytes or
an array instead of a tuple of numbers: Whoosh reads both, and NumPy reads them at once.
"""

from __future__ import annotations

import pickle
from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.system import pack_int, pack_long, pack_ushort
from whoosh.util.numeric import length_to_byte

from index.engines.whoosh.counting import BigramPool, WordPool
from index.engines.whoosh.rows import RowWriter
from index.engines.whoosh.schema import FIELDS, SCHEMA
from index.engines.whoosh.storage import INDEX
from index.text.words import word_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from index.engines.whoosh.counting import Postings
    from index.engines.whoosh.storage import IndexStorage
    from index.records import Entry

MOST_SIGNS = 24_000_000  # characters in a segment, unless one document has more
BLOCK = 1 << 16  # postings in a block
_HEADER = b"W3Bl"
_SHORT = 8  # lists up to this length are kept as a plain tuple


class SegmentWriter:
    """Takes documents in until it is full."""

    def __init__(self) -> None:
        """Nothing is in it yet."""
        self._rows = RowWriter()
        self._bigrams, self._words = BigramPool(), WordPool()
        self._word_lengths: list[int] = []
        self._signs = 0

    @property
    def full(self) -> bool:
        """Whether the next document should go into another segment."""
        return self._signs >= MOST_SIGNS

    def add(self, entry: Entry) -> None:
        """Take a document."""
        doc = self._rows.add(entry)
        self._bigrams.add(doc, entry.text, entry.private)
        self._word_lengths.append(self._words.add(doc, word_counts(entry.text)))
        self._signs += len(entry.text) + len(entry.private)

    def write(self, storage: IndexStorage) -> Any:
        """Write the segment's files; nothing names them yet."""
        count = len(self._rows.ids)
        segment = W3Codec(blocklimit=BLOCK, compression=0).new_segment(storage, INDEX)
        segment.set_doc_count(count)
        postings = {**self._bigrams.postings(), "words": self._words.postings()}
        lengths = _lengths(postings["text"], count)
        words = np.array(self._word_lengths, np.int64)
        self._write_lengths(storage, segment, {"text": lengths, "words": words})
        writer = PostingsWriter(W3Codec(), storage, segment)
        for name in FIELDS:
            writer.write_field(name, postings[name], _bytes_of_lengths(lengths))
        writer.close()
        with storage.create_file(segment.make_filename(".rows")) as stream:
            self._rows.write(stream, lengths)
        return segment

    def _write_lengths(
        self, storage: IndexStorage, segment: Any, lengths: dict[str, NDArray[np.int64]]
    ) -> None:
        """The columns by which Whoosh itself would weigh documents."""
        segment._fieldlengths = {name: int(of.sum()) for name, of in lengths.items()}
        for name, of in lengths.items():
            with storage.create_file(W3Codec.column_filename(segment, f"_{name}_len")) as column:
                column.write(_bytes_of_lengths(of).tobytes())


class PostingsWriter(W3FieldWriter):  # type: ignore[misc]
    """Whoosh's writer of terms, given whole lists instead of one posting after another."""

    def write_field(self, name: str, postings: Postings, lengths: NDArray[np.uint8]) -> None:
        """Write all terms of a field."""
        self.start_field(name, SCHEMA[name])
        prefix, add, post = pack_ushort(self._fieldid), self._tindex.add, self._postfile
        at = post.tell()
        for term, info, content in _listed(postings, lengths):
            post.write(content)
            add(prefix + term, info + pack_long(at) + pack_int(len(content)))
            at += len(content)
        self.finish_field()


def segments_of(entries: Iterable[Entry], storage: IndexStorage) -> Iterator[Any]:
    """Write documents into as many segments as it takes."""
    writer = None
    for entry in entries:
        writer = writer or SegmentWriter()
        writer.add(entry)
        if writer.full:
            yield writer.write(storage)
            writer = None
    if writer:
        yield writer.write(storage)


def _lengths(text: Postings, count: int) -> NDArray[np.int64]:
    """How many bigrams each document has."""
    return np.bincount(text.docs, weights=text.times, minlength=count).astype(np.int64)


def _bytes_of_lengths(lengths: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Lengths as Whoosh keeps them, in a byte each."""
    distinct, where = np.unique(lengths, return_inverse=True)
    return np.array([length_to_byte(int(each)) for each in distinct], np.uint8)[where]


def _listed(postings: Postings, lengths: NDArray[np.uint8]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Each term with what Whoosh tells of it, and its list."""
    if not postings.terms:
        return
    told = _told(postings, lengths)
    pack, dump = W3TermInfo._struct.pack, pickle.dumps
    lists = _Lists(postings)
    bounds = postings.starts.tolist()
    for i, (term, (weight, least, most, often, first, last)) in enumerate(
        zip(postings.terms, told, strict=True)
    ):
        start, past = bounds[i], bounds[i + 1]
        info = pack(0, weight, past - start, least, most, often, first, last)
        if past - start > BLOCK:
            yield term, info, _HEADER + b"".join(lists.blocks(start, past, least, most))
        else:
            head = dump((past - start, last, float(often), 0, least, most), 2)
            body = head + dump(lists.of(start, past), 4)
            yield term, info, _HEADER + pack_int(-len(body)) + body


def _told(
    postings: Postings, lengths: NDArray[np.uint8]
) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Of each term: weight, shortest and longest document, most times, first and last one."""
    begins, docs, times = postings.starts[:-1], postings.docs, postings.times
    of = lengths[docs]
    columns = (
        np.add.reduceat(times.astype(np.int64), begins),
        np.minimum.reduceat(of, begins),
        np.maximum.reduceat(of, begins),
        np.maximum.reduceat(times, begins),
        docs[begins],
        docs[postings.starts[1:] - 1],
    )
    return zip(*(column.tolist() for column in columns), strict=True)


class _Lists:
    """The posting lists of a field, ready to be pickled."""

    def __init__(self, postings: Postings) -> None:
        """Take the steps between document numbers, once for all terms."""
        self._docs, self._times = postings.docs, postings.times
        begins = postings.starts[:-1]
        steps = np.diff(postings.docs, prepend=np.uint32(0))
        steps[begins] = postings.docs[begins]
        self._steps = steps

    def of(self, start: int, past: int) -> tuple[Any, Any, None]:
        """Steps and weights of one block."""
        return _packed(self._steps[start:past]), _weights(self._times[start:past]), None

    def blocks(self, start: int, past: int, least: int, most: int) -> Iterator[bytes]:
        """The blocks of a list that is longer than one."""
        for begin in range(start, past, BLOCK):
            end = min(begin + BLOCK, past)
            steps = self._steps[begin:end].copy()
            steps[0] = self._docs[begin]
            times = self._times[begin:end]
            told = (end - begin, int(self._docs[end - 1]), float(times.max()), 0, least, most)
            body = pickle.dumps(told, 2)
            body += pickle.dumps((_packed(steps), _weights(times), None), 4)
            yield pack_int(-len(body) if end == past else len(body)) + body


def _packed(numbers: NDArray[Any]) -> Any:
    """Numbers in as few bytes as they need."""
    if numbers.size <= _SHORT:
        return tuple(numbers.tolist())
    most = numbers.max()
    if most < 1 << 8:
        return numbers.astype(np.uint8).tobytes()
    if most < 1 << 16:
        return array("H", numbers.astype(np.uint16).tobytes())
    return array("I", numbers.tobytes())


def _weights(times: NDArray[np.uint16]) -> Any:
    """Weights: nothing where all are one, one number where all are the same."""
    first = int(times[0])
    if (times == first).all():
        return None if first == 1 else float(first)
    return _packed(times)
