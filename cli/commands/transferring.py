"""Commands on handing over: a medium for the archive, its acceptance, EEPs from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import archive, described, session
from cli.console import finding_lines


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
