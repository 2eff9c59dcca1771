"""Gates of 签订协议 and 拨款: agreed first, paid once, the whole grant, to the unit (七、八)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.eligibility import values_at
from cases.lifecycle.gates_match import match_account, match_vouchers_early
from cases.lifecycle.grants_due import (
    NOTHING,
    YEARLY,
    account_of,
    granted,
    opens_on,
    paid,
    payee,
    payments_allowed,
    report_wanted,
    sum_of_turn,
    waits_for_money,
)
from cases.lifecycle.reading import at, count_of, day_of, money_of, rows_of, text_of, texts_of
from cases.lifecycle.refusing import (
    DEFAULT,
    clause,
    in_case,
    in_record,
    refuse,
    warn,
)
from cases.lifecycle.steps import find_step, main_line
from cases.lifecycle.tasks import tasks_untold
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    cases_of_batch,
    day_entered,
    ending_of,
    entries,
    has_taken,
    programme_of,
    records,
)
from cases.policy.grounds import Ground
from cases.values.document_number import is_document_number

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.steps import Step
    from cases.lifecycle.world import World
    from cases.values.money import Money

_AWARD, _AGREE, _DISBURSE = map(find_step, ("award", "agree", "disburse"))


def to_be_paid(move: BatchMove) -> tuple[CaseFile, ...]:
    """The awarded cases that the payment is for: those it names, else all that wait for money."""
    mine = [(case, programme_of(move.world.policy, case)) for case in cases_of_batch(move.world)]
    named = named_sums(move)
    return tuple(
        case
        for case, programme in mine
        if programme is not None
        and (
            case.id in named
            if named
            else waits_for_money(move.world, programme, case, move.on) and not _too_soon(move, case)
        )
    )


def named_sums(move: BatchMove) -> dict[str, Money | None]:
    """明细: the cases that a payment names, with the sums it gives them (none: what is due)."""
    rows = rows_of(move.facts.get("明细"))
    return {text_of(row.get("案卷号")): money_of(row.get("金额")) for row in rows}


def _too_soon(move: BatchMove, case: CaseFile) -> bool:
    """Whether the policy puts a step before the payment that the case has not taken."""
    return any(not has_taken(case, step.id) for step in _before_money(move.world) if step != _AGREE)


def _before_money(world: World) -> tuple[Step, ...]:
    """The case's own steps that the policy puts between the award and the payment."""
    line = main_line(world.policy)
    before = line[: line.index(_DISBURSE)] if _DISBURSE in line else ()
    return before[before.index(_AWARD) + 1 :] if _AWARD in before else ()


def right_leader(move: CaseMove) -> Iterator[Finding]:
    """R65, R63: the unit signs with the project's own leader, answerable first."""
    own, given = text_of(at(move.case.data, "带头人.姓名")), text_of(move.facts.get("带头人"))
    if given and given != own:
        whose, place = clause(move.world, Ground.AGREEMENT), in_record("带头人")
        yield refuse("L401", whose, place, 带头人=own, 给出=given)


def tasks_agreed(move: CaseMove) -> Iterator[Finding]:
    """六: the agreement carries every task of the programme, in the plan or as a figure."""
    told = (*texts_of(move.facts.get("量化指标")), *values_at(move.facts, "量化指标"))
    for task in tasks_untold(move.programme, move.case, "".join(told)):
        whose, place = clause(move.world, task.rule), in_case(move.case, "计划.目标任务")
        yield refuse("L402", whose, place, 规则=task.rule or "—", 任务=task.text)


def copies_enough(move: CaseMove) -> Iterator[Finding]:
    """Both parties keep a copy."""
    copies = count_of(move.facts.get("份数"))
    if copies is not None and copies < 2:
        yield refuse("L403", DEFAULT, in_record("份数"), 份数=copies)


