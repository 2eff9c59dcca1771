"""The values of a field: which documents bear each, found by whole, part, head or tail."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from index.engines.whoosh.counting import encoded
from index.queries.tree import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.engines.whoosh.arrays import Arrays

    Docs = NDArray[np.uint32]


class ValueWriter:
    """Gathers the values of one field, document by document."""

    def __init__(self) -> None:
        """Nothing is gathered yet."""
        self._docs: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, doc: int, values: Sequence[str]) -> None:
        """Take a document's values, each counted once."""
        for value in values if len(values) < 2 else dict.fromkeys(values):
            self._docs[value].append(doc)

    def arrays(self, name: str, documents: int) -> Iterator[tuple[str, NDArray[Any]]]:
        """Values in order with their documents, and documents with their values."""
        order = sorted((encoded(value), value) for value in self._docs)
        by_value = [self._docs[value] for _, value in order]
        counts = np.array([len(docs) for docs in by_value], np.int64)
        docs = np.fromiter((doc for docs in by_value for doc in docs), np.uint32, counts.sum())
        numbers = np.repeat(np.arange(len(order), dtype=np.uint32), counts)
        by_doc = np.argsort(docs, kind="stable")
        yield f"{name}.blob", np.frombuffer(b"".join(value for value, _ in order), np.uint8)
        yield f"{name}.ends", _ends([len(value) for value, _ in order])
        yield f"{name}.docs", docs
        yield f"{name}.starts", np.append(0, np.cumsum(counts))
        yield f"{name}.numbers", numbers[by_doc]
        yield f"{name}.rows", np.searchsorted(docs[by_doc], np.arange(documents + 1))


class FieldValues:
    """The values of one field in one segment."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        """Look into the field's arrays."""
        self._content, self._base = arrays.content, arrays.place(f"{name}.blob")
        self._ends: NDArray[np.int64] = arrays[f"{name}.ends"]
        self._docs: Docs = arrays[f"{name}.docs"]
        self._starts: NDArray[np.int64] = arrays[f"{name}.starts"]
        self._numbers: NDArray[np.uint32] = arrays[f"{name}.numbers"]
        self._rows: NDArray[np.int64] = arrays[f"{name}.rows"]
        self._blob: NDArray[np.uint8] = arrays[f"{name}.blob"]

    def __len__(self) -> int:
        """How many different values there are."""
        return int(self._ends.size)

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        """A value as bytes, by its number in order."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if number >= len(self):
            raise IndexError(number)
        start = int(self._ends[number - 1]) if number else 0
        return bytes(self._content[self._base + start : self._base + int(self._ends[number])])

    def shown(self, number: int) -> str:
        """A value, by its number."""
        return self[number].decode("utf-8", "surrogatepass")

    def agreeing(self, how: How, text: str) -> NDArray[np.int64]:
        """The numbers of the values that agree with a text, in order."""
        needle = encoded(text)
        if how in (How.IS, How.STARTS):
            first = bisect_left(self, needle)
            past = bisect_right(self, needle, lo=first, key=lambda value: value[: len(needle)])
            if how is How.IS:
                past = (
                    min(past, first + 1) if first < len(self) and self[first] == needle else first
                )
            return np.arange(first, past)
        return self._ending(needle) if how is How.ENDS else self._holding(needle)

    def between(self, low: str, high: str) -> NDArray[np.int64]:
        """The numbers of the values between two bounds, both included."""
        return np.arange(bisect_left(self, encoded(low)), bisect_right(self, encoded(high)))

    def documents(self, numbers: NDArray[np.int64]) -> Docs:
        """The documents that bear one of the values, in order, each once."""
        if not numbers.size:
            return np.empty(0, np.uint32)
        if numbers.size == 1 or int(numbers[-1] - numbers[0]) == numbers.size - 1:
            found = self._docs[self._starts[numbers[0]] : self._starts[numbers[-1] + 1]]
        else:
            spans = ((self._starts[n], self._starts[n + 1]) for n in numbers)
            found = np.concatenate([self._docs[start:past] for start, past in spans])
        return found if numbers.size == 1 else np.unique(found)

    def counts(self, docs: Docs) -> dict[str, int]:
        """How many of the documents bear each value."""
        counted = np.bincount(self.numbers_of(docs), minlength=1)
        return {self.shown(int(n)): int(counted[n]) for n in np.flatnonzero(counted)}

    def numbers_of(self, docs: Docs) -> NDArray[np.uint32]:
        """The numbers of all values of the documents, document by document."""
        begins = self._rows[docs]
        sizes = self._rows[docs + 1] - begins
        if not sizes.size or sizes.max() <= 1:
            return self._numbers[begins[sizes > 0]]
        if sizes.min() < 0 or int(sizes.sum()) > self._numbers.size:
            raise ValueError("values")
        own = np.cumsum(sizes) - sizes
        places = np.repeat(begins - own, sizes) + np.arange(int(sizes.sum()))
        return self._numbers[places]

    def values_of(self, doc: int) -> tuple[str, ...]:
        """The values of one document."""
        numbers = self._numbers[self._rows[doc] : self._rows[doc + 1]]
        return tuple(self.shown(int(number)) for number in numbers)

    def ranks(self, docs: Docs) -> NDArray[np.int64]:
        """The number of each document's only value; -1 where it has none."""
        begins = self._rows[docs]
        found = np.full(docs.size, -1, np.int64)
        has = self._rows[docs + 1] > begins
        found[has] = self._numbers[begins[has]]
        return found

    @cached_property
    def _begins(self) -> NDArray[np.int64]:
        return np.append(0, self._ends[:-1]) if len(self) else self._ends

    def _ending(self, needle: bytes) -> NDArray[np.int64]:
        """The values that end so, byte after byte from behind."""
        found = np.flatnonzero(self._ends - self._begins >= len(needle))
        for back, byte in enumerate(reversed(needle), 1):
            found = found[self._blob[self._ends[found] - back] == byte]
        return found

    def _holding(self, needle: bytes) -> NDArray[np.int64]:
        """The values that hold a text: every place where it stands, inside one value."""
        if not needle:
            return np.arange(len(self))
        places = np.array(list(self._places(needle)), np.int64)
        numbers = np.searchsorted(self._ends, places, side="right")
        inside = places + len(needle) <= self._ends[numbers] if numbers.size else places > 0
        return np.unique(numbers[inside])

    def _places(self, needle: bytes) -> Iterator[int]:
        """Where a text stands; after a hit the search goes on at the next sign."""
        last = self._base + (int(self._ends[-1]) if len(self) else 0)
        at = self._content.find(needle, self._base, last)
        while at >= 0:
            yield at - self._base
            at = self._content.find(needle, at + 1, last)


def _ends(sizes: Sequence[int]) -> NDArray[np.int64]:
    return np.fromiter(accumulate(sizes), np.int64, len(sizes))
