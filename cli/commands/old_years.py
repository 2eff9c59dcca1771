"""Commands on past years: registers and scans come in, and what is missing is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import described, old_years, session
from cli.console import finding_lines

if TYPE_CHECKING:
    from acts.old_years.importing import LandedYears

_IMPORT = """补录往年项目：登记表（.xlsx、.xls、.csv）和扫描件文件夹。

好的行先进来，错的行逐格说明。可以先 --dry-run 看一遍；
中断了、改好了，再运行一次即可，已有的不会重复。"""


@old_years.command("import", help=described(_IMPORT, 2, 3, 4, 5))
def import_(
    files: Annotated[list[Path] | None, typer.Argument(metavar="登记表…")] = None,
    scans: Annotated[Path | None, typer.Option("--scans", help="扫描件所在的文件夹")] = None,
    policy: Annotated[str, typer.Option("--policy", help="当年依据的政策代号")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样，什么也不写")] = False,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="把没有导入的行写成 .xlsx，改好再导入")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="缺项报告写成 .xlsx、.docx 或 .pdf")
    ] = None,
) -> None:
    """Enter projects of past years."""
    from acts.old_years.importing import OldYears, import_old_years

    asked = OldYears(files or [], scans, policy, dry_run)
    bureau = session.bureau()
    landed = import_old_years(bureau, asked)
    if refused:
        from acts.old_years.refused import write_refused

        write_refused(landed, refused)
    if report:
        from acts.old_years.gaps import old_year_gaps
        from acts.old_years.report import write_gaps

        write_gaps(bureau, old_year_gaps(bureau), landed.left, report)
    session.console.show(landed.as_json(), _lines(landed))
    if landed.refused:
        raise typer.Exit(3)


@old_years.command(help=described("列出往年案卷缺少的文书、材料和事实。", 2, 3, 4, 7))
def gaps(
    year: Annotated[str, typer.Option("--year", help="只看一个年度")] = "",
    export: Annotated[
        Path | None, typer.Option("--export", help="写成 .xlsx、.docx 或 .pdf")
    ] = None,
) -> None:
    """List what old files lack."""
    from acts.old_years.gaps import old_year_gaps
    from acts.old_years.report import gap_lines, told, write_gaps

    bureau = session.bureau()
    found = old_year_gaps(bureau, year)
    if export:
        write_gaps(bureau, found, (), export)
    lines = [line for gap in found if gap.is_open and not export for line in gap_lines(gap)]
    if not found:
        lines = ["还没有补录往年项目。"]
    session.console.show([gap.as_json() for gap in found], [*lines, told(found)])


def _lines(landed: LandedYears) -> list[str]:
    """What a clerk reads: counts, then every refused row and every doubt."""
    done, taken = "将补录" if landed.dry_run else "已补录", landed.taken
    scans = taken.papers + taken.evidence
    lines = [
        f"{done} {len(landed.imported)} 个项目，已有 {len(landed.known)} 个，"
        f"没有导入 {len(landed.refused)} 行；扫描件收入 {scans} 份，"
        f"已有 {taken.known} 份，没有对上 {len(landed.left)} 份。"
    ]
    for each in landed.refused:
        lines += [f"未导入 {each.row}：", *finding_lines(each.findings)]
    for doubt in landed.doubtful:
        lines += [f"{doubt.case or doubt.row} 请核对：", *finding_lines(doubt.findings)]
    return lines + [f"扫描件 {scan.shown}：{reason}" for scan, reason in landed.left]
