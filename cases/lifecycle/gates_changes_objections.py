"""Gates of 受理异议 and 异议处理; an open objection holds up the list (五.4, O12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.objections import NUMBER, objections_in, objections_to
from cases.lifecycle.reading import day_of, text_of
from cases.lifecycle.refusing import clause, in_batch, in_case, in_record, refuse, warn
from cases.lifecycle.world import BatchMove, CaseMove, ending_of, has_taken, records
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding, Place
    from cases.lifecycle.objections import Objection

SIGNED = "实名"
_NO_OBJECTION = "无异议"


def subject_of(move: CaseMove | BatchMove) -> CaseFile | BatchFile:
    """What the objection is against: a case, or the list as a whole."""
    return move.case if isinstance(move, CaseMove) else move.batch


def shown_before(move: CaseMove | BatchMove) -> Iterator[Finding]:
    """R48: one objects to what has been shown."""
    subject = subject_of(move)
    if not has_taken(subject, "publicise"):
        yield refuse("L940", clause(move.world, Ground.PUBLICITY), 对象=subject.id)


def objector_named(move: CaseMove | BatchMove) -> Iterator[Finding]:
    """O12: who signs is named; who does not is heard all the same, and that is said."""
    named = text_of(move.facts.get("署名"))
    if named == SIGNED and not text_of(move.facts.get("异议人")):
        yield refuse("L941", clause(move.world, "O12"), in_record("异议人"))
    elif named and named != SIGNED:
        yield warn("L950", clause(move.world, "O12"), in_record("署名"))


def while_shown(move: CaseMove | BatchMove) -> Iterator[Finding]:
    """R48: received while the list stood; what comes later is noted as late."""
    shown, got = records(subject_of(move), "publicise"), day_of(move.facts.get("收到日期"))
    start, end = (day_of(shown[-1].get(k)) if shown else None for k in ("公示起", "公示止"))
    if got is not None and start is not None and end is not None and not start <= got <= end:
        whose, place = clause(move.world, Ground.PUBLICITY), in_record("收到日期")
        yield warn("L942", whose, place, 收到=got, 起=start, 止=end)
    if got is not None and got > move.on:
        whose, place = clause(move.world, Ground.PUBLICITY), in_record("收到日期")
        yield refuse("L949", whose, place, 收到=got, 日期=move.on)


def open_before(move: CaseMove | BatchMove) -> Iterator[Finding]:
    """R48: what is concluded on was registered, and nobody has concluded on it yet."""
    waiting, given = open_numbers(subject_of(move)), text_of(move.facts.get(NUMBER))
    if given and given not in waiting:
        whose, place = clause(move.world, Ground.PUBLICITY), in_record(NUMBER)
        yield refuse("L943", whose, place, 编号=given, 待办="、".join(waiting) or "没有")


def answered_to_objector(move: CaseMove | BatchMove) -> Iterator[Finding]:
    """O12: who signed is told what came of it."""
    found = _named(move)
    signed = found is not None and text_of(found.told.get("署名")) == SIGNED
    if signed and day_of(move.facts.get("答复日期")) is None:
        yield refuse("L944", clause(move.world, "O12"), in_record("答复日期"))


def nothing_open(move: BatchMove) -> Iterator[Finding]:
    """R48: no list is announced while an objection to it is open, or was right and stands."""
    whose = clause(move.world, Ground.PUBLICITY)
    for subject, found in objections_in(move.world):
        place = _place(move, subject)
        if found.is_open:
            yield refuse("L945", whose, place, 对象=subject.id, 编号=found.number)
        elif found.is_upheld and subject.id != move.batch.id and not _is_out(move, subject.id):
            yield refuse("L946", whose, place, 案卷=subject.id, 编号=found.number)


def outcome_true(move: BatchMove) -> Iterator[Finding]:
    """R48: 无异议 is not said where objections are on record."""
    registered = objections_in(move.world)
    if registered and text_of(move.facts.get("公示结果")) == _NO_OBJECTION:
        whose, place = clause(move.world, Ground.PUBLICITY), in_record("公示结果")
        yield refuse("L947", whose, place, 件数=len(registered))


def upheld_before(move: CaseMove) -> Iterator[Finding]:
    """R48: where objections are on record, one of them was right before it ends the case."""
    known = objections_to(move.case)
    if known and not any(each.is_upheld for each in known):
        whose, place = clause(move.world, Ground.PUBLICITY), in_case(move.case, "办理")
        yield refuse("L948", whose, place, 案卷=move.case.id)


def open_numbers(subject: CaseFile | BatchFile) -> tuple[str, ...]:
    """The numbers of the objections that wait for a conclusion."""
    return tuple(each.number for each in objections_to(subject) if each.is_open)


def _named(move: CaseMove | BatchMove) -> Objection | None:
    given = text_of(move.facts.get(NUMBER))
    return next((each for each in objections_to(subject_of(move)) if each.number == given), None)


def _is_out(move: BatchMove, case_id: str) -> bool:
    return ending_of(move.world.cases[case_id]) is not None


def _place(move: BatchMove, subject: CaseFile | BatchFile) -> Place:
    case = move.world.cases.get(subject.id)
    return in_case(case, "办理") if case is not None else in_batch(move.batch, "办理")


OBJECTION_GATES = (shown_before, objector_named, while_shown)
ANSWER_GATES = (open_before, answered_to_objector)
