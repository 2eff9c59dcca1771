"""Panel, assessment and grades in plain Chinese sentences, with example sums."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from cases.policy.saying import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.policy.judging import Adjustment, Assessment, Item, Panel
    from cases.policy.ruling import Grade
    from cases.policy.saying import Samples

_STEP = Decimal("0.01")
_EXAMPLES = (80, 85, 90, 95)
_LIST, _NEXT_LIST = 9, 10


def grade_told(grade: Grade) -> str:
    """A grade with its bound and amount: ``A ≥85 40万元``."""
    amount = f" {grade.amount.wan}" if grade.amount is not None else ""
    return f"{grade.label} ≥{grade.at_least}{amount}"


def bounds_told(grades: tuple[Grade, ...]) -> str:
    """Which grade stands on each bound and a hundredth below it."""
    pairs = (
        say(
            "P528",
            bound=above.at_least,
            upper=above.label,
            short=Decimal(above.at_least) - _STEP,
            lower=below.label,
        )
        for above, below in pairwise(grades)
    )
    return say("P527", pairs="；".join(pairs))


def panel_told(panel: Panel, samples: Samples) -> Iterator[str]:
    """How the experts choose; nothing where the policy has no rubric of its own."""
    if panel.least_experts is not None:
        facts = {"number": panel.least_experts, "rule": panel.rule}
        yield samples.marked(say("P529", **facts), "评审")
    if not panel.surplus:
        yield say("P575", rule=panel.rule)
    if panel.drop_extremes:
        yield _extremes()
    if panel.indicators:
        yield samples.marked(say("P530", items=_items(panel.indicators)), "评审.指标")
    if panel.tie_break:
        yield say("P531", names=listed(panel.tie_break))


def _extremes() -> str:
    """What is left of four experts' points."""
    left = _EXAMPLES[1:-1]
    facts = {"all": listed(map(str, _EXAMPLES)), "left": listed(map(str, left))}
    return say("P532", mean=Decimal(sum(left)) / len(left), **facts)


def _items(items: Iterable[Item]) -> str:
    """The lines of a rubric with their points."""
    return listed(
        f"{item.label} {item.weight}" + (f"（{item.standard}）" if item.standard else "")
        for item in items
    )


def assessment_told(assessment: Assessment, samples: Samples) -> Iterator[str]:
    """How projects are assessed before their term ends."""
    told = say(
        "P450",
        days=assessment.days_before_end,
        rule=assessment.rule,
        assessors="或".join(assessment.assessors),
        methods=listed(assessment.methods),
    )
    yield samples.marked(told, "考核.提前天数", "考核.方式", "考核.方法")
    if assessment.least_experts > 1:
        yield say("P533", number=assessment.least_experts)
    if assessment.drop_extremes:
        yield _extremes()
    weights = (f"{element.label} {element.weight}" for element in assessment.elements)
    yield samples.marked(say("P451", elements=listed(weights)), "考核.要素")
    for element in assessment.elements:
        if element.items:
            yield say("P534", element=element.label, items=_items(element.items))
    yield from _adjustments(assessment)
    grades = say("P452", grades=listed(map(grade_told, assessment.grades)))
    yield samples.marked(grades, "考核.等级")
    yield bounds_told(assessment.grades)
    yield from _cap(assessment)


def _adjustments(assessment: Assessment) -> Iterator[str]:
    """What is taken off and what is added."""
    for each in assessment.deductions:
        whence = say("P536", element=each.element) if each.element else say("P537")
        yield say("P535", whence=whence, most=_most(each), **_told(each))
    for each in assessment.bonuses:
        yield say("P538", most=_most(each), **_told(each))
    if assessment.bonus_most:
        yield say("P539", most=assessment.bonus_most)
    if assessment.deductions or assessment.bonuses:
        yield say("P542")


def _told(each: Adjustment) -> dict[str, str]:
    return {"label": each.label, "points": each.points, "rule": each.rule}


def _most(each: Adjustment) -> str:
    """The most it may come to, if anything bounds it."""
    return say("P543", most=each.most) if each.most else ""


def _cap(assessment: Assessment) -> Iterator[str]:
    """How many of a batch may get the capped grade, with an example."""
    cap = assessment.excellent_cap
    if cap is not None:
        yield say(
            "P453",
            grade=cap.grade,
            percent=cap.percent,
            rule=cap.rule,
            list=_LIST,
            most=_LIST * cap.percent // 100,
            longer=_NEXT_LIST,
            longer_most=_NEXT_LIST * cap.percent // 100,
        )
