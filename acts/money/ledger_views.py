"""The ledger of a case to look at: granted, paid, planned, spent, left, and what is amiss (九)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.money.ledger_kept import changed_lines
from acts.world import read_world
from cases.casefile import read_case
from cases.lifecycle.grants_due import BY_GRADE, NOTHING, granted, payee
from cases.lifecycle.ledger import (
    SOURCES,
    Account,
    Arrival,
    Entry,
    accounts,
    arrivals,
    clawed_back,
    expenditure,
    handed_back,
    planned,
    receipts,
    spent_by_purpose,
)
from cases.lifecycle.ledger_checks import ledger_findings
from cases.lifecycle.reading import at, count_of, money_of, text_of
from cases.lifecycle.world import programme_of, records

if TYPE_CHECKING:
    from datetime import date

    from acts.bureau import Bureau
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.world import World
    from cases.policy.programme import Programme
    from cases.values.money import Money


@dataclass(frozen=True, slots=True)
class LedgerView:
    """A case's ledger as of one day."""

    case: CaseFile
    programme: Programme
    on: date
    findings: tuple[Finding, ...]

    @property
    def granted(self) -> Money | None:
        """The grant; None while its grade is not reached."""
        return granted(self.programme, self.case)

    @property
    def accounts(self) -> tuple[Account, Account]:
        """The grant and the match."""
        return accounts(self.case)

    @property
    def purposes(self) -> list[tuple[str, str, Money | None, Money]]:
        """Source, purpose, planned (None where there is no plan) and spent."""
        rows: list[tuple[str, str, Money | None, Money]] = []
        for source in SOURCES:
            plan, used = planned(self.case, source), spent_by_purpose(self.case, source)
            uses = dict.fromkeys((*plan, *used))
            rows += [(source, use, plan.get(use), used.get(use, NOTHING)) for use in uses]
        return rows

    def as_json(self) -> dict[str, Any]:
        """The ledger as ``--json`` shows it; amounts are texts with two decimals."""
        match = self.programme.match
        return {
            "case": self.case.id,
            "programme": self.case.programme,
            "unit": text_of(at(self.case.data, "单位.名称")),
            "on": self.on.isoformat(),
            "granted": _text(self.granted),
            "mode": self.programme.grant.mode,
            "paid": str(self.accounts[0].came),
            "payments": payments(self.programme, self.case),
            "match": {
                "least": str(match.minimum),
                "promised": _text(money_of(at(self.case.data, "经费.配套承诺"))),
                "arrived": str(self.accounts[1].came),
            },
            "clawed_back": str(clawed_back(self.case)),
            "returned": str(handed_back(self.case)),
            "accounts": [_account(each) for each in self.accounts],
            "purposes": [
                {"source": source, "purpose": use, "planned": _text(plan), "spent": str(spent)}
                for source, use, plan, spent in self.purposes
            ],
            "entries": [_entry(each) for each in expenditure(self.case)],
            "arrivals": [_arrival(each) for each in arrivals(self.case)],
            "findings": [found.as_json() for found in self.findings],
        }


def view_ledger(bureau: Bureau, case_id: str, world: World | None = None) -> LedgerView:
    """The ledger of a case as of today."""
    case = read_case(bureau.workspace, case_id)
    world = world or read_world(bureau, case.batch)
    programme = programme_of(world.policy, case)
    if programme is None:
        programme = next(iter(world.policy.programmes.values()))
    on = bureau.now.date()
    changed = changed_lines(bureau, world, [case])
    return LedgerView(case, programme, on, (*changed, *ledger_findings(world, case, on)))


def payments(programme: Programme, case: CaseFile) -> list[dict[str, Any]]:
    """Each payment with its numbers and the receipt for it."""
    given = {count_of(row.get("笔次")) or n: row for n, row in enumerate(receipts(case), start=1)}
    return [
        {
            "number": number,
            "paid_on": text_of(record.get("拨款日期")),
            "amount": _text(money_of(record.get("金额"))),
            "budget_number": text_of(record.get("指标文号")),
            "voucher": text_of(record.get("支付凭证号")),
            "payee": _payee(programme, case, record),
            "receipt": text_of(given.get(number, {}).get("号码")),
        }
        for number, record in enumerate(records(case, "disburse"), start=1)
    ]


def ledger_lines(view: LedgerView) -> list[str]:
    """What the ledger comes to, in sentences above the tables."""
    told = view.as_json()
    granted_text = f"{told['granted']} 元" if told["granted"] is not None else BY_GRADE
    match = told["match"]
    lines = [
        f"{told['case']} {told['unit']}（{told['programme']}），截至 {told['on']}",
        f"资助 {granted_text}，已拨 {told['paid']} 元；"
        f"配套承诺 {match['promised'] or '未填'} 元，已到位 {match['arrived']} 元",
    ]
    for each in told["payments"]:
        receipt = f"收据 {each['receipt']}" if each["receipt"] else "收据未收到"
        lines.append(
            f"第 {each['number']} 笔 {each['paid_on']} 拨付 {each['amount']} 元："
            f"指标文号 {each['budget_number']}，支付凭证号 {each['voucher']}，"
            f"收款方 {each['payee']}，{receipt}"
        )
    return lines


def purpose_rows(view: LedgerView) -> list[tuple[str, ...]]:
    """Source, purpose, planned, spent, left of the plan."""
    return [
        (source, use, _text(plan) or "—", str(spent), str(plan - spent) if plan else "—")
        for source, use, plan, spent in view.purposes
    ]


def account_rows(view: LedgerView) -> list[tuple[str, ...]]:
    """Source, came, spent, returned or taken back, left."""
    return [tuple(_account(each).values()) for each in view.accounts]


ACCOUNT_HEADS = ("资金", "到位", "支出", "退回或追回", "余额")
PURPOSE_HEADS = ("资金", "用途", "计划", "支出", "计划余额")


def _payee(programme: Programme, case: CaseFile, record: Facts) -> str:
    found = text_of(record.get("收款单位")) or text_of(record.get("收款人"))
    return found or payee(programme, case)


def _account(account: Account) -> dict[str, str]:
    return {
        "source": account.source,
        "came": str(account.came),
        "spent": str(account.spent),
        "returned": str(account.returned),
        "balance": str(account.balance),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "on": str(entry.day or ""),
        "amount": str(entry.amount),
        "source": entry.source,
        "purpose": entry.purpose,
        "voucher": entry.voucher,
        "payee": entry.paid_to,
        "note": entry.note,
        "evidence": entry.evidence,
        "corrects": entry.corrects,
    }


def _arrival(arrival: Arrival) -> dict[str, Any]:
    return {
        "number": arrival.number,
        "on": str(arrival.day or ""),
        "amount": str(arrival.amount),
        "voucher": arrival.voucher,
        "payer": arrival.payer,
        "form": arrival.form,
    }


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
