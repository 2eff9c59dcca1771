"""Gates of 届满考核: in time, whole, by the policy's ways, the match proved (七(二))."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_match import match_vouchers
from cases.lifecycle.reading import at, count_of, points_of, text_of, texts_of
from cases.lifecycle.refusing import clause, in_case, in_record, refuse, warn
from cases.lifecycle.world import CaseMove
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.policy.judging import Element


def before_last_day(move: CaseMove) -> Iterator[Finding]:
    """R68: assessed before the last day of the term; later is recorded as late."""
    term, whose = term_of(move.case), clause(move.world, Ground.TERM_ASSESSMENT)
    if term is None:
        yield refuse("L610", whose, in_case(move.case, "资助周期"), 案卷=move.case.id)
    elif move.on >= term[1]:
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
    given = _given(move, element)
    whose, place = clause(move.world, element.rule), in_record(f"要素.{element.label}")
    points = points_of(at(given, "得分"))
    if points is None or not text_of(at(given, "评语")):
        yield refuse("L600", whose, place, 要素=element.label)
    elif points > element.weight:
        yield refuse("L601", whose, place, 要素=element.label, 得分=points, 满分=element.weight)
    if not texts_of(at(given, "依据")) and not _evidence(move, element):
        yield warn("L611", whose, place, 要素=element.label)


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
    """O22: the conclusion is one of the grades, and agrees with the points."""
    grades, found = move.world.policy.assessment.grades, text_of(move.facts.get("结论"))
    whose, place = clause(move.world, "O22"), in_record("结论")
    if found and found not in [grade.label for grade in grades]:
        labels = "、".join(grade.label for grade in grades)
        yield refuse("L607", whose, place, 结论=found, 可选=labels)
        return
    reached = next((each for each in grades if total(move) >= Decimal(each.at_least)), None)
    if found and reached is not None and reached.label != found:
        yield warn("L608", whose, place, 结论=found, 总分=total(move), 等级=reached.label)


def total(move: CaseMove) -> Decimal:
    """All points together."""
    elements = move.world.policy.assessment.elements
    points = (points_of(at(_given(move, element), "得分")) for element in elements)
    return sum((each for each in points if each is not None), Decimal(0))


def _given(move: CaseMove, element: Element) -> object:
    """What is said about an element, by label or id."""
    elements = move.facts.get("要素")
    return at(elements, element.label) or at(elements, element.id)


def _evidence(move: CaseMove, element: Element) -> bool:
    """Whether papers of that element are held."""
    held = move.world.evidence.get(move.case.id, ())
    return any(name.split("/")[0] in (element.id, element.label) for name in held)


def _passing(move: CaseMove) -> list[str]:
    return [grade.label for grade in move.world.policy.assessment.grades if grade.passes]


ASSESS_TERM_GATES = (
    before_last_day,
    assessors,
    methods,
    all_elements,
    match_vouchers,
    trained_enough,
    known_grade,
)
