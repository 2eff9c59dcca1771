"""案: the case as the papers see it, with what its programme does not ask for left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.papers.policy_words import printed_place
from cases.lifecycle.asking import FITS, FITS_NOT
from cases.lifecycle.eligibility import checked_conditions
from cases.lifecycle.reading import day_of
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove, day_entered, programme_of
from cases.words import message

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.policy.ruling import Condition

_ROWS = (("单位", "职工教育经费"), ("经费", "配套用途"))


def case_words(world: World, case: CaseFile | None) -> dict[str, Any]:
    """The data of a case; tables nobody filled in are empty, and a promise not asked for too."""
    if case is None:
        return {}
    data = dict(case.data)
    for part, key in _ROWS:
        data[part] = {key: [], **_part(data, part)}
    if not asks_for_match(world, case):
        data["经费"] = {"配套承诺": None, **data["经费"]}
    return data


def _part(data: dict[str, Any], part: str) -> dict[str, Any]:
    """A part of the case without the keys that stand there empty."""
    found = data.get(part)
    return {k: v for k, v in found.items() if v is not None} if isinstance(found, dict) else {}


def asks_for_match(world: World, case: CaseFile) -> bool:
    """Whether the programme of a case wants money of the unit's own."""
    programme = programme_of(world.policy, case)
    return programme is None or bool(programme.match.minimum)


def in_time(case: CaseFile) -> bool:
    """Whether a project was last assessed before its term was over, as far as both are known."""
    assessed, end = day_entered(case, "assess-term"), day_of(case.get("资助周期.止"))
    return assessed is None or end is None or assessed <= end


def machine_answers(world: World, case: CaseFile, day: date) -> list[dict[str, Any]]:
    """核对 where reviewers are asked nothing: what the machine finds of the conditions."""
    programme = programme_of(world.policy, case)
    if programme is None:
        return []
    move = CaseMove(world, case, programme, find_step("review"), day, {}, {})
    return [_row(world, node, held=held) for node, held in checked_conditions(move)]


def _row(world: World, node: Condition, *, held: bool) -> dict[str, Any]:
    """One condition, whether it holds, and that the machine looked; a preference binds nobody."""
    clause = world.policy.clauses.get(node.rule)
    return {
        "编号": node.rule,
        "出处": printed_place(clause) if clause else "",
        "要旨": node.label,
        "结论": FITS if held else FITS_NOT,
        "依据": message("C107", {}) if node.preferred else message("C106", {}),
        "签名": "",
    }
