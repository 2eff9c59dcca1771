"""A tree settled: likeness, pinyin and synonyms become words and fields, and are told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.queries.fields import KNOWN
from index.queries.likeness import LONGEST, SHORTEST, shorter_texts, variants_in
from index.queries.synonyms import Synonyms, shipped_synonyms
from index.queries.tree import (
    And,
    Field,
    FieldName,
    Fuzzy,
    How,
    Not,
    Or,
    Pinyin,
    Related,
    Span,
    Words,
)
from index.text.folding import fold_query
from index.text.names import similar_names
from index.text.pinyin import name_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.queries.tree import Node

MOST_FORMS = 200
MOST_NAMES = 50
_TOLD = 8
_LIKE_A_FIELD = re.compile(r"([^\W\d]\w{1,7}):(?!//).")
_NAMED = (FieldName.LEADER, FieldName.UNIT)
_BODIES = (FieldName.UNIT, FieldName.DEPARTMENT)


class View(Protocol):
    """What may be looked up: only of documents that the asking person may find."""

    def values(self, name: FieldName) -> Iterable[str]:
        """The values of a field, as they were written."""

    def texts(self) -> Iterable[str]:
        """The folded texts of the documents."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A tree that every engine answers, and in Chinese what else was searched with it."""

    tree: Node
    told: tuple[str, ...] = ()


def settle(tree: Node, view: View, synonyms: Sequence[Sequence[str]] = ()) -> Settled:
    """Turn what needs looking up into plain words and fields; a bureau's synonyms beside ours."""
    settler = _Settler(view, Synonyms((*shipped_synonyms(), *synonyms)))
    settled = settler.node(tree)
    return Settled(settled, tuple(dict.fromkeys(settler.told)))


def loosened(tree: Node) -> Node:
    """The tree with its bare words asked for what is near, its conditions as they are."""
    match tree:
        case Words(text, quoted=False) if len(text) > 1:
            return Related(text)
        case And(parts):
            return And(tuple(map(loosened, parts)))
        case Or(parts):
            return Or(tuple(map(loosened, parts)))
        case _:
            return tree


