"""What lies beside a segment's postings: ids, paths, texts, values, days and amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from index.engines.whoosh.arrays import Arrays, write_arrays
from index.engines.whoosh.counting import encoded
from index.engines.whoosh.values import FieldValues, ValueWriter
from index.queries.tree import FieldName
from index.records import Entry

if TYPE_CHECKING:
    import mmap
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Docs = NDArray[np.uint32]

_LEAST, _MOST = -(2**63) + 1, 2**63 - 1
NO_AMOUNT = -(2**63)


@dataclass(slots=True)
class RowWriter:
    """Gathers the rows of a segment."""

    ids: list[int] = field(default_factory=list)
    _amounts: list[int] = field(default_factory=list)
    _all_amounts: list[tuple[int, ...]] = field(default_factory=list)
    _blobs: dict[str, list[bytes]] = field(
        default_factory=lambda: {"path": [], "text": [], "private": []}
    )
    _days: ValueWriter = field(default_factory=ValueWriter)
    _fields: dict[FieldName, ValueWriter] = field(default_factory=dict)

    def add(self, entry: Entry) -> int:
        """Take a document; gives its number."""
        doc = len(self.ids)
        self.ids.append(entry.id)
        self._amounts.append(NO_AMOUNT if entry.amount is None else _bounded(entry.amount))
        self._all_amounts.append(tuple(map(_bounded, entry.amounts)))
        for name, blobs in self._blobs.items():
            blobs.append(encoded(getattr(entry, name)))
        self._days.add(doc, (entry.date,) if entry.date else ())
        for name, values in entry.fields.items():
            if name not in self._fields:
                self._fields[name] = ValueWriter()
            self._fields[name].add(doc, values)
        return doc

    def write(self, stream: BinaryIO, lengths: NDArray[np.int64]) -> None:
        """Write everything, with the number of bigrams of each document."""
        count = len(self.ids)
        by_path = np.array(sorted(range(count), key=self._blobs["path"].__getitem__), np.int64)
        ranks = np.empty(count, np.int64)
        ranks[by_path] = np.arange(count)
        arrays: dict[str, NDArray[Any]] = {
            "ids": np.array(self.ids, np.int64),
            "path ranks": ranks,
            "lengths": lengths,
            "amount": np.array(self._amounts, np.int64),
            **dict(self._of_amounts()),
            **dict(self._days.arrays("day", count)),
        }
        for name, blobs in self._blobs.items():
            arrays[name] = np.frombuffer(b"".join(blobs), np.uint8)
            arrays[f"{name} ends"] = np.cumsum([len(blob) for blob in blobs], dtype=np.int64)
        for name, values in self._fields.items():
            arrays |= dict(values.arrays(f"field {name}", count))
        write_arrays(stream, arrays)

    def _of_amounts(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All amounts document by document, and in order of size with their documents."""
        sizes = [len(amounts) for amounts in self._all_amounts]
        flat = np.array([amount for amounts in self._all_amounts for amount in amounts], np.int64)
        docs = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
        order = np.argsort(flat, kind="stable")
        yield "amounts ends", np.cumsum(sizes, dtype=np.int64)
        yield "amounts", flat
        yield "amounts in order", flat[order]
        yield "amounts docs", docs[order]


class Rows:
    """The rows of a segment, read in place."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        """Look into the file; raises ValueError where it is not one of ours."""
        self._arrays = Arrays(content)
        self._content = content
        self.ids: NDArray[np.int64] = self._arrays["ids"]
        self.days = FieldValues(self._arrays, "day")
        self._fields: dict[FieldName, FieldValues | None] = {}
        self._spans: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many bigrams each document's text has."""
        return self._arrays["lengths"]

    @property
    def path_ranks(self) -> NDArray[np.int64]:
        """The place of each document in the order of paths."""
        return self._arrays["path ranks"]

    @property
    def amounts(self) -> NDArray[np.int64]:
        """The own amount of each document, or NO_AMOUNT."""
        return self._arrays["amount"]

    def field(self, name: FieldName) -> FieldValues | None:
        """The values of a field; None where no document has any."""
        if name not in self._fields:
            known = f"field {name}.ends" in self._arrays
            self._fields[name] = FieldValues(self._arrays, f"field {name}") if known else None
        return self._fields[name]

    def documents(self, name: FieldName, numbers: NDArray[np.int64] | None) -> Docs:
        """The documents with values of these numbers."""
        values = self.field(name)
        if values is None or numbers is None:
            return np.empty(0, np.uint32)
        return values.documents(numbers)

    def with_amount(self, low: int | None, high: int | None) -> Docs:
        """The documents with an amount between the bounds, both included."""
        ordered = self._arrays["amounts in order"]
        first = np.searchsorted(ordered, _bounded(_LEAST if low is None else low), side="left")
        past = np.searchsorted(ordered, _bounded(_MOST if high is None else high), side="right")
        return np.unique(self._arrays["amounts docs"][first:past])

    def holding(self, docs: Docs, text: str, *, private: bool) -> Docs:
        """Those of the documents whose text holds a text; or whose private text, if allowed."""
        found = self._holding(docs, "text", text)
        if private:
            hidden = self._holding(docs[~found], "private", text)
            found[np.flatnonzero(~found)[hidden]] = True
        return docs[found]

    def path(self, doc: int) -> str:
        """The path of a document."""
        return self._text("path", doc)

    def entries(self, docs: Iterable[int]) -> Iterator[Entry]:
        """The documents as they were put in."""
        for doc in docs:
            own = int(self.amounts[doc])
            yield Entry(
                int(self.ids[doc]),
                self._text("path", doc),
                self._text("text", doc),
                self._text("private", doc),
                dict(self._values(doc)),
                "".join(self.days.values_of(doc)),
                None if own == NO_AMOUNT else own,
                tuple(self._amounts_of(doc)),
            )

    @property
    def signs(self) -> int:
        """How many signs all texts have, about."""
        return int(self._arrays["text"].size + self._arrays["private"].size) // 3

    def _holding(self, docs: Docs, name: str, text: str) -> NDArray[np.bool_]:
        """Whether each of the documents holds the text."""
        begins, ends = self._places(name)
        needle, content = encoded(text), self._content
        spans = zip(begins[docs].tolist(), ends[docs].tolist(), strict=True)
        return np.array([needle in content[begin:end] for begin, end in spans], bool)

    def _places(self, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each document's text of this kind begins and ends in the file."""
        if name not in self._spans:
            ends = self._arrays[f"{name} ends"] + self._arrays.place(name)
            begins = np.append(self._arrays.place(name), ends[:-1])
            self._spans[name] = (begins, ends)
        return self._spans[name]

    def _text(self, name: str, doc: int) -> str:
        begins, ends = self._places(name)
        return bytes(self._content[int(begins[doc]) : int(ends[doc])]).decode(
            "utf-8", "surrogatepass"
        )

    def _values(self, doc: int) -> Iterator[tuple[FieldName, tuple[str, ...]]]:
        for name in FieldName:
            values = self.field(name)
            if values is not None and (of := values.values_of(doc)):
                yield name, of

    def _amounts_of(self, doc: int) -> list[int]:
        ends = self._arrays["amounts ends"]
        begin = int(ends[doc - 1]) if doc else 0
        found: list[int] = self._arrays["amounts"][begin : int(ends[doc])].tolist()
        return found


def _bounded(amount: int) -> int:
    return max(_LEAST, min(_MOST, amount))
