"""追回金额: what is left, what was misspent or the whole, with the sum shown (九)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.gates_closing import balance, grant_lines, spent
from cases.lifecycle.gates_misuse import clawed_back
from cases.lifecycle.grants_due import NOTHING, paid
from cases.lifecycle.reading import money_of, text_of, yes
from cases.lifecycle.refusing import clause, in_record, refuse
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.findings import Finding

WHOLE, LEFT, MISSPENT = EXTENTS = ("全额", "结余部分", "违规部分")


def extent_of(move: CaseMove) -> str:
    """追回范围: as recorded, else the only one that the policy has."""
    allowed = move.world.policy.consequences.clawback
    return text_of(move.facts.get("追回范围")) or (allowed[0] if len(allowed) == 1 else "")


def to_take_back(move: CaseMove) -> Money | None:
    """The sum of that extent; None where no extent is recorded."""
    extent = extent_of(move)
    if extent == WHOLE:
        return paid(move.case) - clawed_back(move)
    if extent == LEFT:
        return balance(move)
    return _misspent(move) if extent == MISSPENT else None


def sum_shown(move: CaseMove) -> str:
    """How the sum comes about, in words for the record and the decision."""
    extent, amount = extent_of(move), to_take_back(move)
    back = clawed_back(move)
    if amount is None:
        return ""
    if extent == LEFT:
        parts = f"已拨{paid(move.case)}元－已支出{spent(move)}元－已追回{back}元"
    elif extent == WHOLE:
        parts = f"已拨{paid(move.case)}元－已追回{back}元"
    else:
        parts = "监督检查认定及台账所列违规支出合计"
    return f"{extent}：{parts}＝{amount}元"


def clawback_sum(move: CaseMove) -> Iterator[Finding]:
    """R87, O24: the amount is the sum of its extent, and the policy knows that extent."""
    extent, amount = extent_of(move), money_of(move.facts.get("金额"))
    consequences, due = move.world.policy.consequences, to_take_back(move)
    whose = clause(move.world, consequences.clawback_rule or Ground.CLAWBACK)
    if extent and consequences.clawback and extent not in consequences.clawback:
        may = "、".join(consequences.clawback)
        yield refuse("L427", whose, in_record("追回范围"), 范围=extent, 可选=may)
    elif due is not None and amount is not None and _differs(extent, amount, due):
        yield refuse("L426", whose, in_record("金额"), 金额=amount, 算得=due, 算式=sum_shown(move))


def _differs(extent: str, amount: Money, due: Money) -> bool:
    """What is left and the whole are exact; of what was misspent less may be taken."""
    return amount > due if extent == MISSPENT and due else amount != due and bool(due)


def _misspent(move: CaseMove) -> Money:
    """What inspections found, or what the ledger shows on forbidden purposes, if that is more."""
    found = (r for r in records(move.case, "inspect") if yes(r.get("发现问题")))
    seen = Money.total(each for r in found if (each := money_of(r.get("涉及金额"))) is not None)
    forbidden = move.world.policy.funds.forbidden
    lines = (e for e in grant_lines(move) if any(word in e.purpose for word in forbidden))
    booked = Money.total(each.standing for each in lines)
    return max(seen, booked, NOTHING)
