"""Numbers of a spreadsheet as people see them: 12.5%, 50,000.00, 2019年4月18日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from index.extraction.readers.numbering import chinese

if TYPE_CHECKING:
    from collections.abc import Iterator

GENERAL = "General"
_DAY = 'yyyy"年"m"月"d"日"'
_MONTH, _OF_YEAR = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0", 6: "¥#,##0",
    7: "¥#,##0.00", 8: "¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _OF_YEAR, 29: _OF_YEAR, 30: "m-d-yy",
    31: _DAY, 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: _MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-",
    42: "¥#,##0;-¥#,##0;-", 43: "#,##0.00;-#,##0.00;-", 44: "¥#,##0.00;-¥#,##0.00;-",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: _MONTH,
    51: _OF_YEAR, 52: _MONTH, 53: _OF_YEAR, 54: _OF_YEAR, 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: _MONTH, 58: _OF_YEAR,
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<exponent>[Ee][+-]0+)"
    r"|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)"
    r"|(?P<percent>%)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = "一二三四五六日"
_MOST_FORMAT = 255
_MOST_DAY = 2_958_465  # 9999-12-31
_MOST_DECIMALS = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format."""

    tokens: tuple[tuple[str, str], ...]
    is_date: bool
    chinese: bool


def shown_number(value: float, form: str = GENERAL, *, since_1904: bool = False) -> str:
    """A number as a format shows it; as it is where the format is not understood."""
    try:
        return _shown(value, form, since_1904=since_1904)
    except (ValueError, OverflowError, InvalidOperation, IndexError):
        return plain_number(value)


def _shown(value: float, form: str, *, since_1904: bool) -> str:
    sections = _sections(form[:_MOST_FORMAT])
    section, value = _section_for(sections, value)
    if section.is_date:
        if not 0 <= value <= _MOST_DAY:
            return plain_number(value)
        return _shown_day(value, section, since_1904=since_1904)
    return _shown_count(value, section)


def plain_number(value: float) -> str:
    """A number without the noise of floating point."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    if "e" in text and 1e-9 < abs(value) < 1e21:
        return format(Decimal(text), "f")
    return text


@lru_cache(maxsize=500)
def _sections(form: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    for found in _TOKEN.finditer(form):
        kind = found.lastgroup or "skip"
        text = found.group(found.lastgroup) if found.lastgroup else ""
        if kind == "other" and text == ";":
            sections.append(_section(tokens))
            tokens = []
        else:
            tokens.append((kind, text))
    return (*sections, _section(tokens))


def _section(tokens: list[tuple[str, str]]) -> _Section:
    elapsed = any(k == "bracket" and re.fullmatch("h+|m+|s+", t.lower()) for k, t in tokens)
    is_date = elapsed or any(kind in ("date", "noon") for kind, _ in tokens)
    digits = any(kind == "bracket" and text == "DBNum1" for kind, text in tokens)
    return _Section(tuple(tokens), is_date, digits)


def _section_for(sections: tuple[_Section, ...], value: float) -> tuple[_Section, float]:
    """The part of a format for a value's sign; the negative one brings its own sign."""
    conditional = any(kind == "bracket" and text[:1] in "<>=" for kind, text in sections[0].tokens)
    if conditional or len(sections) == 1 or (value > 0 or (value == 0 and len(sections) < 3)):
        return sections[0], value
    if value < 0:
        return sections[1], -value
    return sections[2], value


def _shown_count(value: float, section: _Section) -> str:
    percents = sum(kind == "percent" for kind, _ in section.tokens)
    exact = Decimal(repr(float(value))) * (100**percents)
    exponent = any(kind == "exponent" for kind, _ in section.tokens)
    pieces = _pieces(exact, [t for k, t in section.tokens if k == "digits"], exponent=exponent)
    out, done = [], False
    for kind, text in section.tokens:
        if kind == "digits":
            out.append(next(pieces))
            done = True
        elif kind in ("general", "text"):
            out.append(plain_number(value))
            done = True
        else:
            out.append(_literal(kind, text))
    sign = "-" if value < 0 and done and not "".join(out).startswith("-") else ""
    return sign + "".join(out).strip()


def _literal(kind: str, text: str) -> str:
    if kind in ("quoted", "escaped", "other"):
        return text
    if kind == "percent":
        return "%"
    if kind == "bracket" and text.startswith("$"):
        return text[1:].partition("-")[0]
    return ""


