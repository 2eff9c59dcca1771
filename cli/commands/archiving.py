"""Commands on sealed packages: seal, list, show, export, judge any bag."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cases.findings import errors_of
from cli.application import archive, described, session
from cli.console import finding_lines, table
from cli.options import On, Target, day_of

_HEADS = ("档号", "版本", "题名", "件数", "根摘要", "最近核验")


class ExportFormat(StrEnum):
    """In which form a package is handed out."""

    PACKAGE = "包"
    EEP = "eep"


@archive.command(help=described("封存一个案卷或批次。", 2, 3, 4, 5, 6, 7))
def seal(
    target: Target,
    on: On = "",
    reason: Annotated[str, typer.Option("--reason", help="要素证据缺少的理由")] = "",
) -> None:
    """Seal a case or batch."""
    from acts.sealing.sealing import seal_targets

    sealed = seal_targets(session.bureau(), [target], day_of(on), reason)[0]
    text = f"已封存 {sealed['reference_code']} 第{sealed['version']}版，共 {sealed['items']} 件"
    remarks: Any = sealed.pop("remarks", ())
    told = [text, f"封存根摘要 {sealed['root']}", *finding_lines(remarks)]
    session.console.show(sealed, told)


@archive.command("list", help=described("列出归档包。", 2, 4))
def list_packages(
    year: Annotated[str, typer.Option("--year", help="年度")] = "",
    retention: Annotated[str, typer.Option("--retention", help="保管期限：永久、30年、10年")] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help="最多列几行，0 为全部")] = 0,
) -> None:
    """List the packages."""
    from acts.sealing.packages import list_packages as listed

    found = listed(session.bureau(), year, retention, limit)
    shown = [tuple(row.values())[: len(_HEADS)] for row in found.rows]
    session.console.show(found.rows, [*table(_HEADS, shown, "还没有归档包。"), *found.stale])


@archive.command(help=described("查看一个归档包。", 4, 6))
def show(reference: Annotated[str, typer.Argument(metavar="档号[/vN]")]) -> None:
    """Show a package."""
    from acts.sealing.packages import show_package
    from acts.showing import lines_of

    shown = show_package(session.bureau(), reference)
    session.console.show(shown, lines_of(shown))


@archive.command(help=described("把一个归档包复制到别处并核验。", 4, 5, 6))
def export(
    reference: Annotated[str, typer.Argument(metavar="档号[/vN]")],
    folder: Annotated[Path, typer.Argument(metavar="文件夹")],
    form: Annotated[
        ExportFormat, typer.Option("--format", help="包：原样复制；eep：每件一个 EEP 封装包")
    ] = ExportFormat.PACKAGE,
) -> None:
    """Copy a package out and verify the copy; or encapsulate its items."""
    from acts.keeping.eep import export_eep
    from acts.sealing.packages import export_package

    hand_out = export_eep if form is ExportFormat.EEP else export_package
    copied = hand_out(session.bureau(), reference, folder.resolve())
    session.console.show(copied, [f"已导出并核验：{copied['path']}"])


@archive.command("check-bag", help=described("检查任意 BagIt 包。", 4, 6))
def check_bag(path: Annotated[Path, typer.Argument(metavar="文件夹")]) -> None:
    """Judge any BagIt bag."""
    from acts.sealing.packages import check_any_bag

    findings = check_any_bag(path.resolve())
    valid = not errors_of(findings)
    value = {"valid": valid, "findings": [found.as_json() for found in findings]}
    session.console.show(value, finding_lines(findings) or ["包完好。"])
    if not valid:
        raise typer.Exit(6)
