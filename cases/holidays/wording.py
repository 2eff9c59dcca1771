"""The notice's own words, as copied from the government's site, read strictly line by line.

``一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。`` Whatever is not
understood is named with its line; nothing is passed over in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.findings import Finding, Place
from cases.holidays.notice import Holiday, Notice
from cases.values.bad_value import BadValueError, shown
from cases.values.days import parse_chinese_date
from cases.values.document_number import is_document_number

WRONG_WEEKDAY, WRONG_YEAR = "T106", "T185"
MOST_LINES, LONGEST_LINE = 400, 600
_WEEK, _COUNTED = "一二三四五六日", "一二三四五六七八九十"
_MOST_WEEKDAYS = 5  # so many wrong days of the week are one wrong year
_FULL_WIDTH = str.maketrans("０１２３４５６７８９()：:，,；;［］", "0123456789（）：：，，；；〔〕")
_SPACE = re.compile(r"[\s\u3000\ufeff\u200b]+")

_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、([^：]{1,40})：(.+)")
_DAY = re.compile(r"(?:([0-9]{4})年)?(?:([0-9]{1,2})月)?([0-9]{1,2})日(?:（([^（）]{1,30})）)?")
_OFF = re.compile(
    r"(?P<first>[^，至]+?)(?:至(?P<last>[^，至]+?))?放假(?:调休|公休)?"
    r"(?:，?共?(?P<told>[0-9]{1,2}|[一二三四五六七八九十]{1,3})天)?(?:，(?:不调休|与周末连休))?"
    r"(?:，(?P<more>[^，至]+?)(?:补休|调休|公休))?"
)
_WORK = re.compile(r"(?P<days>.+?)上班")
_ADVICE = re.compile(r"鼓励.+")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_LUNAR = re.compile(r"农历.+|除夕|初[一二三四五六七八九十]+")

_TITLE = re.compile(r"(?:国务院办公厅)?关于([0-9]{4})年(?:部分)?(?:节假日安排的通知)?")
_PADDED = re.compile(r"(?<=[年月])0(?=[1-9])")
_LABELLED = re.compile(r"(发文字号|成文日期|发布日期)：(.+)")
_FRAME = re.compile(
    r"(?:部分)?节假日安排的通知|国务院办公厅|国务院办公厅关于|各省、自治区、直辖市人民政府，?.*：|"
    r"(?:经国务院批准|根据).+(?:通知如下|如下)[。：]|节假日期间，.+。|[（(]此件公开发布[）)]|"
    r"(?:索引号|主题分类|发文机关|标题|公文种类|来源)：.*"
)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was not understood."""

    file: str
    year: int | None = None
    number: str = ""
    published: date | None = None
    items: list[tuple[int, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, line: int | None, **facts: object) -> None:
        """Remember a fault of a line."""
        texts = {name: str(value) for name, value in facts.items()}
        self.findings.append(Finding(code, place=Place(self.file, line), facts=texts))


def read_wording(text: str, file: str) -> tuple[Notice | None, list[Finding]]:
    """The notice of a plain text as far as it was understood, and every fault of a line.

    None where it says neither its year nor its day.
    """
    reading = _Reading(file)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        reading.note("T121", None, most=MOST_LINES)
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        _take(reading, number, _SPACE.sub("", line).translate(_FULL_WIDTH))
    _require_head(reading)
    holidays = [_holiday(reading, *item) for item in reading.items]
    found = tuple(each for each in holidays if each is not None)
    _one_for_all(reading)
    if reading.year is None or reading.published is None:
        return None, reading.findings
    return Notice(reading.year, reading.number, reading.published, found), reading.findings


def _one_for_all(reading: _Reading) -> None:
    """Days of the week that are wrong everywhere come of one wrong year, and are told as it."""
    wrong = [each for each in reading.findings if each.code == WRONG_WEEKDAY]
    if len(wrong) >= _MOST_WEEKDAYS:
        reading.findings = [each for each in reading.findings if each.code != WRONG_WEEKDAY]
        reading.note(WRONG_YEAR, None, year=reading.year, count=len(wrong))


def _take(reading: _Reading, number: int, line: str) -> None:
    """One line: an item, the rest of one, part of the frame, or not understood."""
    item = _ITEM.fullmatch(line) if len(line) <= LONGEST_LINE else None
    if item is not None:
        reading.items.append((number, item[1], item[2]))
    elif len(line) > LONGEST_LINE:
        reading.note("T101", number, text=shown(line))
    elif reading.items and line and not reading.items[-1][2].endswith("。"):
        _join(reading, number, line)
    elif line and not _head(reading, line) and _FRAME.fullmatch(line) is None:
        reading.note("T101", number, text=shown(line))


def _join(reading: _Reading, number: int, line: str) -> None:
    """A line that goes on with the item above it."""
    first, names, rest = reading.items[-1]
    if len(rest) > LONGEST_LINE:
        reading.note("T101", number, text=shown(line))
    else:
        reading.items[-1] = (first, names, rest + line)


def _head(reading: _Reading, line: str) -> bool:
    """Year, number and day of the notice; whether the line was one of them."""
    labelled = _LABELLED.fullmatch(line)
    line = labelled[2] if labelled else line
    title = _TITLE.fullmatch(line)
    if title is not None:
        reading.year = int(title[1])
    elif is_document_number(line):
        reading.number = line
    elif (day := _day_alone(line)) is not None:
        reading.published = day
    else:
        return False
    return True


def _day_alone(line: str) -> date | None:
    """A line that is a day and nothing else; the site pads months and days in its tables."""
    try:
        return parse_chinese_date(_PADDED.sub("", line))
    except BadValueError:
        return None


def _require_head(reading: _Reading) -> None:
    """The notice says its year, its number and its day."""
    if reading.year is None:
        reading.note("T102", None)
    if not reading.number:
        reading.note("T103", None)
    if reading.published is None:
        reading.note("T104", None)


def _holiday(reading: _Reading, number: int, names: str, text: str) -> Holiday | None:
    """One item: its days off, then the days made up."""
    off: tuple[date, date, int | None] | None = None
    worked: list[date] = []
    for sentence in filter(None, text.split("。")):
        holiday, work = _OFF.fullmatch(sentence), _WORK.fullmatch(sentence)
        if holiday is not None and off is None:
            off = _off(reading, number, holiday)
        elif work is not None:
            worked += _days(reading, number, work["days"])
        elif _ADVICE.fullmatch(sentence) is None:
            reading.note("T101", number, text=shown(sentence))
    if off is None:
        reading.note("T122", number, name=names)
        return None
    return Holiday(tuple(names.split("、")), off[0], off[1], tuple(worked), off[2], number)


def _off(
    reading: _Reading, number: int, found: re.Match[str]
) -> tuple[date, date, int | None] | None:
    """First and last day off, and how many the notice says."""
    parts = [part for part in (found["first"], found["last"], found["more"]) if part]
    days = _days(reading, number, *parts)
    if len(days) < len(parts):
        return None
    more = days.pop() if found["more"] else None
    first, last = days[0], days[-1]
    if more is not None:
        if not _adjoins(last, more):
            reading.note("T123", number, day=more, last=last)
        last = max(last, more)
    told = _number(found["told"]) if found["told"] and more is None else None
    return first, last, told


def _number(text: str) -> int:
    """How many days a notice says, in figures or 汉字 up to 十九."""
    if text.isdecimal():
        return int(text)
    return sum(_COUNTED.index(sign) + 1 for sign in text)


def _adjoins(last: date, more: date) -> bool:
    """Whether only a week-end lies between."""
    between = (last + timedelta(days=ahead) for ahead in range(1, (more - last).days))
    return last < more and all(day.weekday() > 4 for day in between)


def _days(reading: _Reading, number: int, *parts: str) -> list[date]:
    """The days of a sentence; year and month carry on from the day before."""
    found: list[date] = []
    year, month = reading.year, None
    for part in parts:
        matches = list(_DAY.finditer(part))
        if not matches or "、".join(match[0] for match in matches) != part:
            reading.note("T101", number, text=shown(part))
            continue
        for match in matches:
            month = int(match[2]) if match[2] else month
            year = int(match[1]) if match[1] else year
            day = _day(reading, number, (year, month, int(match[3])), match[0])
            if day is not None:
                _weekday(reading, number, day, match[4] or "")
                found.append(day)
    return found


def _day(
    reading: _Reading, number: int, parts: tuple[int | None, int | None, int], text: str
) -> date | None:
    """A day of the calendar."""
    year, month, day = parts
    if year is None:
        return None  # the missing year is told already
    try:
        return date(year, month or 0, day)
    except ValueError:
        reading.note("T111", number, text=shown(text))
        return None


def _weekday(reading: _Reading, number: int, day: date, told: str) -> None:
    """What stands in brackets agrees: the day of the week; the lunar day is only read."""
    for part in filter(None, told.split("、")):
        found = _WEEKDAY.fullmatch(part)
        if found is None and _LUNAR.fullmatch(part) is None:
            reading.note("T101", number, text=shown(part))
        elif found is not None and _WEEK[day.weekday()] != found[1].replace("天", "日"):
            facts = {"day": day, "true": f"周{_WEEK[day.weekday()]}", "told": part}
            reading.note(WRONG_WEEKDAY, number, **facts)
