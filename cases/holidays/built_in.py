"""The holidays of the years the library holds, put together as a notice would print them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.holidays.notice import SEVEN, Holiday

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_A_DAY = timedelta(days=1)


def built_in_holidays(year: int) -> tuple[Holiday, ...]:
    """The holidays of a year the library knows, in order, with the days made up for each."""
    from chinese_calendar import constants

    found = [each for each in _runs(constants.holidays) if each.end.year == year]
    return tuple(_with_worked(each, found, constants.workdays, year) for each in found)


def _runs(days: Mapping[date, str]) -> Iterator[Holiday]:
    """Days that follow one another under one name."""
    ordered = sorted(days)
    start = ordered[0]
    for day, following in zip(ordered, [*ordered[1:], date.max], strict=True):
        if following - day > _A_DAY or days[following] != days[day]:
            yield Holiday((_chinese(days[day]),), start, day)
            start = following


def _chinese(name: str) -> str:
    """A holiday's Chinese name, as the notices print it."""
    from chinese_calendar.constants import Holiday as Named

    found = str(next((each.chinese for each in Named if each.value == name), name))
    return found if found in SEVEN or f"{found}节" not in SEVEN else f"{found}节"


def _with_worked(
    holiday: Holiday, every: list[Holiday], workdays: Mapping[date, str], year: int
) -> Holiday:
    """A holiday with the days made up for it; the first of a name has them all."""
    if holiday != next(each for each in every if each.labels == holiday.labels):
        return holiday
    earliest = date(year - 1, 12, 1)
    mine = (
        day
        for day, name in sorted(workdays.items())
        if _chinese(name) == holiday.label and _of_year(day, earliest, year)
    )
    return Holiday(holiday.labels, holiday.start, holiday.end, tuple(mine))


def _of_year(day: date, earliest: date, year: int) -> bool:
    """Whether a day made up belongs to the notice of a year; December's to the year after."""
    return earliest <= day < date(year, 12, 1)
