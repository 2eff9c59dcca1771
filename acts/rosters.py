"""Rosters: an Excel sheet whose first row names the case's keys, one case a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.yamlnodes import read_plain
from cases.yamlwriting import dump
from index.sheets import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def roster_rows(file: Path) -> Iterator[tuple[str, str]]:
    """Each filled row as ``名册.xlsx 第 2 行`` and the YAML text of its case.

    Heads are dotted keys such as ``单位.名称``. A cell is text; one in brackets (``[甲, 乙]``,
    ``[{年度: 2019, 提取: 1.00}]``) or of several lines is a list.
    """
    rows = read_rows(file)
    heads = [head.strip() for head in next(rows, [])]
    for number, cells in enumerate(rows, start=2):
        filled = [(head, cell.strip()) for head, cell in zip(heads, cells, strict=False)]
        if any(cell for _, cell in filled):
            yield f"{file.name} 第 {number} 行", dump(_nested(filled))


def _nested(filled: list[tuple[str, str]]) -> dict[str, Any]:
    """Dotted heads as nested keys; empty cells are left out."""
    case: dict[str, Any] = {"格式版本": "1"}
    for head, cell in filled:
        *above, last = head.split(".")
        place = case
        for key in above:
            place = place.setdefault(key, {})
        if cell and last:
            place[last] = _value(cell)
    return {**case, "资助周期": {}, "办理": []}


def _value(cell: str) -> Any:
    """What a cell says: a text, or a list in brackets or line by line."""
    if cell[:1] in ("[", "{"):
        return read_plain(f"值: {cell}", "名册")["值"]
    if "\n" in cell:
        return [_value(line.strip()) for line in cell.splitlines() if line.strip()]
    return cell
