"""Commands that keep packages sound over the years: verify, mirror, repair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import archive, described, session
from cli.console import finding_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from acts.keeping.fixity import Looked
    from acts.keeping.mirroring import Mirrored
    from archive.reading import PackageReport

_PLACE = typer.Option("--place", help="在哪个存放处：留存处的名称或文件夹，默认工作区")


@archive.command(help=described("核验归档包：逐字节、对日志。", 2, 4, 6))
def verify(
    reference: Annotated[str, typer.Argument(metavar="档号[/vN]|案卷号")] = "",
    everything: Annotated[bool, typer.Option("--all", help="全部归档包")] = False,
    due: Annotated[bool, typer.Option("--due", help="只核验到期的，最久没有核验的在前")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="到期的最多核验几个")] = 0,
    days: Annotated[int, typer.Option("--days", min=0, help="隔几天算到期，默认按设置")] = 0,
    place: Annotated[str, _PLACE] = "",
    sample: Annotated[int, typer.Option("--sample", min=0, help="随机抽几个")] = 0,
    seed: Annotated[str, typer.Option("--seed", help="抽样的种子，同一种子抽同样的")] = "",
    sha256: Annotated[bool, typer.Option("--sha256", help="只算 sha256，不算 SM3")] = False,
) -> None:
    """Verify packages."""
    from acts.keeping.fixity import Look, look_at_packages

    named = "" if everything else reference
    look = Look(named, due, limit, days, place, sample, seed, full=not sha256)
    looked = look_at_packages(session.bureau(), look)
    session.console.show(looked.as_json(), _told(looked))
    session.console.beside(looked.anchor, looked.unlogged)
    if looked.faulty:
        raise typer.Exit(6)


def _told(looked: Looked) -> list[str]:
    """What a look found, for people."""
    where = "" if looked.place == "工作区" else f"（{looked.place}）"
    lines = [f"已核验 {looked.packages} 个归档包{where}。", *report_lines(looked.faulty)]
    lines += [
        f"！ {name}：初读有误，两次重读都正确，记为偶发读错；请留意这块磁盘。"
        for name in looked.transient
    ]
    lines += ["处置建议：", *looked.advice] if looked.advice else []
    lines += [f"已销毁的 {looked.remains} 个，留存的目录和元数据看过了。"] if looked.remains else []
    lines += [f"还有 {looked.left} 个到期的没有核验。"] if looked.left else []
    lines += ["SM3 未核验。"] if looked.unverified else []
    return [line for line in (*lines, looked.anchor, looked.unlogged) if line]


def report_lines(faulty: Iterable[PackageReport]) -> list[str]:
    """Versions at fault with everything that was found."""
    return [
        line
        for report in faulty
        for line in (
            f"{report.reference_code} 第{report.version}版：",
            *finding_lines(report.findings),
        )
    ]


@archive.command(help=described("把归档包备份到第二处，并逐个比对。", 1, 2, 3, 4, 5, 6))
def mirror(
    place: Annotated[str, typer.Argument(metavar="存放处", help="留存处的名称，或文件夹")],
    copy_only: Annotated[
        bool, typer.Option("--copy-only", help="只补没有的，已有的不比对")
    ] = False,
    new_disk: Annotated[bool, typer.Option("--new-disk", help="换了新的空盘，从头复制")] = False,
) -> None:
    """Bring a second location up to date."""
    from acts.keeping.mirroring import mirror_packages

    done = mirror_packages(session.bureau(), place, compare=not copy_only, new_disk=new_disk)
    session.console.show(done.as_json(), _mirrored(done))
    if done.damaged or done.unfit:
        raise typer.Exit(6 if done.damaged else 3)


def _mirrored(done: Mirrored) -> list[str]:
    """What was copied and found, for people."""
    lines = [f"{done.place}：新复制 {len(done.copied)} 个，比对完好 {done.sound} 个。"]
    for head, reports in (
        ("那里损坏的：", done.damaged_there),
        ("那里有、日志里没有的：", done.unknown_there),
        ("工作区里损坏的：", done.damaged_here),
        ("那里放不下的：", done.unfit),
    ):
        lines += [head, *report_lines(reports)] if reports else []
    lines += ["处置建议：", *done.advice] if done.advice else []
    lines += [*done.remarks, *finding_lines(done.checkpoints), done.anchor, done.unlogged]
    return [line for line in lines if line]


@archive.command(help=described("用完好的一份修复损坏的归档包，损坏的留存不删。", 1, 2, 3, 4, 5, 6))
def repair(
    reference: Annotated[str, typer.Argument(metavar="档号[/vN]")],
    source: Annotated[
        str, typer.Option("--from", help="完好的一份在哪里：留存处的名称或文件夹，默认逐处找")
    ] = "",
    place: Annotated[str, _PLACE] = "",
) -> None:
    """Repair a damaged package."""
    from acts.keeping.repairing import repair_packages

    done = repair_packages(session.bureau(), reference, source, place)
    lines = [f"{name}：完好，不用修复。" for name in done.sound]
    for each in done.repaired:
        kept = f"，损坏的留在 .damaged/{each['kept']}" if each["kept"] else ""
        lines.append(f"{each['name']}：已从“{each['source']}”修复并核验{kept}。")
    session.console.show(done.as_json(), lines)
