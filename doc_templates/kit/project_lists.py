"""Lists of projects as annexes: serial, project, unit, leader, then what the paper is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.kit.page import TYPE_WIDTH
from doc_templates.kit.wordml import columns, enlarged, head, left, row, rows_of, table

if TYPE_CHECKING:
    from doc_templates.kit.wordml import Cell

_HEADS = ("序号", "项目名称", "所在单位", "带头人")
_CELLS = ("{{ 行.序号 }}", left("{{ 行.项目名称 }}"), left("{{ 行.单位 }}"), "{{ 行.带头人 }}")


def project_list(over: str, shares: tuple[int, ...], **further: str | Cell) -> str:
    """A row for each ``行 in over``; ``further`` columns by their heads, widths in shares of 100.

    Nothing personal stands in it beyond the leader's name.
    """
    cells = row(*_CELLS, *further.values())
    return enlarged(table(
        columns(*shares, total=TYPE_WIDTH),
        head(*_HEADS, *further),
        *rows_of(f"行 in {over}", len(shares), cells),
    ))  # fmt: skip
