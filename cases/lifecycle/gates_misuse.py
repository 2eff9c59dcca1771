"""Gates of 监督检查, 限期整改, 整改复查 and 追回资金: each rests on the one before (九)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.lifecycle.counting_days import last_working_day
from cases.lifecycle.grants_due import paid
from cases.lifecycle.mending import mended_by, mending_end, mending_rule
from cases.lifecycle.outcomes import has_failed
from cases.lifecycle.reading import day_of, money_of, text_of, texts_of, yes
from cases.lifecycle.refusing import DEFAULT, clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import CaseMove, has_taken, records
from cases.policy.grounds import Ground
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.lifecycle.counting_days import LastDay
    from cases.lifecycle.reading import Facts
    from cases.values.calendar import WorkCalendar

OTHER_FAULT = "项目管理"
DEFENCE_DAYS = 5
PRIOR_NOTICE, DECISION = "事先告知", "决定"


def two_inspectors(move: CaseMove) -> Iterator[Finding]:
    """R85 names nobody; two different people inspect, by our default."""
    names = texts_of(move.facts.get("检查人"))
    if names and len(set(names)) < 2:
        yield refuse("L501", DEFAULT, in_record("检查人"), 检查人="、".join(names))


def fault_named(move: CaseMove) -> Iterator[Finding]:
    """R86: a fault found, or to be mended, is of a known kind."""
    known = (*move.world.policy.consequences.fund_faults, OTHER_FAULT)
    found = text_of(move.facts.get("问题类型"))
    needed = move.step.id == "rectify" or yes(move.facts.get("发现问题"))
    if needed and found not in known:
        whose, place = clause(move.world, Ground.RECTIFICATION), in_record("问题类型")
        yield refuse("L502", whose, place, 类型=found or "未填", 可选="、".join(known))


def fault_found_before(move: CaseMove) -> Iterator[Finding]:
    """R85, R86: an order to mend follows an inspection that found something, or a failure."""
    found = any(yes(record.get("发现问题")) for record in records(move.case, "inspect"))
    if not found and not has_failed(move.world.policy, move.case):
        yield refuse("L510", clause(move.world, Ground.RECTIFICATION), in_case(move.case, "办理"))


def rectify_deadline(move: CaseMove) -> date | None:
    """O25: the day given, else so many days from service."""
    given, served = (day_of(move.facts.get(key)) for key in ("整改期限", "送达日期"))
    return given or (mended_by(move.world, served, failed=_mends_failure(move)) if served else None)


def deadline_after_service(move: CaseMove) -> Iterator[Finding]:
    """O25: the order is served first; the time to mend runs from service."""
    given, served = (day_of(move.facts.get(key)) for key in ("整改期限", "送达日期"))
    whose, place = _mending_clause(move), in_record("整改期限")
    if served is not None and served < move.on:
        yield refuse("L513", DEFAULT, in_record("送达日期"), 送达=served, 日期=move.on)
    end = mending_end(move.world, served, failed=_mends_failure(move)) if served else None
    if end is not None and not end.known:
        yield warn("L108", whose, place, 起=served, 止=end.day)
    if given and served and given <= served:
        yield refuse("L511", whose, place, 期限=given, 送达=served)
    elif given and end is not None and end.known and given != end.day:
        facts = {"期限": given, "送达": served, "算得": end.day}
        short = given < end.day
        yield warn("L512", whose, place, **facts) if short else warn("L514", whose, place, **facts)


def _mends_failure(move: CaseMove) -> bool:
    """Whether the order follows a failed 届满考核, and not a fault with the funds."""
    funds = move.world.policy.consequences.fund_faults
    failed = has_failed(move.world.policy, move.case)
    return failed and text_of(move.facts.get("问题类型")) not in funds


def _mending_clause(move: CaseMove) -> str:
    return clause(move.world, mending_rule(move.world, failed=_mends_failure(move)))


def ordered_before(move: CaseMove) -> Iterator[Finding]:
    """R86: what is looked at again was ordered to be mended."""
    if len(records(move.case, "rectify")) <= len(records(move.case, "recheck")):
        yield refuse("L520", clause(move.world, Ground.RECTIFICATION), in_case(move.case, "办理"))


def fund_fault(move: CaseMove) -> Iterator[Finding]:
    """R87: only a fault with the funds lets the money be taken back, or a failure that costs it."""
    if follows_failure(move):
        return
    known = move.world.policy.consequences.fund_faults
    seen = (*records(move.case, "inspect"), *records(move.case, "rectify"))
    if not any(text_of(record.get("问题类型")) in known for record in seen):
        whose, place = _clawback(move), in_case(move.case, "办理")
        yield refuse("L530", whose, place, 可选="、".join(known))


def follows_failure(move: CaseMove) -> bool:
    """Whether the policy takes money back for a 届满考核 that was not passed, and this one was."""
    failure = move.world.policy.consequences.failure
    return bool(failure and failure.clawback) and has_failed(move.world.policy, move.case)


def gravity_signed(move: CaseMove) -> Iterator[Finding]:
    """R87, O24: 情节严重 is a judgement, reasoned and signed; a failure needs none."""
    if follows_failure(move):
        return
    for key in ("情节严重理由", "签名"):
        if not text_of(move.facts.get(key)):
            yield refuse("L531", _clawback(move), in_record(key), 事项=key)


def within_grant(move: CaseMove) -> Iterator[Finding]:
    """R87: no more is taken back than was given, and something is."""
    amount, given = money_of(move.facts.get("金额")), paid(move.case)
    if amount is not None and not Money.of(0) < amount <= given:
        yield refuse("L534", _clawback(move), in_record("金额"), 金额=amount, 已拨=given)


def notices(move: CaseMove) -> tuple[Facts, ...]:
    """The prior notices on record."""
    found = records(move.case, "claw-back")
    return tuple(record for record in found if text_of(record.get("阶段")) == PRIOR_NOTICE)


def notice_served(move: CaseMove) -> Iterator[Finding]:
    """O26: the unit is told first, with its time to answer, and no more is decided than told."""
    if text_of(move.facts.get("阶段")) != DECISION:
        return
    if not notices(move):
        yield refuse("L532", clause(move.world, "O26"), in_case(move.case, "办理"))
        return
    told = money_of(notices(move)[-1].get("金额"))
    amount = money_of(move.facts.get("金额"))
    if told and amount and amount > told:
        whose, place = clause(move.world, "O26"), in_record("金额")
        yield refuse("L537", whose, place, 金额=amount, 告知=told)
    yield from _defence(move)


def _defence(move: CaseMove) -> Iterator[Finding]:
    """O26: five working days after service to state a case, by our default."""
    served = _served(move)
    whose, place = clause(move.world, "O26"), in_record("告知送达日期")
    if served is None:
        yield refuse("L535", whose, place)
        return
    end = defence_end(served, move.world.calendar)
    last = end.day
    if not end.known:
        yield warn("L108", whose, place, 起=served, 止=last)
    if move.on <= last:
        yield refuse("L533", whose, place, 送达=served, 截止=last, 日期=move.on, 天数=DEFENCE_DAYS)


def defence_end(served: date, calendar: WorkCalendar) -> LastDay:
    """The last day to answer a notice served on a day; the day of service does not count."""
    return last_working_day(served + timedelta(days=1), DEFENCE_DAYS, calendar)


def _served(move: CaseMove) -> date | None:
    """The day the prior notice reached the unit."""
    written = notices(move)[-1].get("告知送达日期")
    return day_of(move.facts.get("告知送达日期")) or day_of(written)


def decision_complete(move: CaseMove) -> Iterator[Finding]:
    """O26: a decision says by when and where the money is paid back; there is only one."""
    if text_of(move.facts.get("阶段")) != DECISION:
        return
    for key in ("缴款期限", "收款账户"):
        if not text_of(move.facts.get(key)):
            yield refuse("L538", clause(move.world, "O26"), in_record(key), 事项=key)
    if clawed_back(move):
        yield refuse("L539", _clawback(move), in_case(move.case, "办理"), 案卷=move.case.id)


def clawed_back(move: CaseMove) -> Money:
    """What decisions have taken back."""
    found = records(move.case, "claw-back")
    decided = (record for record in found if text_of(record.get("阶段")) == DECISION)
    sums = [money_of(record.get("金额")) for record in decided]
    sums += [money_of(record.get("追回金额")) for record in records(move.case, "withdraw")]
    return Money.total(each for each in sums if each is not None)


def money_was_paid(move: CaseMove) -> Iterator[Finding]:
    """R85: there is grant money to inspect and to take back."""
    if not has_taken(move.case, "disburse"):
        whose, place = _clawback(move), in_case(move.case, "办理")
        yield refuse("L536", whose, place, 案卷=move.case.id)


def _clawback(move: CaseMove) -> str:
    return clause(move.world, move.world.policy.consequences.clawback_rule or Ground.CLAWBACK)


INSPECT_GATES = (two_inspectors, fault_named)
RECTIFY_GATES = (fault_found_before, fault_named, deadline_after_service)
RECHECK_GATES = (ordered_before,)
CLAWBACK_GATES = (
    money_was_paid,
    fund_fault,
    gravity_signed,
    within_grant,
    notice_served,
    decision_complete,
)
