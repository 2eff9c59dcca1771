"""Commands that look over the whole workspace: what is due, how much there is, what goes out."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.application import app, described, session
from cli.console import table


@app.command(help=described("待办：要办什么、哪天前办。", 2, 3, 4))
def todo(
    within: Annotated[int, typer.Option(min=0, max=3660, help="看今后多少天")] = 90,
) -> None:
    """List what is to be done."""
    from acts.todo import todo_rows

    rows = todo_rows(session.bureau(), within)
    shown = [
        (row["due"] or "—", "" if row["days"] is None else row["days"], row["target"], row["what"])
        for row in rows
    ]
    heads = ("期限", "还有天数", "案卷或批次", "事项")
    session.console.show(rows, table(heads, shown, "没有待办。"))


@app.command(help=described("统计：按项目类别和环节数案卷、合计金额。", 2, 3, 4))
def stats(
    year: Annotated[str, typer.Option("--year", help="只统计一个年度的案卷，例如 2019")] = "",
) -> None:
    """Count cases and add up sums."""
    from acts.statistics import STATISTICS_HEADS, statistics, statistics_rows, step_rows

    found = statistics(session.bureau(), year)
    lines = table(STATISTICS_HEADS, statistics_rows(found), "还没有案卷。")
    if found["programmes"]:
        lines += ["", *table(("项目类别", "当前环节", "案卷数"), step_rows(found), "")]
    session.console.show(found, lines)
