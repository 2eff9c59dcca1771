"""The pieces of a query as people type it, in any width of sign, each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from index.queries.faults import Fault, QueryTooDeepError, TooManyTermsError, shown
from index.queries.fields import KNOWN, field_named, near_name
from index.queries.tree import FieldName

if TYPE_CHECKING:
    from index.queries.fields import AskedField

MOST_DEEP = 32
MOST_TERMS = 200
_OPENING = frozenset("(（﹙")
_CLOSING = frozenset(")）﹚")
_DOUBLE = '"＂“”„‟〝〞'
_CLOSERS = {
    **dict.fromkeys(_DOUBLE, _DOUBLE),
    "「": "」",
    "『": "』",
    "｢": "｣",
    "‘": "’",
}
_ENDS_WORD = frozenset(_CLOSERS) - {"‘"}  # an apostrophe stands inside words
_EXCLUDES = frozenset("-－−!！")
_BEFORE_NAMES = frozenset("《〔[【")
_FIELD = re.compile(
    r"(?P<name>\w{1,16})[ \u3000]*"
    r"(?P<how>[:：]|[<>＜＞][=＝]?|[=＝]|[≤≥]|[《》][=＝]?(?=\s*[0-9０-９]))"
)
_SPACED_RANGE = re.compile(r"[^\s()（）]+\s+(?:\.{2,}|…+)\s*[^\s()（）]+")
_HOW = {"《": "<", "》": ">", "≤": "<=", "≥": ">="}
_SPANNED = (FieldName.DATE, FieldName.AMOUNT, FieldName.YEAR)


class Sign(Enum):
    """What a piece of a query is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    TERM = auto()


