"""Commands on documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.application import described, doc, session
from cli.console import finding_lines, table
from cli.options import On, Target

_HEADS = ("文书", "标题", "文号", "环节", "页数", "文件")


def _rows(records: list[dict[str, object]]) -> list[tuple[object, ...]]:
    names = ("kind", "title", "number", "step", "pages")
    return [
        (*(record[name] for name in names), record["pdf"] or record["docx"]) for record in records
    ]


@doc.command(help=described("列出全部文书种类。", 3))
def kinds() -> None:
    """List the kinds of documents."""
    from acts.papers.documents import list_kinds

    rows = list_kinds(session.options.start)
    shown = [
        (r["kind"], r["label"], r["of"], "有" if r["numbered"] else "", "、".join(r["stamps"]))
        for r in rows
    ]
    heads = ("种类", "文书", "归属", "文号", "用印")
    session.console.show(rows, table(heads, shown, "没有文书种类。"))


@doc.command(help=described("制作文书：按种类、按环节，或补齐应有未有的。", 2, 3, 4, 5, 7))
def make(
    target: Target,
    kinds: Annotated[list[str] | None, typer.Argument(metavar="文书…")] = None,
    step: Annotated[str, typer.Option("--step", help="制作该环节的文书")] = "",
    due: Annotated[bool, typer.Option("--due", help="补齐应有未有的文书")] = False,
    on: On = "",
    number: Annotated[str, typer.Option("--number", help="办公系统给的文号（文号外给时）")] = "",
    with_cases: Annotated[
        bool, typer.Option("--with-cases", help="连同批次内各案卷，补齐应有未有的文书")
    ] = False,
) -> None:
    """Make documents."""
    from acts.papers.documents import make_documents
    from acts.papers.print_quality import font_warnings
    from cli.options import day_of

    if with_cases:
        _make_whole_batch(target, step, [*(kinds or []), number, on])
        return
    made = make_documents(
        session.bureau(), target, kinds or [], step, day_of(on), due=due, number=number
    )
    rows = [record.as_json() for record in made]
    lines = table(_HEADS, _rows(rows), "没有要制作的文书。")
    lines += [f"  {record.title}：{note}" for record in made for note in record.notes]
    session.console.show(rows, lines)
    session.console.warn(font_warnings(made))


def _make_whole_batch(batch: str, step: str, asked: list[str]) -> None:
    """Make what is missing of a batch and all its cases; say what failed."""
    from acts.papers.print_quality import font_warnings
    from acts.papers.whole_batch import make_whole_batch

    made = make_whole_batch(session.bureau(), batch, step, asked=asked)
    rows = [record.as_json() for record in made.records]
    failed = [each.as_json() for each in made.failed]
    lines = table(_HEADS, _rows(rows), "没有要制作的文书。")
    session.console.show({"made": rows, "failed": failed}, lines)
    session.console.warn(font_warnings(made.records))
    for each in made.failed:
        session.console.complain(each.target, each.error)
    if made.failed:
        raise typer.Exit(3)


@doc.command("list", help=described("列出案卷或批次的文书。", 4))
def list_(target: Target) -> None:
    """List the documents of a case or batch."""
    from acts.papers.documents import list_documents
    from acts.papers.originals import replaced_by, state_of

    records = list_documents(session.bureau(), target)
    rows, replaced = [record.as_json() for record in records], replaced_by(records)
    shown = [
        (state_of(each, replaced), *row) for each, row in zip(records, _rows(rows), strict=True)
    ]
    session.console.show(rows, table(("状态", *_HEADS), shown, "还没有文书。"))


@doc.command(help=described("收回其他机构盖章的正本（PDF 或扫描件）。", 2, 3, 4, 5))
def receive(
    target: Target,
    kind: Annotated[str, typer.Argument(metavar="文书")],
    file: Annotated[Path, typer.Argument(metavar="文件")],
    number: Annotated[str, typer.Option("--number", help="来文号")] = "",
    on: On = "",
) -> None:
    """Take back another body's stamped paper."""
    from acts.papers.receiving import receive_document
    from cli.options import day_of

    record = receive_document(session.bureau(), target, kind, file, number, day_of(on))
    lines = [f"已收文登记：{record.title}  {record.pdf}"]
    shown = {**record.as_json(), "signatures": list(record.signatures), "notes": list(record.notes)}
    session.console.show(shown, [*lines, *(f"  {note}" for note in record.notes)])


