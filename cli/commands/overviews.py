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
