"""Commands that write lists: a batch in the columns a department wants, what is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import batch, described, session

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
    from acts.list_sheets import write_list

    done = write_list(session.bureau(), batch_id, name, file, department)
    session.console.show(done, [f"已写成{name}汇总表：{done['path']}，{done['rows']} 行。"])
