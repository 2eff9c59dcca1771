"""四性检测 of a sealed package: tested, asked about, answered, put on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.four_properties.model import RESULTS, Occasion
from cli.application import archive, described, session
from cli.console import table
from cli.options import On, day_of

if TYPE_CHECKING:
    from acts.keeping.package_tests import Tested

_HEADS = ("编号", "检测项目", "结果", "说明")


@archive.command(
    help=described("四性检测：逐项检测一个归档包，列出须人工回答的项目。", 2, 3, 4, 6, 7)
)
def test(
    reference: Annotated[str, typer.Argument(metavar="档号", help="可写 档号@版本")],
    occasion: Annotated[Occasion, typer.Option("--occasion", help="检测环节")] = Occasion.ARCHIVING,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="人工检测的回答（YAML，每行 编号: 结果：说明）")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", help="一项回答，如 GD-4-2=通过:说明；可写多次"),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="同时制作四性检测报告（Word、PDF 和 JSON）")
    ] = False,
    on: On = "",
) -> None:
    """Test a package."""
    from acts.keeping.package_tests import run_package_test

    tested = run_package_test(
        session.bureau(),
        reference,
        occasion,
        day_of(on),
        answers=answers,
        pairs=answer or (),
        report=report,
    )
    session.console.show(tested.as_json(), _lines(tested))
    if tested.result.failed:
        raise typer.Exit(3)


def _lines(tested: Tested) -> list[str]:
    """The table, the count, what is still asked, and where the report lies."""
    result = tested.result
    rows = [(e.item.code, e.item.name, e.result, e.detail) for e in result.results]
    counted = "，".join(f"{name}{result.counted[name]}项" for name in RESULTS)
    lines = table(_HEADS, rows, "")
    lines.append(
        f"{result.reference_code} 第{result.version}版，{result.occasion.label}：{counted}。"
    )
    if result.questions:
        lines.append("还须人工回答的项目（--answer 编号=结果:说明，或写进 --answers 文件）：")
        lines += [f"  {e.item.code} {e.item.name}（{e.item.purpose}）" for e in result.questions]
    if tested.report is not None:
        lines.append(f"报告：{tested.report.pdf or tested.report.docx}")
    if not tested.noted:
        lines.append("工作区不能写，这次检测没有记入日志。")
    return lines
