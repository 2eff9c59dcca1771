"""Gates of 届满考核 on its detail: who scores, deductions and bonus, the third party, the cap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.assessing import element_facts, item_points, points_of_assessment, points_told
from cases.lifecycle.assessing_batch import capped_share
from cases.lifecycle.reading import at, count_of, day_of, points_of, rows_of, text_of, texts_of
from cases.lifecycle.refusing import clause, in_record, refuse
from cases.lifecycle.steps import takes
from cases.lifecycle.world import records
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.findings import Finding
    from cases.lifecycle.world import CaseMove
    from cases.policy.judging import Element

THIRD_PARTY = "委托第三方"
_DETAIL = ("日期", "地点", "参加人")


def enough_experts(move: CaseMove) -> Iterator[Finding]:
    """考核的专家: as many as the policy wants, each of those who score named, none twice."""
    named = assessor_names(move.facts.get("专家"))
    scored = [text_of(row.get("专家")) for row in rows_of(move.facts.get("评分"))]
    strangers = [each for each in scored if each not in named]
    twice = sorted({each for each in scored if scored.count(each) > 1})
    least = move.world.policy.assessment.least_experts
    few = text_of(move.facts.get("方式")) != THIRD_PARTY and len(scored or named) < least
    told = [f"评分人 {'、'.join(strangers)} 不在专家名单"] if strangers else []
    told += [f"{'、'.join(twice)} 重复评分"] if twice else []
    told += [f"专家 {len(scored or named)} 人，至少 {least} 人"] if few and named else []
    if told:
        whose = clause(move.world, Ground.ASSESSORS)
        yield refuse("L613", whose, in_record("评分"), 事实="；".join(told))


def assessor_names(given: object) -> tuple[str, ...]:
    """The names of the assessors, listed as texts or as rows."""
    return tuple(text_of(row.get("姓名")) for row in rows_of(given)) or texts_of(given)


def items_fit(move: CaseMove) -> Iterator[Finding]:
    """细项: none above what it is worth, none unknown, and together the element's points."""
    for element in move.world.policy.assessment.elements:
        given = [("", element_facts(move.facts, element))]
        for row in rows_of(move.facts.get("评分")):
            elements = row.get("要素")
            told = at(elements, element.label) or at(elements, element.id)
            given.append((text_of(row.get("专家")), told))
        found = [f"{who}{fault}" for who, told in given for fault in _item_faults(element, told)]
        found += _other_mean(move, element)
        if found:
            whose = clause(move.world, element.rule)
            facts = {"要素": element.label, "事实": "；".join(found)}
            yield refuse("E100", whose, in_record(f"要素.{element.label}"), **facts)


def _item_faults(element: Element, told: object) -> Iterator[str]:
    """What is wrong with the points of an element's items."""
    worth = {each.label: each.weight for each in element.items}
    items = item_points(told)
    for name, points in items.items():
        if worth and name not in worth:
            yield f"没有细项“{name}”"
        elif points is None:
            yield f"细项“{name}”没有得分"
        elif worth and points > worth[name]:
            yield f"细项“{name}”得 {points} 分，超过 {worth[name]} 分"
    own = points_of(at(told, "得分"))
    known = [each for each in items.values() if each is not None]
    if own is not None and items and len(known) == len(items) and sum(known) != own:
        yield f"细项合计 {sum(known)} 分，得分写的是 {own} 分"


def _other_mean(move: CaseMove, element: Element) -> Iterator[str]:
    """Points told beside the experts' own that are not their mean."""
    told = points_told(element_facts(move.facts, element))
    points = points_of_assessment(move.world.policy.assessment, move.facts)
    mean = points.elements[element.label]
    if rows_of(move.facts.get("评分")) and told is not None and mean is not None:
        from cases.lifecycle.assessing import shown_points

        if shown_points(mean) != format(told.normalize(), "f"):
            yield f"得分写的是 {told} 分，专家评分的均值是 {shown_points(mean)} 分"


def adjustments_known(move: CaseMove) -> Iterator[Finding]:
    """扣分 and 加分: lines of the policy's own, each with a count and a reason."""
    assessment = move.world.policy.assessment
    sorts = (("扣分", assessment.deductions), ("加分", assessment.bonuses))
    for key, known in sorts:
        labels, whose = [each.label for each in known], clause(move.world, assessment.rule)
        for row in rows_of(move.facts.get(key)):
            name = text_of(row.get("名称"))
            if name not in labels:
                facts = {"类别": key, "名称": name, "可选": "、".join(labels) or "无"}
                yield refuse("L614", whose, in_record(key), **facts)
            elif not count_of(row.get("次数", 1)) or not text_of(row.get("理由")):
                yield refuse("L615", whose, in_record(key), 类别=key, 名称=name)


def third_party_commissioned(move: CaseMove) -> Iterator[Finding]:
    """R71: a third party has a name, and was commissioned by the call for this assessment."""
    if text_of(move.facts.get("方式")) != THIRD_PARTY:
        return
    named, whose = third_party(move.facts), clause(move.world, Ground.ASSESSORS)
    calls = records(move.world.batch, "call-term")
    commissioned = [name for each in calls if (name := text_of(each.get("第三方")))]
    if not named:
        yield refuse("L617", whose, in_record("第三方"))
    elif named not in commissioned and takes(move.world.policy, "call-term"):
        facts = {"第三方": named, "已委托": "、".join(commissioned) or "无"}
        yield refuse("L618", whose, in_record("第三方"), **facts)


def third_party(facts: object) -> str:
    """The third party's name; it may be entered as the only 专家."""
    own, listed = text_of(at(facts, "第三方")), assessor_names(at(facts, "专家"))
    return own or (listed[0] if len(listed) == 1 else "")


def visits_told(move: CaseMove) -> Iterator[Finding]:
    """考核记录: each method with its day, place and who took part, once they are told at all."""
    used = texts_of(move.facts.get("方法"))
    for row in rows_of(move.facts.get("考核记录")):
        name = text_of(row.get("方法"))
        lacking = [key for key in _DETAIL if not texts_of(row.get(key))]
        faults = [f"缺少{'、'.join(lacking)}"] if lacking else []
        faults += [] if name in used else ["不在“方法”所列之内"]
        day = day_of(row.get("日期"))
        faults += ["晚于考核日期"] if day is not None and day > move.on else []
        if faults:
            facts = {"方法": name or "（空）", "事实": "，".join(faults)}
            yield refuse("L626", clause(move.world, Ground.METHODS), in_record("考核记录"), **facts)


def within_cap(move: CaseMove) -> Iterator[Finding]:
    """优秀上限: one more of the capped grade must still fit into the batch's share."""
    share = capped_share(move.world, besides=move.case.id)
    if share is None or text_of(move.facts.get("结论")) != share.grade:
        return
    if share.have + 1 > share.most:
        facts = {"等级": share.grade, "应考": share.due, "百分之": share.percent}
        facts |= {"至多": share.most, "已有": share.have}
        yield refuse("L616", clause(move.world, share.rule), in_record("结论"), **facts)


ASSESSING_GATES = (
    enough_experts,
    items_fit,
    adjustments_known,
    third_party_commissioned,
    visits_told,
    within_cap,
)
