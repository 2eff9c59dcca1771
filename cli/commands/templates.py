"""Commands on Word templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.application import described, doc, session
from cli.console import finding_lines, table

if TYPE_CHECKING:
    from acts.papers.template_files import TemplateReport
    from doc_templates.template_guide import Group, Guide

_HEADS = ("标记", "含义", "类型", "例", "")

template = typer.Typer(
    help="模板：检查、可用标记、取出修改", no_args_is_help=True, add_completion=False
)
doc.add_typer(template, name="template")

_Kind = Annotated[str, typer.Argument(metavar="文书")]


@template.command(help=described("检查一个 Word 模板，列出每处错误的位置。", 3, 4))
def check(
    file: Annotated[Path, typer.Argument(metavar="DOCX")],
    kind: Annotated[str, typer.Option("--kind", help="文书种类；不写则按文件名")] = "",
) -> None:
    """Check a template."""
    from acts.papers.template_files import check_template_file
    from cases.findings import errors_of

    report = check_template_file(session.options.start, file, kind)
    session.console.show(report.as_json(), _told(report))
    if errors_of(report.findings):
        raise typer.Exit(3)


@template.command(help=described("列出一种文书的模板可用的标记，附含义和例。", 4))
def fields(
    kind: _Kind,
    everything: Annotated[bool, typer.Option("--all", help="连同其他文书才用的标记")] = False,
) -> None:
    """List what the templates of a kind may name."""
    from acts.papers.template_files import template_guide

    guide = template_guide(session.options.start, kind, everything=everything)
    session.console.show(guide.as_json(), _guide_lines(guide))


@template.command("copy", help=described("把随产品提供的模板放进工作区，供本局修改。", 4, 5))
def copy_(kind: _Kind) -> None:
    """Copy the shipped templates of a kind into the workspace."""
    from acts.papers.template_files import copy_templates

    paths = copy_templates(session.options.start, kind)
    session.console.show(paths, [f"已放进工作区：{path}" for path in paths])


def _told(report: TemplateReport) -> list[str]:
    """A report as people read it."""
    lines = finding_lines(report.findings) or ["模板检查通过。"]
    if report.unused:
        lines.append(f"目录列为必填而模板没有用到：{'、'.join(report.unused)}")
    if report.undeclared:
        lines.append(f"模板用到而目录没有列为必填：{'、'.join(report.undeclared)}")
    return lines


def _guide_lines(guide: Guide) -> list[str]:
    """A guide as people read it: group by group, then the filters."""
    lines = [f"{guide.label}（{'、'.join(guide.templates)}）"]
    for group in guide.groups:
        lines += ["", f"【{group.name}】{group.meaning}", *_loop(group)]
        rows = [
            (o.mark, o.meaning, o.type, o.example, _use(o.used, o.required)) for o in group.fields
        ]
        lines += table(_HEADS, rows, "")
    lines += ["", "【过滤器】写在竖线后面"]
    shown = [(each.name, each.example, each.result) for each in guide.filters]
    return [*lines, *table(("名称", "写法", "印成"), shown, "")]


def _loop(group: Group) -> list[str]:
    return [f"逐行重复：{group.loop}"] if group.loop else []


def _use(used: bool, required: bool) -> str:
    return "、".join(word for word, true in (("已用", used), ("必填", required)) if true)
