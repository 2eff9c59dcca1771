"""Commands that look over the whole workspace: what is due, how much there is, what goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import app, audit, described, session
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


@audit.command(help=described("把检索结果写成审计检索报告（Word 或 PDF）。", 2, 3, 4, 7))
def report(
    query: Annotated[str, typer.Argument(metavar="检索词")],
    file: Annotated[Path, typer.Argument(metavar="报告文件", help="后缀 .docx 或 .pdf")],
) -> None:
    """Write an audit report."""
    from acts.audit_report import write_audit_report

    done = write_audit_report(session.bureau(), query, file.resolve())
    told = f"已写成报告：{done['path']}，命中 {done['hits']} 份"
    unread = f"，另有 {done['unread']} 份材料没有读到文字" if done["unread"] else ""
    session.console.show(done, [f"{told}{unread}。"])


@audit.command(help=described("把检索到的全部文件连同清单和摘要复制到一个新文件夹。", 2, 3, 4, 5))
def export(
    query: Annotated[str, typer.Argument(metavar="检索词")],
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
) -> None:
    """Copy out what a search finds."""
    from acts.handing_out import export_found

    done = export_found(session.bureau(), query, folder.resolve())
    session.console.show(done, [f"已导出 {done['files']} 个文件：{done['path']}"])
