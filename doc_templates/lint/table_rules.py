"""Rules on printed tables and forms: headings repeat, rows stay whole, text stays in its cell."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.block import block_of
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.form_rules import FORM_RULES
from doc_templates.lint.grids import TOUCHING, middle_of
from doc_templates.lint.parts import is_red
from doc_templates.lint.sheets import Area
from doc_templates.lint.type_faces import officials_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.grids import Cell, Grid
    from doc_templates.lint.reading import Reading, Rule
    from doc_templates.lint.sheets import Glyph, Line, Sheet, Stroke

CLAUSE = "系统默认"  # GB/T 9704 says nothing of rows and cells
_TOLERANCE = 1.0  # mm
_SAME_COLUMN = 0.6  # mm
_INTO = 0.15  # of a sign's height or width: a line that deep inside it crosses it
_SMALLEST_SIGN = 1.0  # mm: dots and strokes are too small to be crossed
_SERIAL = re.compile(r"(顺序|件|编)?[序号]号?")
_LONGEST_LABEL = 14
_FEWEST_COLUMNS = 2


def heading_rows(reading: Reading) -> Iterator[Finding]:
    """A list that goes on over a page shows its heading row again."""
    for before, after in _continued(reading):
        heading = _heading(before)
        if heading and _texts(after.rows[0]) != heading:
            shown = "、".join(heading)
            yield fault("D582", reading, after.sheet.number, shown, CLAUSE, heading=shown)


def cut_rows(reading: Reading) -> Iterator[Finding]:
    """Rows of counted lists that go on over a page: no number there, but text.

    For PDFs that do not tell their structure.
    """
    for before, after in _continued(reading):
        heading = _heading(before)
        if not heading or not _SERIAL.fullmatch(heading[0]):
            continue
        rows = after.rows
        first = rows[1] if _texts(rows[0]) == heading and len(rows) > 1 else rows[0]
        texts = _texts(first)
        if len(texts) == len(heading) and not texts[0] and any(texts):
            page = after.sheet.number
            pages = f"{page - 1}、{page}"
            yield fault("D583", reading, page, "".join(texts), CLAUSE, pages=pages)


def tables_go_on(reading: Reading) -> bool:
    """Whether a table ends one page and another begins the next."""
    return next(_met(reading), None) is not None


def _continued(reading: Reading) -> Iterator[tuple[Grid, Grid]]:
    """Each part of a table with the part of the same columns at the top of the next page."""
    return ((above, below) for above, below in _met(reading) if _same_columns(above, below))


def _met(reading: Reading) -> Iterator[tuple[Grid, Grid]]:
    """The last table of a page and the first of the next with no text between them."""
    pages = [reading.grids[sheet.number] for sheet in reading.paper.sheets]
    numbers = {id(spot.line) for spot in reading.parts.page_numbers}
    for upper, lower in pairwise(pages):
        if upper and lower and _nothing_between(upper[-1], lower[0], numbers):
            yield upper[-1], lower[0]


def _nothing_between(before: Grid, after: Grid, numbers: set[int]) -> bool:
    """No text below the one, none above the other."""
    below = any(line.ink.top > before.bottom for line in _others(before.sheet, numbers))
    return not below and not any(
        line.ink.bottom < after.top for line in _others(after.sheet, numbers)
    )


def _others(sheet: Sheet, numbers: set[int]) -> list[Line]:
    """The lines of a sheet without its page number."""
    return [line for line in sheet.lines if id(line) not in numbers]


def _same_columns(one: Grid, other: Grid) -> bool:
    """Whether the last row of the one and the first of the other have the same columns."""
    last = one.columns(*one.heights[-2:])
    first = other.columns(*other.heights[:2])
    return len(last) == len(first) and all(
        abs(a - b) <= _SAME_COLUMN for a, b in zip(last, first, strict=True)
    )


def _heading(grid: Grid) -> tuple[str, ...]:
    """The texts of a table's heading row; nothing when the first row is no heading.

    A heading row has a short label in each cell and either counts in its first column or is
    set in 黑体 throughout, which no row below it is.
    """
    rows = grid.rows
    if len(rows) < _FEWEST_COLUMNS or len(rows[0]) < _FEWEST_COLUMNS:
        return ()
    texts = _texts(rows[0])
    labelled = all(0 < len(text) <= _LONGEST_LABEL for text in texts)
    told = _all_hei(rows[0]) and not any(_all_hei(row) for row in rows[1:])
    return texts if labelled and (_SERIAL.fullmatch(texts[0]) or told) else ()


def _all_hei(row: Sequence[Cell]) -> bool:
    """Whether every line of a row is set in 黑体."""
    lines = [line for cell in row for line in cell.lines]
    return bool(lines) and all("黑体" in officials_of(line.font) for line in lines)


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    """What the cells of a row say."""
    return tuple(cell.text for cell in row)


def text_in_cells(reading: Reading) -> Iterator[Finding]:
    """No ruled line runs through a sign; each line of text once. Stamps may, they are red."""
    for sheet in reading.paper.sheets:
        strokes = [stroke for stroke in sheet.strokes if not is_red(stroke.colour)]
        for line in sheet.lines:
            crossed = next((g for g in line.glyphs if _crossed(g, strokes)), None)
            if crossed is not None:
                yield fault("D584", reading, sheet.number, line, CLAUSE, sign=crossed.sign)


def _crossed(glyph: Glyph, strokes: Sequence[Stroke]) -> bool:
    """Whether a ruled line runs deep through a sign's ink."""
    ink = glyph.ink
    if min(ink.width, ink.height) < _SMALLEST_SIGN:
        return False
    across, down = _INTO * ink.width, _INTO * ink.height
    core = Area(ink.left + across, ink.top + down, ink.right - across, ink.bottom - down)
    return any(
        stroke.left < core.right
        and stroke.right > core.left
        and stroke.top < core.bottom
        and stroke.bottom > core.top
        for stroke in strokes
    )


