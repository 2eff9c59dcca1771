"""A query as people type it, read once into the tree that every engine answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.queries.conditions import Conditions
from index.queries.faults import (
    EmptyQueryError,
    Fault,
    QueryTooLongError,
    TooManyTermsError,
    bad_query,
    is_half,
)
from index.queries.fields import Vocabulary
from index.queries.lexing import MOST_TERMS, Sign, lex
from index.queries.tree import And, Every, Field, FieldName, How, Not, Or, Span
from index.text.folding import fold_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from index.queries.fields import AskedField
    from index.queries.lexing import Token
    from index.queries.tree import Node

MOST_SIGNS = 2000
_NOBODY = Vocabulary()
_HELD_IN_PART = (FieldName.UNIT, FieldName.LEADER, FieldName.DEPARTMENT)


def parse_query(text: str, today: date, known: Vocabulary = _NOBODY) -> Node:
    """Read a query; raise EmptyQueryError when nothing is asked, BadQueryError with places."""
    if len(text) > MOST_SIGNS:
        raise QueryTooLongError(length=len(text), most=MOST_SIGNS)
    tokens, faults = lex(text)
    terms = sum(token.sign is Sign.TERM for token in tokens)
    if terms > MOST_TERMS:
        raise TooManyTermsError(most=MOST_TERMS)
    parser = _Parser(tokens, Conditions(today, known), len(text))
    tree = parser.whole()
    faults = [*faults, *parser.faults, *_halves(text)]
    if faults:
        raise bad_query(text, faults)
    if tree is None:
        raise EmptyQueryError
    return tree


def _halves(text: str) -> Iterator[Fault]:
    """Halves of characters: what a terminal made of bytes that are no text."""
    return (Fault("I390", at, at + 1) for at, sign in enumerate(text) if is_half(sign))


def narrowed(
    tree: Node,
    fields: Mapping[FieldName, str],
    first: str | None = None,
    last: str | None = None,
) -> Node:
    """The tree with filters besides: values of fields, and days (ISO) from the first to the last.

    Names of units, leaders and departments agree in part, everything else in whole.
    """
    parts: list[Node] = [] if isinstance(tree, Every) else [tree]
    for name, value in fields.items():
        if text := fold_query(value):
            parts.append(Field(name, How.HAS if name in _HELD_IN_PART else How.IS, text))
    if first or last:
        parts.append(Span(FieldName.DATE, first or None, last or None))
    return _joined(And, parts) or Every()


def _joined(kind: type[And] | type[Or], parts: Iterable[Node | None]) -> Node | None:
    """The parts as one node, flat, each once; what asks for nothing left out."""
    flat: dict[Node, None] = {}
    for part in parts:
        if part is not None:
            flat |= dict.fromkeys(part.parts if isinstance(part, kind) else (part,))
    if len(flat) < 2:
        return next(iter(flat), None)
    return kind(tuple(flat))


class _Parser:
    """Goes through the pieces of a query: 或 binds least, then 与, then 非."""

    def __init__(self, tokens: list[Token], conditions: Conditions, end: int) -> None:
        self._tokens, self._conditions, self._end = tokens, conditions, end
        self._at = 0
        self._faults: list[Fault] = []
        self._asked: list[tuple[AskedField | None, str]] = [(None, "")]
        self._excluded = False

    @property
    def faults(self) -> list[Fault]:
        """What was wrong with the order of pieces, and with single terms."""
        return [*self._faults, *self._conditions.faults]

    def whole(self) -> Node | None:
        """The whole query; None when it asks for nothing."""
        return self._either() if self._tokens else None

    def _next(self) -> Sign | None:
        return self._tokens[self._at].sign if self._at < len(self._tokens) else None

    def _take(self, sign: Sign) -> bool:
        taken = self._next() is sign
        self._at += taken
        return taken

    def _either(self) -> Node | None:
        parts = [self._all()]
        while self._take(Sign.OR):
            parts.append(self._all())
        return _joined(Or, parts)

    def _all(self) -> Node | None:
        parts = [self._one()]
        while self._take(Sign.AND) or self._next() in (Sign.TERM, Sign.NOT, Sign.OPEN):
            parts.append(self._one())
        return _joined(And, parts)

    def _one(self) -> Node | None:
        """A term or a group, perhaps excluded."""
        excluded = False
        while self._take(Sign.NOT):
            excluded = not excluded
        self._excluded ^= excluded
        if self._next() is Sign.TERM:
            part = self._term()
        elif self._next() is Sign.OPEN:
            part = self._group()
        else:
            self._lacks()
            part = None
        self._excluded ^= excluded
        return Not(part) if excluded and part is not None else part

    def _term(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.field is None and self._asked[-1][0] is not None:
            field, how = self._asked[-1]
            token = replace(token, field=field, how=how)
        return self._conditions.node(token, excluded=self._excluded)

    def _group(self) -> Node | None:
        """What stands in brackets; a field before them is asked of every term inside."""
        opened = self._tokens[self._at]
        self._at += 1
        if self._take(Sign.CLOSE):
            self._faults.append(Fault("I318", opened.start, opened.end))
            return None
        self._asked.append((opened.field, opened.how) if opened.field else self._asked[-1])
        inner = self._either()
        self._asked.pop()
        self._at += 1
        return inner

    def _lacks(self) -> None:
        """An operator lacks what it joins."""
        before = self._tokens[self._at - 1] if self._at else self._tokens[0]
        here = self._tokens[self._at] if self._at < len(self._tokens) else before
        token = here if here.sign in (Sign.AND, Sign.OR) else before
        self._faults.append(Fault("I317", token.start, token.end))
