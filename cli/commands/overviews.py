"""What there is to do, as a table by urgency, as JSON, as a calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import app, described, session
from cli.console import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.todo.duties import Duty

_HEADS = ("期限", "还有天数", "案卷或批次", "事项", "依据")


@app.command(help=described("待办：要办什么、哪天前办、依据什么。", 1, 2, 3, 4))
def todo(
    within: Annotated[int, typer.Option(min=0, max=3660, help="看今后多少天")] = 90,
    batch: Annotated[str, typer.Option("--batch", help="只看一个批次及其案卷")] = "",
    case: Annotated[str, typer.Option("--case", help="只看一个案卷")] = "",
    role: Annotated[str, typer.Option("--role", help="只看一个角色的，例如 经办人")] = "",
    ics: Annotated[Path | None, typer.Option("--ics", help="把有期限的写成日历文件")] = None,
) -> None:
    """List what is to be done."""
    from acts.todo.listing import todo_duties, wanted_duties

    bureau = session.bureau()
    today = bureau.now.date()
    duties = todo_duties(bureau, within, wanted_duties(bureau, batch, case, role))
    told = _written(bureau, duties, ics) if ics is not None else ""
    lines = [*_grouped(duties, today), *([told] if told else [])]
    session.console.show([duty.as_json(today) for duty in duties], lines)
    session.console.beside(told)


def _written(bureau: Bureau, duties: Sequence[Duty], path: Path) -> str:
    """Write the calendar file; what to say of it."""
    from acts.todo.ics_writing import write_ics
    from cases.words import message

    count = write_ics(bureau, duties, path)
    return message("T134", {"count": str(count), "path": str(path)})


def _grouped(duties: Sequence[Duty], today: date) -> Iterator[str]:
    """The duties in tables, the most pressing first."""
    from acts.todo.duties import Urgency

    if not duties:
        yield "没有待办。"
    for urgency in Urgency:
        group = [duty for duty in duties if duty.urgency(today) is urgency]
        if group:
            yield f"【{urgency.label}】{len(group)} 项"
            yield from table(_HEADS, (_row(duty, today) for duty in group), "")


def _row(duty: Duty, today: date) -> tuple[object, ...]:
    """A duty as a line of the table."""
    due = duty.due.isoformat() if duty.due else "—"
    left = (duty.due - today).days if duty.due else ""
    return due, left, duty.target, duty.what, duty.basis