def _pieces(value: Decimal, patterns: list[str], *, exponent: bool) -> Iterator[str]:
    """The digits for each run of places: ``0!.0,`` shows 12345 as 1.2, its dot a mere sign."""
    if len(patterns) < 2 or any("." in each for each in patterns):
        yield from (_digits(value, each, exponent=exponent) for each in patterns)
        return
    digits = _digits(value, "".join(patterns), exponent=exponent)
    sizes = [sum(sign in "0#?" for sign in each) for each in patterns]
    for at in range(len(sizes)):
        end = len(digits) - sum(sizes[at + 1 :])
        yield digits[max(end - sizes[at], 0) if at else 0 : max(end, 0)]


def _digits(value: Decimal, pattern: str, *, exponent: bool) -> str:
    """The digits of a value after a pattern such as ``#,##0.00``; without its sign."""
    whole, _, fraction = pattern.partition(".")
    decimals = min(len(fraction), _MOST_DECIMALS)
    if exponent:
        return f"{abs(value):.{decimals}E}"
    scaled = whole.rstrip(",")
    value = abs(value) / 1000 ** (len(whole) - len(scaled))
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in scaled else f"{rounded:f}"
    head, point, tail = text.partition(".")
    least = sum(sign == "0" for sign in scaled)
    head = head.rjust(least, "0") if least > 1 else ("" if head == "0" and not least else head)
    kept = sum(1 for sign in fraction if sign in "0?")
    while len(tail) > kept and tail.endswith("0"):
        tail = tail[:-1]
    return head + (point + tail if tail or (point and kept) else "")


def _shown_day(value: float, section: _Section, *, since_1904: bool) -> str:
    """A day or time of day after its format."""
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)
    seconds = round(value * 86400, 3)
    moment = first + timedelta(seconds=seconds if _has_fraction(section) else round(seconds))
    halves = any(kind == "noon" for kind, _ in section.tokens)
    out = []
    for at, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            is_minute = text[0] in "mM" and _is_minute(section.tokens, at)
            out.append(_part(moment, text.lower(), section, minute=is_minute, halves=halves))
        elif kind == "noon":
            names = ("上午", "下午") if "上午" in text else ("AM", "PM")
            out.append(names[moment.hour >= 12])
        elif kind == "bracket" and text.lower().strip("hms") == "":
            out.append(str(int(seconds // {"h": 3600, "m": 60, "s": 1}[text[0].lower()])))
        else:
            out.append(_literal(kind, text))
    return "".join(out).strip()


def _has_fraction(section: _Section) -> bool:
    return any(kind == "date" and "." in text for kind, text in section.tokens)


def _is_minute(tokens: tuple[tuple[str, str], ...], at: int) -> bool:
    """Whether an m stands for minutes: right after hours or right before seconds."""
    times = [
        (place, text.lower())
        for place, (kind, text) in enumerate(tokens)
        if kind == "date" or (kind == "bracket" and not text.lower().strip("hms"))
    ]
    place = next(n for n, (where, _) in enumerate(times) if where == at)
    before = times[place - 1][1] if place else ""
    after = times[place + 1][1] if place + 1 < len(times) else ""
    return before.startswith("h") or after.startswith("s")


def _part(moment: datetime, token: str, section: _Section, *, minute: bool, halves: bool) -> str:
    """One part of a day or time."""
    size = len(token)
    if token[0] in "ye":
        year = f"{moment.year:04d}" if size > 2 or token[0] == "e" else f"{moment.year % 100:02d}"
        digits = str.maketrans("0123456789", "〇一二三四五六七八九")
        return year.translate(digits) if section.chinese else year
    if token[0] == "a":
        return ("星期" if size == 4 else "") + _WEEKDAYS[moment.weekday()]
    if token[0] in "md" and size > 2 and not minute:
        if token[0] == "d":
            return moment.strftime("%a" if size == 3 else "%A")
        return _MONTHS[moment.month - 1]
    hour = (moment.hour % 12 or 12) if halves else moment.hour
    number = {"m": moment.minute if minute else moment.month, "d": moment.day,
              "h": hour, "s": moment.second}[token[0]]  # fmt: skip
    if section.chinese:
        return chinese(number) if number else "〇"
    if "." in token:
        return f"{moment.second:02d}.{moment.microsecond // 1000:03d}"[: size + 0]
    return f"{number:0{min(size, 2)}d}"
