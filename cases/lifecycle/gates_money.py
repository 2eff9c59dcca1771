"""Gates of 签订协议 and 拨款: agreed first, paid once, the whole grant, to the unit (七、八)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.eligibility import values_at
from cases.lifecycle.gates_match import match_account, match_vouchers_early
from cases.lifecycle.reading import at, count_of, day_of, money_of, text_of, texts_of
from cases.lifecycle.refusing import (
    DEFAULT,
    clause,
    in_case,
    in_record,
    open_number,
    refuse,
)
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    cases_of_batch,
    day_entered,
    ending_of,
    entries,
    has_taken,
    record_of,
)
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding


def paid(case: CaseFile) -> Money:
    """What the case has been paid so far."""
    sums = (money_of(record_of(event).get("金额")) for event in entries(case, "disburse"))
    return Money.total(each for each in sums if each is not None)


def to_be_paid(move: BatchMove) -> tuple[CaseFile, ...]:
    """The awarded cases of the batch that run and were not paid yet."""
    mine = (case for case in cases_of_batch(move.world) if has_taken(case, "award"))
    return tuple(case for case in mine if not ending_of(case) and not has_taken(case, "disburse"))


def right_leader(move: CaseMove) -> Iterator[Finding]:
    """R65, R63: the unit signs with the project's own leader, answerable first."""
    own, given = text_of(at(move.case.data, "带头人.姓名")), text_of(move.facts.get("带头人"))
    if given and given != own:
        whose, place = clause(move.world, Ground.AGREEMENT), in_record("带头人")
        yield refuse("L401", whose, place, 带头人=own, 给出=given)


def tasks_agreed(move: CaseMove) -> Iterator[Finding]:
    """六: the agreement carries every task of the programme, in the plan or as a figure."""
    known = values_at(move.case.data, "计划.目标任务.任务")
    figures = "".join((*texts_of(move.facts.get("量化指标")), *values_at(move.facts, "量化指标")))
    for task in move.programme.tasks:
        if task.rule not in known and task.rule not in figures:
            whose, place = clause(move.world, task.rule), in_case(move.case, "计划.目标任务")
            yield refuse("L402", whose, place, 规则=task.rule, 任务=task.text)


def copies_enough(move: CaseMove) -> Iterator[Finding]:
    """Both parties keep a copy."""
    copies = count_of(move.facts.get("份数"))
    if copies is not None and copies < 2:
        yield refuse("L403", DEFAULT, in_record("份数"), 份数=copies)


def agreed_first(move: CaseMove) -> Iterator[Finding]:
    """R65 sets the agreement, not its time: before the money is our default."""
    if not has_taken(move.case, "agree"):
        yield refuse("L414", DEFAULT, in_case(move.case, "办理"), 案卷=move.case.id)


def paid_once(move: CaseMove) -> Iterator[Finding]:
    """R78, R81, O15: 一次性 means one payment per case, unless the bureau set more."""
    times = open_number(move.world, "O15", move.programme.grant.payments)
    if len(entries(move.case, "disburse")) >= times:
        rule = clause(move.world, move.programme.grant.rule)
        whose = f"{rule}；{clause(move.world, 'O15')}"
        yield refuse("L411", whose, in_case(move.case, "办理"), 案卷=move.case.id, 笔数=times)


def whole_grant(move: CaseMove) -> Iterator[Finding]:
    """R78, R81: the amount is the policy's, no more and no less."""
    grant, given = move.programme.grant, money_of(move.facts.get("金额"))
    times = open_number(move.world, "O15", grant.payments)
    wrong = (
        given != grant.amount if times == 1 else paid(move.case) + _or_zero(given) > grant.amount
    )
    if given is None or wrong:
        whose, place = clause(move.world, grant.rule), in_record("金额")
        facts = {"案卷": move.case.id, "金额": given or "未填", "标准": grant.amount}
        yield refuse("L410", whose, place, **facts)


def paid_to_unit(move: CaseMove) -> Iterator[Finding]:
    """R49: the money goes to the unit that applied."""
    unit, given = text_of(at(move.case.data, "单位.名称")), text_of(move.facts.get("收款单位"))
    if given and given != unit:
        whose, place = clause(move.world, Ground.PAYMENT), in_record("收款单位")
        yield refuse("L412", whose, place, 案卷=move.case.id, 收款=given, 单位=unit)
    if not text_of(at(move.case.data, "单位.账号")):
        whose, place = clause(move.world, Ground.PAYMENT), in_case(move.case, "单位.账号")
        yield refuse("L415", whose, place, 案卷=move.case.id)


def paid_after_award(move: CaseMove) -> Iterator[Finding]:
    """R50: the money moves after the award, not after the act is entered."""
    day, awarded = day_of(move.facts.get("拨款日期")), day_entered(move.case, "award")
    if day is not None and ((awarded and day < awarded) or day > move.on):
        whose, place = clause(move.world, Ground.ORDER), in_record("拨款日期")
        yield refuse("L416", whose, place, 拨款=day, 公布=awarded or "未公布", 日期=move.on)


def somebody_to_pay(move: BatchMove) -> Iterator[Finding]:
    """R49: the batch has awarded cases that wait for their money."""
    if not to_be_paid(move):
        yield refuse("L417", clause(move.world, Ground.PAYMENT), 批次=move.batch.id)


def _or_zero(amount: Money | None) -> Money:
    return amount or Money.of(0)


AGREE_GATES = (right_leader, tasks_agreed, copies_enough)
DISBURSE_GATES = (
    agreed_first,
    paid_once,
    whole_grant,
    paid_to_unit,
    paid_after_award,
    match_account,
    match_vouchers_early,
)
