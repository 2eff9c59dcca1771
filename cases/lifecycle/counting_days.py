"""Counting working days where the calendar may not be announced yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.values.calendar import (
    CalendarUnknownError,
    count_working_days,
    is_working_day,
    working_days,
)

if TYPE_CHECKING:
    from cases.values.calendar import WorkCalendar

_LONGEST = 400
# No holiday of those announced since 2004 took more than eight week-days out of a fortnight;
# ten in every ten working days is a bound with room to spare.
_TAKEN_BY_HOLIDAYS = 10


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last of so many working days; where the calendar is not known, a day surely late enough.

    ``known`` is false where the day was bounded and not counted.
    """

    day: date
    known: bool


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int | None:
    """Working days from start to end, both included; None when nobody knows yet."""
    if (end - start).days > _LONGEST:
        return _LONGEST
    try:
        return count_working_days(start, end, calendar)
    except CalendarUnknownError:
        return None


def works_on(day: date, calendar: WorkCalendar) -> bool | None:
    """Whether it is a working day; None when nobody knows yet."""
    try:
        return is_working_day(day, calendar)
    except CalendarUnknownError:
        return None


def last_working_day(start: date, count: int, calendar: WorkCalendar) -> LastDay:
    """The last of ``count`` working days from ``start`` on, ``start`` itself included."""
    try:
        return LastDay(working_days(start, count, calendar)[-1], known=True)
    except CalendarUnknownError:
        return LastDay(_safely_after(start, count), known=False)


def _safely_after(start: date, count: int) -> date:
    """A day by which so many working days have passed whatever the holidays turn out to be."""
    wanted = count + _TAKEN_BY_HOLIDAYS * -(-count // 10)
    day = start - timedelta(days=1)
    while wanted:
        day += timedelta(days=1)
        wanted -= day.weekday() < 5
    return day
