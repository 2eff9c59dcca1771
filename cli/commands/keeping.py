"""Commands on evidence, packages, the index, stamps and the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cases.findings import errors_of
from cli.application import archive, audit, described, evidence, index, session
from cli.console import finding_lines, table
from cli.options import CaseArgument, On, Target, day_of

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
    from acts.evidence import Placing, add_evidence

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
    from acts.evidence import evidence_rows

    rows = evidence_rows(session.bureau(), case_id)
    shown = [(r["path"], r["original_name"], r["media_type"]) for r in rows]
    session.console.show(rows, table(("文件", "原名", "类型"), shown, "还没有证据材料。"))


@evidence.command(help=described("列出还缺哪些证据材料和考核要素。", 3, 4))
def gaps(case_id: CaseArgument) -> None:
    """List what evidence is missing."""
    from acts.evidence import evidence_gaps

    findings = evidence_gaps(session.bureau(), case_id)
    value = {"case": case_id, "gaps": [found.as_json() for found in findings]}
    session.console.show(value, finding_lines(findings) or ["证据材料齐全。"])
    if findings:
        raise typer.Exit(3)


@archive.command(help=described("封存一个案卷或批次。", 2, 3, 4, 5, 6, 7))
def seal(
    target: Target,
    on: On = "",
    reason: Annotated[str, typer.Option("--reason", help="要素证据缺少的理由")] = "",
) -> None:
    """Seal a case or batch."""
    from acts.sealing import seal_targets

    sealed = seal_targets(session.bureau(), [target], day_of(on), reason)[0]
    text = f"已封存 {sealed['reference_code']} 第{sealed['version']}版，共 {sealed['items']} 件"
    remarks: Any = sealed.pop("remarks", ())
    told = [text, f"封存根摘要 {sealed['root']}", *finding_lines(remarks)]
    session.console.show(sealed, told)


@archive.command("list", help=described("列出全部归档包。", 4))
def list_packages() -> None:
    """List the packages."""
    from acts.packages import package_rows

    rows = package_rows(session.bureau())
    shown = [tuple(row.values()) for row in rows]
    session.console.show(
        rows, table(("档号", "版本", "题名", "件数", "根摘要"), shown, "还没有归档包。")
    )


@archive.command(help=described("查看一个归档包。", 4, 6))
def show(reference: Annotated[str, typer.Argument(metavar="档号")]) -> None:
    """Show a package."""
    from acts.packages import show_package
    from acts.showing import lines_of

    shown = show_package(session.bureau(), reference)
    session.console.show(shown, lines_of(shown))


@archive.command(help=described("核验归档包：逐字节、对日志。", 4, 6))
def verify(
    reference: Annotated[str, typer.Argument(metavar="档号")] = "",
    everything: Annotated[bool, typer.Option("--all", help="全部归档包")] = False,
) -> None:
    """Verify packages."""
    from acts.packages import verify_packages

    result = verify_packages(session.bureau(), "" if everything else reference)
    lines = [f"已核验 {result.packages} 个归档包。"]
    for faulty in result.faulty:
        lines += [
            f"{faulty.reference_code} 第{faulty.version}版：",
            *finding_lines(faulty.findings),
        ]
    session.console.show(result.as_json(), lines)
    if result.faulty:
        raise typer.Exit(6)


@archive.command(help=described("把一个归档包复制到别处并核验。", 4, 5, 6))
def export(
    reference: Annotated[str, typer.Argument(metavar="档号")],
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
) -> None:
    """Copy a package out and verify the copy."""
    from acts.packages import export_package

    copied = export_package(session.bureau(), reference, folder.resolve())
    session.console.show(copied, [f"已导出并核验：{copied['path']}"])


@archive.command("check-bag", help=described("检查任意 BagIt 包。", 4, 6))
def check_bag(path: Annotated[Path, typer.Argument(metavar="文件夹")]) -> None:
    """Judge any BagIt bag."""
    from acts.packages import check_any_bag

    findings = check_any_bag(path.resolve())
    valid = not errors_of(findings)
    value = {"valid": valid, "findings": [found.as_json() for found in findings]}
    session.console.show(value, finding_lines(findings) or ["包完好。"])
    if not valid:
        raise typer.Exit(6)


@index.command(help=described("更新全文索引。", 4, 5, 6))
def update() -> None:
    """Bring the index up to date."""
    from acts.searching import update_index

    _show_index(update_index(session.bureau(), rebuild=False))


@index.command(help=described("重建全文索引。", 4, 5))
def rebuild() -> None:
    """Make the index anew."""
    from acts.searching import update_index

    _show_index(update_index(session.bureau(), rebuild=True))


@index.command(help=described("索引收了多少、哪些没读到文字。", 4, 6))
def status() -> None:
    """Say how much the index covers."""
    from acts.searching import index_status

    _show_index(index_status(session.bureau()))


def _show_index(state: dict[str, Any]) -> None:
    unread = state["unread"]
    lines = [f"索引共收 {state['indexed']} 份。"]
    if isinstance(unread, dict):
        lines += [f"未读到文字：{path}（{reason}）" for path, reason in unread.items()]
    for found in state.get("findings", ()):
        lines.append(f"未能更新：{found['place']}  {found['message']}")
    session.console.show(state, lines)


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
