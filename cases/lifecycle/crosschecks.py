"""Checks that look across fields, cases and years; the policy names them in its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.gates_leader import appointment, internal_notice
from cases.lifecycle.reading import at, day_of, text_of
from cases.lifecycle.refusing import clause, in_case, open_value, refuse
from cases.lifecycle.world import CaseMove, day_entered, ending_of, has_taken

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.policy.ruling import Condition

_SAME = {"同人同类不重复": "带头人.身份证号", "同单位同类不重复": "单位.统一社会信用代码"}
Check = Callable[[CaseMove, "Condition"], Iterator["Finding"]]


def person_of(case: CaseFile) -> str:
    """Who leads the case: told apart by 身份证号 alone."""
    return text_of(at(case.data, "带头人.身份证号"))


def term_of(case: CaseFile) -> tuple[date, date] | None:
    """The first and last day of the funded term, once awarded."""
    start, end = day_of(at(case.data, "资助周期.起")), day_of(at(case.data, "资助周期.止"))
    return (start, end) if start is not None and end is not None else None


def leads_project_in_term(case: CaseFile, on: date) -> bool:
    """Whether the project is in its term that day, the last day included."""
    term = term_of(case)
    if term is None or not has_taken(case, "award"):
        return False
    stopped = day_entered(case, "terminate")
    return term[0] <= on <= term[1] and (stopped is None or on < stopped)


def own_project_in_term(move: CaseMove, node: Condition) -> Iterator[Finding]:
    """R32b: the leader runs a project of the other programme, in term on the day applied."""
    person, kind = person_of(move.case), text_of(move.case.data.get("项目类别"))
    others = (case for case in move.world.cases.values() if case.id != move.case.id)
    led = [
        case
        for case in others
        if person and person_of(case) == person and text_of(case.data.get("项目类别")) != kind
    ]
    if any(leads_project_in_term(case, move.on) for case in led):
        return
    ended = "、".join(f"{case.id}（届满日{term[1]}）" for case in led if (term := term_of(case)))
    whose, place = clause(move.world, node.rule), in_case(move.case, "带头人.身份证号")
    yield refuse("L114", whose, place, 日期=move.on, 项目=ended or "无")


def duplicates(move: CaseMove) -> Iterator[Finding]:
    """O5: nobody leads two projects of one programme, nor applies twice in a batch."""
    key = _SAME.get(open_value(move.world, "O5"))
    kind = text_of(move.case.data.get("项目类别"))
    who = text_of(at(move.case.data, key)) if key else ""
    for case in move.world.cases.values():
        if not who or case.id == move.case.id or text_of(case.data.get("项目类别")) != kind:
            continue
        if text_of(at(case.data, key or "")) == who and _counts(case):
            whose, place = clause(move.world, "O5"), in_case(move.case, key or "")
            yield refuse("L115", whose, place, 案卷=case.id, 项目类别=kind)


def _counts(case: CaseFile) -> bool:
    """A case that applied and was not turned away counts."""
    ended = ending_of(case)
    return has_taken(case, "apply") and (ended is None or ended.id == "close")


def _gate(gate: Callable[[CaseMove], Iterator[Finding]]) -> Check:
    """A gate used as a condition: its own words name the rule."""
    return lambda move, _: gate(move)


CHECKS: Mapping[str, Check] = {
    "leader_in_chief_technician_term": own_project_in_term,
    "within_appointment": _gate(appointment),
    "internal_notice_order": _gate(internal_notice),
}
