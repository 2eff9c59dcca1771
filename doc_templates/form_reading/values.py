"""Values as people write them on forms and sheets, turned into what a case file holds.

Every reader takes the text of a cell and gives the canonical text, or ``None`` when the
text says no such value; an empty text means that nothing was filled in.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from cases.values.bad_value import BadValueError
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NOTHING = frozenset({"", "无", "/", "-", "—", "——", "－", "不适用", "未填", "暂无", "N/A", "n/a"})
_LONGEST = 100  # signs of any day or amount
_TICKED = "☑☒√✓✔■▣🗹🗷●◉"
_UNTICKED = "□☐◻▢○◯"
_CHINESE = {sign: str(at) for at, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_PARTS = re.compile(
    r"((?:19|20)[0-9]{2})\s*[年./、-]\s*([0-9]{1,2})\s*(?:[月./、-]\s*([0-9]{1,2})?)?\s*[日号]?"
)
_SOLID = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])?")
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?[¥￥]?([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(万|千|百)?[元圆块]?[整正]?",
    re.IGNORECASE,
)
_TIMES = {"万": 10000, "千": 1000, "百": 100, None: 1, "": 1}
_DIGITS = {sign: at % 10 for at, sign in enumerate("零壹贰叁肆伍陆柒捌玖〇一二三四五六七八九")}
_DIGITS |= {"两": 2, "弍": 2, "弐": 2}
_PLACES = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_DIGIT = f"[{''.join(_DIGITS)}]"
_CAPITAL = re.compile(
    rf"(?:人民币)?:?((?:{_DIGIT}|[{''.join(_PLACES)}万亿])+)[元圆]"
    rf"({_DIGIT}角)?零?({_DIGIT}分)?[整正]?"
)
_BETWEEN_DAYS = (r"至|到", r"\s*(?:—+|–|~|--)\s*", r"\s+-\s+|(?<=日)-")


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, without outer blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def read_day(text: str) -> str | None:
    """A day however it is written: ``2019年4月18日``, ``2019.4.18``, ``二〇一九年四月十八日``."""
    parts = _date_parts(text)
    if parts is None:
        return None
    year, month, day = parts
    try:
        return date(year, month, day).isoformat() if day else ("" if not year else None)
    except ValueError:
        return None


def read_month(text: str) -> str | None:
    """A month of a year: ``1968年4月``, ``1968.04``, ``196804``; a day after it is let go."""
    parts = _date_parts(text)
    if parts is None:
        return None
    year, month, _ = parts
    if not year:
        return ""
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day (0 where there is none); all 0 for an empty blank of a form."""
    if len(text) > _LONGEST:
        return None
    plain = _TIME.sub("", arabic_numerals(narrow(text)))
    if plain in NOTHING or not re.sub(r"[\s年月日_/.-]", "", plain):
        return (0, 0, 0)
    found = _PARTS.fullmatch(plain) or _SOLID.fullmatch(plain)
    if found is None:
        return None
    return int(found[1]), int(found[2]), int(found[3] or 0)


def arabic_numerals(text: str) -> str:
    """Chinese numerals of a date in digits."""
    if not any(sign in _CHINESE or sign == "十" for sign in text):
        return text
    return re.sub("[〇零一二三四五六七八九十]+", lambda found: _small_number(found[0]), text)


def _small_number(text: str) -> str:
    """二〇一九 → 2019, 十八 → 18, 三十 → 30."""
    if "十" not in text:
        return "".join(_CHINESE[sign] for sign in text)
    tens, _, ones = text.partition("十")
    return f"{_CHINESE.get(tens, '1')}{_CHINESE.get(ones, '0')}"


def read_range(text: str) -> tuple[str, str] | None:
    """Two days with 至, 到, — or ~ between them."""
    plain = narrow(text)
    if plain in NOTHING:
        return ("", "")
    for parted in (re.split(between, plain) for between in _BETWEEN_DAYS):
        if len(parted) == 2:
            days = [read_day(part.strip(" ,;。")) for part in parted]
            if days[0] is not None and days[1] is not None:
                return (days[0], days[1])
    return None


