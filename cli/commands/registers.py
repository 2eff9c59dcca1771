"""Commands on the registers: stamps used, papers received."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import described, doc, session, stamp
from cli.console import finding_lines, table
from cli.options import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acts.papers.registers import Span

Since = Annotated[str, typer.Option("--from", help="日期不早于 YYYY-MM-DD")]
Until = Annotated[str, typer.Option("--to", help="日期不晚于 YYYY-MM-DD")]
Export = Annotated[Path | None, typer.Option("--export", help="导出到 .xlsx 或 .csv")]


@stamp.command(help=described("用印登记簿：谁在何时盖了哪枚章，谁核稿、谁签发。", 2, 3, 4, 6))
def register(
    since: Since = "",
    until: Until = "",
    name: Annotated[str, typer.Option("--stamp", help="只看一枚印章，或一个所有者的")] = "",
    export: Export = None,
    check: Annotated[
        bool, typer.Option("--check", help="与全部文书里的印章逐一核对，不列出")
    ] = False,
) -> None:
    """Print, export or check the register of stamp uses."""
    from acts.papers.registers import STAMP_COLUMNS, stamp_register

    if check:
        _check()
        return
    lines = stamp_register(session.bureau(), _span(since, until), name)
    _show(STAMP_COLUMNS, lines, export, "没有用印。")


@doc.command(help=described("收文登记：收回了哪些正本，从哪里来，怎样签名。", 2, 3, 4))
def received(
    target: Annotated[str, typer.Argument(metavar="案卷或批次", help="不写则列出全部")] = "",
    since: Since = "",
    until: Until = "",
    export: Export = None,
) -> None:
    """Print or export the register of papers received."""
    from acts.papers.registers import RECEIPT_COLUMNS, receipt_register

    lines = receipt_register(session.bureau(), target, _span(since, until))
    _show(RECEIPT_COLUMNS, lines, export, "没有收文。")


def _check() -> None:
    """Hold the register against the stamps found in the files."""
    from acts.papers.register_check import check_register

    findings = check_register(session.bureau())
    shown = {"findings": [found.as_json() for found in findings]}
    session.console.show(shown, finding_lines(findings) or ["用印登记簿与文书里的印章一致。"])
    if findings:
        raise typer.Exit(6)


def _span(since: str, until: str) -> Span:
    from acts.papers.registers import Span

    first, last = (day_of(text) if text else None for text in (since, until))
    return Span(first, last)


def _show(
    columns: Mapping[str, str], lines: Sequence[dict[str, object]], export: Path | None, none: str
) -> None:
    """On screen, as JSON, or into a file."""
    from acts.papers.registers import export_register, register_rows

    shown = table(list(columns.values()), register_rows(columns, lines), none)
    if export:
        export_register(export, columns, lines)
        shown = [f"已导出 {len(lines)} 条：{export}"]
    session.console.show(lines, shown)
