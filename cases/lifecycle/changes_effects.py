"""What changes and corrections leave behind: values of the file, terms, entries of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cases.lifecycle.correcting import standing
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.gates_changes import NEW_VALUES, kind_of_change
from cases.lifecycle.gates_changes_correcting import target_facts
from cases.lifecycle.gates_changes_objections import subject_of
from cases.lifecycle.gates_changes_withdrawal import notice_served
from cases.lifecycle.objections import NUMBER, next_number
from cases.lifecycle.reading import Facts, at, count_of, day_of, money_of, rows_of, text_of
from cases.lifecycle.rechecking import Written, before_and_after
from cases.lifecycle.steps import find_step
from cases.lifecycle.term_start import first_day, starts_term, term_changes
from cases.lifecycle.world import (
    BatchMove,
    CaseMove,
    cases_of_batch,
    events_of,
    has_taken,
    programme_of,
    record_of,
    step_at,
)
from cases.values.days import Term
from cases.values.money import Money
from cases.yamltext import Put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cases.casefile import CaseFile
    from cases.yamltext import Path

Move = CaseMove | BatchMove


def recorded_of_change(move: Move) -> dict[str, object]:
    """What follows from the facts of a change: old values, numbers, terms; nothing of others."""
    step = move.step.id
    if step == "objection":
        return {NUMBER: next_number(subject_of(move))}
    if step == "correct":
        return target_facts(move)
    return _of_case(move) if isinstance(move, CaseMove) else {}


def _of_case(move: CaseMove) -> dict[str, object]:
    if move.step.id == "change-unit":
        told = NEW_VALUES[kind_of_change(move)]
        return {f"原{own}": at(move.case.data, f"单位.{own}") or "" for own in told.values()}
    if move.step.id == "extend-term":
        return {"原届满日": (term_of(move.case) or (None, None))[1]}
    if move.step.id == "follow-on":
        return _second_grant(move)
    if move.step.id in ("withdrawal-notice", "withdraw"):
        back = {"追回金额": money_of(move.facts.get("追回金额")) or Money.of(0)}
        return back | ({"告知送达日期": notice_served(move)} if move.step.id == "withdraw" else {})
    return {}


def _second_grant(move: CaseMove) -> dict[str, object]:
    """追加资助: its amount, and the term that follows on the one before."""
    rule, term = move.programme.follow_on, term_of(move.case)
    found: dict[str, object] = {"金额": rule.amount} if rule else {}
    if rule and rule.months and term:
        start = term[1] + timedelta(days=1)
        found |= {"追加周期起": start, "追加周期止": Term(start, rule.months).last_day}
    return found


def changes_of_case(move: CaseMove) -> tuple[Put, ...]:
    """The values of the case that a change puts in the place of the old ones."""
    if move.step.id == "change-unit":
        return tuple(_unit_puts(move.facts))
    if move.step.id == "extend-term":
        return (Put(("资助周期", "止"), day_of(move.facts.get("新届满日"))),)
    if move.step.id == "follow-on":
        end = _second_grant(move).get("追加周期止")
        return (Put(("资助周期", "止"), end),) if end else ()
    return corrected_values(move) if move.step.id == "correct" else ()


def _unit_puts(facts: Facts) -> Iterator[Put]:
    told = NEW_VALUES.get(text_of(facts.get("变更类型")), {})
    for key, own in told.items():
        if text_of(facts.get(key)):
            yield Put(("单位", own), facts[key])


def corrected_values(move: CaseMove) -> tuple[Put, ...]:
    """The value itself, or those that a corrected entry had put there."""
    if not text_of(move.facts.get("条目")):
        return (Put(tuple(text_of(move.facts.get("字段")).split(".")), move.facts.get("新值")),)
    before, after = before_and_after(move, _asked(move))
    old, new = (standing(rows_of(data.get("办理"))) for data in (before, after))
    puts = dict(_left_behind(move, new))
    former = dict(_left_behind(move, old))
    return tuple(Put(path, value) for path, value in puts.items() if former.get(path) != value)


def _left_behind(move: CaseMove, events: Sequence[Facts]) -> Iterator[tuple[Path, object]]:
    """Each value of the case that entries put there, in their order."""
    for event in events:
        step, facts = step_at(event), record_of(event)
        name = step.id if step else ""
        if name == "replace-leader":
            new = facts.get("新带头人")
            given = new.items() if isinstance(new, dict) else ()
            yield from ((("带头人", str(key)), value) for key, value in given)
        elif name == "change-unit":
            yield from ((put.path, put.value) for put in _unit_puts(facts))
        elif name in ("award", "disburse", "agree"):
            yield from _term_from(move, name, event)


def _term_from(move: CaseMove, step: str, event: Facts) -> Iterator[tuple[Path, object]]:
    """The term where it was counted from this entry and nobody lengthened it since (O14)."""

    longer = any(step_at(each) is not None and _lengthens(each) for each in events_of(move.case))
    start = _start(step, event)
    if start is not None and not longer and starts_term(move.world, move.programme, step):
        for put in term_changes(move.programme, first_day(move.programme, start)):
            yield put.path, put.value


def _lengthens(event: Facts) -> bool:
    step = step_at(event)
    return step is not None and step.id in ("extend-term", "follow-on")


def _start(step: str, event: Facts) -> date | None:
    key = {"award": "起算日", "disburse": "拨款日期"}.get(step, "")
    return day_of(record_of(event).get(key)) or day_of(event.get("日期"))


def _asked(move: Move) -> Written:
    facts = move.facts
    return Written(count_of(facts.get("条目")), text_of(facts.get("字段")), facts.get("新值"))


def corrected_in_batch(move: BatchMove) -> tuple[Put, ...]:
    """The value of the batch itself that is put right."""
    if text_of(move.facts.get("条目")):
        return ()
    return (Put(tuple(text_of(move.facts.get("字段")).split(".")), move.facts.get("新值")),)


def corrections_of_cases(move: BatchMove) -> Mapping[str, Facts]:
    """What a corrected entry of the batch corrects in the cases that went along with it.

    Facts that an entry of the batch handed to its cases are handed to them anew: each case gets
    a correction of its own entry, which keeps the old record beside the new one.
    """
    before, after = before_and_after(move, _asked(move))
    old, new = (standing(rows_of(data.get("办理"))) for data in (before, after))
    found: dict[str, Facts] = {}
    for was, now in zip(old, new, strict=False):
        if was != now and step_at(now) is not None:
            found |= _handed_on(move, was, now)
    return found


def _handed_on(move: BatchMove, was: Facts, now: Facts) -> dict[str, Facts]:
    step = step_at(was)
    found: dict[str, Facts] = {}
    scores = _scored_anew(move, record_of(now)) if step and step.id == "score" else {}
    for case in cases_of_batch(move.world):
        for place, event in enumerate(events_of(case), 1):
            if step_at(event) == step and event.get("日期") == was.get("日期"):
                told = _told_case(case, place, event, was, now, scores.get(case.id, {}), move)
                found |= {case.id: told} if told else {}
    return found


def _scored_anew(move: BatchMove, facts: Facts) -> Mapping[str, Facts]:
    """得分 and 名次 of everyone who was scored, by the corrected points."""
    from cases.lifecycle.batch_effects import scores_of

    mine = [case for case in cases_of_batch(move.world) if has_taken(case, "score")]
    pairs = ((case, programme_of(move.world.policy, case)) for case in mine)
    scored = [(case, found) for case, found in pairs if found is not None]
    return scores_of(replace(move, step=find_step("score"), facts=facts), scored)


def _told_case(
    case: CaseFile,
    place: int,
    event: Facts,
    was: Facts,
    now: Facts,
    scores: Facts,
    move: BatchMove,
) -> Facts:
    """The correction of one case's entry; nothing where it holds none of the changed facts."""
    record, before, after = dict(record_of(event)), record_of(was), record_of(now)
    changed = {
        key: after[key]
        for key in record
        if key in before and before.get(key) != after.get(key) and record[key] == before[key]
    }
    changed |= {key: value for key, value in scores.items() if str(record.get(key)) != str(value)}
    if not changed and was.get("日期") == now.get("日期"):
        return {}
    key = "记录" if changed else "日期"
    new = {**record, **changed} if changed else now.get("日期")
    step = step_at(event)
    return {
        "条目": place,
        "字段": key,
        "新值": new,
        "理由": move.facts.get("理由"),
        "更正环节": step.label if step else "",
        "更正日期": event.get("日期"),
        "原值": record if changed else event.get("日期"),
        "批次更正": "是",
    }
