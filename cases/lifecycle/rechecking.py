"""Putting corrected facts before the gates again: what refuses now that did not refuse before.

Each entry is judged as it was entered: by the file as it stood up to it, on its own day. What a
gate already had to say of the uncorrected facts is nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases.findings import Severity
from cases.lifecycle.correcting import ANSWERS, is_correction, like, put_at, standing, value_in
from cases.lifecycle.gates_order import batch_order, case_order
from cases.lifecycle.reading import Facts, day_of, rows_of, text_of
from cases.lifecycle.record_fields import record_findings
from cases.lifecycle.world import BatchMove, CaseMove, World, cases_of_batch, record_of, step_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding


@dataclass(frozen=True, slots=True)
class Written:
    """A correction as asked for: of which entry (None: of the file itself), which key, what now."""

    entry: int | None
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Broken:
    """A gate that refuses the corrected facts: of which entry, of which step."""

    place: int
    step: str
    finding: Finding


def newly_refused(move: CaseMove | BatchMove, written: Written) -> Iterator[Broken]:
    """What the gates say of the corrected file that they did not say of it before."""
    before, after = before_and_after(move, written)
    old, new = (standing(rows_of(data.get("办理"))) for data in (before, after))
    changed = [place for place in range(len(old)) if old[place] != new[place]]
    for place in range(min(changed, default=0), len(old)):
        if is_correction(new[place]):
            continue
        known = {_name(found) for found in _refused(move, before, old, place)}
        for found in _refused(move, after, new, place):
            if _name(found) not in known:
                step = step_at(new[place])
                yield Broken(place + 1, step.label if step else "", found)


def before_and_after(
    move: CaseMove | BatchMove, written: Written
) -> tuple[dict[str, object], dict[str, object]]:
    """The file's data as they are, and as the correction would leave them."""
    subject = move.case if isinstance(move, CaseMove) else move.batch
    return dict(subject.data), _corrected(subject.data, written)


def _corrected(data: Mapping[str, object], written: Written) -> dict[str, object]:
    """The file's data with the correction entered, or with the value itself put right."""
    if written.entry is None:
        path = written.key.split(".")
        return dict(put_at(data, path, like(value_in(data, path), written.value)))
    told = {"条目": written.entry, "字段": written.key, "新值": written.value}
    entries = [*rows_of(data.get("办理")), {"环节": "correct", "记录": told}]
    return {**data, "办理": entries}


def _refused(
    move: CaseMove | BatchMove, data: Mapping[str, object], events: Sequence[Facts], place: int
) -> Iterable[Finding]:
    """The refusals of one entry's own gates, by the file as it stood before it."""
    step, day = step_at(events[place]), day_of(events[place].get("日期"))
    if step is None or day is None:
        return ()
    then = {**data, "办理": [dict(each) for each in events[:place]]}
    if isinstance(move, CaseMove):
        own = replace(move, world=_without_act(move, rows_of(data.get("办理"))[place]))
        found = _of_case(own, replace(move.case, data=then), events[place])
    else:
        found = _of_batch(move, replace(move.batch, data=then), events[place])
    return [each for each in found if each.severity is Severity.ERROR]


def _without_act(move: CaseMove, written: Facts) -> World:
    """The world in which the act that paid this case has not paid the others of its batch yet."""
    if text_of(written.get("环节")) != "disburse":
        return move.world
    act, cases = _act_of(written), dict(move.world.cases)
    for case in cases_of_batch(move.world):
        rows = rows_of(case.data.get("办理"))
        kept = [{} if _act_of(each) == act else dict(each) for each in rows]
        cases[case.id] = replace(case, data={**case.data, "办理": kept})
    return replace(move.world, cases=cases)


def _act_of(event: Facts) -> tuple[str, ...]:
    """What the entries that one payment of a batch made have in common, as written."""
    told = ("指标文号", "支付凭证号", "拨款日期")
    own = (text_of(event.get(key)) for key in ("环节", "日期", "登记"))
    return (*own, *(text_of(record_of(event).get(key)) for key in told))


def _of_case(move: CaseMove, case: CaseFile, event: Facts) -> Iterator[Finding]:
    from cases.lifecycle.gates import CASE_GATES

    step, day = step_at(event), day_of(event.get("日期"))
    if step is None or day is None:
        return
    world = replace(move.world, cases={**move.world.cases, case.id: case})
    answers = event.get(ANSWERS)
    given = answers if isinstance(answers, Mapping) else {}
    facts = record_of(event)
    then = CaseMove(world, case, move.programme, step, day, facts, given)
    yield from case_order(then)
    yield from record_findings(world, step.id, facts)
    for gate in CASE_GATES.get(step.id, ()):
        yield from gate(then)


def _of_batch(move: BatchMove, batch: BatchFile, event: Facts) -> Iterator[Finding]:
    from cases.lifecycle.gates import BATCH_GATES

    step, day = step_at(event), day_of(event.get("日期"))
    if step is None or day is None:
        return
    cases = {**move.world.cases, **_cut_back(move.world, event)}
    world = replace(move.world, batch=batch, cases=cases)
    facts = record_of(event)
    then = BatchMove(world, step, day, facts)
    yield from batch_order(then)
    yield from record_findings(world, step.id, facts)
    for gate in BATCH_GATES.get(step.id, ()):
        yield from gate(then)


def _cut_back(world: World, event: Facts) -> dict[str, CaseFile]:
    """The cases of the batch as they stood before the batch's entry."""
    cut: dict[str, CaseFile] = {}
    for case in cases_of_batch(world):
        events = standing(rows_of(case.data.get("办理")))
        kept = [dict(each) for each in events[: _first_after(events, event)]]
        cut[case.id] = replace(case, data={**case.data, "办理": kept})
    return cut


def _first_after(events: Sequence[Facts], event: Facts) -> int:
    """Where a case's entry of the same act stands, else the first of a later day."""
    step, day = step_at(event), day_of(event.get("日期"))
    for place, each in enumerate(events):
        on = day_of(each.get("日期"))
        if step_at(each) == step and text_of(each.get("登记")) == text_of(event.get("登记")):
            return place
        if on is not None and day is not None and on > day:
            return place
    return len(events)


def _name(found: Finding) -> tuple[str, str, str]:
    return found.code, found.clause, found.place.key if found.place else ""
