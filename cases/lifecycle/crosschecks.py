"""Checks that look across fields, cases and years; the policy names them in its conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.gates_leader import appointment, internal_notice
from cases.lifecycle.outcomes import bans
from cases.lifecycle.reading import at, day_of, text_of
from cases.lifecycle.refusing import clause, in_case, open_value, refuse
from cases.lifecycle.world import CaseMove, day_entered, ending_of, has_taken
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.policy.ruling import Condition

_PARTIES = ("带头人.身份证号", "单位.统一社会信用代码")
_AREA = re.compile(r"[^省市区县旗镇乡]+(?:自治区|特别行政区|开发区|新区|省|市|区|县|旗|镇|乡|街道)")
_WHILE_RUNNING = "同人同类在办的不重复"
_SAME = {
    "同人同类不重复": "带头人.身份证号",
    "同单位同类不重复": "单位.统一社会信用代码",
    _WHILE_RUNNING: "带头人.身份证号",
}
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
    days = (day_entered(case, step) for step in ("terminate", "withdraw", "cancel-title"))
    stopped = min((day for day in days if day is not None), default=None)
    return term[0] <= on <= term[1] and (stopped is None or on < stopped)


def own_project_in_term(move: CaseMove, node: Condition) -> Iterator[Finding]:
    """R32b: the leader runs a project of another programme, in term on the day applied."""
    led = [case for case in _led(move) if _is_other(move, case, node)]
    if any(leads_project_in_term(case, move.on) for case in led):
        return
    ended = "、".join(f"{case.id}（届满日{term[1]}）" for case in led if (term := term_of(case)))
    whose, place = clause(move.world, node.rule), in_case(move.case, "带头人.身份证号")
    facts = {"日期": move.on, "项目": ended or "无", "项目类别": _wanted(move, node)}
    yield refuse("L114", whose, place, **facts)


def awarded_before(move: CaseMove, node: Condition) -> Iterator[Finding]:
    """The leader holds or held an award of the programme named."""
    if not any(was_awarded(case) and _is_other(move, case, node) for case in _led(move)):
        whose, place = clause(move.world, node.rule), in_case(move.case, "带头人.身份证号")
        yield refuse("L141", whose, place, 项目类别=_wanted(move, node))


def not_awarded_before(key: str) -> Check:
    """Nobody (no unit) is awarded again: of the programme named, else of the case's own."""

    def check(move: CaseMove, node: Condition) -> Iterator[Finding]:
        mine = text_of(at(move.case.data, key))
        for case in _others(move):
            same = mine and text_of(at(case.data, key)) == mine
            if same and was_awarded(case) and _is_same(move, case, node):
                whose, place = clause(move.world, node.rule), in_case(move.case, key)
                yield refuse("L142", whose, place, 案卷=case.id, 项目类别=_kind(case))

    return check


def not_banned(move: CaseMove, rule: str = Ground.BAN) -> Iterator[Finding]:
    """禁报: neither the leader nor the unit is kept from applying, the ban's last day included."""
    same = (case for case in _others(move) if _shared(move.case, case))
    for ban in bans(move.world, same):
        if ban.start <= move.on <= ban.until:
            place = in_case(move.case, _shared(move.case, ban.case))
            facts = {"案卷": ban.case.id, "自": ban.start, "止": ban.until, "日期": move.on}
            yield refuse("L140", clause(move.world, rule), place, **facts)


def in_jurisdiction(move: CaseMove, node: Condition) -> Iterator[Finding]:
    """The unit's address lies where the policy holds."""
    address, area = text_of(at(move.case.data, "单位.地址")), move.world.policy.jurisdiction
    if not lies_in(address, area):
        whose, place = clause(move.world, node.rule), in_case(move.case, "单位.地址")
        facts = {"地址": address or "未填", "辖区": area, "到": _parts(area)[-1]}
        yield refuse("L143", whose, place, **facts)


def lies_in(address: str, area: str) -> bool:
    """Whether an address names the area: its last part, and no other province or city."""
    parts, rest = _parts(area), address.strip()
    if not parts[-1] or parts[-1] not in rest:
        return False
    before = _AREA.findall(rest[: rest.index(parts[-1])])
    return all(part in parts for part in before)


