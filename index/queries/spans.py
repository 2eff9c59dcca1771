"""Days, years and amounts between bounds: 2019..2021, >5万, <=2019年3月. Bounds are included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from cases.errors import JiangdangError
from doc_templates.form_reading.values import narrow, read_money
from index.queries.days import read_days, relative_days, year_days
from index.queries.tree import Field, FieldName, How, Or, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from index.queries.tree import Node

_BETWEEN = re.compile(r"\s*(?:\.{2,}|至|到|~|—+)\s*")
_DASHED = re.compile(r"[^-]+-[^-]+")
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_YI = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,8})?)亿元?")

T = TypeVar("T")


class NoSuchValueError(ValueError):
    """A bound is no day, year or amount; the text says which."""


class ReversedBoundsError(ValueError):
    """The lower bound stands above the upper one."""


@dataclass(frozen=True, slots=True)
class _Reach(Generic[T]):
    """What one text covers, from its first to its last; None is no bound."""

    first: T | None
    last: T | None


def day_span(how: str, text: str, today: date) -> Span:
    """The span of days that a condition means; a year or month counts whole."""

    def read(piece: str) -> _Reach[date] | None:
        days = read_days(piece, today)
        return _Reach(*days) if days else None

    reach = _reach(how, text, read)
    first = reach.first + _DAY if how == ">" and reach.first else reach.first
    last = reach.last - _DAY if how == "<" and reach.last else reach.last
    return Span(FieldName.DATE, _iso(first), _iso(last))


def amount_span(how: str, text: str) -> Span:
    """The span of amounts that a condition means, in fen."""

    def read(piece: str) -> _Reach[int] | None:
        fen = read_fen(piece)
        return None if fen is None else _Reach(fen, fen)

    reach = _reach(how, text, read)
    low = reach.first + 1 if how == ">" and reach.first is not None else reach.first
    high = reach.last - 1 if how == "<" and reach.last is not None else reach.last
    return Span(FieldName.AMOUNT, low, high)


def year_choice(how: str, text: str, today: date) -> Node:
    """The years that a condition means, each as a value of the field."""

    def read(piece: str) -> _Reach[int] | None:
        days = relative_days(piece, today) or read_days(piece, today)
        if days is None or not (relative_days(piece, today) or days == year_days(days[0].year)):
            return None
        return _Reach(days[0].year, days[1].year)

    reach = _reach(how, text, read)
    low = _FIRST_YEAR if reach.first is None else reach.first + (how == ">")
    high = _LAST_YEAR if reach.last is None else reach.last - (how == "<")
    years = [Field(FieldName.YEAR, How.IS, str(year)) for year in range(low, high + 1)]
    return years[0] if len(years) == 1 else Or(tuple(years))


def read_fen(text: str) -> int | None:
    """An amount in fen however it is written; yuan where no unit stands."""
    plain = narrow(text).replace(",", "")
    if found := _YI.fullmatch(plain):
        return int(Decimal(found[1]) * 10**10)
    try:
        money = read_money(plain) or read_money(f"{plain}元")
    except JiangdangError:  # more than anybody has
        return None
    return int(Decimal(money) * 100) if money else None


def _reach(how: str, text: str, read: Callable[[str], _Reach[T] | None]) -> _Reach[T]:
    """What a condition covers; for > and < what the whole bound leaves is cut off later."""
    plain = narrow(text)
    if how in (":", "="):
        return _between(plain, read)
    bound = _read(plain, read)
    match how:
        case ">":
            return _Reach(bound.last, None)
        case ">=":
            return _Reach(bound.first, None)
        case "<":
            return _Reach(None, bound.first)
        case _:
            return _Reach(None, bound.last)


def _between(plain: str, read: Callable[[str], _Reach[T] | None]) -> _Reach[T]:
    """From one bound to another, either of them perhaps open; or what one text covers."""
    low, *rest = _BETWEEN.split(plain, maxsplit=1)
    if not rest and _DASHED.fullmatch(plain) and read(plain) is None:
        low, *rest = plain.split("-")
    if not rest:
        return _read(plain, read)
    if not low and not rest[0]:
        raise NoSuchValueError(plain)
    first = _read(low, read).first if low else None
    last = _read(rest[0], read).last if rest[0] else None
    if first is not None and last is not None and first > last:  # type: ignore[operator]
        raise ReversedBoundsError(plain)
    return _Reach(first, last)


def _read(piece: str, read: Callable[[str], _Reach[T] | None]) -> _Reach[T]:
    reach = read(piece)
    if reach is None:
        raise NoSuchValueError(piece)
    return reach


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
