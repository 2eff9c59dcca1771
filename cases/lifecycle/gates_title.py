"""Gates of 取消称号 and of closing what failed: what the policy lays down comes first (O23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.gates_closing import balance
from cases.lifecycle.gates_misuse import clawed_back
from cases.lifecycle.grants_due import paid
from cases.lifecycle.outcomes import (
    BANNED_UNTIL,
    DECIDED,
    FAILING,
    NOT_MENDED,
    ban_years,
    failure_rule,
    has_failed,
    mends_first,
    since_first_failure,
    steps_in,
)
from cases.lifecycle.reading import day_of, text_of
from cases.lifecycle.refusing import clause, in_case, open_value, refuse
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove, day_entered, records
from cases.policy.grounds import Ground
from cases.values.days import months_after
from cases.values.money import Money

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.policy.judging import Failure

_ONLY_TOLD = "只通报"


def title_may_go(move: CaseMove) -> Iterator[Finding]:
    """O23: a title goes for a failure that stands, or for misuse that cost the money."""
    if not _takes_titles(move):
        yield refuse("L024", _whose(move), in_case(move.case), 政策=move.world.policy.id)
    elif has_failed(move.world.policy, move.case):
        yield from _mended_in_vain(move)
        yield from _undone(move, "cancel-title")
    elif not _misused(move):
        yield refuse("L025", _whose(move), in_case(move.case, "办理"), 案卷=move.case.id)


def consequences_drawn(move: CaseMove) -> Iterator[Finding]:
    """不合格: a failed project is closed only after what the policy lays down for it."""
    if has_failed(move.world.policy, move.case):
        yield from _undone(move, "close")


def ban_facts(move: CaseMove) -> dict[str, object]:
    """禁报: until which day leader and unit may not apply, where this end brings a ban."""
    failed = has_failed(move.world.policy, move.case)
    assessed = day_entered(move.case, "assess-term")
    start = move.on if move.step.id == "cancel-title" else assessed
    if start is None or (move.step.id != "cancel-title" and not failed):
        return {}
    years = ban_years(move.world.policy.consequences, failed=failed)
    return {BANNED_UNTIL: months_after(start, 12 * years)} if years else {}


def _takes_titles(move: CaseMove) -> bool:
    """Whether this policy, or the bureau's O23 where it is silent, takes titles away."""
    rules = move.world.policy.consequences
    if rules.failure is not None and rules.failure.withdraw_title:
        return True
    return rules.withdraw_title and open_value(move.world, "O23") != _ONLY_TOLD


def _misused(move: CaseMove) -> bool:
    """Whether money was taken back for misuse, and the policy then takes the title too."""
    decided = (text_of(each.get("阶段")) == DECIDED for each in records(move.case, "claw-back"))
    return move.world.policy.consequences.withdraw_title and any(decided)


def _mended_in_vain(move: CaseMove) -> Iterator[Finding]:
    """整改: first the order to mend, its deadline gone by, and a second look that failed too."""
    if not mends_first(move.world):
        return
    later = since_first_failure(move.world.policy, move.case)
    orders, place = steps_in(later, "rectify"), in_case(move.case, "办理")
    if not orders:
        yield refuse("L026", _whose(move), place, 还差=find_step("rectify").label)
        return
    last = day_of(orders[-1].get("整改期限"))
    if last is not None and move.on <= last:
        yield refuse("L027", _whose(move), place, 期限=last, 日期=move.on)
    looked = steps_in(later, "recheck")
    in_vain = bool(looked) and text_of(looked[-1].get("结论")) == NOT_MENDED
    if not in_vain and not steps_in(later, "assess-term"):
        wanted = f"{find_step('recheck').label}或再次{find_step('assess-term').label}"
        yield refuse("L026", _whose(move), place, 还差=wanted)


def _undone(move: CaseMove, ending: str) -> Iterator[Finding]:
    """What the policy lays down for a failure and nobody has done yet."""
    failure = move.world.policy.consequences.failure
    if failure is None:
        return
    missing = tuple(_missing(move, failure, ending))
    if missing:
        whose = clause(move.world, failure.rule or Ground.TITLE_WITHDRAWN)
        facts = {"环节": move.step.label, "结论": FAILING, "还差": "、".join(missing)}
        yield refuse("L028", whose, in_case(move.case, "办理"), **facts)


def _missing(move: CaseMove, failure: Failure, ending: str) -> Iterator[str]:
    """The labels of the steps still to take before this end."""
    later = since_first_failure(move.world.policy, move.case)
    seen_again = steps_in(later, "recheck") or steps_in(later, "assess-term")
    if ending == "close" and failure.rectify and not (steps_in(later, "rectify") and seen_again):
        yield find_step("rectify").label
    if failure.clawback and owed_back(move, failure):
        yield f"{find_step('claw-back').label}（{failure.clawback}）"
    if ending == "close" and failure.withdraw_title:
        yield find_step("cancel-title").label


def owed_back(move: CaseMove, failure: Failure) -> Money:
    """Yuan the unit still owes for its failure: all that was paid, or what it has not spent.

    What was misused is a judgement of people: it is owed only once an inspection found it.
    """
    if failure.clawback == "全额":
        return max(paid(move.case) - clawed_back(move), Money.of(0))
    if failure.clawback == "结余部分":
        return balance(move)
    faults = move.world.policy.consequences.fund_faults
    seen = any(text_of(each.get("问题类型")) in faults for each in records(move.case, "inspect"))
    return paid(move.case) if seen and not clawed_back(move) else Money.of(0)


def _whose(move: CaseMove) -> str:
    """Whose rule it is that a failure has consequences."""
    return clause(move.world, failure_rule(move.world.policy))


CANCEL_GATES = (title_may_go,)
