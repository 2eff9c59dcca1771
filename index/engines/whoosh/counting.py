"""Counting the terms of many texts at once: in which documents each stands, how often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from index.text.folding import MASK, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.int64]
    Keys: TypeAlias = NDArray[np.uint64]

_SIGN_BITS = np.uint64(21)  # a character's number is below 2**21
_PLACE_BITS = np.uint64(22)  # a document's place in a portion is below 2**22
_SIGN = np.uint64((1 << 21) - 1)
_PLACE = np.uint64((1 << 22) - 1)
_MOST_TIMES = 65535
PORTION = 2_000_000  # characters counted at once, unless one text is longer


@dataclass(frozen=True, slots=True)
class Postings:
    """Terms in the order of their bytes; those of term ``i`` stand at ``starts[i:i + 2]``."""

    terms: Sequence[bytes]
    starts: Numbers
    docs: NDArray[np.uint32]
    times: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What one portion of texts holds: codes in order, postings of each in order of documents."""

    codes: Keys
    counts: Numbers
    docs: NDArray[np.uint32]
    times: NDArray[np.uint16]

    @classmethod
    def of(cls, keys: Keys, times: Numbers, docs: NDArray[np.uint32]) -> _Counted:
        """Sorted keys of code and place, with the documents at those places."""
        codes = keys >> _PLACE_BITS
        begins = _begins(codes)
        counts = np.diff(np.append(begins, codes.size))
        kept = np.minimum(times, _MOST_TIMES).astype(np.uint16)
        return cls(codes[begins], counts, docs[(keys & _PLACE).astype(np.int64)], kept)


@dataclass(slots=True)
class BigramPool:
    """Counts the bigrams of texts, and those that only the private text of a document has."""

    text: list[_Counted] = field(default_factory=list)
    private: list[_Counted] = field(default_factory=list)  # what the private text has more
    _waiting: list[tuple[int, str, str]] = field(default_factory=list)
    _size: int = 0

    def add(self, doc: int, text: str, private: str) -> None:
        """Take a document's texts; documents come in the order of their numbers."""
        self._waiting.append((doc, text, private))
        self._size += len(text) + 1
        if self._size >= PORTION:
            self._count()

    def postings(self) -> dict[str, Postings]:
        """Everything counted, by field."""
        if self._waiting:
            self._count()
        counted = {"text": self.text, "private": self.private}
        return {name: _bigram_postings(portions) for name, portions in counted.items()}

    def _count(self) -> None:
        """Count what waits."""
        docs = np.array([doc for doc, _, _ in self._waiting], np.uint32)
        keys, times = _counted_keys([text for _, text, _ in self._waiting])
        self.text.append(_Counted.of(keys, times, docs))
        both = [(text, private) for _, text, private in self._waiting if private]
        if both:
            some = docs[[bool(private) for _, _, private in self._waiting]]
            shown, _ = _counted_keys([text for text, _ in both])
            hidden, times = _counted_keys([private for _, private in both])
            more = ~np.isin(hidden, shown, assume_unique=True)
            self.private.append(_Counted.of(hidden[more], times[more], some))
        self._waiting, self._size = [], 0


@dataclass(slots=True)
class WordPool:
    """Gathers words that were counted document by document."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _words: list[int] = field(default_factory=list)
    _docs: list[int] = field(default_factory=list)
    _times: list[int] = field(default_factory=list)

    def add(self, doc: int, counts: Mapping[str, int]) -> int:
        """Take a document's words; gives how many there are."""
        numbers = self._numbers
        self._words += [numbers.setdefault(word, len(numbers)) for word in counts]
        self._docs += [doc] * len(counts)
        self._times += counts.values()
        return sum(counts.values())

    def postings(self) -> Postings:
        """Everything gathered."""
        terms = [encoded(word) for word in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), np.int64)
        rank[order] = np.arange(len(terms))
        words = rank[np.array(self._words, np.int64)]
        by_word = np.argsort(words, kind="stable")
        starts = np.searchsorted(words[by_word], np.arange(len(terms) + 1))
        docs = np.array(self._docs, np.uint32)[by_word]
        times = np.minimum(np.array(self._times, np.int64), _MOST_TIMES).astype(np.uint16)
        return Postings([terms[at] for at in order], starts, docs, times[by_word])


def encoded(text: str) -> bytes:
    """A text as its bytes; half a character, which files can hold, goes along."""
    return text.encode("utf-8", "surrogatepass")


def _counted_keys(texts: Iterable[str]) -> tuple[Keys, Numbers]:
    """Sorted keys of bigram and place of its text, and how often each stands there."""
    kept = list(texts)
    joined = SEPARATOR.join(kept).encode("utf-32-le", "surrogatepass")
    signs = np.frombuffer(joined, np.uint32).astype(np.uint64)
    sizes = np.array([len(text) + 1 for text in kept])
    places = np.repeat(np.arange(len(kept), dtype=np.uint64), sizes)[: signs.size]
    apart = (signs == ord(SEPARATOR)) | (signs == ord(MASK))
    pairs = np.flatnonzero(~(apart[:-1] | apart[1:])) if signs.size > 1 else np.empty(0, np.int64)
    codes = (signs[pairs] << _SIGN_BITS) | signs[pairs + 1]
    keys = (codes << _PLACE_BITS) | places[pairs]
    keys.sort()
    begins = _begins(keys)
    return keys[begins], np.diff(np.append(begins, keys.size))


def _begins(ordered: Keys) -> Numbers:
    """Where each run of equal values begins."""
    if not ordered.size:
        return np.empty(0, np.int64)
    return np.append(0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)


def _terms(codes: Keys) -> list[bytes]:
    """Bigrams as terms."""
    signs = np.empty((codes.size, 2), "<u4")
    signs[:, 0] = codes >> _SIGN_BITS
    signs[:, 1] = codes & _SIGN
    text = signs.tobytes().decode("utf-32-le", "surrogatepass")
    return [encoded(text[at : at + 2]) for at in range(0, len(text), 2)]


def _bigram_postings(portions: Sequence[_Counted]) -> Postings:
    """The portions as one, by placing each one's postings behind those of the one before."""
    codes = np.unique(np.concatenate([np.empty(0, np.uint64), *(each.codes for each in portions)]))
    counts = np.zeros(codes.size, np.int64)
    for each in portions:
        counts[np.searchsorted(codes, each.codes)] += each.counts
    starts = np.append(0, np.cumsum(counts))
    docs, times = np.empty(starts[-1], np.uint32), np.empty(starts[-1], np.uint16)
    free = starts[:-1].copy()
    for each in portions:
        at = np.searchsorted(codes, each.codes)
        own = np.cumsum(each.counts) - each.counts
        places = np.repeat(free[at] - own, each.counts) + np.arange(each.docs.size)
        docs[places], times[places] = each.docs, each.times
        free[at] += each.counts
    return Postings(_terms(codes), starts, docs, times)
