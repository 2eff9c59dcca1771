"""The first sheet of an Excel workbook as an SVG: its cells, merges, heads and column widths.

Drawn from the file itself, without Calc. A unit of column width is 7.2 units wide, a row 24 high
unless the file says otherwise; text wraps by the width of its letters (汉字 take two).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from cases.words.widths import width

MOST_ROWS, MOST_COLUMNS = 14, 12
_UNIT, _HIGH, _HEAD, _LETTER, _LINE = 7.2, 24, 22, 6.5, 17
_FONT = "'Noto Sans CJK SC','WenQuanYi Zen Hei','Microsoft YaHei',sans-serif"
_INK, _RULE, _GREY, _OPEN = "#1f2328", "#b9b9b4", "#eeeeea", "#fff8d6"
Box = tuple[int, int, int, int]  # x, y, width, height


def sheet(title: str, path: Path) -> str:
    """The top left of the sheet; where it is locked, cells to fill in are yellow."""
    table: Any = openpyxl.load_workbook(path).active
    across, down = _edges(table)
    size = f"{across[-1] + 1} {down[-1] + 1}"
    wide, high = size.split()
    drawn = [*_rulers(across, down), *_cells(table, across, down)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" '
            f'width="{wide}" height="{high}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{wide}" height="{high}" fill="#fff"/>',
            f'<g font-family="{_FONT}" font-size="13" fill="{_INK}">',
            *drawn,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _edges(table: Any) -> tuple[list[int], list[int]]:
    """Where the columns and the rows begin; the last entry is the end."""
    across, down = [34], [_HEAD]
    for column in range(1, min(table.max_column, MOST_COLUMNS) + 1):
        told = table.column_dimensions[get_column_letter(column)].width or 8.43
        across.append(across[-1] + round(told * _UNIT))
    for row in range(1, min(table.max_row, MOST_ROWS) + 1):
        told = table.row_dimensions[row].height
        down.append(down[-1] + max(_HIGH, round((told or 0) * 96 / 72)))
    return across, down


def _rulers(across: list[int], down: list[int]) -> Iterator[str]:
    """The letters of the columns and the numbers of the rows."""
    yield _frame((0, 0, across[0], down[0]), _GREY)
    for at in range(len(across) - 1):
        box = (across[at], 0, across[at + 1] - across[at], down[0])
        yield _frame(box, _GREY) + _lines([get_column_letter(at + 1)], box, middle=True)
    for at in range(len(down) - 1):
        box = (0, down[at], across[0], down[at + 1] - down[at])
        yield _frame(box, _GREY) + _lines([str(at + 1)], box, middle=True)


def _cells(table: Any, across: list[int], down: list[int]) -> Iterator[str]:
    """Every cell with its text; of merged cells the first alone."""
    merged = {each.min_row * 1000 + each.min_col: each for each in table.merged_cells.ranges}
    hidden = {
        (row, column)
        for each in merged.values()
        for row, column in each.cells
        if (row, column) != (each.min_row, each.min_col)
    }
    for row in range(1, len(down)):
        for column in range(1, len(across)):
            if (row, column) not in hidden:
                end = merged.get(row * 1000 + column)
                last = (end.max_row, end.max_col) if end else (row, _reach(table, row, column))
                hidden |= {(row, beside) for beside in range(column + 1, last[1] + 1)}
                yield _cell(table, table.cell(row, column), _box(across, down, row, column, last))


def _reach(table: Any, row: int, column: int) -> int:
    """The last column that a title runs over: as far as the cells beside it are empty."""
    across = table.cell(row, column).alignment.horizontal == "centerContinuous"
    if table.cell(row, column).value is not None and (across or row == 1):
        while column < table.max_column and table.cell(row, column + 1).value is None:
            column += 1
    return column


def _box(across: list[int], down: list[int], row: int, column: int, last: tuple[int, int]) -> Box:
    x, y = across[column - 1], down[row - 1]
    right, bottom = min(last[1], len(across) - 1), min(last[0], len(down) - 1)
    return x, y, across[right] - x, down[bottom] - y


def _cell(table: Any, cell: Any, box: Box) -> str:
    fill = _OPEN if table.protection.sheet and not cell.protection.locked else "#fff"
    if cell.value is None:
        return _frame(box, fill)
    middle = cell.alignment.horizontal in ("center", "centerContinuous")
    return _frame(box, fill) + _lines(_wrapped(_shown(cell.value), box[2] - 8), box, middle=middle)


def _shown(value: object) -> str:
    """As Excel shows it: a day without its hour, the sum of cells still empty as nought."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return "0" if str(value).startswith("=SUM(") else str(value)


def _wrapped(text: str, room: int) -> list[str]:
    """The text in lines that fit into so many units."""
    lines = []
    for part in text.splitlines():
        line = ""
        for letter in part:
            if line and width(line + letter) * _LETTER > room:
                lines.append(line)
                line = ""
            line += letter
        lines.append(line)
    return lines


def _frame(box: Box, fill: str) -> str:
    x, y, wide, high = box
    shape = f'x="{x + 0.5}" y="{y + 0.5}" width="{wide}" height="{high}"'
    return f'<rect {shape} fill="{fill}" stroke="{_RULE}"/>'


def _lines(lines: list[str], box: Box, *, middle: bool) -> str:
    """The lines that fit, in the middle of the box's height."""
    x, y, wide, high = box
    shown = lines[: max(1, high // _LINE)]
    first = y + (high - len(shown) * _LINE) / 2 + 13
    at = f'x="{x + wide // 2}" text-anchor="middle"' if middle else f'x="{x + 5}"'
    return "".join(
        f'<text {at} y="{first + seat * _LINE:g}">{escape(line)}</text>'
        for seat, line in enumerate(shown)
    )
