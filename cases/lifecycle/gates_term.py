"""Gates of 届满考核: in time, whole, by the policy's ways, the match proved (七(二))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.assessing import (
    comments,
    element_facts,
    grade_of,
    points_by_expert,
    points_of_assessment,
    shown_total,
)
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_assessing import ASSESSING_GATES
from cases.lifecycle.gates_match import match_vouchers
from cases.lifecycle.gates_order import may_be_assessed_again
from cases.lifecycle.reading import at, count_of, points_of, rows_of, text_of, texts_of
from cases.lifecycle.refusing import clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import CaseMove
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from decimal import Decimal

    from cases.findings import Finding
    from cases.policy.judging import Element


def before_last_day(move: CaseMove) -> Iterator[Finding]:
    """R68: assessed before the last day of the term; later is recorded as late.

    What was mended in the time that the policy gives is assessed again after it.
    """
    term, whose = term_of(move.case), clause(move.world, Ground.TERM_ASSESSMENT)
    if term is None:
        yield refuse("L610", whose, in_case(move.case, "资助周期"), 案卷=move.case.id)
    elif move.on >= term[1] and not may_be_assessed_again(move):
        yield refuse("L602", whose, in_record("日期"), 日期=move.on, 届满=term[1])


def assessors(move: CaseMove) -> Iterator[Finding]:
    """R71: by experts called together, or by a third party."""
    allowed, found = move.world.policy.assessment.assessors, text_of(move.facts.get("方式"))
    if found and found not in allowed:
        whose, place = clause(move.world, Ground.ASSESSORS), in_record("方式")
        yield refuse("L605", whose, place, 方式=found, 可选="、".join(allowed))
    if not texts_of(move.facts.get("专家")) and not move.facts.get("专家"):
        yield refuse("L609", clause(move.world, Ground.ASSESSING_BODY), in_record("专家"))


def methods(move: CaseMove) -> Iterator[Finding]:
    """R72: by the methods the policy lists."""
    allowed = move.world.policy.assessment.methods
    other = [each for each in texts_of(move.facts.get("方法")) if each not in allowed]
    if other:
        whose, place = clause(move.world, Ground.METHODS), in_record("方法")
        yield refuse("L604", whose, place, 方法="、".join(other), 可选="、".join(allowed))


def all_elements(move: CaseMove) -> Iterator[Finding]:
    """R73–R77: each element has points, a comment, and evidence to stand on."""
    for element in move.world.policy.assessment.elements:
        yield from _element(move, element)


def _element(move: CaseMove, element: Element) -> Iterator[Finding]:
    """What the assessment of one element lacks."""
    whose, place = clause(move.world, element.rule), in_record(f"要素.{element.label}")
    for name, points in _given(move, element):
        if points is None or not _comment(move, element):
            yield refuse("L600", whose, place, 要素=name)
        elif points > element.weight:
            yield refuse("L601", whose, place, 要素=name, 得分=points, 满分=element.weight)
    told = texts_of(at(element_facts(move.facts, element), "依据"))
    if not told and not _evidence(move, element):
        yield warn("L611", whose, place, 要素=element.label)
    absent = [each for each in told if "/" in each and not _held(move, each)]
    if absent:
        yield refuse("L619", whose, place, 要素=element.label, 材料="、".join(absent))


def _given(move: CaseMove, element: Element) -> Iterator[tuple[str, Decimal | None]]:
    """The points of an element by whom they are from: each expert, or all together."""
    several = rows_of(move.facts.get("评分"))
    if not several:
        yield element.label, points_of(at(element_facts(move.facts, element), "得分"))
    for expert, points in points_by_expert(move.facts, element):
        yield f"{element.label}（{expert}）", points


def _comment(move: CaseMove, element: Element) -> str:
    """What is said of the element: in one place, or by any of the experts."""
    own = text_of(at(element_facts(move.facts, element), "评语"))
    return own or "".join(said for _, said in comments(move.facts, element))


def _held(move: CaseMove, path: str) -> bool:
    """Whether the case holds a piece of evidence of that path, or any under that name."""
    held = move.world.evidence.get(move.case.id, ())
    return path in held or f"evidence/{path}" in held


def trainees_told(move: CaseMove) -> Iterator[Finding]:
    """R59: how many were trained is told where the policy asks for a number of them."""
    if move.programme.trainees is not None and not text_of(move.facts.get("培养人数")):
        whose = clause(move.world, move.programme.trainees_rule or Ground.TRAINING)
        yield refuse("L030", whose, in_record("培养人数"), 事项="培养人数")


def trained_enough(move: CaseMove) -> Iterator[Finding]:
    """R59: fewer trainees than set bar a passing grade, not the assessment."""
    least, trained = move.programme.trainees, count_of(move.facts.get("培养人数"))
    conclusion = text_of(move.facts.get("结论"))
    if least is None or trained is None or trained >= least:
        return
    whose, place = clause(move.world, move.programme.trainees_rule), in_record("结论")
    if conclusion in _passing(move):
        yield refuse("L606", whose, place, 培养=trained, 至少=least, 结论=conclusion)
    else:
        yield warn("L612", whose, place, 培养=trained, 至少=least)


def known_grade(move: CaseMove) -> Iterator[Finding]:
    """O22: the conclusion is one of the grades; another than the points reach needs a reason."""
    assessment, found = move.world.policy.assessment, text_of(move.facts.get("结论"))
    whose, place = clause(move.world, "O22"), in_record("结论")
    if found and found not in [grade.label for grade in assessment.grades]:
        labels = "、".join(grade.label for grade in assessment.grades)
        yield refuse("L607", whose, place, 结论=found, 可选=labels)
        return
    points = points_of_assessment(assessment, move.facts)
    reached = grade_of(assessment, points.total)
    whole = all(each is not None for each in points.elements.values())
    if whole and found and reached and reached.label != found and not _too_few_trained(move):
        signed = text_of(move.facts.get("说明")) and text_of(move.facts.get("签名"))
        facts = {"结论": found, "总分": shown_total(points.total), "等级": reached.label}
        yield (warn if signed else refuse)("L608", whose, place, **facts)


def _too_few_trained(move: CaseMove) -> bool:
    """R59: too few trainees bar a pass whatever the points; that is said in its own words."""
    least, trained = move.programme.trainees, count_of(move.facts.get("培养人数"))
    return least is not None and trained is not None and trained < least


def _evidence(move: CaseMove, element: Element) -> bool:
    """Whether papers of that element are held."""
    held = move.world.evidence.get(move.case.id, ())
    return any({element.id, element.label} & {*name.split("/")} for name in held)


def _passing(move: CaseMove) -> tuple[str, ...]:
    return move.world.policy.assessment.passing


ASSESS_TERM_GATES = (
    before_last_day,
    assessors,
    methods,
    all_elements,
    *ASSESSING_GATES,
    match_vouchers,
    trainees_told,
    trained_enough,
    known_grade,
)
