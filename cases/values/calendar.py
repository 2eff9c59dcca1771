"""Working days as the State Council announces them each year.

A bureau's ``WorkCalendar`` holds the notices it took in itself; other years come from the
library's own data. A year that neither knows is said to be unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class YearDays:
    """What one year's notice makes of single days: ``off`` work, or ``worked`` though a week-end.

    A few days may lie in the last weeks of the year before.
    """

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The years whose notices a bureau took in; they win over the library's own data."""

    years: Mapping[int, YearDays] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known at all."""
        return year in self.years or year in built_in_years()

    def works(self, day: date) -> bool:
        """Whether people work that day; the notice of the year after may speak of it too."""
        for year in (day.year + 1, day.year, day.year - 1):
            told = self.years.get(year)
            if told is not None and day in told.off | told.worked:
                return day in told.worked
        if day.year in self.years:
            return day.weekday() < 5
        return works_by_built_in(day)


BUILT_IN = WorkCalendar()


def built_in_years() -> range:
    """The years whose notices the library holds."""
    from chinese_calendar import constants

    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def works_by_built_in(day: date) -> bool:
    """Whether people work that day, by the library's data alone."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise CalendarUnknownError(year=day.year) from error


def is_working_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether people work that day: shifted week-ends count, holidays do not."""
    return calendar.works(day)


def working_days(start: date, count: int, calendar: WorkCalendar) -> tuple[date, ...]:
    """The first ``count`` working days from ``start`` on, ``start`` itself included."""
    if not 1 <= count <= _MOST_DAYS:
        raise BadDayCountError(count=count)
    found: list[date] = []
    day = start
    while len(found) < count:
        if is_working_day(day, calendar):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def count_working_days(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie from ``start`` to ``end``, both included."""
    length = (end - start).days + 1
    days = (start + timedelta(days=ahead) for ahead in range(length))
    return sum(is_working_day(day, calendar) for day in days)
