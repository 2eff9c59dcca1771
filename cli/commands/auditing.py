"""Commands of the audit: the log and its proof, reports and files handed to auditors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import audit, described, session
from cli.console import finding_lines, table


@audit.command(help=described("打印日志，可只看一个案卷。", 4))
def log(target: Annotated[str, typer.Argument(metavar="案卷")] = "") -> None:
    """Print the log."""
    from acts.auditing import facts_text, target_history

    rows = target_history(session.bureau(), target)
    names = ("seq", "ts", "actor", "label", "object")
    shown = [(*(row[name] for name in names), facts_text(row["facts"])) for row in rows]
    heads = ("序号", "时间", "经办", "事项", "对象", "内容")
    session.console.show(rows, table(heads, shown, "还没有记录。"))


@audit.command("verify", help=described("核验日志：链条、检查点、登记簿。", 4, 6))
def verify_log() -> None:
    """Prove the log whole."""
    from acts.auditing import verify_audit

    report = verify_audit(session.options.start, session.bureau)
    shown = [found.as_json() for found in report.findings]
    value = {"entries": report.entries, "checkpoints": report.checkpoints, "findings": shown}
    lines = [f"日志 {report.entries} 条，检查点 {report.checkpoints} 个。"]
    session.console.show(value, [*lines, *(finding_lines(report.findings) or ["日志完好。"])])
    if report.findings:
        raise typer.Exit(6)


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
