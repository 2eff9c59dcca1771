"""Options that several commands share, and how their words become values."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

import typer

from cases.errors import JiangdangError, Kind


class BadDayError(JiangdangError):
    """A day that is not written as YYYY-MM-DD."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W306"


def day_of(text: str) -> date:
    """The day an option names; today in Shanghai when it is empty."""
    if not text:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDayError(text=text) from error


On = Annotated[str, typer.Option("--on", help="该项工作发生的日期 YYYY-MM-DD，默认今天")]
RecordFile = Annotated[Path | None, typer.Option("--record", help="记录文件（YAML）")]
Setting = Annotated[list[str] | None, typer.Option("--set", help="键=值，可写多次")]
Happened = Annotated[bool, typer.Option("--as-happened", help="补记已经发生的事实")]
Reason = Annotated[str, typer.Option("--reason", help="补记的理由")]
PdfLater = Annotated[
    bool, typer.Option("--pdf-later", help="先只留 Word 文书，PDF 以后用 doc make --due 补")
]
Target = Annotated[str, typer.Argument(metavar="案卷或批次", help="例如 2019-SX-001 或 2019-1")]
CaseArgument = Annotated[str, typer.Argument(metavar="案卷", help="例如 2019-SX-001")]
StepArgument = Annotated[str, typer.Argument(metavar="环节", help="例如 初审 或 review")]
