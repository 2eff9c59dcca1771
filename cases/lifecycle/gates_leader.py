"""Gates on the leader: grade, term of appointment, the unit's own public notice (三、四(一))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.asking import leaves
from cases.lifecycle.counting_days import working_days_between
from cases.lifecycle.reading import at, day_of, text_of
from cases.lifecycle.refusing import clause, in_case, open_number, refuse, warn
from cases.lifecycle.world import CaseMove
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from datetime import date

    from cases.findings import Finding

# O6: the same grades by their numbers.
_BY_NUMBER = {"技师": "二级", "高级技师": "一级"}
NO_STANDARD = "无国家职业标准"
GRADE = "带头人.技能等级"


def grade_findings(move: CaseMove, leader: object) -> Iterator[Finding]:
    """R15: of a grade the policy lists; R16: without a national standard, known to the trade."""
    found = text_of(at(leader, "技能等级"))
    place = in_case(move.case, "带头人.技能等级")
    if found == NO_STANDARD:
        if not text_of(at(leader, "行业水平认定")):
            yield refuse(
                "L102",
                clause(move.world, Ground.TRADE_RECOGNITION),
                in_case(move.case, "带头人.行业水平认定"),
            )
    elif found not in grades_wanted(move):
        wanted = "、".join(grades_wanted(move))
        yield refuse(
            "L101", clause(move.world, Ground.SKILL_GRADE), place, 等级=found or "未填", 可选=wanted
        )


def grades_wanted(move: CaseMove) -> tuple[str, ...]:
    """R15: the grades that the programme's conditions list, by name and by number."""
    tips = (leaf for leaf in leaves(move.programme.eligibility) if leaf.field == GRADE)
    named = dict.fromkeys(each for leaf in tips for each in leaf.value if each != NO_STANDARD)
    numbers = (number for grade, number in _BY_NUMBER.items() if grade in named)
    return (*named, *numbers)


def appointment(move: CaseMove, rule: str = "") -> Iterator[Finding]:
    """R26: on the day of application the leader is under appointment."""
    start, end = (day_of(at(move.case.data, f"带头人.{key}")) for key in ("聘期起", "聘期止"))
    if start is None or end is None or not start <= move.on <= end:
        whose = clause(move.world, _rule(move, Ground.APPOINTMENT, rule))
        place = in_case(move.case, "带头人.聘期止")
        yield refuse("L103", whose, place, 日期=move.on, 起=start or "未填", 止=end or "未填")


def internal_notice(move: CaseMove, rule: str = "") -> Iterator[Finding]:
    """R18: the unit published its choice first: notice over, then appointed, then applied."""
    notice = at(move.case.data, "选聘公示")
    start, end = day_of(at(notice, "公示起")), day_of(at(notice, "公示止"))
    appointed = day_of(at(move.case.data, "带头人.聘任日期"))
    ground = _rule(move, Ground.INTERNAL_NOTICE, move.programme.internal_notice_rule or rule)
    whose, place = clause(move.world, ground), in_case(move.case, "选聘公示")
    if start is None or end is None or (appointed is None and _appoints(move)):
        yield refuse("L104", whose, place)
        return
    if not start <= end <= (appointed or move.on) <= move.on:
        facts = {"公示止": end, "聘任": appointed or "未填", "申报": move.on}
        yield refuse("L105", whose, place, **facts)
    if text_of(at(notice, "结果")) not in ("无异议", "异议不成立"):
        yield refuse("L107", whose, place, 结果=text_of(at(notice, "结果")) or "未填")
    yield from _long_enough(move, start, end)


def _appoints(move: CaseMove) -> bool:
    """Whether the programme wants its leader appointed, by a check among its conditions."""
    tips = leaves(move.programme.eligibility)
    return any(leaf.check in ("within_appointment", "internal_notice_order") for leaf in tips)


def _rule(move: CaseMove, ground: Ground, rule: str) -> str:
    """The rule the policy names for a ground; else the one of the condition that asks."""
    return rule if rule and ground not in move.world.policy.grounds else ground


def _long_enough(move: CaseMove, start: date, end: date) -> Iterator[Finding]:
    """O8: the notice stood for so many working days."""
    whose, place = clause(move.world, "O8"), in_case(move.case, "选聘公示.公示止")
    least = open_number(move.world, "O8", 5)
    found = working_days_between(start, end, move.world.calendar)
    if found is None:
        yield warn("L108", whose, place, 起=start, 止=end)
    elif found < least:
        yield refuse("L106", whose, place, 实有=found, 至少=least)
