"""表: what the forms list beside case, batch and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.panel.assessment_words import assessment_words, capped_words
from acts.panel.sheets import score_sheet
from acts.panel.words import panel_words
from acts.papers.case_words import asks_for_match, in_time
from cases.lifecycle.counting_days import working_days_between
from cases.lifecycle.due_parts import (
    department_of,
    experts_of,
    is_candidate,
    reviewed_by,
)
from cases.lifecycle.objections import objections_in, objections_to
from cases.lifecycle.reading import day_of, rows_of, text_of, texts_of
from cases.lifecycle.world import cases_of_batch, day_entered, records
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.objections import Objection
    from cases.lifecycle.world import World

    Facts = Mapping[str, Any]

NO_OBJECTION = "无异议"
PROBLEMS = ("资金使用不当", "违规行为", "项目管理")
_OBJECTION = ("日期", "异议人", "对象", "反映事项", "核查情况", "处理意见")
_NONE_CAME = "公示期内未收到异议"
_UPHELD = "异议成立，不予资助。"


def form_words(
    world: World, case: CaseFile | None, facts: Facts, part: str, dated: date
) -> dict[str, Any]:
    """表: the lists that the forms print, as far as the file has come."""
    if case is None:
        return _of_batch(world, facts, part, dated)
    found: dict[str, Any] = {"考核": _tasks(case, facts.get("定期考核", {}))}
    found["要求"] = {"配套": asks_for_match(world, case)}
    if case.get("选聘公示"):
        found["公示证明"] = _internal_notice(world, case)
    if "届满考核" in facts:
        told = assessment_words(world, case, case.facts_of("assess-term"))
        found["考核报告"] = {**told, "届满前": in_time(case)}
    if "监督检查" in facts:
        found["检查"] = _inspected(world, facts["监督检查"])
    if part in experts_of(world.batch):
        found["评分"] = score_sheet(world, case, part)
    return found


def _of_batch(world: World, facts: Facts, part: str, dated: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if part:
        found["候选"] = candidates_of(world, part, dated)
    if "公示" in facts:
        found["异议"] = objections(world, facts)
    if "专家差额评审" in facts:
        found["评审"] = panel_words(world, world.batch.facts_of("score"))
    return {**found, "考核上限": capped_words(world)}


def candidates_of(world: World, department: str, dated: date) -> dict[str, list[dict[str, Any]]]:
    """候选: what a department had recommended by that day, by programme, in its own order."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for programme in world.policy.programmes.values():
        mine = [
            case
            for case in cases_of_batch(world)
            if department_of(case) == department and is_candidate(case)
            if case.programme == programme.label and reviewed_by(case, dated)
        ]
        if mine:
            lists[programme.label] = [_candidate(case) for case in sorted(mine, key=_rank)]
    return lists


def _rank(case: CaseFile) -> tuple[int, str]:
    """The department's own order; cases without a place come last."""
    place = text_of(records(case, "review")[-1].get("推荐排序"))
    return int(place) if place.isdecimal() else len(place) + 10**6, case.id


def _candidate(case: CaseFile) -> dict[str, Any]:
    """A case as a line of the list."""
    return {
        "案卷号": case.id,
        "项目名称": case.get("项目名称", ""),
        "单位": case.get("单位.名称", ""),
        "带头人": case.get("带头人.姓名", ""),
        "职业工种": case.get("带头人.职业工种", ""),
        "技能等级": case.get("带头人.技能等级", ""),
        "配套承诺": case.get("经费.配套承诺"),
        "申报日期": case.get("申报.日期"),
        "推荐排序": text_of(records(case, "review")[-1].get("推荐排序")),
    }


