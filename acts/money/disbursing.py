"""The money of a batch: budgeted, awarded, paid by which notice, unpaid, taken back (八).

The sums kept beside the registered notices, the batch's own entries and the entries of the
cases are three tellings of the same payments; where they differ, somebody changed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.keeping.exporting import refuse_unfit_place
from acts.listing import NotExcelError
from acts.money.disbursing_checks import Told, differences
from acts.money.ledger_kept import changed_lines
from acts.papers.records import list_records
from acts.world import read_world
from cases.lifecycle.grants_due import (
    NOTHING,
    YEARLY,
    account_of,
    grant_amount,
    granted,
    paid,
    payee,
)
from cases.lifecycle.ledger import clawed_back, handed_back, receipts
from cases.lifecycle.reading import count_of, day_of, money_of, text_of
from cases.lifecycle.refusing import clause, in_batch, warn
from cases.lifecycle.world import (
    cases_of_batch,
    day_entered,
    ending_of,
    entries,
    has_taken,
    programme_of,
    record_of,
)
from cases.policy.grounds import Ground
from cases.settings import Role
from cases.values.money import Money
from index.sheets import A4, Table, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.world import World

NOTICE = "disbursement-notice"
NOTICE_HEADS = ("拨款通知", "日期", "案卷数", "金额")
_PAYMENT_HEADS = (
    *("序号", "案卷号", "项目名称", "收款方", "开户行", "账号", "金额（元）", "拨款日期"),
    *("预算指标文号", "支付凭证号", "拨款通知", "收据"),
)
_UNKNOWN = "未留存"


@dataclass(frozen=True, slots=True)
class BatchMoney:
    """What a batch comes to; ``undecided`` are the awarded cases that wait for their grade.

    ``awarded`` counts the awards that stand, as statistics do; what was paid, taken back and
    returned counts the withdrawn ones too.
    """

    batch: str
    budget: Money
    awarded: Money
    undecided: int
    paid: Money
    unpaid: Money
    clawed_back: Money
    returned: Money
    notices: tuple[DocumentRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def balance(self) -> Money:
        """What stays out with the projects: paid, less what came back."""
        return self.paid - self.clawed_back - self.returned

    def as_json(self) -> dict[str, Any]:
        """As ``--json`` shows it; amounts are texts with two decimals."""
        return {
            "batch": self.batch,
            "budget": str(self.budget),
            "awarded": str(self.awarded),
            "undecided": self.undecided,
            "paid": str(self.paid),
            "unpaid": str(self.unpaid),
            "clawed_back": str(self.clawed_back),
            "returned": str(self.returned),
            "balance": str(self.balance),
            "budget_left": str(self.budget - self.paid),
            "notices": [_notice(each) for each in self.notices],
            "findings": [found.as_json() for found in self.findings],
        }


def batch_money(bureau: Bureau, batch_id: str) -> BatchMoney:
    """Add up the payments of a batch, and hold the notices against the books."""
    world = read_world(bureau, batch_id)
    notices = _notices(bureau, batch_id)
    awarded = [case for case in cases_of_batch(world) if has_taken(case, "award")]
    stand = [case for case in awarded if not has_taken(case, "withdraw")]
    grants = [(case, _granted(world, case)) for case in stand]
    known = [(case, amount) for case, amount in grants if amount is not None]
    waiting = ((case, amount) for case, amount in known if not ending_of(case))
    return BatchMoney(
        batch_id,
        _budget(world),
        Money.total(amount for _, amount in known),
        len(grants) - len(known),
        Money.total(map(paid, awarded)),
        Money.total(max(amount - paid(case), NOTHING) for case, amount in waiting),
        Money.total(map(clawed_back, awarded)),
        Money.total(map(handed_back, awarded)),
        notices,
        (
            *differences(Told.of(world, notices)),
            *changed_lines(bureau, world, awarded),
            *_over_budget(world, awarded),
        ),
    )


def _over_budget(world: World, awarded: Sequence[CaseFile]) -> Iterator[Finding]:
    """More was paid than the quota comes to: a claw-back that was decided is not yet money."""
    budget, whole = _budget(world), Money.total(map(paid, awarded))
    if budget and whole > budget:
        facts = {"已拨": whole, "指标": budget, "超出": whole - budget}
        back = Money.total(map(clawed_back, awarded))
        whose, place = clause(world, Ground.PAYMENT), in_batch(world.batch, "名额")
        yield warn("M145", whose, place, **facts, 追回=back)


def batch_lines(found: BatchMoney) -> list[str]:
    """What the batch comes to, in sentences."""
    waiting = f"（另有 {found.undecided} 个待评定等级）" if found.undecided else ""
    return [
        f"批次 {found.batch}：名额指标 {found.budget.grouped} 元，"
        f"公布资助 {found.awarded.grouped} 元{waiting}",
        f"已拨 {found.paid.grouped} 元，未拨 {found.unpaid.grouped} 元，"
        f"追回 {found.clawed_back.grouped} 元，退回 {found.returned.grouped} 元，"
        f"净拨付 {found.balance.grouped} 元，指标余额 {(found.budget - found.paid).grouped} 元",
    ]


def notice_rows(found: BatchMoney) -> list[tuple[object, ...]]:
    """Each notice with how many cases it pays how much."""
    rows = [_notice(each) for each in found.notices]
    return [(row["number"], row["dated"], row["cases"], row["sum"] or _UNKNOWN) for row in rows]


def export_payments(bureau: Bureau, batch_id: str, file: Path) -> None:
    """拨款明细 for the finance office, accounts in full, with the sum of all."""
    bureau.acting(Role.CLERK)
    if file.suffix.lower() != ".xlsx":
        raise NotExcelError(path=file)
    refuse_unfit_place(file)
    world = read_world(bureau, batch_id)
    rows = [[n, *row] for n, row in enumerate(_payments(bureau, world), start=1)]
    total = Money.total(row[6] for row in rows if isinstance(row[6], Money))
    rows.append(["合计", "", "", "", "", "", total, "", "", "", "", ""])
    title = f"批次{batch_id}资助经费拨款明细（截至{bureau.now.date()}）"
    write_book(file, [Table("拨款明细", title, _PAYMENT_HEADS, rows, last_bold=True, paper=A4)])


def _payments(bureau: Bureau, world: World) -> Iterator[list[object]]:
    notices = _notices(bureau, world.batch.id)
    for case in cases_of_batch(world):
        programme = programme_of(world.policy, case)
        given = {count_of(r.get("笔次")) or n: r for n, r in enumerate(receipts(case), start=1)}
        for number, event in enumerate(entries(case, "disburse"), start=1):
            record = record_of(event)
            account = account_of(programme, case) if programme is not None else {}
            by = [n for n in notices if n.dated == text_of(event.get("日期")) and case.id in n.sums]
            yield [
                case.id,
                text_of(case.data.get("项目名称")),
                payee(programme, case) if programme is not None else "",
                account.get("开户行", ""),
                account.get("账号", ""),
                money_of(record.get("金额")) or "",
                day_of(record.get("拨款日期")) or "",
                text_of(record.get("指标文号")),
                text_of(record.get("支付凭证号")),
                by[-1].number if by else "",
                text_of(given.get(number, {}).get("号码")),
            ]


def _notices(bureau: Bureau, batch_id: str) -> tuple[DocumentRecord, ...]:
    """The payment notices of the batch that we made, oldest first."""
    made = (r for r in list_records(bureau.workspace, batch_id) if r.kind == NOTICE)
    return tuple(sorted((r for r in made if not r.received), key=lambda r: (r.dated, r.docx)))


def _notice(record: DocumentRecord) -> dict[str, Any]:
    amounts = [Money.parse(each) for each in record.sums.values()]
    return {
        "number": record.number,
        "title": record.title,
        "dated": record.dated,
        "cases": len(amounts),
        "sum": str(Money.total(amounts)) if amounts else "",
    }


def _granted(world: World, case: CaseFile) -> Money | None:
    programme = programme_of(world.policy, case)
    return granted(programme, case) if programme is not None else None


def _budget(world: World) -> Money:
    """The quota of the batch times the most that each award may come to."""
    day = day_entered(world.batch, "award") or day_entered(world.batch, "notify")
    quota = world.batch.data.get("名额")
    numbers = quota if isinstance(quota, dict) else {}
    total = NOTHING
    for each in world.policy.programmes.values():
        amount = grant_amount(each.grant, day)
        whole = amount * each.grant.payments if each.grant.mode == YEARLY else amount
        total += whole * (count_of(numbers.get(each.label)) or 0)
    return total
