"""What papers of changes print: the objection handled, the fact corrected, who steps up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.papers.lists import list_row
from cases.lifecycle.change_fields import CHANGE_FIELDS
from cases.lifecycle.correcting import corrected_place, is_correction, told_in
from cases.lifecycle.objections import NUMBER, objections_to
from cases.lifecycle.reading import day_of, text_of, texts_of
from cases.lifecycle.steps import step_of
from cases.lifecycle.substitution import FELL, STEPPED_UP, place_of
from cases.masking import masked
from cases.values.days import chinese_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from acts.papers.records import DocumentRecord
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.world import World

    Facts = Mapping[str, Any]

_ANSWERED, _STEPPED_UP = "异议处理", "递补公示"
_OBJECTION = ("收到日期", "形式", "署名", "异议人", "反映事项")
_ANSWER = ("核查情况", "核查结论", "处理意见", "答复日期", "答复方式")
_NUMBERED = "原件和文号不动；重新印发的另取文号，原文号登记作废"
_UNNUMBERED = "原件不动；附注更正记录，需要的重新制作"
_DAYS = ("收到日期", "答复日期")
# What follows from a change only now and then.
_FOLLOWING = ("追加周期起", "追加周期止", "禁报止", "不追回理由")


def left_out(label: str) -> tuple[str, ...]:
    """The facts that an entry of a change need not have: empty in a paper, not unknown."""
    step = step_of(label)
    fields = CHANGE_FIELDS.get(step.id, ()) if step is not None else ()
    return (*(each.key for each in fields if not each.required), *_FOLLOWING)


def change_words(
    world: World, case: CaseFile | None, facts: Facts, earlier: Iterable[DocumentRecord]
) -> dict[str, Any]:
    """表: what the papers of changes name, as far as the file has come."""
    subject = case if case is not None else world.batch
    found: dict[str, Any] = {}
    if _ANSWERED in facts and objections_to(subject):
        found["异议记录"] = _objection(subject, facts[_ANSWERED])
    if any(map(is_correction, subject.entered)):
        found["更正"] = _correction(subject, earlier)
    if case is None and _STEPPED_UP in facts:
        found["递补"] = _substitution(world, facts[_STEPPED_UP])
    return found


def _objection(subject: CaseFile | BatchFile, answer: Facts) -> dict[str, Any]:
    """异议记录: the objection last concluded on, whole; it stays inside the house."""
    number = text_of(answer.get(NUMBER))
    told = next((each.told for each in objections_to(subject) if each.number == number), {})
    shown = {key: text_of(told.get(key)) for key in _OBJECTION}
    shown |= {key: text_of(answer.get(key)) for key in _ANSWER}
    days = {key: day_of(shown[key]) or "" for key in _DAYS}
    people = list(texts_of(answer.get("核查人")))
    return {"编号": number, **shown, **days, "核查人": people}


def _correction(subject: CaseFile | BatchFile, earlier: Iterable[DocumentRecord]) -> dict[str, Any]:
    """更正: the last correction, numbers masked, with the papers that told the old value."""
    event = next(each for each in reversed(subject.events) if is_correction(each))
    told, place = told_in(event), corrected_place(event)
    key = text_of(told.get("字段"))
    old, new = shown_change(told)
    return {
        "条目": "" if place is None else str(place + 1),
        "环节": text_of(told.get("更正环节")),
        "办理日期": day_of(told.get("更正日期")) or "",
        "字段": key,
        "原值": old,
        "新值": new,
        "理由": text_of(told.get("理由")),
        "同意人": text_of(told.get("同意人")),
        "文书": touched_papers(subject, told, earlier),
    }


def touched_papers(
    subject: CaseFile | BatchFile, told: Facts, earlier: Iterable[DocumentRecord]
) -> list[dict[str, str]]:
    """The papers that a correction touches: of its step, or, for the case's own values, all."""
    step = step_of(text_of(told.get("更正环节")))
    mine = f"/{subject.id}/"
    return [
        {
            "标题": each.title,
            "文号": each.number,
            "成文日期": _day(each.dated),
            "处理": _NUMBERED if each.number else _UNNUMBERED,
        }
        for each in earlier
        if each.kind != "correction-record" and f"/{each.docx or each.pdf}".count(mine)
        if step is None or each.step == step.id
    ]


def _day(written: str) -> str:
    day = day_of(written)
    return chinese_date(day) if day else written


def shown_change(told: Facts) -> tuple[str, str]:
    """The old and the new value of a correction; of whole records, what differs."""
    old, new = told.get("原值"), told.get("新值")
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in new if old.get(key) != new[key]]
        old, new = ({key: each.get(key) for key in keys} for each in (old, new))
    return shown_value(old), shown_value(new)


def shown_value(value: object) -> str:
    """A value as people read it: rows on one line, personal numbers masked."""
    if isinstance(value, dict):
        text = "；".join(f"{key}：{shown_value(each)}" for key, each in value.items())
    elif isinstance(value, list | tuple):
        text = "、".join(map(shown_value, value))
    else:
        text = text_of(value)
    return masked(text)


def _substitution(world: World, facts: Facts) -> dict[str, Any]:
    """递补: who fell, and who steps up, as a list of one."""
    fallen = world.cases[text_of(facts.get(FELL))]
    named = [world.cases[name] for name in texts_of(facts.get(STEPPED_UP)) if name in world.cases]
    rows = [
        {"序号": place, **list_row(world, case), "项目类别": case.programme, "名次": place_of(case)}
        for place, case in enumerate(named, 1)
    ]
    former = {
        "项目名称": fallen.get("项目名称", ""),
        "单位": fallen.get("单位.名称", ""),
        "带头人": fallen.get("带头人.姓名", ""),
    }
    return {"项目类别": fallen.programme, "原项目": former, "名单": rows}
