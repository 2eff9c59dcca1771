"""Deciding an act: pure, from the world as acts have read it, to findings and edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cases.findings import Finding, Severity, errors_of
from cases.lifecycle.asking import questions
from cases.lifecycle.batch_effects import (
    batch_documents,
    facts_of_cases,
    payment,
    recorded_of_batch,
    side_changes_of_batch,
    side_changes_of_case,
    step_of_cases,
    touched,
)
from cases.lifecycle.case_effects import case_documents, recorded, side_changes
from cases.lifecycle.checking import belonging, check_case
from cases.lifecycle.documents import DueDocument
from cases.lifecycle.entering import Circumstances, entry, seconded
from cases.lifecycle.gates import BATCH_GATES, CASE_GATES
from cases.lifecycle.gates_order import batch_order, case_days, case_order, steps_before
from cases.lifecycle.gates_review import batch_answers_signed
from cases.lifecycle.record_fields import record_findings
from cases.lifecycle.steps import Step
from cases.lifecycle.waiving import is_waived, waived
from cases.lifecycle.world import BatchMove, CaseMove, World, programme_of
from cases.yamltext import Append, Put

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.reading import Facts

__all__ = [
    "Circumstances",
    "Decision",
    "DueDocument",
    "World",
    "check_case",
    "decide_batch",
    "decide_case",
    "questions",
]
Edits = tuple[Put | Append, ...]
_NONE = Circumstances()


@dataclass(frozen=True)
class Decision:
    """What an act comes to: nothing changes while any finding refuses."""

    findings: tuple[Finding, ...]
    changes: Mapping[str, Edits] = field(default_factory=dict)
    documents: tuple[DueDocument, ...] = ()
    breaches: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a rule says no."""
        return bool(errors_of(self.findings))


def decide_case(
    world: World,
    case: CaseFile,
    step: Step,
    on: date,
    facts: Facts,
    answers: Mapping[str, Facts],
    around: Circumstances = _NONE,
) -> Decision:
    """Decide an act on one case."""
    foreign = tuple(belonging(world, case))
    programme = programme_of(world.policy, case)
    if foreign or programme is None:
        return Decision(foreign)
    move = CaseMove(world, case, programme, step, on, facts, answers)
    findings, breaches = _weighed(_case_findings(move), around)
    if errors_of(findings):
        return Decision(findings, breaches=breaches)
    warnings = [found for found in findings if found.code not in {each.code for each in breaches}]
    facts = recorded(move) | seconded(step, around)
    written = entry(step, on, facts, around, answers=answers, warnings=warnings, breaches=breaches)
    edits: dict[str, Edits] = {case.id: (*side_changes(move), written)}
    return Decision(findings, edits, case_documents(move), breaches)


def decide_batch(
    world: World,
    step: Step,
    on: date,
    facts: Facts,
    around: Circumstances = _NONE,
    answers: Mapping[str, Facts] | None = None,
) -> Decision:
    """Decide an act on a batch and on the cases that go along with it."""
    answers = answers or {}
    move = BatchMove(world, step, on, facts, answers)
    findings, breaches = _weighed(_batch_findings(move), around)
    if errors_of(findings):
        return Decision(findings, breaches=breaches)
    warnings = [found for found in findings if found.code not in {each.code for each in breaches}]
    told = recorded_of_batch(move) | seconded(step, around)
    written = entry(step, on, told, around, answers=answers, warnings=warnings, breaches=breaches)
    changes: dict[str, Edits] = {world.batch.id: (*side_changes_of_batch(move), written)}
    for case_id, given in facts_of_cases(move).items():
        own = entry(step_of_cases(step), on, {**given, **seconded(step, around)}, around)
        changes[case_id] = (*side_changes_of_case(move, world.cases[case_id]), own)
    return Decision(findings, changes, batch_documents(move), breaches)


def _case_findings(move: CaseMove) -> Iterable[Finding]:
    """Order first; the other gates only speak where the step may be taken at all."""
    order = tuple(case_order(move))
    yield from order
    if _stops(order):
        return
    yield from record_findings(move.world, move.step.id, move.facts)
    for gate in CASE_GATES.get(move.step.id, ()):
        yield from gate(move)


def _batch_findings(move: BatchMove) -> Iterable[Finding]:
    """Order first, then the batch's gates, then each case that goes along."""
    order = tuple(batch_order(move))
    yield from order
    if _stops(order):
        return
    yield from record_findings(move.world, move.step.id, move.facts)
    for gate in BATCH_GATES.get(move.step.id, ()):
        yield from gate(move)
    yield from batch_answers_signed(move)
    for case in touched(move):
        yield from case_days(move.world, case, move)
        yield from _payment_findings(move, case)


def _payment_findings(move: BatchMove, case: CaseFile) -> Iterable[Finding]:
    """A batch's payment passes every case's own gates."""
    programme = programme_of(move.world.policy, case)
    if move.step.id == "disburse" and programme is not None:
        single = payment(move, case, programme)
        yield from steps_before(single)
        for gate in CASE_GATES["disburse"]:
            yield from gate(single)


def _stops(order: Iterable[Finding]) -> bool:
    """Whether the order itself forbids the step, so that nothing else matters."""
    return any(found.severity is Severity.ERROR and not is_waived(found) for found in order)


def _weighed(
    findings: Iterable[Finding], around: Circumstances
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings, each once; with those a recorded fact overrides, as warnings."""
    once = _once(findings)
    if not around.as_happened:
        return once, ()
    overridden = tuple(
        replace(found, severity=Severity.WARNING) for found in once if is_waived(found)
    )
    return waived(once), overridden


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once; a bare field fault gives way to a gate's own words on that rule."""
    kept: list[Finding] = []
    for found in findings:
        if found not in kept:
            kept.append(found)
    named = {found.clause for found in kept if found.code not in ("L112", "L113")}
    return tuple(each for each in kept if each.code != "L112" or each.clause not in named)
