"""节假日安排: a year's notice as values, and what it makes of single days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cases.values.calendar import YearDays

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SEVEN = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


@dataclass(frozen=True, slots=True)
class Holiday:
    """One line of a notice: off from ``start`` to ``end``, both included, and the days made up.

    ``labels`` are several where holidays fall together (国庆节、中秋节). ``told`` is the number
    of days the notice itself gives; ``line`` is where it stands in a plain text.
    """

    labels: tuple[str, ...]
    start: date
    end: date
    worked: tuple[date, ...] = ()
    told: int | None = None
    line: int | None = None

    @property
    def label(self) -> str:
        """The names as the notice prints them."""
        return "、".join(self.labels)

    @property
    def days(self) -> int:
        """How many days off, week-ends among them."""
        return (self.end - self.start).days + 1

    def off(self) -> Iterator[date]:
        """The days off."""
        return (self.start + timedelta(days=ahead) for ahead in range(self.days))


@dataclass(frozen=True, slots=True)
class Notice:
    """A year's notice: its number, the day it was published, the holidays in its order."""

    year: int
    number: str
    published: date
    holidays: tuple[Holiday, ...]

    def year_days(self) -> YearDays:
        """What it makes of single days."""
        return YearDays(
            frozenset(day for each in self.holidays for day in each.off()),
            frozenset(day for each in self.holidays for day in each.worked),
        )

    def as_data(self) -> dict[str, Any]:
        """As the calendar file of the workspace keeps it."""
        rows = [
            {"名称": each.label, "起": each.start, "止": each.end, "调休上班": list(each.worked)}
            for each in self.holidays
        ]
        head = {"格式版本": 1, "年度": self.year, "文号": self.number, "发布日期": self.published}
        return {**head, "节日": rows}


def notice_of(data: Mapping[str, Any]) -> Notice:
    """A notice from the typed data of a YAML file."""
    return Notice(data["年度"], data["文号"], data["发布日期"], tuple(map(_holiday, data["节日"])))


def _holiday(row: Mapping[str, Any]) -> Holiday:
    """A row of 节日."""
    labels = tuple(row["名称"].split("、"))
    return Holiday(labels, row["起"], row["止"], tuple(row.get("调休上班") or ()), row.get("天数"))
