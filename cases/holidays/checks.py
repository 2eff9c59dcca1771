"""Whether a notice can be true: seven holidays, in their year, apart, made up on week-ends."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.holidays.notice import SEVEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.holidays.notice import Holiday, Notice

LONGEST_HOLIDAY = 15
_COUNTABLE = range(1900, 2200)
_NEIGHBOURING = timedelta(days=20)
# Holidays of a day fixed in law (全国年节及纪念日放假办法); 清明节 moves within three days.
_FIXED = {
    "元旦": ((1, 1), (1, 1)),
    "劳动节": ((5, 1), (5, 1)),
    "国庆节": ((10, 1), (10, 1)),
    "清明节": ((4, 4), (4, 6)),
}


def notice_faults(notice: Notice, file: str) -> Iterator[Finding]:
    """Everything that cannot be right in a notice."""
    yield from _head(notice, file)
    if notice.year not in _COUNTABLE:
        return  # told by the day of publishing
    for holiday in notice.holidays:
        place = _place(holiday, file)
        yield from _length(holiday, place)
        yield from _in_year(notice.year, holiday, place)
        yield from _on_its_day(notice.year, holiday, place)
        yield from _made_up(holiday, place)
    yield from _apart(notice, file)


def _head(notice: Notice, file: str) -> Iterator[Finding]:
    """Published just before or in the year; all seven holidays are there, each once."""
    if notice.published.year not in (notice.year - 1, notice.year):
        facts = {"day": str(notice.published), "year": str(notice.year)}
        yield Finding("T119", place=Place(file, None, "发布日期"), facts=facts)
    named = [label for each in notice.holidays for label in each.labels]
    missing = [label for label in SEVEN if label not in named]
    if missing:
        yield Finding("T105", place=Place(file), facts={"names": "、".join(missing)})
    for label in dict.fromkeys(label for label in named if label not in SEVEN):
        yield Finding("T139", place=Place(file), facts={"name": label[:40]})
    twice = sorted({label for label in named if named.count(label) > 1})
    if twice:
        yield Finding("T120", place=Place(file), facts={"names": "、".join(twice)})


def _length(holiday: Holiday, place: Place) -> Iterator[Finding]:
    """The days in their order, not too many, as many as the notice says."""
    facts = {"name": holiday.label, "start": str(holiday.start), "end": str(holiday.end)}
    if not 1 <= holiday.days <= LONGEST_HOLIDAY:
        yield Finding("T112", place=place, facts={**facts, "most": str(LONGEST_HOLIDAY)})
    elif holiday.told is not None and holiday.told != holiday.days:
        told = {"told": str(holiday.told), "found": str(holiday.days)}
        yield Finding("T107", place=place, facts={**facts, **told})


def _in_year(year: int, holiday: Holiday, place: Place) -> Iterator[Finding]:
    """In the year; only 元旦 begins before, and days made up may lie a little to either side."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    earliest = first - _NEIGHBOURING if "元旦" in holiday.labels else first
    around = (first - _NEIGHBOURING, last + _NEIGHBOURING)
    outside = [
        *(day for day in (holiday.start,) if not earliest <= day <= last),
        *(day for day in (holiday.end,) if not first <= day <= around[1]),
        *(day for day in holiday.worked if not around[0] <= day <= around[1]),
    ]
    for day in dict.fromkeys(outside):
        facts = {"name": holiday.label, "day": str(day), "year": str(year)}
        yield Finding("T110", place=place, facts=facts)


def _on_its_day(year: int, holiday: Holiday, place: Place) -> Iterator[Finding]:
    """A holiday with a day of its own has that day off."""
    for label in holiday.labels:
        if label in _FIXED:
            first, last = (date(year, *day) for day in _FIXED[label])
            if holiday.end < first or holiday.start > last:
                facts = {"name": label, "day": f"{first.month}月{first.day}日"}
                yield Finding("T113", place=place, facts=facts)


def _made_up(holiday: Holiday, place: Place) -> Iterator[Finding]:
    """Days are made up on week-ends."""
    for day in holiday.worked:
        if day.weekday() < 5:
            yield Finding("T108", place=place, facts={"name": holiday.label, "day": str(day)})


def _apart(notice: Notice, file: str) -> Iterator[Finding]:
    """No holidays share a day; no day is made up twice, nor in a holiday."""
    ordered = sorted(notice.holidays, key=lambda each: each.start)
    for first, second in pairwise(ordered):
        if second.start <= first.end:
            facts = {"name": second.label, "other": first.label, "day": str(second.start)}
            yield Finding("T109", place=_place(second, file), facts=facts)
    seen: set[date] = set()
    for holiday in notice.holidays:
        for day in holiday.worked:
            held = any(each.start <= day <= each.end for each in ordered)
            if held or day in seen:
                facts = {"name": holiday.label, "day": str(day)}
                yield Finding("T118", place=_place(holiday, file), facts=facts)
            seen.add(day)


def _place(holiday: Holiday, file: str) -> Place:
    """Where a holiday stands in the file."""
    return Place(file, holiday.line, "" if holiday.line else f"节日.{holiday.label}")
