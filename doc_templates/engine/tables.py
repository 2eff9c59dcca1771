"""Whether docxtpl would mend a table after rendering, told from the template alone.

docxtpl adds and takes away grid columns until the widest row fits. It has nothing to do where
the rows that are always there fill the grid and no row that may be there exceeds it.
"""

from __future__ import annotations

from typing import Any

from doc_templates.word_parts import W

BLOCK = "block"  # the attribute that numbers the block in which an element begins


def tables_need_no_fixing(part: Any) -> bool:
    """Whether every table of a part, each block taken once, has the columns it needs."""
    try:
        return all(_fits(table) for table in part.iter(f"{W}tbl"))
    except ValueError:
        return False


def _fits(table: Any) -> bool:
    """Whether the rows of one table fit its grid, whichever of them are there."""
    grid = table.find(f"{W}tblGrid")
    columns = [] if grid is None else grid.findall(f"{W}gridCol")
    always = table.get(BLOCK)
    if grid is None or any(column.get(BLOCK) != always for column in columns):
        return False
    widths = []
    for row in table.iter(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        if len(cells) > len(columns) or any(cell.get(BLOCK) != row.get(BLOCK) for cell in cells):
            return False
        if row.get(BLOCK) == always:
            widths.append(sum(map(_span, cells)))
    return max(widths, default=0) >= len(columns)


def _span(cell: Any) -> int:
    """How many columns a cell covers; ValueError where that depends on the data."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(f"{W}val"))
