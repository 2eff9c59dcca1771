"""Commands on handing over: a medium for the archive, its acceptance, EEPs from anywhere."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import archive, described, session
from cli.console import finding_lines, table
from cli.options import On, day_of

if TYPE_CHECKING:
    from archive.transfer.verdicts import MediumVerdict

AnswerFile = Annotated[
    Path | None, typer.Option("--answers", help="四性检测中人工项目的回答（YAML 文件）")
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", help="项目=结果：说明，可写多次，如 YJ-4-5=通过：无划痕"),
]
transfer = typer.Typer(help="移交：做载体、登记回执、接收检验", no_args_is_help=True)
archive.add_typer(transfer, name="transfer")


@transfer.command(help=described("把归档包写成移交载体，登记移交。", 1, 2, 3, 4, 5, 6, 7))
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
    answers: AnswerFile = None,
    answer: Answers = None,
) -> None:
    """Write a transfer medium."""
    from acts.keeping.test_answers import read_answers
    from acts.search.spoken import grouped_digits
    from acts.transfer.transferring import Choice, Label, make_transfer

    bureau = session.bureau()
    choice = Choice(tuple(codes or ()), batch, year, due=due)
    said = tuple(read_answers(bureau, answers, answer or ()))
    made = make_transfer(bureau, folder.resolve(), choice, Label(receiver, medium, size, said))
    lines = [
        f"移交号 {made['number']}：{len(made['packages'])} 个案卷，{len(made['media'])} 张载体。"
    ]
    for each in made["media"]:
        lines += [
            f"载体 {each['label']}：{each['path']}",
            f"  {len(each['packages'])} 卷，{each['items']} 件，{each['bytes']:,} 字节，"
            f"载体根摘要 {each['root']}",
        ]
    head = grouped_digits(b64decode(made["register_tree_root"]).hex(), groups_a_line=16)
    lines.append(f"登记表上的树根 {head}（日志前 {made['register_tree_size']} 条）")
    lines += [
        f"！{code} 四性检测不通过 {'、'.join(items)}，接收方可能退回"
        for code, items in made["failed"].items()
    ]
    session.console.show(made, lines)


@transfer.command("list", help=described("列出各次移交和接收情况。", 4))
def list_transfers() -> None:
    """List the hand-overs."""
    from acts.transfer.history import transfers

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


@transfer.command(help=described("登记接收单位签字盖章的登记表。", 2, 3, 4, 5))
def confirm(
    number: Annotated[str, typer.Argument(metavar="移交号")],
    file: Annotated[Path, typer.Option("--file", help="登记表的扫描件（PDF 或图片）")],
    returned: Annotated[
        list[str] | None, typer.Option("--returned", help="退回的档号，可写多次")
    ] = None,
    on: On = "",
) -> None:
    """Enter the signed register that came back."""
    from acts.transfer.receipts import confirm_transfer

    done = confirm_transfer(session.bureau(), number, file.resolve(), day_of(on), returned or ())
    told = [f"{number} 已确认接收 {len(done.accepted)} 个案卷，回执存为 {done.receipt}"]
    if done.returned:
        told.append(f"退回的仍待移交：{'、'.join(done.returned)}")
    session.console.show(done.as_json(), told)


@transfer.command(help=described("检验收到的移交载体，不改动它；不需要工作区。", 2, 3, 4, 5, 6))
def accept(
    folder: Annotated[Path, typer.Argument(metavar="载体文件夹")],
    out: Annotated[Path | None, typer.Option("--out", help="检验结果放到这个文件夹")] = None,
    tree_root: Annotated[str, typer.Option("--tree-root", help="纸质登记表上的日志树根")] = "",
    tree_size: Annotated[int, typer.Option("--tree-size", help="纸质登记表上的日志条数")] = 0,
    answers: AnswerFile = None,
    answer: Answers = None,
) -> None:
    """Judge a medium that came in."""
    from acts.transfer.acceptance_papers import keep_result
    from acts.transfer.accepting import accept_medium, parse_tree, receiver_of

    tree = parse_tree(tree_root, tree_size)
    receiver = receiver_of(session.bureau, session.console.say, answers, answer or ())
    verdict = accept_medium(receiver, folder.resolve(), tree)
    written = keep_result(verdict, receiver, out.resolve()) if out else []
    session.console.show(
        {**verdict.as_json(), "written": written}, _verdict_lines(verdict, written)
    )
    if verdict.is_damaged:
        raise typer.Exit(6)
    if verdict.is_refused:
        raise typer.Exit(3)


def _verdict_lines(verdict: MediumVerdict, written: list[str]) -> list[str]:
    """The verdict as people read it: packages, findings, what is still to be looked at."""
    rows = [(each.code, each.items, each.bytes, each.verdict) for each in verdict.packages]
    lines = [
        f"载体 {verdict.label}，移交号 {verdict.number}，移交单位 {verdict.sender}",
        f"载体根摘要 {verdict.root}",
        *table(("档号", "件数", "字节数", "结果"), rows, "载体上没有归档包。"),
        *finding_lines(verdict.all_findings),
    ]
    still = [f"{each.id} {each.text}" for each in verdict.questions if each.passed is None]
    if still:
        lines += [
            "还须人工检验，用 --answer 项目=结果：说明 回答：",
            *(f"  {each}" for each in still),
        ]
    return [*lines, f"检验结论：{verdict.verdict}", *(f"已写 {path}" for path in written)]


@archive.command("check-eep", help=described("检查任意 EEP 封装包（DA/T 48-2009）。", 3, 4))
def check_eep(path: Annotated[Path, typer.Argument(metavar="文件")]) -> None:
    """Judge any EEP."""
    from acts.keeping.eep import judge_eep

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