def objections(world: World, facts: Facts) -> dict[str, Any]:
    """异议: every objection to the notice with what came of it; none is an answer too."""
    shown, award = facts["公示"], facts.get("公布", {})
    rows = [{key: row.get(key, "") for key in _OBJECTION} for row in rows_of(award.get("异议"))]
    rows += [_registered(*each) for each in objections_in(world)]
    rows += [_upheld(case) for case in cases_of_batch(world) if _ended_unregistered(case)]
    outcome = text_of(award.get("公示结果"))
    if not rows and outcome not in ("", NO_OBJECTION):
        told = {"反映事项": outcome, "核查情况": text_of(award.get("异议处理"))}
        rows = [{**dict.fromkeys(_OBJECTION, ""), **told}]
    days = _working_days(world, shown)
    return {"件数": len(rows), "工作日数": days, "明细": rows}


def _registered(subject: CaseFile | BatchFile, found: Objection) -> dict[str, Any]:
    """A registered objection; who objected and what about stay in its own record."""
    named, answer = text_of(found.told.get("署名")), found.handled or {}
    unit = f"{subject.id} {subject.get('单位.名称', '')}".strip()
    return {
        "日期": day_of(found.told.get("收到日期")) or "",
        "异议人": message("C103", {"named": named}),
        "对象": unit,
        "反映事项": message("C104", {"number": found.number}),
        "核查情况": message("C105", {"result": text_of(answer.get("核查结论"))}),
        "处理意见": text_of(answer.get("处理意见")),
    }


def _ended_unregistered(case: CaseFile) -> bool:
    return bool(records(case, "object")) and not objections_to(case)


def _upheld(case: CaseFile) -> dict[str, Any]:
    """An objection that ended a case."""
    told = records(case, "object")[-1]
    return {
        "日期": day_entered(case, "object"),
        "异议人": text_of(told.get("异议人")),
        "对象": f"{case.id} {case.get('单位.名称', '')}",
        "反映事项": text_of(told.get("理由")),
        "核查情况": text_of(told.get("核查结论")),
        "处理意见": _UPHELD,
    }


def _internal_notice(world: World, case: CaseFile) -> dict[str, Any]:
    """公示证明: how the unit's own notice went; what nobody told is left to the hand."""
    shown = case.data["选聘公示"]
    quiet = _NONE_CAME if text_of(shown.get("结果")) == NO_OBJECTION else ""
    return {
        "方式": text_of(shown.get("方式")),
        "工作日数": _working_days(world, shown),
        "异议处理": text_of(shown.get("异议处理")) or quiet,
    }


def _working_days(world: World, shown: Facts) -> int:
    """Working days that a notice stood; 0 where nobody knows."""
    start, end = day_of(shown.get("公示起")), day_of(shown.get("公示止"))
    if start is None or end is None or start > end:
        return 0
    return working_days_between(start, end, world.calendar) or 0


def _tasks(case: CaseFile, facts: Facts) -> dict[str, Any]:
    """考核: each task of the plan and what became of it; one answer may stand for all."""
    tasks = rows_of(case.get("计划.目标任务", ()))
    told = texts_of(facts.get("完成情况"))
    answers = told * len(tasks) if len(told) == 1 else (*told, *("",) * len(tasks))
    rows = [{**task, "完成情况": answer} for task, answer in zip(tasks, answers, strict=False)]
    return {"任务": rows}


def _inspected(world: World, facts: Facts) -> dict[str, Any]:
    """检查: the clauses looked at, whether something was wrong, of what kind, about how much."""
    kind = text_of(facts.get("问题类型"))
    return {
        "发现问题": text_of(facts.get("发现问题")),
        "问题类型": kind,
        "可选类型": [*PROBLEMS, *([kind] if kind and kind not in PROBLEMS else [])],
        "涉及金额": facts.get("涉及金额") or None,
        "内容": _clauses(world),
    }


def _clauses(world: World) -> list[dict[str, str]]:
    """The clauses on money that stand below the one that lets the bureau order a remedy."""
    rule = world.policy.clauses.get(world.policy.consequences.rectify_rule)
    if rule is None:
        return []
    below = (c for c in world.policy.clauses.values() if c.place.startswith(rule.place))
    return [{"出处": c.place, "要旨": c.gist} for c in below if c.place != rule.place]
