"""Gates of 更正: what may be corrected, and that the corrected facts still pass every gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.correctable import facts_of_entry, fields_of_file, is_fact_of_entry
from cases.lifecycle.correcting import (
    fact_path,
    is_a_way,
    is_correction,
    like,
    told_in,
    value_in,
)
from cases.lifecycle.reading import count_of, text_of
from cases.lifecycle.rechecking import Written, newly_refused
from cases.lifecycle.refusing import DEFAULT, in_batch, in_case, in_record, refuse, warn
from cases.lifecycle.world import BatchMove, CaseMove, events_of, step_at
from cases.schema.shipped import SchemaName, load_schema

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding, Place
    from cases.lifecycle.reading import Facts

ENTRY, KEY, NEW, OLD = "条目", "字段", "新值", "原值"
# What no correction touches: names and numbers given by acts, and what only a fresh step changes.
_OF_FILES = frozenset(
    ("格式版本", "案卷号", "批次", "政策", "政策摘要", "档号", "资助周期", "办理", "项目类别")
)
_OF_ENTRIES = frozenset(("环节", "登记", "经办", "提示", "违例"))
_OF_STEPS: Mapping[str, frozenset[str]] = {
    "score": frozenset({"入选"}),
    "award": frozenset({"案卷"}),
    "step-up": frozenset({"撤销案卷", "递补"}),
    "follow-on": frozenset({"追加周期起", "追加周期止"}),
    "extend-term": frozenset({"新届满日", "原届满日"}),
    "objection": frozenset({"异议编号"}),
    "correct": frozenset({ENTRY, KEY, OLD, NEW}),
    "archive": frozenset({"日期"}),
}
Move = CaseMove | BatchMove


def subject_of(move: Move) -> CaseFile | BatchFile:
    """The case or batch that is corrected."""
    return move.case if isinstance(move, CaseMove) else move.batch


def entry_named(move: Move) -> Facts | None:
    """The entry of 办理 to be corrected, as it stands now; None for a value of the file."""
    number, events = count_of(move.facts.get(ENTRY)), events_of(subject_of(move))
    return events[number - 1] if number and number <= len(events) else None


def old_value(move: Move) -> object:
    """What stands there now."""
    key = text_of(move.facts.get(KEY))
    if not text_of(move.facts.get(ENTRY)):
        return value_in(subject_of(move).data, key.split("."))
    return value_in(entry_named(move), fact_path(key))


def entry_exists(move: Move) -> Iterator[Finding]:
    """The entry is one of those in 办理."""
    if text_of(move.facts.get(ENTRY)) and entry_named(move) is None:
        count = len(events_of(subject_of(move)))
        yield refuse("L970", DEFAULT, in_record(ENTRY), 条目=move.facts.get(ENTRY), 共=count)


def may_be_corrected(move: Move) -> Iterator[Finding]:
    """Numbers, names given by acts and lists that were decided on are not corrected."""
    key, event = text_of(move.facts.get(KEY)), entry_named(move)
    if event is None:
        kept = key.split(".")[0] in _OF_FILES and not text_of(move.facts.get(ENTRY))
    else:
        step = step_at(event)
        own = _OF_STEPS.get(step.id if step else "", frozenset())
        path = fact_path(key)
        kept = path[0] in own or (len(path) > 1 and path[1] in own) or key in _OF_ENTRIES
        kept = kept and not _amends(event, path)
    if kept or key in ("记录", "核对") or (key and not _names_a_fact(move, key)):
        yield refuse("L973", DEFAULT, in_record(KEY), 字段=key)


def _names_a_fact(move: Move, key: str) -> bool:
    """Whether the key leads to a fact; a row of a list is corrected with its whole list."""
    if not text_of(move.facts.get(ENTRY)):
        return is_a_way(subject_of(move).data, key.split("."))
    return is_a_way(entry_named(move), fact_path(key))


def is_known(move: Move) -> Iterator[Finding]:
    """The field is one that the entry's step, or the file, has; a correction stays for good."""
    key, event = text_of(move.facts.get(KEY)), entry_named(move)
    if not key or not _names_a_fact(move, key) or (event is not None and key in _OF_ENTRIES):
        return
    if event is not None:
        known = () if is_fact_of_entry(event, key) else facts_of_entry(event)
    elif not text_of(move.facts.get(ENTRY)):
        name = SchemaName.CASE if isinstance(move, CaseMove) else SchemaName.BATCH
        known = fields_of_file(load_schema(name), key) or ()
    else:
        known = ()
    if known:
        yield refuse("L977", DEFAULT, in_record(KEY), 字段=key, 可选="、".join(known))


def _amends(event: Facts, path: tuple[str, ...]) -> bool:
    """Whether the new value of an earlier correction of an entry is itself put right."""
    return is_correction(event) and path[-1] == NEW and bool(told_in(event).get(ENTRY))


def says_something_new(move: Move) -> Iterator[Finding]:
    """A correction changes the fact; one that was left out is told as such."""
    old, new = old_value(move), move.facts.get(NEW)
    key = text_of(move.facts.get(KEY))
    if new is not None and (old == new or like(old, new) == old):
        yield refuse("L972", DEFAULT, in_record(NEW), 字段=key, 值=_shown(old))
    elif old is None and key:
        yield warn("L971", DEFAULT, in_record(KEY), 字段=key)


def still_passes(move: Move) -> Iterator[Finding]:
    """The corrected facts are put before the gates of their step, and of those after it."""
    key = text_of(move.facts.get(KEY))
    if not key or move.facts.get(NEW) is None or not _names_a_fact(move, key):
        return
    for each in newly_refused(move, _written(move)):
        facts = {"条目": each.place, "环节": each.step, "原话": each.finding.message}
        yield refuse("L974", each.finding.clause, _at(move), **facts)


def papers_and_seals(move: Move) -> Iterator[Finding]:
    """Numbers and signed papers stay as they are; papers and sealed packages are named."""
    event = entry_named(move)
    step = step_at(event) if event is not None and not is_correction(event) else None
    label = step.label if step else "案卷信息"
    yield warn("L976", DEFAULT, _at(move), 环节=label)
    code = text_of(subject_of(move).data.get("档号"))
    if code:
        yield warn("L975", DEFAULT, _at(move), 档号=code)


def _written(move: Move) -> Written:
    return Written(
        count_of(move.facts.get(ENTRY)), text_of(move.facts.get(KEY)), move.facts.get(NEW)
    )


def _at(move: Move) -> Place:
    if isinstance(move, CaseMove):
        return in_case(move.case, "办理")
    return in_batch(move.batch, "办理")


def _shown(value: object) -> str:
    return text_of(value)[:60] or "未填"


def target_facts(move: Move) -> dict[str, object]:
    """What a correction records of the entry it corrects: its step, its day, the old value."""
    event = entry_named(move)
    step = step_at(event) if event is not None else None
    named = {"更正环节": step.label if step else "案卷信息"}
    day = {"更正日期": event.get("日期")} if event is not None else {}
    if event is not None and is_correction(event):
        day["所更正的字段"] = text_of(told_in(event).get(KEY))
    return {**named, **day, OLD: old_value(move)}


CORRECT_GATES = (
    entry_exists,
    may_be_corrected,
    is_known,
    says_something_new,
    still_passes,
    papers_and_seals,
)
