"""表.考核报告: the assessment as the report prints it, with its chart."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.lifecycle.assessing import (
    NOTHING,
    Adjusted,
    element_facts,
    item_points,
    points_by_expert,
    points_of_assessment,
    shown_points,
    shown_total,
)
from cases.lifecycle.assessing_batch import capped_share
from cases.lifecycle.reading import at, rows_of, text_of, texts_of
from cases.lifecycle.scoring import rounded
from cases.lifecycle.world import entries
from doc_templates.charts.chart import Chart, Series, Sort

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.policy.judging import Element

    Facts = Mapping[str, Any]

_VISIT = ("方法", "日期", "地点", "参加人")


def assessment_words(world: World, case: CaseFile, facts: Facts) -> dict[str, Any]:
    """Elements with items and proofs, each expert's points, deductions, bonus, total, visits."""
    assessment = world.policy.assessment
    points = points_of_assessment(assessment, facts)
    return {
        "图": _chart(world, points.elements),
        "要素": [
            _element(world, case, facts, each, points.elements) for each in assessment.elements
        ],
        "有细项": any(each.items for each in assessment.elements),
        "专家评分": list(_experts(world, facts)),
        "扣分": [_line(each) for each in points.deductions],
        "加分": [_line(each) for each in points.bonuses],
        "扣分计": shown_points(points.deducted),
        "加分计": shown_points(points.bonus),
        "加分至多": assessment.bonus_most,
        "满分": sum(each.weight for each in assessment.elements),
        "要素合计": shown_points(sum((e or NOTHING for e in points.elements.values()), NOTHING)),
        "总分": shown_total(points.total),
        "去极值": assessment.drop_extremes and bool(rows_of(facts.get("评分"))),
        "考核记录": [_visit(row) for row in rows_of(facts.get("考核记录"))],
        "复评": len(entries(case, "assess-term")) > 1,
        "说明": text_of(facts.get("说明")),
        "签名": text_of(facts.get("签名")),
    }


def _chart(world: World, points: Mapping[str, Fraction | None]) -> Chart:
    """Weight and points of each element, side by side."""
    elements = world.policy.assessment.elements
    weights = tuple(rounded(Fraction(each.weight)) for each in elements)
    given = tuple(rounded(points[each.label] or NOTHING) for each in elements)
    series = (
        Series("分值", tuple(map(_plain, weights))),
        Series("得分", tuple(map(_plain, given))),
    )
    labels = tuple(each.label for each in elements)
    return Chart(Sort.BARS, labels, series, 150, 22 + 11 * len(labels), unit="分")


def _plain(value: Any) -> Any:
    """12.00 as 12, 12.50 as 12.5."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _element(
    world: World, case: CaseFile, facts: Facts, element: Element,
    points: Mapping[str, Fraction | None],
) -> dict[str, Any]:  # fmt: skip
    """One element: what it is about, its points, remark, items and proofs."""
    told = element_facts(facts, element)
    own = points[element.label]
    held = world.evidence.get(case.id, ())
    prefixes = tuple(f"evidence/要素/{name}/" for name in (element.label, element.id))
    proofs = list(texts_of(at(told, "依据"))) or [p for p in held if p.startswith(prefixes)]
    return {
        "名称": element.label,
        "内容": "、".join(element.examples),
        "分值": element.weight,
        "得分": shown_points(own) if own is not None else "",
        "评语": text_of(at(told, "评语")),
        "依据": [each.rpartition("/")[2] for each in proofs],
        "细项": list(_items(facts, element)),
    }


def _items(facts: Facts, element: Element) -> Iterator[dict[str, Any]]:
    """The items of an element with their standard and the points given."""
    given = [_of(row, element) for row in rows_of(facts.get("评分"))] or [
        element_facts(facts, element)
    ]
    for item in element.items:
        points = [
            found for each in given if (found := item_points(each).get(item.label)) is not None
        ]
        mean = sum(map(Fraction, points), NOTHING) / len(points) if points else None
        told = shown_points(mean) if mean is not None else ""
        yield {"名称": item.label, "标准": item.standard, "分值": item.weight, "得分": told}


def _of(row: Facts, element: Element) -> object:
    elements = row.get("要素")
    return at(elements, element.label) or at(elements, element.id)


def _experts(world: World, facts: Facts) -> Iterator[dict[str, Any]]:
    """What each expert gave each element, and together."""
    elements = world.policy.assessment.elements
    by_element = [dict(points_by_expert(facts, each)) for each in elements]
    for row in rows_of(facts.get("评分")):
        name = text_of(row.get("专家"))
        given = [each.get(name) for each in by_element]
        total = sum((Fraction(each) for each in given if each is not None), NOTHING)
        shown = [shown_points(Fraction(each)) if each is not None else "" for each in given]
        yield {"姓名": name, "得分": shown, "合计": shown_points(total)}


def _line(each: Adjusted) -> dict[str, Any]:
    told = {"名称": each.label, "次数": each.count, "理由": each.reason}
    return {**told, "分数": shown_points(each.points), "要素": each.element or "总分"}


def _visit(row: Facts) -> dict[str, str]:
    return {key: "、".join(texts_of(row.get(key))) for key in _VISIT}


class OverCapError(JiangdangError):
    """More projects have the capped grade than the share of those due allows."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E164"


def refuse_over_cap(world: World) -> None:
    """The share is counted again when the results are told: projects may have ended since."""
    share = capped_share(world)
    if share is not None and share.have > share.most:
        raise OverCapError(
            grade=share.grade,
            have=share.have,
            most=share.most,
            due=share.due,
            percent=share.percent,
        )


def capped_words(world: World) -> dict[str, Any]:
    """表.考核上限: how many have the capped grade, and how many of the projects due may."""
    share = capped_share(world)
    if share is None:
        return {"等级": "", "至多": 0, "已有": 0, "应考": 0, "百分之": 0}
    told = {"等级": share.grade, "至多": share.most, "已有": share.have, "应考": share.due}
    return {**told, "百分之": share.percent}
