"""Commands on batches."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.application import batch, described, session
from cli.console import table
from cli.options import Happened, On, PdfLater, Reason, RecordFile, Setting, StepArgument, day_of

BatchArgument = Annotated[str, typer.Argument(metavar="批次", help="例如 2019-1")]


@batch.command("open", help=described("开一个新批次。", 2, 3, 5))
def open_(
    batch_id: BatchArgument,
    name: Annotated[str, typer.Option("--name", help="批次名称")] = "",
    settings: Setting = None,
    record: RecordFile = None,
    on: On = "",
) -> None:
    """Open a batch."""
    from acts.batches import open_batch
    from acts.facts import values_of

    values = values_of(record, settings, {"名称": name} if name else {})
    opened = open_batch(session.bureau(), batch_id, values, day_of(on))
    session.console.show(opened, [f"批次 {batch_id} 已建立：{opened['path']}"])


@batch.command("list", help=described("列出全部批次。", 4))
def list_() -> None:
    """List the batches."""
    from acts.batches import list_batches
    from acts.listing import labelled

    rows = list_batches(session.bureau())
    shown = labelled(rows)
    heads = ("批次", "名称", "环节", "案卷数", "档号")
    session.console.show(rows, table(heads, shown, "还没有批次。"))


@batch.command(help=described("查看一个批次。", 4))
def show(batch_id: BatchArgument) -> None:
    """Show a batch."""
    from acts.showing import lines_of, show_target

    shown = show_target(session.bureau(), batch_id)
    session.console.show(shown, lines_of(shown))


@batch.command(help=described("把批次推进到一个环节，并制发该环节的文书。", 2, 3, 4, 5, 7))
def advance(
    batch_id: BatchArgument,
    step: StepArgument,
    on: On = "",
    record: RecordFile = None,
    settings: Setting = None,
    as_happened: Happened = False,
    reason: Reason = "",
    pdf_later: PdfLater = False,
) -> None:
    """Advance a batch."""
    from cli.commands.advancing import run_advance

    run_advance(
        batch_id,
        step,
        on,
        record,
        settings,
        as_happened=as_happened,
        reason=reason,
        pdf_later=pdf_later,
    )
