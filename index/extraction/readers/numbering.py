"""The numbers Word prints before paragraphs: 第十二条, （三）, 1.2, which no text holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.extraction.readers.package import attribute, local

if TYPE_CHECKING:
    from index.extraction.readers.package import Package

_LEVELS = 9
_LEVEL_SIGNS = frozenset("012345678")
_STYLE = re.compile(rb"<(?:\w+:)?style\s")
_STYLE_ID = re.compile(rb"""styleId=["']([^"']{1,200})["']""")
_IN_LIST = re.compile(rb"""numId\s[^>]*val=["']([0-9]{1,9})["']""")
_AT_LEVEL = re.compile(rb"""ilvl\s[^>]*val=["']([0-8])["']""")
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""


class Numbering:
    """Counters of every list of a document, moved on paragraph by paragraph."""

    def __init__(
        self,
        levels: Mapping[str, Mapping[int, _Level]],
        lists: Mapping[str, str],
        styles: Mapping[str, tuple[str, int]],
    ) -> None:
        """``levels`` by abstract list, ``lists`` number -> abstract list, ``styles`` by id."""
        self._levels, self._lists, self._styles = levels, lists, styles
        self._counts: dict[str, list[int]] = {}

    @classmethod
    def of(cls, package: Package, links: Mapping[str, tuple[str, str]]) -> Numbering | None:
        """The numbering of a document; None where it has none."""
        parts = dict(links.values())
        root = package.root(parts["numbering"]) if "numbering" in parts else None
        if root is None:
            return None
        levels, lists = {}, {}
        for node in root:
            if local(node) == "abstractNum":
                levels[attribute(node, "abstractNumId")] = _levels_of(node)
            elif local(node) == "num":
                lists[attribute(node, "numId")] = _value(node, "abstractNumId")
        return cls(levels, lists, _style_lists(package, parts.get("styles", "")))

    def before(self, paragraph: Any) -> str:
        """The number printed before a paragraph; empty where there is none or a bullet."""
        number, at = self._place(paragraph)
        abstract = self._lists.get(number, "")
        levels = self._levels.get(abstract)
        if not levels or at not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [-1] * _LEVELS)
        counts[at] = levels[at].start if counts[at] < 0 else counts[at] + 1
        counts[at + 1 :] = [-1] * (_LEVELS - at - 1)
        text = _printed(levels, at, counts)
        return f"{text} " if text else ""  # the tab that follows it

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Which list and level a paragraph is of, by itself or by its style."""
        properties = next((each for each in paragraph if local(each) == "pPr"), None)
        if properties is None:
            return "", 0
        number, at = self._styles.get(_value(properties, "pStyle"), ("", 0))
        own = next((each for each in properties if local(each) == "numPr"), None)
        if own is not None:
            number = _value(own, "numId") or number
            level = _value(own, "ilvl")
            at = int(level) if level in _LEVEL_SIGNS else at
        return number, at


def _levels_of(node: Any) -> dict[int, _Level]:
    found = {}
    for each in node:
        level = attribute(each, "ilvl")
        if local(each) == "lvl" and level in _LEVEL_SIGNS:
            start = _value(each, "start")
            begin = int(start) if start.isdecimal() and len(start) < 6 else 1
            form = _value(each, "numFmt") or "decimal"
            found[int(level)] = _Level(begin, form, _value(each, "lvlText"))
    return found


def _style_lists(package: Package, part: str) -> dict[str, tuple[str, int]]:
    """The list and level that paragraph styles bring along; the part is large and looked at raw."""
    found: dict[str, tuple[str, int]] = {}
    for style in _STYLE.split(package.read(part))[1:] if part in package else ():
        list_, level = _IN_LIST.search(style), _AT_LEVEL.search(style)
        named = _STYLE_ID.search(style)
        if b"numPr" in style and list_ and named:
            at = int(level[1]) if level else 0
            found[named[1].decode("utf-8", "replace")] = (list_[1].decode(), at)
    return found


def _value(node: Any, name: str) -> str:
    """The value of a child element."""
    return next((attribute(each, "val") for each in node if local(each) == name), "")


def _printed(levels: Mapping[int, _Level], at: int, counts: list[int]) -> str:
    if levels[at].form in ("bullet", "none"):
        return ""
    text = levels[at].pattern
    for each in range(at + 1):
        count = counts[each] if counts[each] >= 0 else (levels[each].start if each in levels else 1)
        text = text.replace(f"%{each + 1}", _counted(count, levels.get(each, _Level()).form))
    return text


def _counted(count: int, form: str) -> str:
    """A number in the form asked for; decimal where the form is not known."""
    return _FORMS.get(form, str)(count)


def chinese(count: int) -> str:
    """12 → 十二, 105 → 一百零五; up to 9999."""
    if not 0 < count < 10_000:
        return str(count)
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = count // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
        zero = digit == 0
    return text.removeprefix("一") if text.startswith("一十") else text


def _by_digits(count: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(count))


def _letters(count: int) -> str:
    return chr(96 + (count - 1) % 26 + 1) * min((count - 1) // 26 + 1, 20) if count > 0 else ""


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text


def _circled(count: int) -> str:
    return _CIRCLED[count - 1] if 0 < count <= len(_CIRCLED) else str(count)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda count: signs[(count - 1) % len(signs)] if count > 0 else ""


_TO_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "ideographDigital": _by_digits,
    "chineseLegalSimplified": lambda count: (
        _FORMAL[count] if 0 < count < 10 else chinese(count).translate(_TO_FORMAL)
    ),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: str(count).translate(_WIDE),
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
