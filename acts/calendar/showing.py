"""One year's holidays as this bureau counts by them, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from acts.bureau import SHANGHAI
from cases.holidays.built_in import built_in_holidays
from cases.holidays.keeping import kept_notice, read_calendar
from cases.values.calendar import BUILT_IN, built_in_years, count_working_days
from cases.words import message
from cases.workspace import NoWorkspaceError, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cases.holidays.notice import Holiday
    from cases.values.calendar import WorkCalendar

BUILT_IN_SOURCE, NOTICE_SOURCE = "内置", "国务院办公厅通知"
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year's holidays with their source, and which years are known at all."""

    year: int
    calendar: WorkCalendar
    holidays: Sequence[Holiday]
    source: str
    number: str = ""
    published: str = ""
    taken_in: str = ""

    @property
    def known(self) -> bool:
        """Whether anybody knows the year's holidays."""
        return bool(self.source)

    @property
    def known_years(self) -> list[int]:
        """The years that can be counted in, in order."""
        return sorted({*built_in_years(), *self.calendar.years})

    def sentences(self) -> list[str]:
        """Where the data come from, and which years are known."""
        years = self.known_years
        reach = {"first": str(years[0]), "last": str(years[-1])}
        if not self.known:
            return [message("T126", {"year": str(self.year)}), message("T127", reach)]
        facts = {"year": str(self.year), "number": self.number, "published": self.published}
        code = "T129" if self.source == NOTICE_SOURCE else "T128"
        told = message(code, {**facts, "taken_in": self.taken_in})
        return [told, message("T127", reach)]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """名称, 放假, 天数, 调休上班, as the table prints them."""
        return [
            (
                each.label,
                _day(each.start) if each.days == 1 else f"{_day(each.start)}至{_day(each.end)}",
                f"{each.days} 天",
                "、".join(map(_day, each.worked)) or "—",
            )
            for each in self.holidays
        ]

    def as_json(self) -> dict[str, Any]:
        """As ``calendar show --json`` shows it."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        count = count_working_days(first, last, self.calendar) if self.known else None
        return {
            "year": self.year,
            "known": self.known,
            "source": self.source,
            "number": self.number,
            "published": self.published,
            "taken_in": self.taken_in,
            "holidays": [_holiday(each) for each in self.holidays],
            "working_days": count,
            "known_years": self.known_years,
        }


def show_calendar(start: Path, year: int | None) -> YearShown:
    """A year's holidays, this year's where none is asked for; with or without a workspace."""
    asked = year or datetime.now(SHANGHAI).year
    try:
        workspace = Workspace.find(start)
    except NoWorkspaceError:
        return _built_in(asked, BUILT_IN)
    calendar = read_calendar(workspace)
    kept = kept_notice(workspace, asked)
    if kept is None:
        return _built_in(asked, calendar)
    notice, data = kept
    published, taken = notice.published.isoformat(), str(data.get("收录日期", ""))
    return YearShown(
        asked, calendar, notice.holidays, NOTICE_SOURCE, notice.number, published, taken
    )


def _built_in(year: int, calendar: WorkCalendar) -> YearShown:
    """What the library holds of a year, nothing where it does not know it."""
    if year not in built_in_years():
        return YearShown(year, calendar, (), "")
    return YearShown(year, calendar, built_in_holidays(year), BUILT_IN_SOURCE)


def _holiday(each: Holiday) -> dict[str, Any]:
    return {
        "name": each.label,
        "from": each.start.isoformat(),
        "to": each.end.isoformat(),
        "days": each.days,
        "worked": [day.isoformat() for day in each.worked],
    }


def _day(day: date) -> str:
    """``1月1日（周四）``."""
    return f"{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）"
