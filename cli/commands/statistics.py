"""Commands that count: cases and sums, lists for departments, what is handed over."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.application import app, described, session
from cli.console import table


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
