"""Commands on handing over: a medium for the archive, its acceptance, EEPs from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import archive, described, session
from cli.console import finding_lines, table

transfer = typer.Typer(help="移交：做载体、登记回执、接收检验", no_args_is_help=True)
archive.add_typer(transfer, name="transfer")


@transfer.command(help=described("把归档包写成移交载体，登记移交。", 1, 2, 3, 4, 5, 6))
def make(
    folder: Annotated[Path, typer.Argument(metavar="新文件夹")],
    codes: Annotated[list[str] | None, typer.Argument(metavar="档号…")] = None,
    batch: Annotated[str, typer.Option("--batch", help="一个批次和它的案卷")] = "",
    year: Annotated[int, typer.Option("--year", help="一个年度的全部案卷")] = 0,
    due: Annotated[bool, typer.Option("--due", help="到了移交时间的")] = False,
    receiver: Annotated[str, typer.Option("--receiver", help="接收单位")] = "",
    medium: Annotated[str, typer.Option("--medium", help="载体编号，默认用移交号")] = "",
    size: Annotated[
        str, typer.Option("--size", help="一张载体的容量，如 4.7GB；放不下就分张")
    ] = "",
) -> None:
    """Write a transfer medium."""
    from acts.transferring import Choice, Label, make_transfer

    choice = Choice(tuple(codes or ()), batch, year, due=due)
    label = Label(receiver, medium, size)
    made = make_transfer(session.bureau(), folder.resolve(), choice, label)
    lines = [
        f"移交号 {made['number']}：{len(made['packages'])} 个案卷，{len(made['media'])} 张载体。"
    ]
    for each in made["media"]:
        lines += [
            f"载体 {each['label']}：{each['path']}",
            f"  {len(each['packages'])} 卷，{each['items']} 件，{each['bytes']:,} 字节，"
            f"载体根摘要 {each['root']}",
        ]
    lines.append(
        f"登记表上的树根 {made['register_tree_root']}（日志前 {made['register_tree_size']} 条）"
    )
    session.console.show(made, lines)


@transfer.command("list", help=described("列出各次移交和接收情况。", 4))
def list_transfers() -> None:
    """List the hand-overs."""
    from acts.transfer_history import transfers

    found = transfers(session.bureau().workspace)
    rows = [
        (
            each.number,
            each.at.date(),
            each.receiver,
            len(each.packages),
            "、".join(each.media),
            each.accepted_on or "未回执",
            len(each.awaited) or "",
        )
        for each in found.values()
    ]
    heads = ("移交号", "移交日期", "接收单位", "案卷", "载体", "接收日期", "未接收")
    session.console.show(
        [each.as_json() for each in found.values()], table(heads, rows, "还没有移交过。")
    )


@archive.command("check-eep", help=described("检查任意 EEP 封装包（DA/T 48-2009）。", 3, 4))
def check_eep(path: Annotated[Path, typer.Argument(metavar="文件")]) -> None:
    """Judge any EEP."""
    from acts.eep import judge_eep

    report = judge_eep(path.resolve())
    value = {
        "valid": not report.findings,
        "contents": [content.as_json() for content in report.contents],
        "findings": [found.as_json() for found in report.findings],
    }
    told = [f"{each.name}  {each.size} 字节  sha256:{each.sha256}" for each in report.contents]
    session.console.show(value, [*told, *(finding_lines(report.findings) or ["封装包完好。"])])
    if report.findings:
        raise typer.Exit(3)
