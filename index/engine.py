"""What every search engine offers, and the shape of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.queries import Query
    from index.records import Record


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, its score, and where the words stand: (page, text) with 【】."""

    record: Record
    score: float
    highlights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that answers a query: how many, the page asked for, counts by field."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    engine: str
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """How much the index covers; ``unread`` gives path and reason."""

    indexed: int
    unread: Mapping[str, str]


class Engine(Protocol):
    """A search engine: Whoosh by default."""

    name: str

    def update(self, records: Iterable[Record], removed: Sequence[str] = ()) -> None:
        """Put records in, replacing those of the same path, and take ``removed`` out."""

    def digests(self) -> Mapping[str, str]:
        """Path and digest of everything held."""

    def search(self, query: Query, *, sort: str, limit: int, page: int) -> Results:
        """Answer a query; ``page`` counts from 1."""

    def status(self) -> Status:
        """How much is covered."""
