"""Days as people ask for them: whole years, months and quarters, 去年, 近三年; never half a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TypeAlias

from cases.values.days import months_after
from doc_templates.form_reading.values import arabic_numerals, narrow, read_day, read_month
from index.text.numerals import NUMERALS, numeral

Days: TypeAlias = tuple[date, date]

_LONGEST = 40
_MOST_TIMES = 999
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_YEAR_WORD = re.compile(f"({'|'.join(_YEARS)})度?")
_PART = re.compile(
    r"(?:((?:19|20)\d\d)年?度?)?(?:(上|下)半年|第?([1-4])季度|q([1-4]))", re.IGNORECASE
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_LAST = re.compile(rf"(?:最?近|过去)(半|[0-9]{{1,3}}|[{NUMERALS}]{{1,4}})(年|个?月|周|天|日)")
_MONTHS = {"上月": -1, "上个月": -1, "本月": 0, "这个月": 0, "当月": 0, "下月": 1, "下个月": 1}
_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "明天": 1}
_WEEKS = {"上周": -7, "上星期": -7, "本周": 0, "这周": 0, "本星期": 0}
_QUARTERS = {"上季度": -1, "上个季度": -1, "本季度": 0, "这个季度": 0}


def read_days(text: str, today: date) -> Days | None:
    """The first and the last day meant, both included; None when no day is meant."""
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"\s", "", narrow(text))
    return _relative(plain, today) or _absolute(plain, today)


def relative_days(text: str, today: date) -> Days | None:
    """The days that a word means by today alone: 去年, 上月, 近三年."""
    if len(text) > _LONGEST:
        return None
    plain = narrow(text)
    if _YEAR_WORD.fullmatch(plain):
        return _absolute(plain, today)
    return _relative(plain, today)


def year_days(year: int) -> Days:
    """The whole year."""
    return date(year, 1, 1), date(year, 12, 31)


def _relative(plain: str, today: date) -> Days | None:
    """Days counted from today."""
    if plain in _DAYS:
        day = today + timedelta(days=_DAYS[plain])
        return day, day
    if plain in _MONTHS:
        return _months_from(today.replace(day=1), _MONTHS[plain], 1)
    if plain in _QUARTERS:
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return _months_from(first, 3 * _QUARTERS[plain], 3)
    if plain in _WEEKS:
        monday = today + timedelta(days=_WEEKS[plain] - today.weekday())
        return monday, monday + timedelta(days=6)
    return _until_today(_LAST.fullmatch(plain), today)


def _until_today(found: re.Match[str] | None, today: date) -> Days | None:
    """近三年: from the same day three years ago to today, both included."""
    if found is None:
        return None
    half, unit, times = found[1] == "半", found[2], numeral(found[1])
    if half or times is None or times > _MOST_TIMES:
        return (months_after(today, -6), today) if half and unit == "年" else None
    if unit in ("年", "月", "个月"):
        months = times * 12 if unit == "年" else times
        return months_after(today, -months), today
    return today - timedelta(days=times * (7 if unit == "周" else 1)), today


def _months_from(first: date, before: int, many: int) -> Days:
    """Whole months, some months away from the first of a month."""
    begin = months_after(first, before)
    return begin, months_after(begin, many) - timedelta(days=1)


def _absolute(plain: str, today: date) -> Days | None:
    """A year, a part of a year, a month or a day; 去年 and its like are years too."""
    dated = arabic_numerals(_YEAR_WORD.sub(lambda found: _year_of(found[1], today), plain))
    if found := _YEAR.fullmatch(dated):
        return year_days(int(found[1]))
    if found := _PART.fullmatch(dated):
        return _part_of_year(found, today)
    if day := read_day(dated):
        return date.fromisoformat(day), date.fromisoformat(day)
    if "日" not in dated and (month := _month(dated)):
        year, number = month
        return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    return None


def _year_of(word: str, today: date) -> str:
    return f"{today.year + _YEARS[word]}年"


def _month(dated: str) -> tuple[int, int] | None:
    """A month without a day after it."""
    if not re.fullmatch(r"\d{4}(?:[年./、-]\d{1,2}月?|\d\d)", dated):
        return None
    month = read_month(dated)
    return (int(month[:4]), int(month[5:])) if month else None


def _part_of_year(found: re.Match[str], today: date) -> Days:
    """Half a year or a quarter; of this year when none is named."""
    year = int(found[1]) if found[1] else today.year
    if found[2]:
        return _months_from(date(year, 1, 1), 0 if found[2] == "上" else 6, 6)
    return _months_from(date(year, 1, 1), 3 * (int(found[3] or found[4]) - 1), 3)
