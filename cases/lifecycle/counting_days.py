"""Counting working days where the calendar may not be announced yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.values.calendar import CalendarUnknownError, count_working_days, is_working_day

if TYPE_CHECKING:
    from datetime import date

_LONGEST = 400


def working_days_between(start: date, end: date) -> int | None:
    """Working days from start to end, both included; None when nobody knows yet."""
    if (end - start).days > _LONGEST:
        return _LONGEST
    try:
        return count_working_days(start, end)
    except CalendarUnknownError:
        return None


def works_on(day: date) -> bool | None:
    """Whether it is a working day; None when nobody knows yet."""
    try:
        return is_working_day(day)
    except CalendarUnknownError:
        return None
