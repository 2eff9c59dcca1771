"""The filters of templates, in Chinese: money, days, boxes, hiding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, TypeAlias

from jinja2.exceptions import TemplateRuntimeError

from cases.values.days import chinese_date
from cases.values.id_number import IdNumber
from cases.values.money import Money
from doc_templates.context import Missing, Rows

if TYPE_CHECKING:
    from jinja2 import Environment

Filter: TypeAlias = "Callable[..., object]"

CHECKED, UNCHECKED = "☑", "□"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE_DIGITS = "零一二三四五六七八九"
_YEAR_DIGITS = "〇一二三四五六七八九"
_STANDARD = (
    "length", "count", "join", "default", "d", "first", "last", "int", "list", "sort", "map",
    "select", "selectattr", "reject", "rejectattr", "sum", "trim", "unique", "round", "abs",
    "string", "groupby",
)  # fmt: skip


class UnsuitableValueError(TemplateRuntimeError):
    """A filter was given a value it cannot print."""


def _needs_value(function: Filter) -> Filter:
    """A filter that notes a missing value and prints nothing for it."""

    @wraps(function)
    def noting(value: object, *arguments: object) -> object:
        if isinstance(value, Missing):
            return str(value)
        return function(value, *arguments)

    return noting


def _money(value: object, name: str) -> Money:
    """The amount that a value stands for."""
    if isinstance(value, Money):
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Money(Decimal(value))
    raise UnsuitableValueError(f"“{name}”要的是金额，得到“{value}”")


def _day(value: object, name: str) -> date:
    """The day that a value stands for."""
    if isinstance(value, date):
        return value
    raise UnsuitableValueError(f"“{name}”要的是日期，得到“{value}”")


@_needs_value
def capital(value: object) -> str:
    """大写金额: 伍万元整."""
    return _money(value, "大写金额").capital


@_needs_value
def grouped(value: object) -> str:
    """金额: 50,000.00."""
    return _money(value, "金额").grouped


@_needs_value
def ten_thousands(value: object) -> str:
    """万元: 5万元."""
    return _money(value, "万元").wan


@_needs_value
def long_date(value: object) -> str:
    """公文日期: 2019年3月25日, without leading noughts (GB/T 9704 7.3.5.4)."""
    return chinese_date(_day(value, "公文日期"))


@_needs_value
def spelled_date(value: object) -> str:
    """中文日期: 二〇一九年三月二十五日."""
    day = _day(value, "中文日期")
    year = "".join(_YEAR_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_chinese_number(day.month)}月{_chinese_number(day.day)}日"


@_needs_value
def short_date(value: object) -> str:
    """日期8: 20190325, as archival metadata has it (DA/T 22)."""
    return _day(value, "日期8").strftime("%Y%m%d")


@_needs_value
def box(value: object, option: object = None) -> str:
    """勾选: a ticked or empty box; with an option, ticked when the value is or holds it."""
    if option is not None:
        if not isinstance(value, str | Rows):
            raise UnsuitableValueError(f"“勾选(…)”要的是文字或列表，得到“{value}”")
        held = option in value if isinstance(value, Rows) else value == option
        return CHECKED if held else UNCHECKED
    if not isinstance(value, bool) and value not in ("是", "否", ""):
        raise UnsuitableValueError(f"“勾选”要的是“是”或“否”，得到“{value}”；选项请写 勾选('选项')")
    return CHECKED if value is True or value == "是" else UNCHECKED


@_needs_value
def masked(value: object) -> str:
    """脱敏: an ID number without its birthday, other numbers without their middle."""
    if isinstance(value, IdNumber):
        return value.masked
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UnsuitableValueError(f"“脱敏”要的是号码或文字，得到“{value}”")
    text = str(value)
    shown = max(1, len(text) // 3) if len(text) < 11 else 3
    end = 4 if len(text) >= 11 else 0
    return text[:shown] + "*" * (len(text) - shown - end) + text[len(text) - end :]


@_needs_value
def ordinal(value: object, form: object = "") -> str:
    """序号: 1 → 1, 一 or ①, by the form asked for."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 100:
        raise UnsuitableValueError(f"“序号”要的是1至99的整数，得到“{value}”")
    if form == "圈":
        return _CIRCLED[value - 1] if value <= len(_CIRCLED) else f"({value})"
    return _chinese_number(value) if form == "汉字" else str(value)


def or_none(value: object) -> object:
    """空: 无 when there is nothing to print."""
    nothing = isinstance(value, Missing) or (isinstance(value, str | Rows) and not len(value))
    return "无" if nothing else value


@_needs_value
def total(value: object, key: str = "") -> Money:
    """合计: the sum of a column of money."""
    if not isinstance(value, Rows):
        raise UnsuitableValueError(f"“合计”要的是列表，得到“{value}”")
    cells = [row[key] if isinstance(row, Mapping) and key else row for row in value]
    present = [cell for cell in cells if not (isinstance(cell, Missing) and not str(cell))]
    return Money.total(_money(cell, "合计") for cell in present)


@_needs_value
def pairs(value: object) -> object:
    """逐项: keys and values of a record, for loops."""
    if not isinstance(value, Mapping):
        raise UnsuitableValueError("“逐项”要的是若干“键: 值”")
    return [(key, value[key]) for key in value]


def shown(value: object) -> object:
    """How a value prints when no filter says otherwise."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    return "" if value is None else value


def _chinese_number(value: int) -> str:
    """1–99 in Chinese: 一, 十, 十二, 二十一."""
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else _CHINESE_DIGITS[tens]) + "十" if tens else ""
    return head + (_CHINESE_DIGITS[ones] if ones else "")


@_needs_value
def crowning(value: object, name: object) -> str:
    """冠于: a place before a name, its level once: 样例市 before 市级工作室 is 样例."""
    place, named = str(value), str(name)
    return place[:-1] if place and named.startswith(f"{place[-1]}级") else place


OWN_FILTERS: Mapping[str, Filter] = {
    "大写金额": capital,
    "金额": grouped,
    "万元": ten_thousands,
    "公文日期": long_date,
    "中文日期": spelled_date,
    "日期8": short_date,
    "勾选": box,
    "冠于": crowning,
    "脱敏": masked,
    "序号": ordinal,
    "空": or_none,
    "合计": total,
    "逐项": pairs,
}
# Shorter names of the same filters, which templates have used from the beginning.
OTHER_NAMES: Mapping[str, str] = {"大写": "大写金额", "日期": "公文日期", "遮蔽": "脱敏"}


def install_filters(environment: Environment) -> None:
    """Leave the environment the Chinese filters and the harmless standard ones."""
    kept = {name: environment.filters[name] for name in _STANDARD}
    environment.filters.clear()
    environment.filters.update(kept)
    environment.filters.update(OWN_FILTERS)
    environment.filters.update({other: OWN_FILTERS[name] for other, name in OTHER_NAMES.items()})
