"""办理 entry by entry, for who wants to correct one, and what changes and corrections changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.papers.change_contexts import shown_change, shown_value
from cases.casefile import read_target
from cases.errors import JiangdangError
from cases.lifecycle.correcting import corrected_place, is_correction, told_in
from cases.lifecycle.gates_changes import NEW_VALUES
from cases.lifecycle.reading import at, text_of, texts_of
from cases.lifecycle.steps import step_of
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acts.bureau import Bureau
    from cases.casefile import BatchFile, CaseFile

    Facts = Mapping[str, Any]

_LEADER, _UNIT, _TERM, _AGAIN = "replace-leader", "change-unit", "extend-term", "follow-on"


def entries_in(bureau: Bureau, target: str) -> list[dict[str, Any]]:
    """The entries of 办理 by number, with what each of them changed; none of a faulty file."""
    try:
        subject = read_target(bureau.workspace, target)
    except JiangdangError:
        return []
    return [_entry(subject, place, event) for place, event in enumerate(subject.entered, 1)]


def _entry(subject: CaseFile | BatchFile, place: int, event: Facts) -> dict[str, Any]:
    step = step_of(text_of(event.get("环节")))
    label = step.label if step else text_of(event.get("环节"))
    later = [n for n, each in enumerate(subject.entered, 1) if corrected_place(each) == place - 1]
    return {
        "number": place,
        "on": text_of(event.get("日期")),
        "step": step.id if step else "",
        "label": label,
        "changed": what_changed(event),
        "corrected_by": later,
    }


def what_changed(event: Facts) -> str:
    """What an entry changed, old to new, in one sentence; empty where it changed nothing."""
    told, step = told_in(event), step_of(text_of(event.get("环节")))
    if is_correction(event):
        return _correction(told)
    if step is None:
        return ""
    return "；".join(_from_to(*each) for each in _pairs(step.id, told))


def _correction(told: Facts) -> str:
    place = text_of(told.get("条目"))
    where = f"第{place}条“{text_of(told.get('更正环节'))}”的" if place else ""
    who = text_of(told.get("同意人"))
    old, new = shown_change(told)
    facts = {
        "where": where,
        "key": text_of(told.get("字段")),
        "old": old or "未填",
        "new": new,
        "reason": text_of(told.get("理由")),
    }
    return message("C101", {**facts, "who": who}) if who else message("C100", facts)


def _pairs(step: str, told: Facts) -> list[tuple[str, object, object]]:
    """What was changed, its old and its new value."""
    if step == _LEADER:
        return [("带头人", told.get("原带头人"), at(told, "新带头人.姓名"))]
    if step == _UNIT:
        kinds = NEW_VALUES.get(text_of(told.get("变更类型")), {})
        return [(own, told.get(f"原{own}"), told.get(key)) for key, own in kinds.items()]
    if step == _TERM:
        return [("资助周期届满日", told.get("原届满日"), told.get("新届满日"))]
    if step == _AGAIN and told.get("追加周期止"):
        return [("资助周期届满日", "", told.get("追加周期止"))]
    if step == "step-up":
        return [("名额", told.get("撤销案卷"), "、".join(texts_of(told.get("递补"))))]
    return []


def _from_to(what: str, old: object, new: object) -> str:
    facts = {"what": what, "old": shown_value(old) or "未填", "new": shown_value(new)}
    return message("C102", facts)
