"""What one term asks: a word, a phrase, or a field's condition, as a node of the tree."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from doc_templates.form_reading.values import narrow
from index.queries.days import relative_days
from index.queries.faults import Fault, shown
from index.queries.fields import Likeness
from index.queries.spans import (
    NoSuchValueError,
    ReversedBoundsError,
    amount_span,
    day_span,
    year_choice,
)
from index.queries.tree import (
    Every,
    Field,
    FieldName,
    Fuzzy,
    How,
    Or,
    Pinyin,
    Span,
    Words,
)
from index.text.folding import fold_query
from index.text.mentions import number_key
from index.text.numerals import NUMERALS, numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from index.queries.fields import Vocabulary
    from index.queries.lexing import Token
    from index.queries.tree import Node

_STARS = "*＊"
_LIKE = "~～"
_CLAUSE = re.compile(f"第?([0-9]{{1,4}}|[{NUMERALS}]{{1,9}})条?")
_LONGEST_NUMBER = 40
_LIKE_PERSONAL = re.compile(r"1[3-9][0-9]{9}|[1-9][0-9]{14}|[1-9][0-9]{16}[0-9x]|[1-9][0-9]{15,18}")
_CLOSED = (FieldName.STEP, FieldName.KIND, FieldName.PROGRAMME)


class _UnreadableError(Exception):
    """A term says nothing of its sort; a fault is to be told."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class Conditions:
    """Terms turned into nodes; what cannot be read is kept as a fault and asks for nothing."""

    def __init__(self, today: date, known: Vocabulary) -> None:
        """Take the day that 去年 is counted from, and what names mean."""
        self._today, self._known = today, known
        self.faults: list[Fault] = []

    def node(self, token: Token, *, excluded: bool = False) -> Node | None:
        """The node of a term; None when nothing is left of it.

        What is excluded means only what it says: 去年 is no days then.
        """
        try:
            if token.field is None:
                return _phrase(token) if token.quoted else self._word(token, excluded=excluded)
            return self._condition(token)
        except _UnreadableError as error:
            facts = {"text": shown(token.text), **error.facts}
            self.faults.append(Fault(error.code, token.start, token.end, facts))
            return None

    def _word(self, token: Token, *, excluded: bool) -> Node | None:
        """A bare word; a document number and 去年 are also asked as what they mean."""
        if token.text.strip(_STARS) == "":
            return Every()
        bare = token.text.strip(_STARS)
        if like := _without_like(bare):
            return Fuzzy(like)
        text = fold_query(bare)
        if number := _number(bare) or _whole_number(text):
            return Or((Words(text), number))
        days = None if excluded else relative_days(bare, self._today)
        if days:
            first, last = (day.isoformat() for day in days)
            return Or((Words(text), Span(FieldName.DATE, first, last)))
        return Words(text) if text else None

    def _condition(self, token: Token) -> Node:
        """A field's condition, read as its sort asks."""
        match token.field:
            case FieldName.DATE:
                return _spanned("I322", lambda: day_span(token.how, token.text, self._today))
            case FieldName.AMOUNT:
                return _spanned("I321", lambda: amount_span(token.how, token.text))
            case FieldName.YEAR:
                return _spanned("I325", lambda: year_choice(token.how, token.text, self._today))
            case FieldName.CLAUSE:
                return _clause(token)
            case Likeness.PINYIN:
                return Pinyin(_folded(token.text))
            case Likeness.SIMILAR:
                return Fuzzy(_folded(token.text.rstrip(_LIKE)))
            case FieldName() as name:
                return self._text(name, token)
            case _:
                raise TypeError(f"no condition over {token.field!r}")

    def _text(self, name: FieldName, token: Token) -> Node:
        names = self._known.names(name) if name in _CLOSED else {}
        if names:
            return _known_value(name, token, names)
        if name is FieldName.PERSONAL:
            return _personal(token)
        like = None if token.quoted else _without_like(token.text)
        if like:
            return Fuzzy(like, name)
        if name is FieldName.NUMBER and (number := _number(token.text)):
            return number
        wanted = _matched(name, token, How.IS if token.how == "=" else How.HAS)
        if name is FieldName.PATH and wanted.how is How.STARTS:
            return Or((wanted, Field(name, How.HAS, f"/{wanted.text}")))  # the file's own name
        return wanted


def _phrase(token: Token) -> Node | None:
    text = fold_query(token.text)
    return Words(text, quoted=True) if text else None


def _spanned(code: str, read: Callable[[], Node]) -> Node:
    try:
        return read()
    except ReversedBoundsError as error:
        raise _UnreadableError("I323") from error
    except NoSuchValueError as error:
        raise _UnreadableError(code, piece=shown(str(error))) from error


def _matched(name: FieldName, token: Token, usual: How) -> Field:
    """A text with the stars that say where more may stand."""
    if token.quoted:
        return Field(name, usual, _folded(token.text), quoted=True)
    starts, ends = token.text[-1:] in _STARS, token.text[:1] in _STARS
    text = _folded(token.text.strip(_STARS))
    if starts and ends:
        return Field(name, How.HAS, text)
    return Field(name, How.STARTS if starts else How.ENDS if ends else usual, text)


def _folded(text: str) -> str:
    """The text asked for; a field cannot be asked for nothing."""
    folded = fold_query(text)
    if not folded:
        raise _UnreadableError("I329")
    return folded


def _without_like(text: str) -> str | None:
    """The folded text before a sign of likeness, if one stands there."""
    return (fold_query(text.rstrip(_LIKE)) or None) if text[-1:] in _LIKE else None


def _known_value(name: FieldName, token: Token, names: Mapping[str, str]) -> Node:
    """A step, kind or programme by its name, or all whose name holds the text."""
    text = _folded(token.text.strip(_STARS))
    if text in names:
        return Field(name, How.IS, names[text])
    values = sorted({value for label, value in names.items() if text in label})
    if not values:
        near = get_close_matches(text, names, n=3, cutoff=0.3) or list(names)[:8]
        raise _UnreadableError("I324", near="、".join(near))
    fields = tuple(Field(name, How.IS, value) for value in values)
    return fields[0] if len(fields) == 1 else Or(fields)


def _personal(token: Token) -> Node:
    """A personal number by its last digits, or as the stars say."""
    signs = narrow(token.text).replace(" ", "").replace("-", "").lower()
    bare = signs.strip("*")
    if not bare.removesuffix("x").isdecimal():
        raise _UnreadableError("I328")
    starts, ends = signs.endswith("*"), signs.startswith("*")
    if starts and ends:
        return Field(FieldName.PERSONAL, How.HAS, bare)
    usual = How.IS if token.how == "=" else How.ENDS
    return Field(FieldName.PERSONAL, How.STARTS if starts else usual, bare)


def _whole_number(text: str) -> Field | None:
    """A personal number typed bare, however it is written in the documents."""
    digits = text.replace(" ", "").replace("-", "")
    if not _LIKE_PERSONAL.fullmatch(digits):
        return None
    return Field(FieldName.PERSONAL, How.IS, digits)


def _clause(token: Token) -> Node:
    found = _CLAUSE.fullmatch(fold_query(token.text))
    number = numeral(found[1]) if found else None
    if number is None:
        raise _UnreadableError("I326")
    return Field(FieldName.CLAUSE, How.IS, str(number))


def _number(text: str) -> Field | None:
    """A document number in any writing; without its office, that of any office."""
    key = number_key(text) if len(text) <= _LONGEST_NUMBER else ""
    if not key:
        return None
    return Field(FieldName.NUMBER, How.ENDS if key[0] == "(" else How.IS, key)
