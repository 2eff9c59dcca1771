"""Carrying a document's data to another process: JSON, with the types that templates tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cases.values.id_number import IdNumber
from cases.values.money import Money
from doc_templates.charts.chart import Chart
from doc_templates.charts.chart import unpacked as unpacked_chart

_SORT, _VALUE = "类", "值"
_READERS: Mapping[str, Callable[[str], object]] = {
    "日期": date.fromisoformat,
    "金额": lambda text: Money(Decimal(text)),
    "小数": Decimal,
    "身份证号": IdNumber.parse,
    "图表": unpacked_chart,
}


def packed(context: Mapping[str, object]) -> bytes:
    """The context as JSON; values of other types travel as the text they print."""
    return json.dumps(_plain(context), ensure_ascii=False).encode()


def unpacked(text: bytes) -> dict[str, Any]:
    """The context that was packed."""
    found: dict[str, Any] = _typed(json.loads(text))
    return found


def _plain(value: object) -> object:
    """A value as JSON has it; mappings and typed values say what they are."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {_SORT: "", _VALUE: {str(key): _plain(each) for key, each in value.items()}}
    if isinstance(value, Chart):
        return {_SORT: "图表", _VALUE: value.packed()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    sort = _sort_of(value)
    return {_SORT: sort, _VALUE: str(value)} if sort else str(value)


def _sort_of(value: object) -> str:
    """The sort of a typed value; nothing for what is a text to templates."""
    for kind, sort in ((date, "日期"), (Money, "金额"), (Decimal, "小数"), (IdNumber, "身份证号")):
        if isinstance(value, kind):
            return sort
    return ""


def _typed(value: Any) -> Any:
    """The value that was made plain."""
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value[_SORT]:
        return _READERS[value[_SORT]](value[_VALUE])
    return {key: _typed(each) for key, each in value[_VALUE].items()}
