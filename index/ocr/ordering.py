"""Reading order: rows from above, columns of a page one after the other, cells row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ocr.grids import Cell
    from index.ocr.lines import Line

_APART = 1.3  # heights between two pieces of a row: different cells, or columns
_LONG = 8  # heights: a line of running text
_FEWEST = 4  # lines that make a column
_CELL_LINES = 3  # a cell of more lines keeps them
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@dataclass(frozen=True, slots=True)
class _Row:
    """Text that stands at one height."""

    top: float
    text: str


def in_order(lines: Sequence[Line], slope: float) -> str:
    """The text of a page."""
    celled = [each for each in lines if each.cell and _fits(each, each.cell)]
    free = [each for each in lines if each not in celled]
    rows = [*_table_rows(celled, slope), *_free_rows(free)]
    return "\n".join(row.text for row in sorted(rows, key=lambda each: each.top))


def _fits(line: Line, cell: Cell) -> bool:
    """Whether a cell is one for this line, and not the inside of a character."""
    return cell.bottom - cell.top > 0.6 * line.height and cell.right - cell.left > 0.6 * line.width


def _table_rows(lines: Iterable[Line], slope: float) -> list[_Row]:
    """The rows of tables: cells that begin at one height, from the left."""
    cells: dict[Cell, list[Line]] = {}
    for line in lines:
        if line.cell:
            cells.setdefault(line.cell, []).append(line)
    placed = sorted(((each.top - slope * each.left, each) for each in cells), key=itemgetter(0))
    rows: list[list[tuple[float, Cell]]] = []
    for top, cell in placed:
        lowest = min((each.bottom - each.top for _, each in rows[-1]), default=0) if rows else 0
        if rows and top - rows[-1][0][0] < min(lowest, cell.bottom - cell.top) / 2:
            rows[-1].append((top, cell))
        else:
            rows.append([(top, cell)])
    return [_table_row([cell for _, cell in row], cells) for row in rows]


def _table_row(row: list[Cell], cells: dict[Cell, list[Line]]) -> _Row:
    ordered = sorted(row, key=lambda each: each.left)
    top = min(line.top for each in row for line in cells[each])
    return _Row(top, "\t".join(_cell_text(cells[each]) for each in ordered))


def _cell_text(lines: list[Line]) -> str:
    """What stands in a cell; a few short lines are one text."""
    rows = [each.text for each in _free_rows(lines)]
    if len(rows) > _CELL_LINES or any("\t" in each for each in rows):
        return "\n".join(rows)
    text = rows[0]
    for each in rows[1:]:
        joined = _WIDE.match(text[-1:]) or _WIDE.match(each[:1])
        text += each if joined else f" {each}"
    return text


def _free_rows(lines: Sequence[Line]) -> list[_Row]:
    """Lines outside tables: stretches of two columns read one column after the other."""
    split = _column_edge(lines)
    if split is None:
        return _visual_rows(lines)
    found: list[_Row] = []
    ordered = sorted(lines, key=lambda each: each.middle)
    for crossing, group in groupby(ordered, lambda each: each.left < split < each.right):
        stretch = list(group)
        left = [each for each in stretch if each.right <= split]
        right = [each for each in stretch if each.left >= split]
        if crossing or min(len(left), len(right)) < _FEWEST:
            found += _visual_rows(stretch)
        else:
            top = min(each.top for each in stretch)
            found += [_Row(top, row.text) for side in (left, right) for row in _visual_rows(side)]
    return found


def _column_edge(lines: Sequence[Line]) -> float | None:
    """Where the right one of two columns begins; None for a page of one."""
    long = [each for each in lines if each.width > _LONG * each.height]
    if len(long) < 2 * _FEWEST:
        return None
    begin, end = min(each.left for each in long), max(each.right for each in long)
    for line in sorted(long, key=lambda each: each.left):
        edge = line.left - line.height / 2
        if not 0.35 < (edge - begin) / (end - begin) < 0.65:
            continue
        left = sum(each.right <= edge for each in long)
        right = sum(each.left >= edge for each in long)
        if min(left, right) >= _FEWEST and left + right > 0.7 * len(long):
            return edge
    return None


def _visual_rows(lines: Iterable[Line]) -> list[_Row]:
    """Lines as they stand beside each other."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle):
        if rows and _is_beside(line, rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_Row(min(each.top for each in row), _row_text(row)) for row in rows]


def _is_beside(line: Line, row: list[Line]) -> bool:
    middle = sum(each.middle for each in row) / len(row)
    return abs(line.middle - middle) < 0.5 * min(line.height, min(each.height for each in row))


def _row_text(row: list[Line]) -> str:
    """The pieces from the left; pieces well apart are parted by a tab."""
    ordered = sorted(row, key=lambda each: each.left)
    text, end = ordered[0].text, ordered[0].right
    for each in ordered[1:]:
        gap = each.left - end
        text += ("\t" if gap > _APART * min(each.height, row[0].height) else "") + each.text
        end = max(end, each.right)
    return text