class _Settler:
    """Goes through a tree once and keeps what is to be told."""

    def __init__(self, view: View, synonyms: Synonyms) -> None:
        self._view, self._synonyms = view, synonyms
        self.told: list[str] = []

    def node(self, tree: Node, *, excluded: bool = False) -> Node:
        """The node settled; what is excluded is not widened by synonyms."""
        match tree:
            case And(parts):
                return And(tuple(self.node(part, excluded=excluded) for part in parts))
            case Or(parts):
                self._tell_days(parts)
                return Or(tuple(self.node(part, excluded=excluded) for part in parts))
            case Not(part):
                return Not(self.node(part, excluded=not excluded))
            case Words() | Field():
                self._tell_no_field(tree)
                return tree if excluded else self._with_synonyms(tree)
            case Fuzzy(text, field):
                return self._similar(text) if field is None else self._similar_values(text, field)
            case Pinyin(text):
                return self._by_sound(text)
            case _:
                return tree

    def _tell_days(self, parts: tuple[Node, ...]) -> None:
        match parts:
            case (Words(text), Span(FieldName.DATE, low, high)):
                self.told.append(f"“{text}”也按日期查了（{low} 至 {high}）。")

    def _tell_no_field(self, tree: Words | Field) -> None:
        """What looks like a condition and is none was searched as it stands: say so."""
        found = _LIKE_A_FIELD.match(tree.text)
        if found and isinstance(tree, Words) and not tree.quoted:
            self.told.append(
                f"“{found[1]}”不是可查的字段，“{tree.text}”按原文查了。可用的字段：{KNOWN}。"
            )

    def _with_synonyms(self, tree: Words | Field) -> Node:
        """A bare word, or a part of a body's name, in all its names."""
        if tree.quoted or (isinstance(tree, Field) and not _names_a_body(tree)):
            return tree
        others = self._synonyms.others(tree.text)
        if not others:
            return tree
        self.told.append(f"“{tree.text}”也查了{_listed(others)}。")
        if isinstance(tree, Words):
            return Or((tree, *map(Words, others)))
        return Or((tree, *(Field(tree.name, How.HAS, other) for other in others)))

    def _similar(self, text: str) -> Node:
        """The text, the forms near it that documents hold, and names like it."""
        names = self._names_like(text, _NAMED)
        if SHORTEST <= len(text) <= LONGEST:
            forms = (*self._inner_forms(text), *shorter_texts(text))
        else:
            forms = ()
            self.told.append(f"“{text}”不是三至三十个字，只查了相近的姓名和单位。")
        texts = tuple(dict.fromkeys((text, *(fold_query(name) for _, name in names), *forms)))
        self._tell_near(text, texts[1:])
        return Or((*map(Words, texts), *_are(names)))

    def _inner_forms(self, text: str) -> tuple[str, ...]:
        found = variants_in(self._view.texts(), text)
        if len(found) > MOST_FORMS:
            self.told.append(
                f"“{text}”相近的写法有 {len(found)} 种，只查了前 {MOST_FORMS} 种，请写得长一些。"
            )
        return found[:MOST_FORMS]

    def _similar_values(self, text: str, field: FieldName) -> Node:
        """The values of a field that are like the text, or hold it with one sign otherwise."""
        names = self._names_like(text, (field,))
        values = dict.fromkeys(fold_query(name) for _, name in names)
        if SHORTEST <= len(text) <= LONGEST:
            near = shorter_texts(text)
            for value in map(fold_query, self._view.values(field)):
                if any(form in value for form in near) or variants_in((value,), text):
                    values[value] = None
        self._tell_near(text, tuple(value for value in values if value != text))
        return Or((Field(field, How.HAS, text), *(Field(field, How.IS, v) for v in values)))

    def _names_like(
        self, text: str, fields: tuple[FieldName, ...]
    ) -> tuple[tuple[FieldName, str], ...]:
        return tuple(
            (field, name)
            for field in fields
            for name in similar_names(text, self._view.values(field), MOST_NAMES)
        )

    def _by_sound(self, text: str) -> Node:
        """Leaders that sound so and units that begin so, as values and as words."""
        wanted = text.replace(" ", "").replace("'", "")
        names = tuple(
            (field, name)
            for field in _NAMED
            for name in self._view.values(field)
            if _sounds(field, name, wanted)
        )
        texts = tuple(dict.fromkeys(fold_query(name) for _, name in names))
        found = f"查了{_listed(texts)}" if texts else "没有对应的姓名和单位"
        self.told.append(f"拼音“{text}”{found}。")
        return Or((*map(Words, texts), *_are(names)))

    def _tell_near(self, text: str, others: tuple[str, ...]) -> None:
        found = f"也查了相近的{_listed(others)}" if others else "没有相近的写法"
        self.told.append(f"“{text}”{found}。")


def _names_a_body(tree: Field) -> bool:
    return tree.name in _BODIES and tree.how is How.HAS


def _sounds(field: FieldName, name: str, wanted: str) -> bool:
    """Whether a person's name sounds so, whole; or a unit's, from its beginning."""
    keys = name_keys(name)
    if field is FieldName.LEADER:
        return wanted in keys
    return len(wanted) > 1 and any(key.startswith(wanted) for key in keys)


def _are(names: Iterable[tuple[FieldName, str]]) -> Iterator[Field]:
    return (Field(field, How.IS, fold_query(name)) for field, name in names)


def _listed(texts: Sequence[str]) -> str:
    """Texts in quotes; of very many the first, and how many there are."""
    first = "、".join(f"“{text}”" for text in texts[:_TOLD])
    return first if len(texts) <= _TOLD else f"{first}等 {len(texts)} 种"
