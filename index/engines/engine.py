"""What every search engine offers, and the shape of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

from cases.errors import JiangdangError, Kind
from index.queries.tree import FieldName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from index.queries.tree import Node
    from index.records import Entry

FACETS = (
    FieldName.PROGRAMME,
    FieldName.YEAR,
    FieldName.STEP,
    FieldName.KIND,
    FieldName.DEPARTMENT,
    FieldName.UNIT,
)


class Sort(StrEnum):
    """The order of hits; ties go by path, from a to z. Without a day or amount: last."""

    RELEVANCE = "relevance"  # highest score first
    DATE = "date"  # newest first
    AMOUNT = "amount"  # largest first


@dataclass(frozen=True, slots=True)
class Scope:
    """What the asking person may find: applied before anything is counted.

    ``numbers``: personal numbers are searched too. ``departments``: folded names; only
    documents of these departments exist for the person; None is all.
    """

    numbers: bool = False
    departments: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A settled tree with what bounds and orders the answer.

    ``without`` are documents the store has let go and the engine may still hold.
    """

    tree: Node
    scope: Scope = field(default_factory=Scope)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: bool = True
    without: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are in all, the ids and scores asked for, counts by field.

    ``facets`` counts folded values. ``missing`` names, in Chinese, the parts of the engine
    that gave no answer: then the answer is not complete and says so.
    """

    total: int
    hits: tuple[tuple[int, float], ...]
    facets: Mapping[FieldName, Mapping[str, int]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


class NoIndexError(JiangdangError):
    """The index was never made."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "I101"


class DamagedIndexError(JiangdangError):
    """The index cannot be read, or holds what no index of ours holds."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "I102"


class IndexBusyError(JiangdangError):
    """Somebody else is bringing the index up to date."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "I104"


class Engine(Protocol):
    """A search engine over one folder or cluster; derived, and rebuilt at any time."""

    name: str

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        """Take documents in and let ``gone`` go, durably, in one commit; ids are new."""

    def search(self, asked: Asked) -> Found:
        """Answer; raise DamagedIndexError where its files cannot be trusted."""

    def count(self) -> int:
        """How many documents it holds; raise DamagedIndexError where that cannot be told."""

    def clear(self) -> None:
        """Forget everything."""

    def adopt(self) -> None:
        """Become the index in use; what an engine elsewhere needs for that (an alias)."""

    def notes(self, expected: int) -> tuple[str, ...]:
        """What a person should know of its state, in Chinese; nothing when all is well."""

    def close(self) -> None:
        """Let go of files and connections; the next call opens them anew."""
