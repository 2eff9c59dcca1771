"""Commands on money: the ledger of a case, a batch's payments, samples for inspection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cases.findings import Severity
from cli.application import described, money, session
from cli.console import finding_lines, table
from cli.options import CaseArgument, Target

BatchArgument = Annotated[str, typer.Argument(metavar="批次", help="例如 2019-1")]


@money.command(help=described("看一个案卷的经费台账：拨款、配套、用途、余额和问题。", 3, 4))
def ledger(case_id: CaseArgument) -> None:
    """Show the ledger of a case."""
    from acts.money.ledger_views import (
        ACCOUNT_HEADS,
        PURPOSE_HEADS,
        account_rows,
        ledger_lines,
        purpose_rows,
        view_ledger,
    )

    view = view_ledger(session.bureau(), case_id)
    lines = [*ledger_lines(view), "", *table(ACCOUNT_HEADS, account_rows(view), "")]
    if rows := purpose_rows(view):
        lines += ["", *table(PURPOSE_HEADS, rows, "")]
    lines += ["", *(finding_lines(view.findings) or ["台账没有发现问题。"])]
    session.console.show(view.as_json(), lines)


@money.command(
    "batch",
    help=described("看一个批次的资助：指标、公布、已拨、未拨、追回，并与拨款通知对账。", 3, 4),
)
def batch_(
    batch_id: BatchArgument,
    export: Annotated[Path | None, typer.Option("--export", help="拨款明细导出到 .xlsx")] = None,
) -> None:
    """Show what a batch was awarded and paid, notice by notice."""
    from acts.money.disbursing import (
        NOTICE_HEADS,
        batch_lines,
        batch_money,
        export_payments,
        notice_rows,
    )

    bureau = session.bureau()
    found = batch_money(bureau, batch_id)
    if export:
        export_payments(bureau, batch_id, export)
    lines = [*batch_lines(found), "", *table(NOTICE_HEADS, notice_rows(found), "还没有拨款。")]
    lines += finding_lines(found.findings) or ["拨款通知与案卷相符。"]
    session.console.show(found.as_json(), lines)
    if any(each.severity is Severity.ERROR for each in found.findings):
        raise typer.Exit(3)


@money.command(help=described("导出经费台账（Excel）：一个案卷，或一个批次的全部案卷。", 2, 3, 4))
def export(target: Target, file: Annotated[Path, typer.Argument(metavar="文件.xlsx")]) -> None:
    """Write the ledgers as a workbook."""
    from acts.money.ledger_sheets import export_ledger

    made = export_ledger(session.bureau(), target, file)
    told = f"已导出 {made['cases']} 个案卷、{made['entries']} 笔支出：{made['path']}"
    session.console.show(made, [told])


@money.command(
    "import", help=described("导入经费台账：只追加新的一笔一笔，已登记的不改。", 2, 3, 4, 5)
)
def import_(file: Annotated[Path, typer.Argument(metavar="文件")]) -> None:
    """Append the new lines of a workbook to the ledgers."""
    from acts.money.ledger_import import import_ledger

    done = import_ledger(session.bureau(), file)
    lines = [f"{case} 新登记 {count} 笔" for case, count in done.added.items()]
    lines = lines or ["没有新的支出或配套到位，案卷没有改动。"]
    session.console.show(done.as_json(), [*lines, *finding_lines(done.findings)])


@money.command(help=described("抽取经费检查样本（可重现），生成检查表。", 2, 3, 4))
def sample(
    batch_id: BatchArgument,
    size: Annotated[int, typer.Option("--size", min=1, max=10000, help="抽取多少")] = 5,
    seed: Annotated[str, typer.Option("--seed", help="种子；不写的随机产生并告知")] = "",
    entries: Annotated[bool, typer.Option("--entries", help="抽支出，不抽案卷")] = False,
    by_amount: Annotated[bool, typer.Option("--by-amount", help="金额大的更容易抽中")] = False,
    file: Annotated[Path | None, typer.Option("--export", help="检查表存到 .xlsx")] = None,
) -> None:
    """Draw cases or entries for inspection."""
    from acts.money.ledger_sampling import SAMPLE_HEADS, Sampling, draw_money_sample, sample_rows

    asked = Sampling(size, seed, entries=entries, by_amount=by_amount)
    found = draw_money_sample(session.bureau(), batch_id, asked, file)
    many = found["counter"]
    drawn = f"{found['population']} {many}{found['unit']}中抽取 {found['size']} {many}"
    told = f"从 {drawn}（{found['method']}），种子 {found['seed']}"
    lines = [told, *table(SAMPLE_HEADS, sample_rows(found), "")]
    session.console.show(found, lines)
