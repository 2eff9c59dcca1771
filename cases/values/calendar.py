"""Working days as the State Council announces them each year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from cases.errors import JiangdangError, Kind
from cases.values.bad_value import BadValueError

_MOST_DAYS = 1000


class CalendarUnknownError(JiangdangError):
    """Nobody has announced the holidays of that year, or we do not hold them."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "V108"


class BadDayCountError(BadValueError):
    """A count of working days is not between 1 and a thousand."""

    code: ClassVar[str] = "V115"


def is_working_day(day: date) -> bool:
    """Whether people work that day: shifted week-ends count, holidays do not."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise CalendarUnknownError(year=day.year) from error


def working_days(start: date, count: int) -> tuple[date, ...]:
    """The first ``count`` working days from ``start`` on, ``start`` itself included."""
    if not 1 <= count <= _MOST_DAYS:
        raise BadDayCountError(count=count)
    found: list[date] = []
    day = start
    while len(found) < count:
        if is_working_day(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def count_working_days(start: date, end: date) -> int:
    """How many working days lie from ``start`` to ``end``, both included."""
    length = (end - start).days + 1
    return sum(is_working_day(start + timedelta(days=ahead)) for ahead in range(length))
