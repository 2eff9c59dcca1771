"""Civil days, as documents print them, and the terms counted from them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown

_ISO = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})")
_CHINESE = re.compile(r"((?:19|20)[0-9]{2})年([1-9][0-9]?)月([1-9][0-9]?)日")
_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")
_MOST_MONTHS = 1200


class BadDateError(BadValueError):
    """A text is not a day of the calendar."""

    code: ClassVar[str] = "V107"


class BadMonthError(BadValueError):
    """A text is not a month of a year."""

    code: ClassVar[str] = "V111"


class BadTermError(BadValueError):
    """A term has no whole number of months, at least one."""

    code: ClassVar[str] = "V112"


def parse_date(text: str) -> date:
    """Read a day as case files write it: ``2019-03-25``, nothing looser."""
    return _day(_ISO.fullmatch(text), text)


def parse_chinese_date(text: str) -> date:
    """Read a day as documents print it: ``2019年3月25日`` (GB/T 9704 7.3.5.4)."""
    return _day(_CHINESE.fullmatch(text), text)


def parse_month(text: str) -> str:
    """Read a month of a year, ``1975-03``; kept as text."""
    if _MONTH.fullmatch(text) is None:
        raise BadMonthError(text=shown(text))
    return text


def chinese_date(day: date) -> str:
    """Print a day for a document, without leading noughts: ``2019年3月25日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the month's last day if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term of whole months; its last day is the day before the anniversary.

    Where the last month has no such day, its own last day ends the term: from
    2020-02-29, three years end on 2023-02-28.
    """

    start: date
    months: int

    def __post_init__(self) -> None:
        """Refuse a term of no length, or one longer than a century."""
        if not 1 <= self.months <= _MOST_MONTHS:
            raise BadTermError(months=self.months)

    @property
    def last_day(self) -> date:
        """The last day that still belongs to the term."""
        anniversary = months_after(self.start, self.months)
        if anniversary.day < self.start.day:
            return anniversary
        return anniversary - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the term, both ends included."""
        return self.start <= day <= self.last_day

    def __str__(self) -> str:
        """Print both ends as documents do."""
        return f"{chinese_date(self.start)}至{chinese_date(self.last_day)}"


def _day(found: re.Match[str] | None, text: str) -> date:
    """The day a pattern found, refusing what the calendar lacks."""
    if found is None:
        raise BadDateError(text=shown(text))
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise BadDateError(text=shown(text)) from error
