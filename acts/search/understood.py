"""What a question was understood to ask, in words that people can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.search.delicate_queries import is_delicate, without_digits
from index.queries.fields import NAMES
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.queries.tree import Node

_HOW = {How.IS: "为“{}”", How.HAS: "含“{}”", How.STARTS: "以“{}”开头", How.ENDS: "以“{}”结尾"}
_LONGEST = 2000


def understood(tree: Node, labels: Mapping[str, str]) -> str:
    """The question as it was read, personal numbers hidden."""
    told = _told(tree, labels)
    told = without_digits(told) if is_delicate(tree, told) else told
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}……"


def _told(tree: Node, labels: Mapping[str, str]) -> str:
    match tree:
        case Words(text):
            return f"含“{text}”"
        case Field(name, how, text):
            return _called(name) + _HOW[how].format(labels.get(text, text))
        case Span():
            return _span(tree)
        case Fuzzy(text, name):
            return f"{_called(name) if name else ''}与“{text}”相近"
        case Pinyin(text):
            return f"姓名或单位的拼音为“{text}”"
        case Related(text):
            return f"与“{text}”意思相近"
        case _:
            return _joined(tree, labels)


def _joined(tree: Node, labels: Mapping[str, str]) -> str:
    match tree:
        case And(parts):
            return "，并且".join(_bracketed(part, labels) for part in parts)
        case Or(parts):
            return "，或者".join(_bracketed(part, labels) for part in parts) or "什么也不要"
        case Not(part):
            return f"排除（{_told(part, labels)}）"
        case _:
            return "全部材料"


def _bracketed(part: Node, labels: Mapping[str, str]) -> str:
    told = _told(part, labels)
    return f"（{told}）" if isinstance(part, And | Or) else told


def _span(span: Span) -> str:
    low, high = (_bound(span.name, bound) for bound in (span.low, span.high))
    name = _called(span.name)
    if low and low == high:
        return f"{name}为{low}"
    return f"{name}{f'从{low}起' if low else ''}{f'到{high}止' if high else ''}"


def _bound(name: FieldName, bound: str | int | None) -> str:
    if bound is None:
        return ""
    if name is not FieldName.AMOUNT:
        return str(bound)
    yuan, cents = divmod(int(bound), 100)
    return f"{yuan:,}.{cents:02d}元"


def _called(name: FieldName) -> str:
    return NAMES[name][0]
