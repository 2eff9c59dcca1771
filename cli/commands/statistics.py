"""Commands that count: cases and sums, lists for departments, what is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import app, described, session
from cli.console import table

_HELP = """统计：数案卷、合计金额。

--by 可写年度、批次、项目类别、主管委办局、职业工种、所属行业、考核等级、环节，几项用逗号连接，
例如 --by 年度,项目类别；--export 每种分法一张表。"""


@app.command(help=described(_HELP, 2, 3, 4, 5, 7))
def stats(
    year: Annotated[str, typer.Option("--year", help="只统计一个年度的案卷，例如 2019")] = "",
    by: Annotated[str, typer.Option("--by", help="按什么分，例如 年度,项目类别")] = "",
    programme: Annotated[str, typer.Option("--programme", help="只统计一个项目类别")] = "",
    department: Annotated[str, typer.Option("--department", help="只统计一个主管委办局")] = "",
    batch_id: Annotated[str, typer.Option("--batch", help="只统计一个批次")] = "",
    export: Annotated[Path | None, typer.Option("--export", help="导出到 .xlsx")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="写成两页的统计报告（.docx 或 .pdf）")
    ] = None,
) -> None:
    """Count cases and add up sums."""
    from acts.overviews import statistics

    asked = statistics.Asked(statistics.dimensions_of(by), year, programme, department, batch_id)
    bureau = session.bureau()
    found = statistics.statistics(bureau, asked)
    cases = statistics.count_cases(bureau, asked)
    view = statistics.view_of(cases, asked.by or ("programme",))
    lines = table(statistics.heads_of(view), statistics.lines_of(view), "还没有案卷。")
    if cases and not asked.by:
        lines += ["", *table(("项目类别", "当前环节", "案卷数"), statistics.step_rows(cases), "")]
    if export:
        from acts.overviews.statistics_export import export_statistics

        export_statistics(bureau, asked, cases, export)
        lines.append(f"已导出 {export}")
    if report:
        from acts.overviews.statistics_report import write_statistics_report

        write_statistics_report(bureau, asked, cases, report)
        lines.append(f"已写成统计报告 {report}")
    session.console.show(found, lines)
