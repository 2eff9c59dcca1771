"""考核的分数: what the assessors' points come to, exactly, and which grade they reach.

Nothing is rounded before it is held against a bound: 59.995 is not 60. A printed mean is rounded
half up, a printed total is cut off at the hundredth, so that no printed total looks as if it
passed when it did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, at, count_of, points_of, rows_of, text_of
from cases.lifecycle.scoring import Row, counted, rounded
from cases.policy.judging import Panel

if TYPE_CHECKING:
    from cases.policy.judging import Adjustment, Assessment, Element
    from cases.policy.ruling import Grade

_CENT = Decimal("0.01")
NOTHING = Fraction()


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A line of 扣分 or 加分: how often, why, and what it comes to."""

    label: str
    count: int
    reason: str
    points: Fraction
    element: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """All the points of one assessment; an element without points has None."""

    elements: Mapping[str, Fraction | None]
    deductions: tuple[Adjusted, ...]
    bonuses: tuple[Adjusted, ...]
    deducted: Fraction
    bonus: Fraction

    @property
    def total(self) -> Fraction:
        """Elements less deductions, with the bonus; never below nought."""
        given = sum((each for each in self.elements.values() if each is not None), NOTHING)
        return max(NOTHING, given - self.deducted + self.bonus)


def points_of_assessment(assessment: Assessment, facts: Facts) -> Points:
    """What the record of 届满考核 comes to."""
    elements = {each.label: element_points(assessment, facts, each) for each in assessment.elements}
    deductions = tuple(_adjusted(assessment.deductions, facts.get("扣分")))
    bonuses = tuple(_adjusted(assessment.bonuses, facts.get("加分")))
    bonus = sum((each.points for each in bonuses), NOTHING)
    most = assessment.bonus_most
    return Points(
        elements,
        deductions,
        bonuses,
        _deducted(deductions, elements),
        min(bonus, Fraction(most)) if most else bonus,
    )


def element_points(assessment: Assessment, facts: Facts, element: Element) -> Fraction | None:
    """The points of an element: as told, or the mean over the experts who score."""
    given = [points for _, points in points_by_expert(facts, element)]
    if not given:
        told = points_of(at(element_facts(facts, element), "得分"))
        return Fraction(told) if told is not None else None
    if any(each is None for each in given):
        return None
    row = Row("", tuple(str(each) for each in given))
    panel = Panel(least_experts=assessment.least_experts, drop_extremes=assessment.drop_extremes)
    kept = counted(row, panel)
    return sum(map(Fraction, kept), NOTHING) / len(kept)


def points_by_expert(facts: Facts, element: Element) -> Iterator[tuple[str, Decimal | None]]:
    """What each expert of 评分 gave the element; its items added up where they are told."""
    for row in rows_of(facts.get("评分")):
        yield text_of(row.get("专家")), points_told(_of_element(row.get("要素"), element))


def comments(facts: Facts, element: Element) -> Iterator[tuple[str, str]]:
    """What each expert of 评分 said of the element; one remark may stand for all elements."""
    for row in rows_of(facts.get("评分")):
        said = row.get("评语")
        own = _of_element(said, element) if isinstance(said, Mapping) else said
        inner = at(_of_element(row.get("要素"), element), "评语")
        if text_of(inner or own):
            yield text_of(row.get("专家")), text_of(inner or own)


def points_told(told: object) -> Decimal | None:
    """Points given as a number, as 得分, or as those of each 细项."""
    if not isinstance(told, Mapping):
        return points_of(told)
    own, items = points_of(told.get("得分")), item_points(told)
    if own is None and items and all(each is not None for each in items.values()):
        return sum((each for each in items.values() if each is not None), Decimal(0))
    return own


def item_points(told: object) -> Mapping[str, Decimal | None]:
    """The points of each 细项 of an element, where they are told."""
    items = at(told, "细项")
    found = items.items() if isinstance(items, Mapping) else ()
    return {str(name): points_of(value) for name, value in found}


def element_facts(facts: Facts, element: Element) -> object:
    """What is said about an element under 要素, by label or id."""
    return _of_element(facts.get("要素"), element)


def _of_element(given: object, element: Element) -> object:
    found = at(given, element.label)
    return at(given, element.id) if found is None else found


def _adjusted(known: tuple[Adjustment, ...], given: object) -> Iterator[Adjusted]:
    """The lines told that the policy knows: so many points for each, up to the most."""
    by_label = {each.label: each for each in known}
    for row in rows_of(given):
        label, count = text_of(row.get("名称")), count_of(row.get("次数", 1)) or 0
        own = by_label.get(label)
        if own is not None:
            points = Fraction(own.points) * count
            points = min(points, Fraction(own.most)) if own.most else points
            yield Adjusted(label, count, text_of(row.get("理由")), points, own.element)


def _deducted(lines: tuple[Adjusted, ...], elements: Mapping[str, Fraction | None]) -> Fraction:
    """All deductions; those from an element never take more than its points."""
    total = sum((each.points for each in lines if not each.element), NOTHING)
    for name, points in elements.items():
        own = sum((each.points for each in lines if each.element == name), NOTHING)
        total += min(own, points or NOTHING)
    return total


def grade_of(assessment: Assessment, total: Fraction) -> Grade | None:
    """The highest grade whose bound the points reach; bounds belong to the grade."""
    reached = (each for each in assessment.grades if total >= Fraction(each.at_least or 0))
    return next(reached, None)


def shown_points(points: Fraction) -> str:
    """A mean as it is printed: half up to the hundredth, whole numbers whole."""
    return _plain(rounded(points))


def shown_total(total: Fraction) -> str:
    """A total as it is printed and kept: cut off at the hundredth."""
    hundredths = total.numerator * 100 // total.denominator
    return _plain((Decimal(hundredths) / 100).quantize(_CENT, ROUND_DOWN))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value == value.to_integral() else format(value, "f")


def recorded_points(assessment: Assessment, facts: Facts) -> dict[str, object]:
    """What the entry keeps beside the facts given: each element's points, and the total.

    Where several experts score, an element's points are their mean as it is printed, and the
    experts' remarks make its comment unless one is given.
    """
    points = points_of_assessment(assessment, facts)
    kept: dict[str, object] = {"总分": shown_total(points.total)}
    if rows_of(facts.get("评分")):
        kept["要素"] = {
            each.label: _kept_element(facts, each, points.elements[each.label])
            for each in assessment.elements
        }
    return kept


def _kept_element(facts: Facts, element: Element, points: Fraction | None) -> dict[str, object]:
    told = element_facts(facts, element)
    own = dict(told) if isinstance(told, Mapping) else {}
    said = "；".join(f"{expert}：{text}" for expert, text in comments(facts, element))
    mean = shown_points(points) if points is not None else ""
    return {**own, "得分": mean, "评语": text_of(own.get("评语")) or said}
