"""Reading 评审 and 考核: who judges, by which points, into which grades."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from cases.policy.grades import read_grades, read_points
from cases.policy.judging import Adjustment, Assessment, Element, GradeCap, Item, Panel

if TYPE_CHECKING:
    from cases.policy.sections import Section

ASSESSORS = ("组织专家", "委托第三方")
PANEL = ((), ("条款", "专家不少于", "去极值", "同分依次比", "指标", "差额"))
ASSESSMENT = (
    ("方式", "方法", "提前天数", "要素", "等级"),
    ("条款", "优秀上限", "扣分", "加分", "加分至多", "专家不少于", "去极值"),
)
_INDICATOR = (("名称", "分值"), ("要点",))
_ITEM = (("名称", "分值"), ("标准",))
_ELEMENT = (("代号", "名称", "分值", "条款", "内容"), ("细项",))
_DEDUCTION = (("名称", "分值"), ("至多", "要素", "条款"))
_BONUS = (("名称", "分值"), ("至多", "条款"))
_CAP = (("等级", "至多百分之"), ("条款",))
_FULL_MARKS = 100
_FEWEST_WITHOUT_EXTREMES = 3


def read_panel(policy: Section) -> Panel:
    """How the experts choose."""
    node = policy.section("评审", *PANEL)
    sections = node.sections("指标", *_INDICATOR)
    indicators = tuple(_item(part, "要点") for part in sections)
    names = _told_apart(sections)
    if indicators and (total := sum(each.weight for each in indicators)) != _FULL_MARKS:
        node.fault("P173", "指标", total=total)
    panel = Panel(
        indicators=indicators,
        least_experts=node.optional_whole("专家不少于", least=1),
        drop_extremes=node.flag("去极值"),
        tie_break=node.choices("同分依次比", names),
        rule=node.rule(),
        surplus=node.flag("差额", default=True),
    )
    _note_too_few(node, panel.least_experts, drop_extremes=panel.drop_extremes)
    return panel


def _item(node: Section, standard: str) -> Item:
    """One line of a rubric with its points."""
    weight = node.whole("分值", least=1, most=_FULL_MARKS)
    return Item(node.text("名称"), weight, node.text(standard))


def _told_apart(sections: tuple[Section, ...]) -> tuple[str, ...]:
    """The names of the parts of a rubric, none twice."""
    names: list[str] = []
    for section in sections:
        name = section.text("名称")
        if name and name in names:
            section.fault("P123", "名称", text=name)
        names.append(name)
    return tuple(names)


def _note_too_few(node: Section, experts: int | None, *, drop_extremes: bool) -> None:
    """Without the highest and the lowest points somebody's must be left."""
    if drop_extremes and (experts or 0) < _FEWEST_WITHOUT_EXTREMES:
        node.fault("P174", "去极值", least=_FEWEST_WITHOUT_EXTREMES)


def read_assessment(policy: Section) -> Assessment:
    """How a project is assessed before its term ends."""
    node = policy.section("考核", *ASSESSMENT)
    assessors = node.section("方式", ("取值",), ("条款",))
    methods = node.section("方法", ("取值",), ("条款",))
    elements = _elements(node)
    assessment = Assessment(
        elements=elements,
        methods=methods.texts("取值"),
        assessors=assessors.choices("取值", ASSESSORS),
        grades=read_grades(node, "等级"),
        days_before_end=node.whole("提前天数", least=1, most=3650),
        excellent_cap=_grade_cap(node),
        rule=node.rule(),
        methods_rule=methods.rule(),
        assessors_rule=assessors.rule(),
        deductions=_deductions(node, elements),
        bonuses=_adjustments(node, "加分", _BONUS),
        bonus_most=read_points(node, "加分至多"),
        least_experts=node.whole("专家不少于", 1, least=1),
        drop_extremes=node.flag("去极值"),
    )
    _note_too_few(node, assessment.least_experts, drop_extremes=assessment.drop_extremes)
    if assessment.bonus_most and not assessment.bonuses:
        node.fault("P102", "加分", name="加分")
    _note_cap(node, assessment)
    return assessment


def _grade_cap(assessment: Section) -> GradeCap | None:
    """Of a batch, so many per cent at most get the grade; mere words cap nothing."""
    if not assessment.has("优秀上限"):
        return None
    if assessment.is_text("优秀上限"):
        assessment.fault("P175", "优秀上限")
        return None
    node = assessment.section("优秀上限", *_CAP)
    percent = node.whole("至多百分之", most=_FULL_MARKS)
    return GradeCap(node.text("等级"), percent, node.rule())


def _note_cap(node: Section, assessment: Assessment) -> None:
    """A cap is on a grade there is, and one that passes."""
    cap, known = assessment.excellent_cap, assessment.passing
    if cap is not None and cap.grade and known and cap.grade not in known:
        facts = {"text": cap.grade, "allowed": "、".join(known)}
        node.contradicted("P109", "优秀上限.等级", **facts)


def _elements(node: Section) -> tuple[Element, ...]:
    """The elements; their weights make up full marks."""
    sections = node.sections("要素", *_ELEMENT)
    elements = tuple(_element(part) for part in sections)
    _told_apart(sections)
    total = sum(element.weight for element in elements)
    if elements and total != _FULL_MARKS:
        node.fault("P115", "要素", total=total)
    return elements


def _element(node: Section) -> Element:
    """One element with its weight; the weights of its lines add up to it."""
    sections = node.sections("细项", *_ITEM)
    items = tuple(_item(part, "标准") for part in sections)
    weight = node.whole("分值", least=0, most=_FULL_MARKS)
    _told_apart(sections)
    total = sum(item.weight for item in items)
    if items and total != weight:
        node.fault("P176", "细项", total=total, weight=weight)
    return Element(
        id=node.text("代号"),
        label=node.text("名称"),
        weight=weight,
        examples=node.texts("内容"),
        rule=node.rule(),
        items=items,
    )


def _deductions(node: Section, elements: tuple[Element, ...]) -> tuple[Adjustment, ...]:
    """What costs points; an element loses no more than it weighs."""
    found = _adjustments(node, "扣分", _DEDUCTION)
    weights = {each.label: each.weight for each in elements}
    for place, each in enumerate(found):
        key = f"扣分.{place}"
        if each.element and each.element not in weights:
            facts = {"text": each.element, "allowed": "、".join(weights)}
            node.contradicted("P109", f"{key}.要素", **facts)
        elif each.element and Decimal(each.most or each.points or 0) > weights[each.element]:
            node.contradicted("P177", key, label=each.label, weight=weights[each.element])
    return found


def _adjustments(
    node: Section, name: str, keys: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[Adjustment, ...]:
    """Deductions or bonuses."""
    sections = node.sections(name, *keys)
    _told_apart(sections)
    return tuple(_adjustment(part) for part in sections)


def _adjustment(node: Section) -> Adjustment:
    """So many points for each case of something, and so many at most."""
    points, most = read_points(node, "分值"), read_points(node, "至多")
    if points and most and Decimal(most) < Decimal(points):
        node.fault("P178", "至多", points=points, most=most)
    return Adjustment(node.text("名称"), points, most, node.text("要素"), node.rule())
