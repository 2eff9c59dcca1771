"""Commands on how long packages are kept: what is due, holds, appraisal, destruction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.application import archive, described, session
from cli.console import table
from cli.options import On, day_of

if TYPE_CHECKING:
    from acts.keeping.archive_due import DueList

Codes = Annotated[list[str], typer.Argument(metavar="档号…")]
Why = Annotated[str, typer.Option("--reason", help="理由")]
_HEADS = ("事项", "期限", "还有天数", "对象", "题名", "说明")


@archive.command(help=described("到期清单：归档、移交、鉴定、销毁、核验、时间戳续期。", 2, 3, 4))
def due(
    within: Annotated[int, typer.Option(min=0, max=36600, help="看今后多少天")] = 90,
    on: Annotated[str, typer.Option("--on", help="以哪一天为准 YYYY-MM-DD，默认今天")] = "",
) -> None:
    """List what the archive has to do."""
    from acts.keeping.archive_due import due_list

    found = due_list(session.bureau(), day_of(on), within)
    value = found.as_json()
    session.console.show(value, _due_lines(found, value["due"]))
    session.console.warn(found.findings)


def _due_lines(found: DueList, rows: list[dict[str, Any]]) -> list[str]:
    """The table, the grounds of each task in it, and the schedule it goes by."""
    shown = [
        (row["task"], row["due"] or "—", "" if row["days"] is None else row["days"],
         row["target"], row["title"], row["note"])
        for row in rows
    ]  # fmt: skip
    grounds = dict.fromkeys(f"{row['task']}：{row['basis']}" for row in rows)
    lines = [*table(_HEADS, shown, "没有到期的事项。"), *(["", "依据："] if rows else []), *grounds]
    return [*lines, *([f"保管期限表：{found.schedule}"] if found.schedule else [])]


@archive.command(help=described("暂停处置：解除以前不鉴定为销毁，也不销毁。", 2, 3, 4, 5))
def hold(reference: Annotated[str, typer.Argument(metavar="档号")], reason: Why = "") -> None:
    """Keep a package from every disposal."""
    from acts.keeping.holds import hold_package

    done = hold_package(session.bureau(), reference, reason)
    session.console.show(done, [f"已暂停处置：{reference}"])


@archive.command(help=described("解除暂停处置，要第二人同意。", 2, 3, 4, 5))
def release(reference: Annotated[str, typer.Argument(metavar="档号")], reason: Why = "") -> None:
    """Lift a hold."""
    from acts.keeping.holds import release_package

    done = release_package(session.bureau(), reference, reason)
    session.console.show(done, [f"已解除暂停处置：{reference}"])


@archive.command(help=described("登记鉴定意见：销毁、续存、转永久。", 2, 3, 4, 5))
def appraise(
    references: Codes,
    opinion: Annotated[str, typer.Option("--opinion", help="销毁、续存、转永久")],
    reason: Why = "",
    by: Annotated[list[str] | None, typer.Option("--by", help="鉴定人，写两次以上")] = None,
    until: Annotated[int, typer.Option("--until", help="续存到哪一年")] = 0,
) -> None:
    """Enter what the appraisers decided."""
    from acts.keeping.appraisal import appraise_packages

    done = appraise_packages(session.bureau(), references, opinion, reason, by or [], until)
    session.console.show(done, [str(row["next"]) for row in done])


_DESTROY = """销毁期满、已鉴定为销毁的归档包，留下销毁清册和元数据。

先审批、再由两人监销，四个不同的人；第一次运行提请同意，都同意后再运行一次即销毁。
--place 销毁别处的副本，用同一份清册。磁盘上的旧数据不保证被覆写。"""


@archive.command(help=described(_DESTROY, 2, 3, 4, 5, 6, 7))
def destroy(
    references: Codes,
    on: On = "",
    place: Annotated[str, typer.Option("--place", help="留存处的名称：只销毁那里的副本")] = "",
) -> None:
    """Destroy packages, or their copies elsewhere."""
    if place:
        _destroy_copies(references, place)
        return
    from acts.keeping.destruction import destroy_packages

    done = destroy_packages(session.bureau(), references, day_of(on))
    lines = [f"已销毁 {len(done['destroyed'])} 卷，清册 {done['register']}：{done['path']}"]
    lines += [f"别处还有副本：{row['place']} {row['reference_code']}" for row in done["copies"]]
    lines += [f"曾导出到 {folder}，请一并处理。" for folder in done["exported"]]
    lines += ["全文索引已清除，请运行 jiangdang index rebuild。"]
    session.console.show(
        done, [*lines, "已删除的内容在磁盘上不保证被覆写；报废磁盘时另行消磁或粉碎。"]
    )


def _destroy_copies(references: list[str], place: str) -> None:
    from acts.keeping.destruction_copies import destroy_copies

    done = destroy_copies(session.bureau(), references, place)
    lines = [f"已销毁 {row['place']} 里的副本：{row['reference_code']}" for row in done]
    session.console.show(done, lines)