def tables_in_block(reading: Reading) -> Iterator[Finding]:
    """No table reaches out of the text block."""
    for sheet in reading.paper.sheets:
        block = block_of(sheet)
        for grid in reading.grids[sheet.number]:
            over = max(
                block.left - grid.left, grid.right - block.right,
                block.top - grid.top, grid.bottom - block.bottom,
            )  # fmt: skip
            if over > _TOLERANCE:
                first = _first_text(grid)
                yield fault("D585", reading, sheet.number, first, "GB/T 9704-2012 5.2.1",
                            over=mm(over))  # fmt: skip


def whole_borders(reading: Reading) -> Iterator[Finding]:
    """A table's border is drawn all around without a gap."""
    for sheet in reading.paper.sheets:
        for grid in reading.grids[sheet.number]:
            if side := _open_side(grid):
                shown = _first_text(grid)
                yield fault("D586", reading, sheet.number, shown, CLAUSE, side=side)


def _open_side(grid: Grid) -> str:
    """Which side of the border is not drawn from end to end; "" when all are."""
    sides = (
        ("上框线", grid.flats, grid.top, grid.left, grid.right),
        ("下框线", grid.flats, grid.bottom, grid.left, grid.right),
        ("左框线", grid.uprights, grid.left, grid.top, grid.bottom),
        ("右框线", grid.uprights, grid.right, grid.top, grid.bottom),
    )
    for label, strokes, at, start, end in sides:
        if not _covered([each for each in strokes if abs(middle_of(each) - at) <= TOUCHING],
                        start, end):  # fmt: skip
            return label
    return ""


def _covered(strokes: Sequence[Stroke], start: float, end: float) -> bool:
    """Whether lines one after another lead from start to end without a gap."""
    reached = start + TOUCHING
    for first, last in sorted(_reach(each) for each in strokes):
        if first > reached + TOUCHING:
            return False
        reached = max(reached, last)
    return reached >= end - TOUCHING


def _reach(stroke: Stroke) -> tuple[float, float]:
    """Where a line begins and ends."""
    return (stroke.left, stroke.right) if stroke.is_flat else (stroke.top, stroke.bottom)


def _first_text(grid: Grid) -> str:
    """The first words of a table, to find it by."""
    cells = (cell for row in grid.rows for cell in row)
    return next((cell.text for cell in cells if cell.text), "")


TABLE_RULES: tuple[Rule, ...] = (
    heading_rows, text_in_cells, tables_in_block, whole_borders, *FORM_RULES,
)  # fmt: skip
