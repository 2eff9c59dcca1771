"""What official documents list beside case and batch: the meeting, the assessed, the recommended.

Facts that a step need not record come as empty values, so that the template leaves a space.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from acts.papers.district_words import superior_office
from cases.lifecycle.due_parts import assessed_cases
from cases.lifecycle.reading import at, day_of, text_of, texts_of
from cases.lifecycle.world import cases_of_batch, day_entered, ending_of, has_taken, records
from cases.settings import Role
from cases.values.days import chinese_date, parse_date
from cases.words import message
from doc_templates.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from acts.papers.records import DocumentRecord
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.settings import Settings

Facts = Mapping[str, Any]
_NOTHING: Facts = MappingProxyType({})
_SCORE, _RECHECK, _REPLACED = "专家差额评审", "整改复查", "变更带头人"
_CALL, _RECOMMEND, _REVIEW = "通知届满考核", "推荐市级", "初审"


def official_words(
    world: World,
    case: CaseFile | None,
    facts: Facts,
    settings: Settings,
    earlier: Iterable[DocumentRecord],
    number: str,
    issued: Facts = _NOTHING,
) -> dict[str, Any]:
    """表: what official documents print, as far as the file has come.

    ``number`` is that of the paper an issue sheet belongs to, ``issued`` what the registers
    tell of it.
    """
    found: dict[str, Any] = {}
    if number:
        found["发文"] = _issued(case, settings, earlier, number, issued)
    if case is not None:
        return {**found, **_of_case(facts)}
    if _SCORE in facts:
        found["会议"] = _meeting(facts[_SCORE])
    if any(has_taken(each, "award") for each in cases_of_batch(world)):
        found |= _assessed(world)
    if _RECOMMEND in facts:
        found |= _recommended(world, facts[_RECOMMEND])
    return found


def superior(world: World, facts: Facts) -> str:
    """主送 of a request: the office named, else the one above of the same trade."""
    named = text_of(facts.get(_RECOMMEND, {}).get("报送机关"))
    return named or superior_office(world.policy)


def signing_officer(settings: Settings, facts: Facts, signer: str = "") -> str:
    """签发人 as recorded at the step, else who signed, else the first person who may sign."""
    named = (person.name for person in settings.people if person.has(Role.ISSUER))
    return text_of(facts.get("签发人")) or signer or next(named, "")


def _of_case(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if _RECHECK in facts:
        found["复查"] = {"复查人": list(texts_of(facts[_RECHECK].get("复查人")))}
    if _REPLACED in facts:
        grade = text_of(at(facts[_REPLACED], "新带头人.技能等级"))
        found["变更"] = {"技能等级": grade}
    return found


def _meeting(facts: Facts) -> dict[str, Any]:
    """会议: who met where; what nobody recorded is empty."""
    told = facts.get("审定会议")
    told = told if isinstance(told, dict) else {}
    people = {key: list(texts_of(told.get(key))) for key in ("出席", "请假", "列席", "记录人")}
    texts = {key: text_of(told.get(key)) for key in ("地点", "主持人")}
    return {**people, **texts, "议定事项": list(texts_of(told.get("议定事项")))}


def _assessed(world: World) -> dict[str, Any]:
    """考核名单 and 考核等级: the funded projects still to be assessed, or those that were."""
    done = assessed_cases(world)
    funded = [case for case in cases_of_batch(world) if has_taken(case, "award")]
    rows = [_assessed_row(case) for case in done or [c for c in funded if ending_of(c) is None]]
    grades = [grade.label for grade in world.policy.assessment.grades]
    counted = [
        {"名称": name, "个数": sum(row["结论"] == name for row in rows)}
        for name in dict.fromkeys((*grades, *(row["结论"] for row in rows)))
        if name
    ]
    numbered = [{"序号": place, **row} for place, row in enumerate(rows, 1)]
    failed = [case for case in done if _fails(world, case)]
    return {
        "考核名单": numbered,
        "考核等级": [each for each in counted if each["个数"]],
        "考核逾期": _is_late(world, done or funded),
        "考核已处理": bool(failed) and all(ending_of(case) for case in failed),
    }


def _fails(world: World, case: CaseFile) -> bool:
    """Whether the last assessment of a project ended in a grade that does not pass."""
    last = text_of(records(case, "assess-term")[-1].get("结论"))
    return any(each.label == last and not each.passes for each in world.policy.assessment.grades)


def _is_late(world: World, cases: list[CaseFile]) -> bool:
    """Whether a term was over before the project was called, or before it was assessed."""
    called = day_entered(world.batch, "call-term")
    ends = {case.id: day_of(case.get("资助周期.止")) for case in cases}
    days = ((day_entered(case, "assess-term") or called, ends[case.id]) for case in cases)
    return any(day and end and end < day for day, end in days)


def _row(case: CaseFile) -> dict[str, Any]:
    return {
        "案卷号": case.id,
        "项目名称": case.get("项目名称", ""),
        "项目类别": case.programme,
        "单位": case.get("单位.名称", ""),
        "带头人": case.get("带头人.姓名", ""),
    }


def _assessed_row(case: CaseFile) -> dict[str, Any]:
    told = records(case, "assess-term")
    last = told[-1] if told else {}
    end = case.get("资助周期.止", "")
    points, conclusion = text_of(last.get("总分")), text_of(last.get("结论"))
    return {**_row(case), "届满日": end or "", "总分": points, "结论": conclusion}


def _recommended(world: World, facts: Facts) -> dict[str, Any]:
    """推荐: the projects named, with the reason where one is recorded."""
    named = [world.cases[name] for name in texts_of(facts.get("推荐")) if name in world.cases]
    reasons = facts.get("推荐理由")
    rows = [
        {"序号": place, **_row(case), "推荐理由": text_of(at(reasons, case.id))}
        for place, case in enumerate(named, 1)
    ]
    kinds = list(dict.fromkeys(row["项目类别"] for row in rows))
    counts = {kind: sum(row["项目类别"] == kind for row in rows) for kind in kinds}
    return {"推荐": rows, "推荐类别": kinds, "推荐数": counts}


def _issued(
    case: CaseFile | None,
    settings: Settings,
    earlier: Iterable[DocumentRecord],
    number: str,
    issued: Facts,
) -> dict[str, Any]:
    """发文: the numbered paper that the issue sheet belongs to, and who issued it."""
    paper = next(each for each in earlier if each.number == number)
    kind = load_catalogue().get(paper.kind)
    dated = parse_date(paper.dated)
    letter = kind is not None and kind.layout == "信函" and case is not None
    return {
        "文号": paper.number,
        "标题": paper.title,
        "成文日期": dated,
        "主送": str(case.get("单位.名称", "")) if letter and case else "各有关单位",
        "抄送": "" if letter else settings.data.get("抄送机关") or "",
        "公开属性": "主动公开" if kind is not None and kind.public else "",
        **dict.fromkeys(("密级", "紧急程度", "附件"), ""),
        **{f"{part}{what}": "" for part in ("拟稿", "核稿", "签发") for what in ("人", "日期")},
        "用印": [],
        **issued,
        "说明": _remarks(issued, dated),
    }


def _remarks(issued: Facts, dated: date) -> str:
    """备注: one person for two parts, and a day of signing that is not the paper's."""
    signed = issued.get("签发日期") or dated
    facts = {"signed": chinese_date(signed), "dated": chinese_date(dated)}
    late = message("W671", facts) if signed != dated else ""
    return "；".join(filter(None, (str(issued.get("说明", "")), late)))
