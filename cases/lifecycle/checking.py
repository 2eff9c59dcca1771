"""`case check`: what a case lacks, before or after it applies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from cases.findings import Finding, Severity
from cases.lifecycle.asking import FITS, questions
from cases.lifecycle.eligibility import eligibility_findings
from cases.lifecycle.gates_application import FORM_GATES, within_window
from cases.lifecycle.ledger_checks import ledger_findings
from cases.lifecycle.reading import Facts, at, day_of, text_of
from cases.lifecycle.refusing import DEFAULT, clause, in_case, refuse
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove, World, day_entered, entries, last_day_of, programme_of
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.policy.programme import Programme

_ASSUMED: Facts = {"结论": FITS, "依据": "—", "签名": "—"}


def belonging(world: World, case: CaseFile) -> Iterator[Finding]:
    """The case is of this batch, under this policy, of a programme it knows."""
    batch, policy = (text_of(case.data.get(key)) for key in ("批次", "政策"))
    if batch != world.batch.id:
        place = in_case(case, "批次")
        yield refuse("L018", DEFAULT, place, 案卷=case.id, 批次=batch, 给出=world.batch.id)
    if policy != world.policy.id:
        place = in_case(case, "政策")
        yield refuse("L022", DEFAULT, place, 案卷=case.id, 政策=policy, 给出=world.policy.id)
    if programme_of(world.policy, case) is None:
        known = "、".join(each.label for each in world.policy.programmes.values())
        kind, place = text_of(case.data.get("项目类别")), in_case(case, "项目类别")
        yield refuse("L019", world.policy.title, place, 项目类别=kind, 可选=known)


def check_case(world: World, case: CaseFile) -> tuple[Finding, ...]:
    """What the gates of application would say of the form as it stands."""
    foreign, programme = tuple(belonging(world, case)), programme_of(world.policy, case)
    day = day_entered(case, "apply") or day_of(at(case.data, "申报.日期"))
    if foreign or programme is None:
        return foreign
    if day is None:
        return (refuse("L127", clause(world, Ground.APPLICATION), in_case(case, "申报.日期")),)
    form, ledger = (
        _form_findings(world, case, programme, day),
        ledger_findings(world, case, last_day_of(case) or day),
    )
    return _once(chain(form, ledger))


def _form_findings(
    world: World, case: CaseFile, programme: Programme, day: date
) -> Iterator[Finding]:
    """Form, window and conditions; open questions count as fitting, and are pointed out."""
    assumed = _answers(world, case, programme)
    move = CaseMove(world, case, programme, find_step("apply"), day, {}, assumed)
    for gate in (within_window, *FORM_GATES):
        yield from gate(move)
    sure = list(eligibility_findings(move))
    yield from sure
    known = {(found.code, found.clause) for found in sure}
    for found in eligibility_findings(replace(move, answers=_recorded(case))):
        if found.code == "L113" and (found.code, found.clause) not in known:
            yield replace(found, severity=Severity.WARNING)


def _answers(world: World, case: CaseFile, programme: Programme) -> Mapping[str, Facts]:
    """The answers on record; questions not yet asked count as fitting."""
    asked = questions(world.policy, programme, "apply")
    return {each.rule: _ASSUMED for each in asked} | dict(_recorded(case))


def _recorded(case: CaseFile) -> Mapping[str, Facts]:
    """The answers given when the case applied."""
    found = entries(case, "apply")
    answers = found[-1].get("核对") if found else None
    return answers if isinstance(answers, dict) else {}


def _once(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Each finding once."""
    kept: list[Finding] = []
    for found in findings:
        if found not in kept:
            kept.append(found)
    return tuple(kept)
