"""待办 of a case until and beside its term: review, letters, agreement, money, misuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.todo.batch import notice_day
from acts.todo.duties import duty_of_case
from cases.lifecycle.gates_misuse import DECISION, PRIOR_NOTICE, defence_end
from cases.lifecycle.grants_due import next_payment, opens_on, report_wanted
from cases.lifecycle.reading import day_of, text_of
from cases.lifecycle.steps import find_step, main_line, takes
from cases.lifecycle.world import (
    conclusion_of_review,
    ending_of,
    has_taken,
    programme_of,
    records,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.todo.duties import Duty
    from cases.casefile import CaseFile
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.world import World

DECLINED = "不予推荐"
LETTER = "non-award-letter"
_DEFENCE = (Ground.CLAWBACK, "O26")


def duties_of_case(world: World, case: CaseFile) -> Iterator[Duty]:
    """What a case that runs has to do next, by the steps of its policy."""
    if ending_of(case) is not None:
        yield from _payback(world, case)
        return
    if not has_taken(case, "award"):
        yield from _before_award(world, case)
        return
    yield from _agreement(world, case)
    yield from _payment(world, case)
    yield from _rectification(world, case)
    yield from _defence(world, case)
    yield from _payback(world, case)


def _before_award(world: World, case: CaseFile) -> Iterator[Duty]:
    """申报 and 初审 by the days of the work notice; what was not chosen is told so."""
    if has_taken(world.batch, "award"):
        if has_taken(case, "apply"):
            yield duty_of_case(world, case, "未入选", Ground.SELECTION, "T147")
    elif not has_taken(world.batch, "notify"):
        return
    elif not has_taken(case, "apply"):
        day = notice_day(world, "申报截止")
        yield duty_of_case(world, case, "申报", "O9", "T145", day)
    elif conclusion_of_review(case) == DECLINED:
        yield duty_of_case(world, case, "不予推荐", Ground.OPINION, "T148")
    elif takes(world.policy, "review") and not has_taken(case, "review"):
        day = notice_day(world, "上报截止")
        yield duty_of_case(world, case, "初审", Ground.REVIEW, "T146", day)


def _agreement(world: World, case: CaseFile) -> Iterator[Duty]:
    """R65: unit and leader sign what is to be done; the policy sets no day."""
    if takes(world.policy, "agree") and not has_taken(case, "agree"):
        yield duty_of_case(world, case, "协议", Ground.AGREEMENT, "W622")


def _payment(world: World, case: CaseFile) -> Iterator[Duty]:
    """R49: paid when the steps before are done; a yearly grant on the day each year opens."""
    programme = programme_of(world.policy, case)
    if programme is None or not takes(world.policy, "disburse") or not _may_pay(world, case):
        return
    amount = next_payment(world, programme, case)
    if amount is None or report_wanted(programme, case):
        return
    number = len(records(case, "disburse")) + 1
    if number > 1:
        day, facts = opens_on(programme, case), {"number": number, "amount": amount}
        key = f"拨款-{number}"
        yield duty_of_case(world, case, key, Ground.PAYMENT, "T150", day, **facts)
    else:
        code = "W623" if has_taken(case, "agree") else "T149"
        yield duty_of_case(world, case, "拨款-1", Ground.PAYMENT, code)


def _may_pay(world: World, case: CaseFile) -> bool:
    """Whether every step that the policy has before the payment was taken."""
    line = main_line(world.policy)
    before = line[: line.index(find_step("disburse"))]
    return all(has_taken(case, step.id) for step in before)


def _rectification(world: World, case: CaseFile) -> Iterator[Duty]:
    """O25: what was ordered to be mended is looked at again by its day."""
    ordered = records(case, "rectify")
    if len(ordered) > len(records(case, "recheck")):
        day = day_of(ordered[-1].get("整改期限"))
        key = f"整改-{len(ordered)}"
        yield duty_of_case(world, case, key, Ground.RECTIFICATION, "W624", day)


def _defence(world: World, case: CaseFile) -> Iterator[Duty]:
    """O26: a notice of taking back is served; the decision waits until the time to answer ends."""
    told = _open_notice(case)
    if told is None:
        return
    served = day_of(told.get("告知送达日期"))
    if served is None:
        yield duty_of_case(world, case, "送达告知", _DEFENCE, "T151")
        return
    end = defence_end(served, world.calendar)
    code = "T152" if end.known else "T153"
    yield duty_of_case(world, case, "陈述申辩", _DEFENCE, code, end.day, served=served)


def _open_notice(case: CaseFile) -> Facts | None:
    """The last prior notice that no decision followed: of money, or of the award itself."""
    found = records(case, "claw-back")
    if found and text_of(found[-1].get("阶段")) == PRIOR_NOTICE:
        return found[-1]
    withdrawn = records(case, "withdrawal-notice")
    return withdrawn[-1] if withdrawn else None


def _payback(world: World, case: CaseFile) -> Iterator[Duty]:
    """O26: money that was decided to be paid back comes by its day; closed or sealed, it came.

    A decision stands by itself or in the withdrawal of the award, which ends the case.
    """
    if has_taken(case, "close") or case.get("档号", ""):
        return
    decided = [r for r in records(case, "claw-back") if text_of(r.get("阶段")) == DECISION]
    decided += records(case, "withdraw")
    last = decided[-1] if decided else {}
    day = day_of(last.get("缴款期限"))
    if day is not None:
        amount = text_of(last.get("金额")) or text_of(last.get("追回金额"))
        yield duty_of_case(world, case, "缴款期限", Ground.CLAWBACK, "T154", day, amount=amount)


def letter_due(world: World, case: CaseFile, kinds: frozenset[str]) -> Iterator[Duty]:
    """Who was not recommended or not chosen is told so in writing."""
    ended = ending_of(case)
    if ended is not None and ended.id in ("decline", "unselected") and LETTER not in kinds:
        ground = Ground.OPINION if ended.id == "decline" else Ground.SELECTION
        yield duty_of_case(world, case, "告知书", ground, "T155", step=ended.label)