@doc.command(help=described("检查一份成文（Word 或 PDF）的版面，逐处指出不合规定的地方。", 2, 3, 4))
def lint(
    file: Annotated[Path, typer.Argument(metavar="DOCX或PDF")],
    kind: Annotated[str, typer.Option("--kind", help="文书种类；不写则看记录，再看内容")] = "",
) -> None:
    """Look over a finished document."""
    from acts.papers.linting import lint_file
    from cases.findings import errors_of

    report = lint_file(session.options.start, file, kind)
    layout = f"按{report.profile}版式检查" if report.profile else "检查"
    known = f"（{report.told_by}：{report.label or '种类不明'}）" if report.told_by else ""
    pages = f"，{report.pages} 页" if report.pages else ""
    verdict = finding_lines(report.findings) or ["没有发现问题。"]
    session.console.show(report.as_json(), [f"{report.file}：{layout}{known}{pages}", *verdict])
    if errors_of(report.findings):
        raise typer.Exit(3)


_STAMP = """给任意 PDF 盖章并签名（不改动原文件）；要第二人同意用印。

位置用 --at：第2页,105,200（页，离左边和上边的毫米数，章的中心）、末页,105,200、
书签:stamp1，或文件里的文字（取最后一处）。不写时找本局名称和成文日期所在的落款。"""


@doc.command("stamp", help=described(_STAMP, 2, 3, 4, 5, 6, 7))
def stamp_pdf(
    file: Annotated[Path, typer.Argument(metavar="PDF")],
    name: Annotated[str, typer.Option("--stamp", help="印章名称，见 jiangdang stamp list")],
    place: Annotated[str, typer.Option("--at", help="盖在哪里")] = "",
    paging: Annotated[bool, typer.Option("--paging", help="加盖骑缝章")] = False,
    more: Annotated[bool, typer.Option("--more", help="之后还有别人签章，不锁定文件")] = False,
    reason: Annotated[str, typer.Option("--reason", help="用印事由")] = "",
    target: Annotated[str, typer.Option("--for", help="属于哪个案卷或批次")] = "",
    number: Annotated[str, typer.Option("--number", help="文号，登入用印登记簿")] = "",
    output: Annotated[Path | None, typer.Option("--out", help="盖章后的文件")] = None,
) -> None:
    """Stamp and sign any PDF."""
    from acts.stamps.stamping_files import FileOrder, stamp_file

    order = FileOrder(file, name, place, reason, target, number, paging, more, output)
    done = stamp_file(session.bureau(), order)
    spot = f"第 {done['page']} 页，离左 {done['left_mm']}、离上 {done['top_mm']} 毫米"
    lines = [f"已盖章并签名：{done['file']}（{spot}）", f"  存档：{done['kept']}"]
    notes = done["notes"] if isinstance(done["notes"], list) else []
    session.console.show(done, [*lines, *(f"  {note}" for note in notes)])


@doc.command(
    help=described("核验一份 PDF 的签名和印章：谁签的、何时、可信否、改过什么。", 2, 3, 4, 6)
)
def verify(
    file: Annotated[Path, typer.Argument(metavar="PDF")],
    kind: Annotated[str, typer.Option("--kind", help="文书种类；不写则看记录")] = "",
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", help="该盖章的单位或人，按文书的用印次序，可写多次"),
    ] = None,
) -> None:
    """Verify a signed PDF."""
    from acts.stamps.verifying import verify_document
    from cli.verdicts import verdict_lines

    result = verify_document(session.options.start, file, kind, owner or ())
    session.console.show(result.as_json(), verdict_lines(file.name, result))
    if not result.intact:
        raise typer.Exit(6)
    if not result.accepted:
        raise typer.Exit(3)