def read_money(text: str, unit: str = "") -> str | None:
    """An amount in yuan: ``5万元``, ``50,000.00``, ``人民币伍万元整``.

    ``unit`` is 万 where a heading says that bare numbers are ten thousands.
    """
    plain = narrow(text).replace(" ", "")
    if len(plain) > _LONGEST:
        return None
    if plain in NOTHING or plain in ("元", "万元"):
        return ""
    found = _AMOUNT.fullmatch(plain.removesuffix("(大写)"))
    if found is None:
        return _capital_amount(plain)
    bare = "元" not in plain and not found[2]
    times = _TIMES[unit if bare else found[2]]
    try:
        return str(Money(Decimal(found[1].replace(",", "")) * times))
    except (BadValueError, InvalidOperation):
        return None


def _capital_amount(text: str) -> str | None:
    """An amount in capital numerals; with figures beside it both must agree."""
    inner = re.fullmatch(r"(.*[元圆整正角分])\((?:小写:?)?(.*)\)", text)
    if inner:
        both = {_capital_amount(inner[1]) or read_money(inner[1]), read_money(inner[2])}
        return both.pop() if len(both) == 1 else None
    found = _CAPITAL.fullmatch(text)
    if found is None:
        return None
    cents = sum(_DIGITS[part[0]] * times for part, times in ((found[2], 10), (found[3], 1)) if part)
    return str(Money(Decimal(_whole_number(found[1])) + Decimal(cents) / 100))


def _whole_number(text: str) -> int:
    """伍万 → 50000: sections of four digits, each with its 万 or 亿."""
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            section += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            total = (total + section + digit) * {"万": 10**4, "亿": 10**8}[sign]
            section = digit = 0
    return total + section + digit


def read_count(text: str) -> str | None:
    """A whole number with or without the word for what is counted: ``60人``."""
    plain = narrow(text).replace(",", "").replace(" ", "")
    plain = re.sub(r"(?:人|名|个|位|年|岁|项|次)$", "", plain)
    if plain in NOTHING:
        return ""
    found = re.fullmatch(r"0*([0-9]{1,9})(?:\.0+)?", plain)
    return str(int(found[1])) if found else None


def read_code(text: str) -> str:
    """An identity or credit code: no blanks, narrow, capital."""
    plain = re.sub(r"[\s·-]", "", narrow(text)).upper()
    return "" if plain in NOTHING else plain


def read_yes(text: str) -> str | None:
    """是 or 否 from a tick, a word or both."""
    if any(sign in _TICKED for sign in text):
        marked = read_choice(text, ("是", "否"))
        return marked or "是"
    if any(sign in _UNTICKED for sign in text):
        return "否"
    plain = narrow(text)
    words = {"是": "是", "否": "否", "健康": "是", "良好": "是", "有": "是", "不健康": "否"}
    return "" if plain in ("", "/") else words.get(plain)


def read_choice(text: str, options: Sequence[str]) -> str | None:
    """The one option that is written or ticked; ``None`` when none or several are."""
    plain = narrow(text)
    if plain in options or plain in NOTHING:
        return plain if plain in options else ""
    if any(sign in text for sign in _TICKED + _UNTICKED):
        ticked = _ticked(text, options)
        if not ticked:
            return "" if not any(sign in _TICKED for sign in text) else None
        return ticked[0] if len(ticked) == 1 else None
    named = [each for each in options if each in plain]
    longest = [each for each in named if not any(each != o and each in o for o in named)]
    return longest[0] if len(longest) == 1 else None


def _ticked(text: str, options: Sequence[str]) -> list[str]:
    """Options beside a ticked box: boxes stand before their words, or all after them."""
    boxes = _TICKED + _UNTICKED
    boxed = re.sub(r"[(（\[【]\s*[)）\]】]", _UNTICKED[0], text)
    compact = re.sub(r"[\s()（）\[\]【】:：、,，/]", "", boxed)
    before = compact[:1] in boxes
    pattern = f"([{boxes}])([^{boxes}]*)" if before else f"([^{boxes}]*)([{boxes}])"
    found = []
    for first, second in re.findall(pattern, compact):
        sign, word = (first, second) if before else (second, first)
        if sign in _TICKED:
            found += [each for each in options if narrow(word) == each]
    return found


def read_text(text: str) -> str:
    """Words as they stand, without blanks around them."""
    return text.strip()


READERS: Mapping[str, Callable[[str], str | None]] = {
    "文本": read_text,
    "金额": read_money,
    "日期": read_day,
    "年月": read_month,
    "整数": read_count,
    "是否": read_yes,
    "身份证号": read_code,
    "统一社会信用代码": read_code,
    "案卷号": narrow,
    "批次号": narrow,
}
