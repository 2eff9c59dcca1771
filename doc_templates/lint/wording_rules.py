"""Days, document numbers and leftovers as they are written, in papers of every layout."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from doc_templates.lint.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Line, Sheet

_DAY = re.compile(r"\d{4}年(?:0\d月(?:\d{1,2}日)?|\d{1,2}月0\d日)")
_NUMBER = re.compile(
    r"[一-鿿](?P<open>[〔\[［(（【﹝])(?P<year>\d{2,4})(?P<close>[〕\]］)）】﹞])(?P<nth>第?)(?P<no>\d+)号"
)
_LEFT = re.compile(
    r"\{\{.{0,30}|\}\}|\{%.{0,30}|%\}|_{3,}|＿{3,}|(?<![A-Za-z])(?:None|undefined|Undefined|NaN)(?![A-Za-z])|未填(?![写报])"
)
_NO_TEXT = re.compile("此页无正文")
_DAY_CLAUSE, _NUMBER_CLAUSE = "GB/T 9704-2012 7.3.5.4", "GB/T 9704-2012 7.2.5"
_CUSTOM = "GB/T 9704-1999 8.2.6.3（现为惯例）"


def days(reading: Reading) -> Iterator[Finding]:
    """Months and days have no leading zero."""
    for sheet, line, found in _hits(reading, _DAY):
        yield fault("D534", reading, sheet.number, line, _DAY_CLAUSE, found=found[0])


def numbers(reading: Reading) -> Iterator[Finding]:
    """Document numbers: 〔〕, the year in four digits, no 第, no leading zero."""
    for sheet, line, found in _hits(reading, _NUMBER):
        wrong = _wrong_in(found)
        if wrong:
            facts = {"found": found[0][1:], "what": "，".join(wrong)}
            yield fault("D535", reading, sheet.number, line, _NUMBER_CLAUSE, **facts)


def _wrong_in(found: re.Match[str]) -> list[str]:
    """What is wrong with a number as printed."""
    checks = (
        (found["open"] + found["close"] != "〔〕", "年份应当用六角括号〔〕"),
        (len(found["year"]) != 4, "年份应当写全四位"),
        (bool(found["nth"]), "序号前不加“第”"),
        (found["no"].startswith("0"), "序号不编虚位"),
    )
    return [said for wrong, said in checks if wrong]


def leftovers(reading: Reading) -> Iterator[Finding]:
    """No mark of a template, no line to fill in and no word of a program is left."""
    for sheet, line, found in _hits(reading, _LEFT):
        yield fault("D554", reading, sheet.number, line, "", found=found[0])


def no_text_here(reading: Reading) -> Iterator[Finding]:
    """A page for the signature alone is not excused with 此页无正文."""
    for sheet, line, _ in _hits(reading, _NO_TEXT):
        yield fault("D559", reading, sheet.number, line, _CUSTOM)


def _hits(
    reading: Reading, pattern: re.Pattern[str]
) -> Iterator[tuple[Sheet, Line, re.Match[str]]]:
    """Where a pattern stands on a page, also over the end of a line."""
    for sheet in reading.paper.sheets:
        starts, text = [], ""
        for line in sheet.lines:
            starts.append(len(text))
            text += line.text
        for found in pattern.finditer(text):
            yield sheet, sheet.lines[bisect_right(starts, found.start()) - 1], found
