"""Commands on cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import case, described, session
from cli.console import finding_lines, table
from cli.options import (
    CaseArgument,
    Happened,
    On,
    PdfLater,
    Reason,
    RecordFile,
    Setting,
    StepArgument,
)

_EDIT = """修改案卷：用 --set 键=值，或打开编辑器。

键用点号连接，列表里的第几项写序号，例如 --set 团队.1.姓名=样乙；值可写 [甲, 乙]，留空即清除。"""


@case.command(help=described("新建一个案卷（生成可编辑的 case.yaml）。", 2, 3, 4, 5))
def new(
    batch_id: Annotated[str, typer.Option("--batch", help="批次，例如 2019-1")],
    programme: Annotated[str, typer.Option("--programme", help="项目类别")],
    unit: Annotated[str, typer.Option("--unit", help="单位名称")] = "",
    leader: Annotated[str, typer.Option("--leader", help="带头人姓名")] = "",
) -> None:
    """Make a new case."""
    from acts.rosters.intake import new_case

    made = new_case(session.bureau(), batch_id, programme, unit, leader)
    session.console.show(made, [f"案卷 {made['case']} 已建立，请编辑 {made['path']}"])


@case.command(
    "import",
    help=described("导入案卷：YAML 文件、Word 申请表或 Excel 汇总表，可一次多份。", 2, 3, 4, 5),
)
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="文件…")],
    batch_id: Annotated[str, typer.Option("--batch", help="批次；文件里没有写批次时用")] = "",
) -> None:
    """Import cases; good ones land, bad ones are named."""
    from acts.rosters.intake import import_cases

    result = import_cases(session.bureau(), files, batch_id)
    named = f"：{'、'.join(result.imported)}" if result.imported else "。"
    lines = [f"已导入 {len(result.imported)} 份{named}"]
    for refused in result.refused:
        lines += [f"未导入 {refused.row}：", *finding_lines(refused.findings)]
    for landed in result.doubtful:
        lines += [f"{landed.case or landed.row} 请核对：", *finding_lines(landed.findings)]
    session.console.show(result.as_json(), lines)
    if result.refused:
        raise typer.Exit(3)


@case.command(help=described("生成空白资助申请表（Word），发给单位填写。", 2, 3, 4))
def form(
    file: Annotated[Path, typer.Argument(metavar="文件.docx")],
    programme: Annotated[str, typer.Option("--programme", help="项目类别")],
    batch_id: Annotated[str, typer.Option("--batch", help="批次；只有一个批次受理时可省")] = "",
) -> None:
    """Write a blank form."""
    from acts.rosters.blank_forms import write_blank_form

    made = write_blank_form(session.bureau(), file, programme, batch_id)
    session.console.show(made, [f"空白申请表已生成：{made['path']}"])


@case.command("list", help=described("列出全部案卷，可导出 Excel。", 2, 3, 4))
def list_(
    export: Annotated[Path | None, typer.Option("--export", help="导出到 .xlsx")] = None,
) -> None:
    """List the cases."""
    from acts.listing import CASE_HEADS, export_cases, labelled, list_cases

    bureau = session.bureau()
    rows, findings = list_cases(bureau)
    if export:
        export_cases(bureau, export)
    session.console.show(rows, table(CASE_HEADS, labelled(rows), "还没有案卷。"))
    session.console.warn(findings)
    if findings:
        raise typer.Exit(3)


@case.command(help=described("查看一个案卷。", 3, 4))
def show(case_id: CaseArgument) -> None:
    """Show a case with its Chinese keys."""
    from acts.showing import lines_of, show_target

    shown = show_target(session.bureau(), case_id)
    session.console.show(shown, lines_of(shown))


@case.command(help=described("检查一个案卷是否合乎政策和格式。", 3, 4))
def check(case_id: CaseArgument) -> None:
    """Check a case."""
    from acts.keeping.checking import check_target
    from cases.findings import errors_of

    findings = check_target(session.bureau(), case_id)
    value = {"case": case_id, "findings": [found.as_json() for found in findings]}
    session.console.show(value, finding_lines(findings) or [f"{case_id} 检查通过。"])
    if errors_of(findings):
        raise typer.Exit(3)


@case.command(help=described(_EDIT, 2, 3, 4, 5, 7))
def edit(case_id: CaseArgument, settings: Setting = None) -> None:
    """Change values of a case."""
    from acts.editing import edit_case, edit_in_editor

    bureau = session.bureau()
    done = edit_case(bureau, case_id, settings) if settings else edit_in_editor(bureau, case_id)
    session.console.show(done, [f"{case_id} 已保存。" if done["changed"] else "没有改动。"])


@case.command(help=described("把案卷推进到一个环节，并制发该环节的文书。", 2, 3, 4, 5, 7))
def advance(
    case_id: CaseArgument,
    step: StepArgument,
    on: On = "",
    record: RecordFile = None,
    settings: Setting = None,
    as_happened: Happened = False,
    reason: Reason = "",
    pdf_later: PdfLater = False,
) -> None:
    """Advance a case."""
    from cli.commands.advancing import run_advance

    run_advance(
        case_id,
        step,
        on,
        record,
        settings,
        as_happened=as_happened,
        reason=reason,
        pdf_later=pdf_later,
    )


@case.command(help=described("列出案卷的历次改动。", 4))
def history(case_id: CaseArgument) -> None:
    """List the earlier revisions and the log entries of a case."""
    from acts.auditing import facts_text, target_history, target_revisions
    from acts.changing import entries_in

    bureau = session.bureau()
    rows, kept = target_history(bureau, case_id), target_revisions(bureau, case_id)
    shown = [(r["ts"], r["actor"], r["label"], facts_text(r["facts"])) for r in rows]
    lines = table(("时间", "经办", "事项", "内容"), shown, "还没有记录。")
    steps = entries_in(bureau, case_id)
    told = [(str(e["number"]), e["on"], e["label"], e["changed"]) for e in steps]
    lines += ["", *table(("条目", "日期", "环节", "变更"), told, "还没有办理记录。"), ""]
    lines += [f"以前的版本：{each['path']}" for each in kept]
    found = {"case": case_id, "entries": rows, "steps": steps, "revisions": kept}
    session.console.show(found, lines)


@case.command(help=described("打印案卷的 JSON Schema，供编辑器补全和检查。"))
def schema() -> None:
    """Print the schema of case.yaml."""
    from acts.keeping.checking import case_schema
    from cli.console import print_json

    print_json(case_schema())