def agreed_first(move: CaseMove) -> Iterator[Finding]:
    """R65 sets the agreement, not its time: where a policy has one, it comes before the money."""
    if not has_taken(move.case, "agree") and _AGREE in _before_money(move.world):
        yield refuse("L414", DEFAULT, in_case(move.case, "办理"), 案卷=move.case.id)


def paid_once(move: CaseMove) -> Iterator[Finding]:
    """R78, R81, O15: no more payments than the policy or the bureau sets."""
    times = payments_allowed(move.world, move.programme.grant, move.case)
    if len(entries(move.case, "disburse")) >= times:
        rule = clause(move.world, move.programme.grant.rule)
        whose = f"{rule}；{clause(move.world, 'O15')}"
        yield refuse("L411", whose, in_case(move.case, "办理"), 案卷=move.case.id, 笔数=times)


def whole_grant(move: CaseMove) -> Iterator[Finding]:
    """R78, R81: one payment is the whole grant; several never come to more than it."""
    given, whole = money_of(move.facts.get("金额")), granted(move.programme, move.case)
    whose = clause(move.world, move.programme.grant.rule)
    if whole is None:
        yield refuse("L419", whose, in_case(move.case, "办理"), 案卷=move.case.id)
        return
    if not whole:
        yield refuse("L420", whose, in_case(move.case, "办理"), 案卷=move.case.id)
        return
    due, single = (
        _due(move, whole),
        payments_allowed(move.world, move.programme.grant, move.case) == 1,
    )
    exact = single or move.programme.grant.mode == YEARLY
    wrong = given is None or not given > NOTHING or (given != due if exact else given > due)
    if wrong:
        facts = {"案卷": move.case.id, "金额": given or "未填", "标准": due}
        yield refuse("L410" if exact else "L418", whose, in_record("金额"), **facts)


def _due(move: CaseMove, whole: Money) -> Money:
    """The most this payment may be: the whole, a year's amount, or what is left of the whole."""
    grant = move.programme.grant
    if grant.mode == YEARLY:
        return sum_of_turn(move.programme, move.case)
    if payments_allowed(move.world, grant, move.case) == 1:
        return whole
    return max(whole - paid(move.case), NOTHING)


def last_payment_completes(move: CaseMove) -> Iterator[Finding]:
    """The last of several payments leaves nothing of the grant unpaid."""
    given, whole = money_of(move.facts.get("金额")), granted(move.programme, move.case)
    times, made = (
        payments_allowed(move.world, move.programme.grant, move.case),
        len(_payments(move)),
    )
    if given is None or whole is None or not 1 < times == made + 1:
        return
    left = whole - paid(move.case) - given
    if left > NOTHING:
        whose, place = clause(move.world, move.programme.grant.rule), in_record("金额")
        yield warn("L421", whose, place, 案卷=move.case.id, 笔数=times, 余额=left)


def one_each_year(move: CaseMove) -> Iterator[Finding]:
    """A yearly grant: the second payment not before the second year of the term begins."""
    opened = opens_on(move.programme, move.case)
    if opened is not None and move.on < opened:
        whose, place = clause(move.world, move.programme.grant.rule), in_record("拨款日期")
        facts = {"案卷": move.case.id, "笔次": len(_payments(move)) + 1, "起": opened}
        yield refuse("L422", whose, place, **facts)


def report_first(move: CaseMove) -> Iterator[Finding]:
    """Where the policy pays a year on the report of the year before, that report is entered."""
    wanted = report_wanted(move.programme, move.case)
    if wanted is not None:
        whose, place = clause(move.world, move.programme.grant.rule), in_case(move.case, "办理")
        facts = {"案卷": move.case.id, "笔次": len(_payments(move)) + 1, "年度": wanted.year}
        yield refuse("L428", whose, place, **facts)