_OPERATORS = {
    **dict.fromkeys(("与", "且", "AND", "&&"), Sign.AND),
    **dict.fromkeys(("或", "OR", "||"), Sign.OR),
    **dict.fromkeys(("非", "NOT"), Sign.NOT),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: for terms the text as typed, and the field it is asked of."""

    sign: Sign
    start: int
    end: int
    text: str = ""
    field: AskedField | None = None
    how: str = ""
    quoted: bool = False


def lex(text: str) -> tuple[list[Token], list[Fault]]:
    """The pieces of a query, its brackets balanced, and what was wrong."""
    lexer = _Lexer(text)
    while lexer.at < len(text):
        lexer.step()
    lexer.close_all()
    return lexer.tokens, lexer.faults


def _blank(sign: str) -> bool:
    return sign.isspace() or sign == "\0"


def _partners(text: str) -> dict[int, int]:
    """Brackets that close within the same unbroken stretch: the end of each beginning."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for at, sign in enumerate(text):
        if _blank(sign) or sign in _ENDS_WORD:
            waiting.clear()
        elif sign in _OPENING:
            waiting.append(at)
        elif sign in _CLOSING and waiting:
            found[waiting.pop()] = at
    return found


class _Lexer:
    """A place in the text, and what was found before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.faults: list[Fault] = []
        self._waiting: list[int] = []
        self._partners = _partners(text)

    def step(self) -> None:
        """Take the next piece."""
        sign = self.text[self.at]
        if _blank(sign):
            self.at += 1
        elif sign in _OPENING:
            self._open(None, "")
        elif sign in _CLOSING:
            self._close()
        elif self._excludes():
            self._add(Sign.NOT, self.at + 1)
        elif not self._field():
            self._value(self.at, None, "")

    def close_all(self) -> None:
        """Say which brackets nobody closed, and close them."""
        for at in self._waiting:
            self.faults.append(Fault("I315", at, at + 1))
            self.tokens.append(Token(Sign.CLOSE, len(self.text), len(self.text)))

    def _add(self, sign: Sign, end: int, start: int | None = None, **more: object) -> None:
        token = Token(sign, self.at if start is None else start, end, **more)  # type: ignore[arg-type]
        self.tokens.append(token)
        self.at = end
        if len(self.tokens) > 3 * MOST_TERMS:
            raise TooManyTermsError(most=MOST_TERMS)

    def _spoilt(self, code: str, start: int, end: int, facts: dict[str, str]) -> None:
        """Keep a fault; an empty phrase stands for the term, so that operators have theirs."""
        self.faults.append(Fault(code, start, end, facts))
        self._add(Sign.TERM, end, start, quoted=True)

    def _open(self, field: AskedField | None, how: str) -> None:
        self._waiting.append(self.at)
        if len(self._waiting) > MOST_DEEP:
            raise QueryTooDeepError(most=MOST_DEEP, at=self.at + 1)
        self._add(Sign.OPEN, self.at + 1, field=field, how=how)

    def _close(self) -> None:
        if self._waiting:
            self._waiting.pop()
            self._add(Sign.CLOSE, self.at + 1)
        else:
            self.faults.append(Fault("I316", self.at, self.at + 1))
            self.at += 1

    def _excludes(self) -> bool:
        """Whether a sign of exclusion stands before a term and not inside one."""
        if self.text[self.at] not in _EXCLUDES or self.at + 1 == len(self.text):
            return False
        before = self.text[self.at - 1] if self.at else " "
        after = self.text[self.at + 1]
        begins = _blank(before) or before in _OPENING
        named = after.isalnum() or after in _OPENING or after in _CLOSERS
        return begins and (named or after in _BEFORE_NAMES)

    def _field(self) -> bool:
        """Take a field with its value, if one stands here."""
        found = _FIELD.match(self.text, self.at)
        if found is None or self.text.startswith("//", found.end()):
            return False
        field, how = field_named(found["name"]), _how(found["how"])
        if field is None:
            return self._unknown_field(found)
        if found["how"][0] in "《》" and field is not FieldName.AMOUNT:
            return False
        start = self.at
        if how not in (":", "=") and field not in _SPANNED:
            self.faults.append(Fault("I327", start, found.end(), {"name": found["name"]}))
        self._asked_of(start, found, field, how)
        return True

    def _unknown_field(self, found: re.Match[str]) -> bool:
        """A name almost that of a field is a slip; any other is ordinary text."""
        near = near_name(found["name"]) if found["how"] == ":" else None
        if near is None or found.end("name") != found.start("how"):
            return False
        facts = {"name": shown(found["name"]), "near": near, "known": KNOWN}
        self._spoilt("I319", found.start(), found.end("name"), facts)
        self.at = self._end_of_word(found.end())
        return True

    def _asked_of(self, start: int, found: re.Match[str], field: AskedField, how: str) -> None:
        """Take the value of a field: a word, a phrase, or brackets."""
        at = found.end()
        while at < len(self.text) and _blank(self.text[at]):
            at += 1
        self.at = at
        if self._no_value(found.end()):
            self._spoilt("I320", start, found.end(), {"name": found["name"]})
        elif self.text[at] in _OPENING:
            self._open(field, how)
        else:
            self._value(start, field, how)

    def _no_value(self, after: int) -> bool:
        """Whether nothing follows but the end, a closing bracket or the next field."""
        if self.at == len(self.text) or self.text[self.at] in _CLOSING:
            return True
        following = _FIELD.match(self.text, self.at) if self.at > after else None
        return following is not None and field_named(following["name"]) is not None

    def _value(self, start: int, field: AskedField | None, how: str) -> None:
        """Take a phrase or a word; a word alone may be an operator."""
        if self.text[self.at] in _CLOSERS:
            self._phrase(start, field, how)
            return
        spaced = _SPACED_RANGE.match(self.text, self.at) if field in _SPANNED else None
        end = spaced.end() if spaced else self._end_of_word(self.at)
        word = self.text[self.at : end]
        operator = None if field else _OPERATORS.get(unicodedata.normalize("NFKC", word))
        if operator:
            self._add(operator, end)
        else:
            self._add(Sign.TERM, end, start, text=word, field=field, how=how)

    def _phrase(self, start: int, field: AskedField | None, how: str) -> None:
        """Take what stands between quotes; quotes of one sort close one another."""
        opened = self.at
        closers = _CLOSERS[self.text[opened]]
        ends = (at for at in range(opened + 1, len(self.text)) if self.text[at] in closers)
        closed = next(ends, None)
        if closed is None:
            self._spoilt("I314", opened, opened + 1, {})
            self.at = len(self.text)
            return
        inner = self.text[opened + 1 : closed]
        self._add(Sign.TERM, closed + 1, start, text=inner, field=field, how=how, quoted=True)

    def _end_of_word(self, start: int) -> int:
        """Where a word ends; brackets that close inside it are part of it."""
        at = start
        while at < len(self.text) and not self._stops(self.text[at]):
            if self.text[at] not in _OPENING:
                at += 1
                continue
            word = unicodedata.normalize("NFKC", self.text[start:at])
            if at == start or at not in self._partners or word in _OPERATORS:
                break
            at = self._partners[at] + 1
        return at

    @staticmethod
    def _stops(sign: str) -> bool:
        return _blank(sign) or sign in _ENDS_WORD or sign in _CLOSING


def _how(signs: str) -> str:
    """The relation in plain signs: ``:``, ``=``, ``<``, ``<=``, ``>`` or ``>=``."""
    plain = unicodedata.normalize("NFKC", signs)
    return _HOW.get(plain[0], plain[0]) + plain[1:]
