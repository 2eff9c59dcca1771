"""Gates of 初审 and 不予推荐: the case's own department, in time, with reasons (五.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.asking import questions, questions_of_batch, rules_asked, unanswered
from cases.lifecycle.eligibility import eligibility_findings
from cases.lifecycle.reading import at, day_of, text_of
from cases.lifecycle.refusing import DEFAULT, clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    candidates,
    cases_of_batch,
    conclusion_of_review,
    programme_of,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding


def own_department(move: CaseMove) -> Iterator[Finding]:
    """R42: only the department the unit belongs to reviews it."""
    own = text_of(at(move.case.data, "单位.主管委办局"))
    given = text_of(move.facts.get("主管委办局"))
    if given and given != own:
        whose, place = clause(move.world, Ground.FILED_WITH_DEPARTMENT), in_record("主管委办局")
        yield refuse("L200", whose, place, 案卷=move.case.id, 主管=own or "未填", 给出=given)


def in_time(move: CaseMove) -> Iterator[Finding]:
    """R45: candidates are reported by the day the work notice gives."""
    last = day_of(move.world.batch.data.get("上报截止"))
    if last is not None and move.on > last:
        yield refuse(
            "L201",
            clause(move.world, Ground.REPORTED_IN_TIME),
            in_record("日期"),
            日期=move.on,
            截止=last,
        )


def reasoned(move: CaseMove) -> Iterator[Finding]:
    """R44: a case that is not recommended is told why."""
    if _declines(move) and not text_of(move.facts.get("理由")):
        yield refuse("L203", clause(move.world, Ground.OPINION), in_record("理由"))


def answered(move: CaseMove) -> Iterator[Finding]:
    """R43: every question put to the department is answered, grounded and signed."""
    asked = questions(move.world.policy, move.programme, move.step.id)
    if _declines(move):
        yield from unanswered(move.world, asked, move.answers, must_fit=False)
        return
    in_tree = rules_asked(move.programme.eligibility)
    rest = tuple(each for each in asked if each.rule not in in_tree)
    yield from eligibility_findings(move)
    yield from unanswered(move.world, rest, move.answers, must_fit=True)


def department_share(move: CaseMove) -> Iterator[Finding]:
    """每部门不多于: one department recommends no more of a programme than the policy allows."""
    most, own = move.programme.quota.per_department, text_of(move.facts.get("主管委办局"))
    if most is None or _declines(move) or not own:
        return
    others = (case for case in candidates(move.world) if case.id != move.case.id)
    same = [case for case in others if _of(case, own, move)]
    if len(same) >= most:
        whose, place = clause(move.world, move.programme.quota.rule), in_record("结论")
        yield refuse("L150", whose, place, 部门=own, 已有=len(same), 至多=most)


def _of(case: CaseFile, department: str, move: CaseMove) -> bool:
    """Whether a case is that department's, of the same programme or counted together with it."""
    found = programme_of(move.world.policy, case)
    mine = text_of(at(case.data, "单位.主管委办局")) == department
    if found is None or not mine:
        return False
    return found.id == move.programme.id or (found.quota.together and move.programme.quota.together)


def papers_held(move: CaseMove) -> Iterator[Finding]:
    """R43: the papers of the application are there to be looked at."""
    held = move.world.evidence.get(move.case.id, ())
    missing = [
        item.name
        for item in move.programme.evidence
        if item.required and item.step in ("apply", "申报") and not _has(held, item.name)
    ]
    if missing:
        whose, place = clause(move.world, Ground.REVIEW), in_case(move.case)
        yield warn("L205", whose, place, 案卷=move.case.id, 材料="、".join(missing))


def was_not_recommended(move: CaseMove) -> Iterator[Finding]:
    """R44: only a case reviewed as 不予推荐 ends that way."""
    found = conclusion_of_review(move.case)
    if found != "不予推荐":
        whose, place = clause(move.world, Ground.OPINION), in_case(move.case, "办理")
        yield refuse("L210", whose, place, 案卷=move.case.id, 结论=found or "未填")


def answers_signed(move: CaseMove) -> Iterator[Finding]:
    """At every other step the questions are answered and signed, whatever the answer."""
    asked = questions(move.world.policy, move.programme, move.step.id)
    yield from unanswered(move.world, asked, move.answers, must_fit=False)


def batch_answers_signed(move: BatchMove) -> Iterator[Finding]:
    """At a step of the batch too, once for all its cases; a payment asks for each case itself."""
    if move.step.id == "disburse":
        return
    found = (programme_of(move.world.policy, case) for case in cases_of_batch(move.world))
    held = {programme.label for programme in found if programme is not None}
    # The work notice comes before any case.
    every = (programme.label for programme in move.world.policy.programmes.values())
    asked = questions_of_batch(move.world.policy, move.step.id, held or set(every))
    yield from unanswered(move.world, asked, move.answers, must_fit=False)


def approved_before(move: CaseMove) -> Iterator[Finding]:
    """An approval is not later than the act it allows."""
    approved = day_of(move.facts.get("批准日期"))
    if approved is not None and approved > move.on:
        yield refuse("L021", DEFAULT, in_record("批准日期"), 批准=approved, 日期=move.on)


def _declines(move: CaseMove) -> bool:
    return text_of(move.facts.get("结论")) == "不予推荐"


def _has(held: object, name: str) -> bool:
    """Whether a paper of that name is held, under whatever step or element."""
    names = held if isinstance(held, list | tuple) else ()
    return any(str(each).rpartition("/")[2] == name for each in names)


REVIEW_GATES = (own_department, in_time, reasoned, answered, department_share, papers_held)
DECLINE_GATES = (was_not_recommended,)