def paid_to_payee(move: CaseMove) -> Iterator[Finding]:
    """R49: the money goes to the unit that applied, or to the leader where people are paid."""
    whose, own = clause(move.world, Ground.PAYMENT), payee(move.programme, move.case)
    account = account_of(move.programme, move.case)
    told = [(in_record(key), text_of(move.facts.get(key))) for key in ("收款单位", "收款人")]
    told.append((in_case(move.case, "经费.收款账户.户名"), account["户名"]))
    for place, given in told:
        if given and given != own:
            yield refuse("L412", whose, place, 案卷=move.case.id, 收款=given, 应收=own)
    if not account["账号"]:
        to_person = move.programme.grant.to_person
        key = "经费.收款账户.账号" if to_person else "单位.账号"
        yield refuse("L415", whose, in_case(move.case, key), 案卷=move.case.id, 栏目=key)


def budget_number(move: CaseMove) -> Iterator[Finding]:
    """The finance bureau's number of the budget quota is written as document numbers are."""
    number = text_of(move.facts.get("指标文号"))
    if number and not is_document_number(number):
        whose, place = clause(move.world, Ground.PAYMENT), in_record("指标文号")
        yield warn("L423", whose, place, 文号=number)


def voucher_once(move: CaseMove) -> Iterator[Finding]:
    """A voucher stands for one payment, or for one whole batch paid on one day."""
    voucher, day = text_of(move.facts.get("支付凭证号")), day_of(move.facts.get("拨款日期"))
    for case in move.world.cases.values():
        for record in records(case, "disburse"):
            together = case.id != move.case.id and _same_act(move, case, record, day)
            if voucher and text_of(record.get("支付凭证号")) == voucher and not together:
                whose, place = clause(move.world, Ground.BOOKKEEPING), in_record("支付凭证号")
                facts = {"凭证号": voucher, "案卷": case.id, "日期": record.get("拨款日期")}
                yield refuse("L424", whose, place, **facts)
                return


def _same_act(move: CaseMove, case: CaseFile, record: Facts, day: date | None) -> bool:
    """Whether a payment on record is of this batch, day and budget number."""
    batch = text_of(case.data.get("批次")) == move.world.batch.id
    number = text_of(record.get("指标文号")) == text_of(move.facts.get("指标文号"))
    return batch and number and day_of(record.get("拨款日期")) == day


def paid_after_award(move: CaseMove) -> Iterator[Finding]:
    """R50: the money moves after the award, not after the act is entered."""
    day, awarded = day_of(move.facts.get("拨款日期")), day_entered(move.case, "award")
    if day is not None and ((awarded and day < awarded) or day > move.on):
        whose, place = clause(move.world, Ground.ORDER), in_record("拨款日期")
        yield refuse("L416", whose, place, 拨款=day, 公布=awarded or "未公布", 日期=move.on)


def named_cases_fit(move: BatchMove) -> Iterator[Finding]:
    """明细 names awarded cases of this batch that run, each once."""
    mine = {case.id: case for case in cases_of_batch(move.world)}
    names = [text_of(row.get("案卷号")) for row in rows_of(move.facts.get("明细"))]
    for name in dict.fromkeys(names):
        case = mine.get(name)
        fits = case is not None and has_taken(case, "award") and not ending_of(case)
        if not fits or names.count(name) > 1:
            whose, place = clause(move.world, Ground.PAYMENT), in_record("明细")
            yield refuse("L425", whose, place, 案卷=name or "未填", 批次=move.batch.id)


def somebody_to_pay(move: BatchMove) -> Iterator[Finding]:
    """R49: the batch has awarded cases that wait for their money."""
    if not to_be_paid(move) and not named_sums(move):
        yield refuse("L417", clause(move.world, Ground.PAYMENT), 批次=move.batch.id)


def _payments(move: CaseMove) -> tuple[Facts, ...]:
    return entries(move.case, "disburse")


AGREE_GATES = (right_leader, tasks_agreed, copies_enough)
DISBURSE_GATES = (
    agreed_first,
    paid_once,
    whole_grant,
    last_payment_completes,
    one_each_year,
    report_first,
    paid_to_payee,
    paid_after_award,
    budget_number,
    voucher_once,
    match_account,
    match_vouchers_early,
)
