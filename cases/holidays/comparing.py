"""What a notice says otherwise than what is held of the same year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.values.calendar import CalendarUnknownError, WorkCalendar

if TYPE_CHECKING:
    from cases.holidays.notice import Notice

_STATES = {True: "上班", False: "休息"}
_WEEK = "一二三四五六日"


def differences(notice: Notice, held: WorkCalendar) -> list[Finding]:
    """Each day that the notice and what is held see differently; none where nothing is held."""
    if not held.knows(notice.year):
        return []
    said = notice.year_days()
    now = WorkCalendar({notice.year: said})
    first, last = date(notice.year, 1, 1), date(notice.year, 12, 31)
    whole = {first + timedelta(days=ahead) for ahead in range((last - first).days + 1)}
    days = sorted(whole | said.off | said.worked)
    return [_told(day, was=was) for day in days if (was := _held(held, day)) is not None
            and was != now.works(day)]  # fmt: skip


def _held(held: WorkCalendar, day: date) -> bool | None:
    """What is held of a day; None where its year is not."""
    try:
        return held.works(day)
    except CalendarUnknownError:
        return None


def _told(day: date, *, was: bool) -> Finding:
    """One day, as it was and as it is now."""
    facts = {
        "day": f"{day}（周{_WEEK[day.weekday()]}）",
        "was": _STATES[was],
        "now": _STATES[not was],
    }
    return Finding("T115", place=Place(), facts=facts)
