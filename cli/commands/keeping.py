"""Commands on evidence and the full-text index."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.application import described, evidence, index, session
from cli.console import finding_lines, table
from cli.options import CaseArgument

_TEXT = {"extracted": "已读取", "ocr": "已识别", "none": "没有读到"}


@evidence.command(help=described("收入证据材料：复制、算摘要、记原名。", 2, 3, 4, 5))
def add(
    case_id: CaseArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="文件…")],
    element: Annotated[str, typer.Option("--element", help="考核要素")] = "",
    step: Annotated[str, typer.Option("--step", help="环节")] = "",
    item: Annotated[str, typer.Option("--item", help="材料名称")] = "",
) -> None:
    """Take evidence in."""
    from acts.evidence.taking_in import Placing, add_evidence

    rows = add_evidence(session.bureau(), case_id, paths, Placing(element, step, item))
    shown = [(r["path"], r["media_type"], _TEXT[str(r["text"])]) for r in rows]
    lines = table(("存入", "类型", "文字"), shown, "没有收入材料。")
    for row in rows:
        findings: Any = row["findings"]
        lines += [f"！ [{f['code']}]  {f['place']}  {f['message']}" for f in findings]
    session.console.show(rows, lines)


@evidence.command("list", help=described("列出案卷的证据材料。", 4))
def list_evidence(case_id: CaseArgument) -> None:
    """List the evidence of a case."""
    from acts.evidence.taking_in import evidence_rows

    rows = evidence_rows(session.bureau(), case_id)
    shown = [(r["path"], r["original_name"], r["media_type"]) for r in rows]
    session.console.show(rows, table(("文件", "原名", "类型"), shown, "还没有证据材料。"))


@evidence.command(help=described("列出还缺哪些证据材料和考核要素。", 3, 4))
def gaps(case_id: CaseArgument) -> None:
    """List what evidence is missing."""
    from acts.evidence.taking_in import evidence_gaps

    findings = evidence_gaps(session.bureau(), case_id)
    value = {"case": case_id, "gaps": [found.as_json() for found in findings]}
    session.console.show(value, finding_lines(findings) or ["证据材料齐全。"])
    if findings:
        raise typer.Exit(3)


@index.command(help=described("更新全文索引。", 4, 5, 6))
def update() -> None:
    """Bring the index up to date."""
    from acts.search.indexing import update_index

    _show_index(update_index(session.bureau()))


@index.command(help=described("重建全文索引。", 4, 5))
def rebuild() -> None:
    """Make the index anew."""
    from acts.search.indexing import rebuild_index

    _show_index(rebuild_index(session.bureau()))


@index.command(help=described("索引收了多少、哪些没读到文字。", 4, 6))
def status() -> None:
    """Say how much the index covers."""
    from acts.search.indexing import index_status

    _show_index(index_status(session.bureau()))


def _show_index(state: dict[str, Any]) -> None:
    from cli.found import index_lines

    session.console.show(state, index_lines(state))
