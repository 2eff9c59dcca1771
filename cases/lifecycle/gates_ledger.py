"""Gates on the lines of the ledger: vouchers, purposes, corrections, receipts (八、九)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.grants_due import NOTHING, granted, payee
from cases.lifecycle.ledger import (
    ARRIVED_AT,
    GRANT,
    MATCH,
    RECEIPTS_AT,
    SOURCES,
    SPENT_AT,
    Entry,
    accounts,
    expenditure,
    planned,
    receipts,
    spent_by_purpose,
)
from cases.lifecycle.reading import at, count_of, day_of, money_of, text_of
from cases.lifecycle.refusing import clause, in_case, refuse, warn
from cases.lifecycle.world import CaseMove, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding, Place


def corrections_fit(move: CaseMove) -> Iterator[Finding]:
    """A correction takes back an earlier line of the same source and purpose, no more than it."""
    lines = expenditure(move.case)
    for each in lines:
        if each.corrects is None:
            continue
        whose = clause(move.world, Ground.BOOKKEEPING)
        place = _at_line(move, each)
        facts = {"笔次": each.number, "冲销": each.corrects}
        before = lines[each.corrects - 1] if 0 < each.corrects < each.number else None
        if before is None or before.is_correction:
            yield refuse("L637", whose, place, **facts)
        elif (before.source, before.purpose) != (each.source, each.purpose):
            yield refuse("L647", whose, place, **facts, 来源=before.source, 用途=before.purpose)
        elif before.standing < NOTHING:
            yield refuse("L638", whose, place, **facts, 金额=before.amount)
        if not each.note:
            yield warn("L648", whose, place, **facts)


def vouchers_once(move: CaseMove) -> Iterator[Finding]:
    """R89: a voucher is booked once; one split over several lines is looked at by a person."""
    seen: dict[str, list[Entry]] = defaultdict(list)
    for each in _standing(move.case):
        if each.voucher:
            seen[each.voucher].append(each)
    whose = clause(move.world, Ground.BOOKKEEPING)
    for voucher, lines in seen.items():
        if len(lines) < 2:
            continue
        alike = len({(each.amount, each.purpose) for each in lines}) < len(lines)
        tell, code = (refuse, "L628") if alike else (warn, "L629")
        numbers = "、".join(str(each.number) for each in lines)
        yield tell(code, whose, in_case(move.case, SPENT_AT), 凭证号=voucher, 笔次=numbers)


def vouchers_of_other_cases(move: CaseMove) -> Iterator[Finding]:
    """R89: no voucher of a unit pays for two of its projects."""
    unit = text_of(at(move.case.data, "单位.统一社会信用代码"))
    own = {each.voucher: each for each in _standing(move.case) if each.voucher}
    whose = clause(move.world, Ground.BOOKKEEPING)
    for case in move.world.cases.values() if unit and own else ():
        same = text_of(at(case.data, "单位.统一社会信用代码")) == unit
        if case.id == move.case.id or not same:
            continue
        for each in _standing(case):
            mine = own.get(each.voucher)
            if mine is not None:
                alike = mine.amount == each.amount
                tell, code = (refuse, "L630") if alike else (warn, "L631")
                facts = {"凭证号": each.voucher, "笔次": mine.number, "案卷": case.id}
                yield tell(code, whose, _at_line(move, mine), **facts, 另笔=each.number)


def within_plan(move: CaseMove) -> Iterator[Finding]:
    """R90: on each purpose no more than was planned for it, where there is a plan."""
    for source in SOURCES:
        plan, key = planned(move.case, source), "资助计划" if source == GRANT else "配套用途"
        for use, amount in spent_by_purpose(move.case, source).items():
            if use in plan and amount > plan[use]:
                whose, place = clause(move.world, Ground.EARMARKED), in_case(move.case, SPENT_AT)
                facts = {"资金": source, "用途": use, "支出": amount, "计划": plan[use]}
                yield warn("L632", whose, place, **facts, 栏目=key)


def plan_adds_up(move: CaseMove) -> Iterator[Finding]:
    """The plan for the grant comes to the grant."""
    whole, plan = granted(move.programme, move.case), planned(move.case, GRANT)
    total = Money.total(plan.values())
    if plan and whole and total != whole:
        whose, place = clause(move.world, Ground.EARMARKED), in_case(move.case, "经费.资助计划")
        yield warn("L649", whose, place, 合计=total, 资助=whole)


def after_payment(move: CaseMove) -> Iterator[Finding]:
    """R90: what the grant pays for comes after the grant."""
    days = [day for r in records(move.case, "disburse") if (day := day_of(r.get("拨款日期")))]
    first = min(days, default=None)
    for each in _standing(move.case):
        early = first is not None and each.day is not None and each.day < first
        if each.source == GRANT and (early or first is None):
            whose = clause(move.world, Ground.EARMARKED)
            facts = {"笔次": each.number, "日期": each.day or "未填", "拨款": first or "未拨款"}
            yield warn("L633", whose, _at_line(move, each), **facts)


def match_spent_rightly(move: CaseMove) -> Iterator[Finding]:
    """R80, R83: the match for its own purposes, and no more than arrived."""
    match = move.programme.match
    for each in _standing(move.case):
        if each.source == MATCH and match.purposes and each.purpose not in match.purposes:
            whose = clause(move.world, match.purposes_rule or match.rule)
            facts = {"笔次": each.number, "用途": each.purpose, "可选": "、".join(match.purposes)}
            yield warn("L634", whose, _at_line(move, each), 金额=each.amount, **facts)
    account = accounts(move.case)[1]
    if account.balance < NOTHING:
        whose, place = clause(move.world, match.rule), in_case(move.case, ARRIVED_AT)
        yield warn("L636", whose, place, 支出=account.spent, 到位=account.came)


def receipts_fit(move: CaseMove) -> Iterator[Finding]:
    """R49, R89: the payee's receipt for each payment, of the same sum."""
    given = {count_of(row.get("笔次")) or n: row for n, row in enumerate(receipts(move.case), 1)}
    whose, place = clause(move.world, Ground.BOOKKEEPING), in_case(move.case, RECEIPTS_AT)
    for number, payment in enumerate(records(move.case, "disburse"), start=1):
        amount, receipt = money_of(payment.get("金额")), given.get(number)
        if receipt is None:
            yield warn("L643", whose, place, 笔次=number, 金额=amount or "未填")
            continue
        told, by = money_of(receipt.get("金额")), text_of(receipt.get("开具方"))
        if told is not None and told != amount:
            yield warn("L645", whose, place, 笔次=number, 收据=told, 拨款=amount or "未填")
        if by and by != payee(move.programme, move.case):
            own = payee(move.programme, move.case)
            yield warn("L644", whose, place, 笔次=number, 开具方=by, 应收=own)


def _standing(case: CaseFile) -> tuple[Entry, ...]:
    """The lines that corrections left something of."""
    return tuple(each for each in expenditure(case) if each.standing > NOTHING)


def _at_line(move: CaseMove, entry: Entry) -> Place:
    return in_case(move.case, f"{SPENT_AT}.{entry.number}")


LEDGER_GATES = (
    corrections_fit,
    vouchers_once,
    vouchers_of_other_cases,
    within_plan,
    plan_adds_up,
    after_payment,
    match_spent_rightly,
    receipts_fit,
)
