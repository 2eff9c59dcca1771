"""Commands on experts: the pool, the panel, their score sheets out and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import described, panel, session
from cli.console import table
from cli.options import On, Reason, day_of

Meeting = Annotated[str, typer.Argument(metavar="批次或案卷", help="例如 2019-1 或 2019-SX-001")]
Term = Annotated[bool, typer.Option("--term", help="用于届满考核，不写就是差额评审")]
Experts = Annotated[
    list[str] | None, typer.Option("--expert", help="写明专家姓名，可写多次；不写就用已定的专家组")
]
Folder = Annotated[Path, typer.Option("--out", help="写到哪个文件夹")]


@panel.command("list", help=described("列出专家库。", 3, 4))
def list_(
    contacts: Annotated[bool, typer.Option("--contacts", help="连同联系方式")] = False,
) -> None:
    """List the pool of experts."""
    from acts.panel.expert_pool import list_experts

    rows = list_experts(session.bureau(), contacts=contacts)
    shown = [
        (
            row["name"],
            row["unit"],
            "、".join(row["fields"]),
            row["title"],
            "；".join(f"{tie['kind']}：{tie['to']}" for tie in row["ties"]),
            "停用" if row["retired"] else "",
            *([row["contact"]] if contacts else []),
        )
        for row in rows
    ]
    heads = ("姓名", "单位", "专业", "职称", "回避", "状态", *(["联系方式"] if contacts else []))
    session.console.show(rows, table(heads, shown, "专家库是空的。"))


@panel.command("import", help=described("从 Excel 收入专家库。", 2, 3, 4, 5))
def import_(file: Annotated[Path, typer.Argument(metavar="文件")]) -> None:
    """Take experts into the pool."""
    from acts.panel.expert_intake import import_experts

    done = import_experts(session.bureau(), file)
    told = f"专家库新增 {done['added']} 人、更新 {done['changed']} 人：{done['path']}"
    unread = [f"不认得的栏目，没有收入：{'、'.join(done['unread'])}"] if "unread" in done else []
    session.console.show(done, [told, *unread])


@panel.command(help=described("抽取或指定专家组，须回避的先剔除。", 2, 3, 4, 5))
def draw(
    target: Meeting,
    size: Annotated[int, typer.Option(min=0, max=99, help="人数，单数；0 为规定的最少人数")] = 0,
    seed: Annotated[str, typer.Option(help="种子，同一种子抽出同一组人；不写就现取")] = "",
    work: Annotated[str, typer.Option("--field", help="只抽这一专业的专家")] = "",
    expert: Experts = None,
    partial: Annotated[bool, typer.Option("--partial", help="可对个别项目回避的也可入组")] = False,
    term: Term = False,
    reason: Reason = "",
) -> None:
    """Draw the panel."""
    from acts.panel.draw import PanelAsked, make_panel

    asked = PanelAsked(size, seed, work, tuple(expert or ()), partial, reason)
    done = make_panel(session.bureau(), target, asked, term=term)
    rows = [
        (each["name"], each["unit"], each["title"], "、".join(r["case"] for r in each["recusals"]))
        for each in done["experts"]
    ]
    seeded = f"，种子 {done['seed']}" if done["seed"] else ""
    told = f"{done['target']} {done['kind']}专家组 {len(rows)} 人（库中 {done['pool']} 人{seeded}）"
    lines = [told, *table(("姓名", "单位", "职称", "回避的项目"), rows, "")]
    session.console.show(done, [*lines, f"已记入 {done['path']}"])


@panel.command(help=described("给每位专家写一份 Excel 评分表。", 2, 3, 4, 5))
def sheets(target: Meeting, out: Folder, expert: Experts = None, term: Term = False) -> None:
    """Write the score sheets."""
    from acts.panel.scores import write_sheets

    done = write_sheets(session.bureau(), target, out, expert or (), term=term)
    told = f"{done['kind']}评分表 {len(done['files'])} 份，项目 {done['projects']} 个"
    session.console.show(done, [told, *(f"  {each}" for each in done["files"])])


@panel.command(help=described("汇总填好的评分表，写出办理用的记录文件。", 2, 3, 4, 5))
def scores(
    target: Meeting,
    files: Annotated[list[Path], typer.Argument(metavar="评分表")],
    out: Folder,
    expert: Experts = None,
    term: Term = False,
    on: On = "",
) -> None:
    """Take in the filled score sheets."""
    from acts.panel.scores import take_scores

    bureau = session.bureau()
    done = take_scores(bureau, target, files, out, day_of(on), expert or (), term=term)
    heads, rows = _results(done["projects"])
    lines = [*table(heads, rows, ""), *(f"记录文件：{each}" for each in done["files"])]
    session.console.show(done, lines)


def _results(projects: list[dict[str, object]]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The table of means and places, or of totals and grades."""
    if projects and "mean" in projects[0]:
        keys = ("programme", "rank", "case", "title", "mean")
        heads = ("项目类别", "名次", "案卷", "项目名称", "平均分")
    else:
        keys = ("programme", "case", "title", "total", "grade")
        heads = ("项目类别", "案卷", "项目名称", "总分", "对应等级")
    return heads, [tuple(each[key] for key in keys) for each in projects]
