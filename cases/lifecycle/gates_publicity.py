"""Gates of 公示 and 公布: shown long enough, over, objections handled (五.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.counting_days import working_days_between, works_on
from cases.lifecycle.gates_application import payee_kind
from cases.lifecycle.gates_selection import choice_fits, chooses
from cases.lifecycle.reading import day_of, text_of, texts_of
from cases.lifecycle.refusing import (
    clause,
    in_record,
    open_number,
    refuse,
    warn,
)
from cases.lifecycle.term_start import anchor_rule
from cases.lifecycle.world import (
    BatchMove,
    candidates,
    cases_of_batch,
    ending_of,
    has_taken,
    programme_of,
    records,
    was_selected,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding

NO_OBJECTION = "无异议"


def selected(move: BatchMove) -> tuple[CaseFile, ...]:
    """The chosen cases of the batch that nobody's objection has ended; those named here, where
    this act is the one that chooses.
    """
    if chooses(move):
        named = texts_of(move.facts.get("入选"))
        return tuple(case for case in candidates(move.world) if case.id in named)
    mine = cases_of_batch(move.world)
    return tuple(case for case in mine if was_selected(case) and ending_of(case) is None)


def shown_days(move: BatchMove) -> Iterator[Finding]:
    """O12: shown for so many working days, the first included, from a working day on."""
    start, end = day_of(move.facts.get("公示起")), day_of(move.facts.get("公示止"))
    if start is None or end is None:
        return
    if end < start or start < move.on:
        whose, place = clause(move.world, "O12"), in_record("公示起")
        yield refuse("L331", whose, place, 发布=move.on, 起=start, 止=end)
        return
    yield from _first_day(move, start)
    yield from _long_enough(move, start, end)


def _first_day(move: BatchMove, start: date) -> Iterator[Finding]:
    """O12: the first day is a working day."""
    if works_on(start, move.world.calendar) is False:
        yield refuse("L332", clause(move.world, "O12"), in_record("公示起"), 起=start)


def _long_enough(move: BatchMove, start: date, end: date) -> Iterator[Finding]:
    """O12: so many working days lie between."""
    whose, place = clause(move.world, "O12"), in_record("公示止")
    least = open_number(move.world, "O12", 5)
    found = working_days_between(start, end, move.world.calendar)
    if found is None:
        yield warn("L108", whose, place, 起=start, 止=end)
    elif found < least:
        yield refuse("L330", whose, place, 起=start, 止=end, 实有=found, 至少=least)


def somebody_selected(move: BatchMove) -> Iterator[Finding]:
    """R47: there is a list to show and to announce."""
    if not selected(move) and not chooses(move):
        yield refuse(
            "L333", clause(move.world, Ground.SELECTION), 批次=move.batch.id, 环节=move.step.label
        )


def notice_over(move: BatchMove) -> Iterator[Finding]:
    """R48: announced only after the last day of the notice."""
    shown = records(move.batch, "publicise")
    end = day_of(shown[-1].get("公示止")) if shown else None
    if end is not None and move.on <= end:
        yield refuse(
            "L350",
            clause(move.world, Ground.PUBLICITY),
            in_record("日期"),
            日期=move.on,
            公示止=end,
        )


def objections_handled(move: BatchMove) -> Iterator[Finding]:
    """R48: what came of the notice is on record, objections with their handling."""
    outcome = text_of(move.facts.get("公示结果"))
    if outcome and outcome != NO_OBJECTION and not text_of(move.facts.get("异议处理")):
        yield refuse(
            "L351", clause(move.world, Ground.PUBLICITY), in_record("异议处理"), 结果=outcome
        )


def start_day(move: BatchMove) -> Iterator[Finding]:
    """O14: no term starts before the award, but one that the policy fixes by its days."""
    start = day_of(move.facts.get("起算日"))
    found = (programme_of(move.world.policy, case) for case in selected(move))
    owners = [each for each in found if each is not None]
    terms = [each.term for each in owners]
    fixed = {term.start for term in terms if term.start is not None and term.end is not None}
    if start is None:
        return
    if fixed and all(term.start in fixed for term in terms):
        if start not in fixed:
            whose, place = clause(move.world, terms[0].rule), in_record("起算日")
            yield refuse("L326", whose, place, 起算=start, 固定=min(fixed))
    elif start < move.on:
        rules = dict.fromkeys(anchor_rule(move.world, each) for each in owners)
        whose = "；".join(clause(move.world, rule) for rule in rules or ("O14",))
        yield refuse("L352", whose, in_record("起算日"), 起算=start, 日期=move.on)


def payees(move: BatchMove) -> Iterator[Finding]:
    """R84, O2: awarded units that are no 企业 are pointed out."""
    for case in selected(move):
        programme = programme_of(move.world.policy, case)
        if programme is not None:
            yield from payee_kind(move.world, case, programme)


def recommended_cases(move: BatchMove) -> Iterator[Finding]:
    """R11: only awarded, running projects are recommended to the city."""
    named = texts_of(move.facts.get("推荐"))
    if not named:
        yield refuse(
            "L030", clause(move.world, Ground.RECOMMENDATION), in_record("推荐"), 事项="推荐"
        )
    for name in named:
        case = move.world.cases.get(name)
        if case is None or not has_taken(case, "award"):
            yield refuse(
                "L360", clause(move.world, Ground.RECOMMENDATION), in_record("推荐"), 案卷=name
            )


PUBLICISE_GATES = (choice_fits, somebody_selected, shown_days)
AWARD_GATES = (choice_fits, somebody_selected, notice_over, objections_handled, start_day, payees)
RECOMMEND_GATES = (recommended_cases,)
