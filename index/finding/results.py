"""What answers a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.records import Record
    from index.store.documents import Coverage


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, its score, and where the words stand: extracts with 【】."""

    record: Record
    score: float
    highlights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that answers a question: how many, the page asked for, counts by field.

    ``told`` says in Chinese what else was searched, ``missing`` what gave no answer,
    ``related`` that nothing holds the words and the hits are only near them.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    engine: str
    coverage: Coverage
    told: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    related: bool = False
    terms: tuple[str, ...] = field(default=(), compare=False)

    @property
    def unread(self) -> int:
        """Files and parts of files that the search could not see."""
        return self.coverage.unread
