"""优秀上限: how many of a batch have the capped grade, and how many may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.reading import text_of
from cases.lifecycle.world import cases_of_batch, ending_of, has_taken, records

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the projects due in a batch have the capped grade, and how many may."""

    grade: str
    percent: int
    due: int
    most: int
    have: int
    rule: str


def capped_share(world: World, besides: str = "") -> Share | None:
    """The capped grade in this batch, without the case ``besides``; None where nothing is capped.

    Due are the awarded projects that are still running or were assessed; a part of one does not
    count.
    """
    cap = world.policy.assessment.excellent_cap
    if cap is None:
        return None
    due = [case for case in cases_of_batch(world) if _is_due(case)]
    have = sum(last_conclusion(case) == cap.grade for case in due if case.id != besides)
    most = len(due) * cap.percent // 100
    return Share(cap.grade, cap.percent, len(due), most, have, cap.rule)


def _is_due(case: CaseFile) -> bool:
    assessed = has_taken(case, "assess-term")
    return assessed or (has_taken(case, "award") and ending_of(case) is None)


def last_conclusion(case: CaseFile) -> str:
    """The conclusion of the last 届满考核; empty where there is none."""
    told = records(case, "assess-term")
    return text_of(told[-1].get("结论")) if told else ""
