"""Commands that write lists: a batch in the columns a department wants, what is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import batch, case, described, session

_SHEET = """把一个批次写成汇总表：申报、候选、入选、拨款、考核，或工作区 lists/ 里自己的表。

后缀 .xlsx 是表格，.docx、.pdf 是打印件。"""


@batch.command("list-sheet", help=described(_SHEET, 2, 3, 4, 7))
def list_sheet(
    batch_id: Annotated[str, typer.Argument(metavar="批次", help="例如 2019-1")],
    name: Annotated[str, typer.Argument(metavar="表名", help="例如 候选")],
    file: Annotated[Path, typer.Argument(metavar="文件", help=".xlsx、.docx 或 .pdf")],
    department: Annotated[str, typer.Option("--department", help="只列一个主管委办局")] = "",
) -> None:
    """Write a list of a batch."""
    from acts.overviews.list_sheets import write_list

    done = write_list(session.bureau(), batch_id, name, file, department)
    session.console.show(done, [f"已写成{name}汇总表：{done['path']}，{done['rows']} 行。"])


_HANDOVER = """工作交接清单：每个没有归档的案卷和批次，现有文书和材料、存放位置、缺少什么。

后缀 .xlsx 是表格，.docx、.pdf 有双方签名栏。"""


@case.command(help=described(_HANDOVER, 2, 3, 4, 7))
def handover(
    file: Annotated[Path, typer.Argument(metavar="文件", help=".xlsx、.docx 或 .pdf")],
    giver: Annotated[str, typer.Option("--from", help="移交人；不写则为经办的人")] = "",
    taker: Annotated[str, typer.Option("--to", help="接收人")] = "",
    witness: Annotated[str, typer.Option("--witness", help="监交人")] = "",
    reason: Annotated[str, typer.Option("--reason", help="交接原因")] = "",
) -> None:
    """Write what a clerk hands over."""
    from acts.overviews.handover import Handing, write_handover

    bureau = session.bureau()
    handing = Handing(giver or bureau.acting().name, taker, witness, reason)
    done = write_handover(bureau, handing, file)
    session.console.show(done, [f"已写成交接清单：{done['path']}，共 {done['files']} 个。"])