def _parts(area: str) -> list[str]:
    """Province, city and district of an area, the widest first."""
    return _AREA.findall(area) or [area]


def was_awarded(case: CaseFile) -> bool:
    """Whether the case was awarded and the award not withdrawn."""
    ended = ending_of(case)
    return has_taken(case, "award") and (ended is None or ended.id != "withdraw")


def _others(move: CaseMove) -> Iterator[CaseFile]:
    """All cases of the workspace but this one."""
    return (case for case in move.world.cases.values() if case.id != move.case.id)


def _led(move: CaseMove) -> list[CaseFile]:
    """The other cases of the same leader."""
    return [case for case in _others(move) if _share(move.case, case, "带头人.身份证号")]


def _share(case: CaseFile, other: CaseFile, key: str) -> bool:
    """Whether both name the same person, or the same unit."""
    mine = text_of(at(case.data, key))
    return bool(mine) and text_of(at(other.data, key)) == mine


def _shared(case: CaseFile, other: CaseFile) -> str:
    """The key by which both name the same person or unit, empty where they do not."""
    return next((key for key in _PARTIES if _share(case, other, key)), "")


def _kind(case: CaseFile) -> str:
    return text_of(case.data.get("项目类别"))


def _names(move: CaseMove, node: Condition) -> set[str]:
    """The programmes a condition names, by label and by id, of this policy or another."""
    own = move.world.policy.programmes.values()
    named = {each for each in own if each.id in node.value or each.label in node.value}
    return {*node.value, *(each.id for each in named), *(each.label for each in named)}


def _wanted(move: CaseMove, node: Condition) -> str:
    """The programmes a condition speaks of, for people; all others where it names none."""
    own = move.world.policy.programmes.values()
    if node.value:
        labels = {each.id: each.label for each in own}
        return "、".join(labels.get(name, name) for name in node.value)
    return "、".join(each.label for each in own if each.label != move.programme.label)


def _is_other(move: CaseMove, case: CaseFile, node: Condition) -> bool:
    """Of a programme named; where none is, of any other than the case's own."""
    return _kind(case) in _names(move, node) if node.value else _kind(case) != _kind(move.case)


def _is_same(move: CaseMove, case: CaseFile, node: Condition) -> bool:
    """Of a programme named; where none is, of the case's own."""
    own = {move.programme.label, move.programme.id}
    return _kind(case) in (_names(move, node) if node.value else own)


def duplicates(move: CaseMove) -> Iterator[Finding]:
    """O5: nobody leads two projects of one programme, nor applies twice in a batch.

    Where only running projects count, one that is closed leaves its leader free for the next round.
    """
    how = open_value(move.world, "O5")
    key = _SAME.get(how)
    kind = text_of(move.case.data.get("项目类别"))
    who = text_of(at(move.case.data, key)) if key else ""
    for case in move.world.cases.values():
        if not who or case.id == move.case.id or text_of(case.data.get("项目类别")) != kind:
            continue
        if text_of(at(case.data, key or "")) == who and _counts(case, how):
            whose, place = clause(move.world, "O5"), in_case(move.case, key or "")
            yield refuse("L115", whose, place, 案卷=case.id, 项目类别=kind)


def _counts(case: CaseFile, how: str) -> bool:
    """A case that applied and was not turned away counts; a closed one not for every O5."""
    ended = ending_of(case)
    closed = ended is not None and ended.id == "close" and how != _WHILE_RUNNING
    return has_taken(case, "apply") and (ended is None or closed)


CHECKS: Mapping[str, Check] = {
    "leader_in_chief_technician_term": own_project_in_term,
    "leader_in_term": own_project_in_term,
    "leader_awarded_before": awarded_before,
    "leader_not_awarded_before": not_awarded_before("带头人.身份证号"),
    "unit_not_awarded_before": not_awarded_before("单位.统一社会信用代码"),
    "not_banned": lambda move, node: not_banned(move, node.rule),
    "unit_in_jurisdiction": in_jurisdiction,
    "within_appointment": lambda move, node: appointment(move, node.rule),
    "internal_notice_order": lambda move, node: internal_notice(move, node.rule),
}
