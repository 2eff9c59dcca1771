"""The query tree: what was asked, read once, the same for every engine.

Texts in it are folded (``index.text.folding``). A tree that reaches an engine is
*settled*: fuzzy words, pinyin and synonyms have become plain ``Words`` and ``Field``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class FieldName(StrEnum):
    """A field of a document; the value is its name inside, the Chinese names are the parser's."""

    CASE = "case"
    BATCH = "batch"
    KIND = "kind"
    STEP = "step"
    PROGRAMME = "programme"
    YEAR = "year"
    UNIT = "unit"
    LEADER = "leader"
    DEPARTMENT = "department"
    REFERENCE = "reference_code"
    TITLE = "title"
    PATH = "path"
    NUMBER = "number"  # every document number mentioned, and the document's own
    CLAUSE = "clause"  # every 第N条 mentioned, as a decimal number
    PERSONAL = "personal"  # ID numbers, phones and accounts: only for whom the scope lets see them
    DATE = "date"  # the document's own day, ISO
    AMOUNT = "amount"  # every amount in fen, the document's own and those mentioned


class How(StrEnum):
    """How a field's value and the text asked for must agree."""

    IS = "is"
    HAS = "has"
    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Words:
    """A folded text that must stand somewhere in the document, whole and unbroken.

    ``quoted``: asked in quotes, so nothing but this text is meant.
    """

    text: str
    quoted: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A folded text that one value of a field must agree with; ``quoted`` as in ``Words``."""

    name: FieldName
    how: How
    text: str
    quoted: bool = field(default=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Span:
    """A day or an amount (fen) between two bounds, both included; None is no bound."""

    name: FieldName
    low: str | int | None
    high: str | int | None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A text with at most one sign other, more or fewer; or names like it. Not settled."""

    text: str
    field: FieldName | None = None


@dataclass(frozen=True, slots=True)
class Pinyin:
    """A name by its pinyin or initials. Not settled."""

    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """A question: documents that share its bigrams and words, the nearest first."""

    text: str


@dataclass(frozen=True, slots=True)
class Every:
    """Every document."""


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; ``Or(())`` holds for nothing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node: TypeAlias = Words | Field | Span | Fuzzy | Pinyin | Related | Every | And | Or | Not
