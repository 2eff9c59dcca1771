"""统计表 as an Excel workbook: one sheet for each way of counting, numbers as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.keeping.exporting import refuse_unfit_place
from acts.listing import NotExcelError
from acts.overviews.statistics import heads_of, lines_of, view_of
from acts.overviews.statistics_counting import DIMENSIONS
from index.sheets import Table, write_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.overviews.statistics import Asked, View
    from acts.overviews.statistics_counting import Counted

_ALWAYS = (*((name,) for name in DIMENSIONS), ("year", "programme"), ("year", "department"))


def export_statistics(bureau: Bureau, asked: Asked, cases: Sequence[Counted], file: Path) -> None:
    """Write the table that was asked first, then every usual one; raises NotExcelError."""
    if file.suffix.lower() != ".xlsx":
        raise NotExcelError(path=file)
    refuse_unfit_place(file)
    wanted = dict.fromkeys((asked.by, *_ALWAYS) if asked.by else _ALWAYS)
    about = scope_of(bureau, asked)
    write_book(file, (_table(view_of(cases, by), about) for by in wanted))


def conditions_of(asked: Asked) -> str:
    """Which cases are counted: 年度：2019，批次：2019-1."""
    named = [f"{DIMENSIONS[name]}：{value}" for name, value in asked.filters.items()]
    return "，".join(named) or "全部案卷"


def scope_of(bureau: Bureau, asked: Asked) -> str:
    """What is counted and when: 年度：2019，统计到2026-11-26，金额单位：元."""
    return f"{conditions_of(asked)}，统计到{bureau.now.date()}，金额单位：元"


def _table(view: View, about: str) -> Table:
    return Table(
        view.title,
        f"技能人才资助项目统计表（{view.title}；{about}）",
        heads_of(view),
        list(lines_of(view)),
        last_bold=True,
    )
