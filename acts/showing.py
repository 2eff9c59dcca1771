"""Showing a case or batch with its Chinese keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.audit.rights import may_see_numbers
from cases.casefile import read_target
from cases.masking import masked_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau


def show_target(bureau: Bureau, target: str) -> dict[str, Any]:
    """A case or batch as plain data under its Chinese keys."""
    found = read_target(bureau.workspace, target)
    shown: Any = plain_data(found.data) if may_see_numbers(bureau) else masked_data(found.data)
    return dict(shown)


def plain_data(value: Any) -> Any:
    """Typed data as JSON holds it: amounts and days as text, ID numbers in full."""
    if isinstance(value, dict):
        return {str(key): plain_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    if value is None or isinstance(value, bool | int):
        return value
    return str(value)


def lines_of(shown: Mapping[str, Any]) -> list[str]:
    """Nested data as indented lines for people."""
    return list(_lines(shown, ""))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, held in value.items():
        if isinstance(held, dict) and held:
            yield f"{indent}{key}："
            yield from _lines(held, indent + "  ")
        elif isinstance(held, list) and any(isinstance(each, dict) for each in held):
            yield f"{indent}{key}："
            yield from _rows(held, indent + "  ")
        else:
            yield f"{indent}{key}：{_word(held)}"


def _rows(rows: list[Any], indent: str) -> Iterator[str]:
    """The rows of a list, numbered from 1."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield f"{indent}{number}."
            yield from _lines(row, indent + "   ")
        else:
            yield f"{indent}{number}. {_word(row)}"


def _word(value: Any) -> str:
    """A leaf as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_word(each) for each in value)
    return "" if value in (None, {}) else str(value)
