"""Commands on the calendar of working days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import calendar, described, session
from cli.console import table


@calendar.command(help=described("一年的节假日和调休上班，写明资料来自哪里。", 2, 3))
def show(
    year: Annotated[
        int | None, typer.Argument(min=1949, max=2199, metavar="年度", help="不写就是今年")
    ] = None,
) -> None:
    """Show a year's holidays."""
    from acts.calendar.showing import show_calendar

    shown = show_calendar(session.options.start, year)
    heads = ("节日", "放假", "天数", "调休上班")
    rows = table(heads, shown.rows(), "") if shown.known else []
    session.console.show(shown.as_json(), [*rows, *shown.sentences()])


@calendar.command(help=described("取入国务院办公厅的放假通知（yaml、txt、docx）。", 2, 3, 4, 5))
def add(
    file: Annotated[Path, typer.Argument(metavar="文件")],
    replace: Annotated[bool, typer.Option("--replace", help="替换已有的这一年")] = False,
    reason: Annotated[str, typer.Option("--reason", help="替换的理由")] = "",
) -> None:
    """Take in the State Council's notice of a year."""
    from acts.calendar.intake import add_calendar
    from cases.words import message

    done = add_calendar(session.bureau(), file, replace=replace, reason=reason)
    facts = {key: str(done[key]) for key in ("year", "number", "path", "holidays")}
    told = message("T130" if done["added"] else "T131", facts)
    session.console.show(done, [told, *(f"  {row['message']}" for row in done["changes"])])
