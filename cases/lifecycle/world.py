"""What the gates may look at, and the questions they ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.lifecycle.correcting import is_correction, standing
from cases.lifecycle.reading import Facts, day_of, rows_of, text_of
from cases.lifecycle.steps import Step, find_step, step_of, takes
from cases.values.calendar import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.casefile import BatchFile, CaseFile
    from cases.policy.model import Policy
    from cases.policy.programme import Programme
    from cases.values.calendar import WorkCalendar


RECOMMENDED = "同意推荐"
_PUBLICISE = find_step("publicise")


@dataclass(frozen=True)
class World:
    """The policy, the open points, one batch and all cases: read by acts, never by gates.

    ``calendar`` knows the working days, with the notices this bureau took in.
    """

    policy: Policy
    settings: Mapping[str, str]
    batch: BatchFile
    cases: Mapping[str, CaseFile]
    evidence: Mapping[str, Sequence[str]]
    calendar: WorkCalendar = BUILT_IN


@dataclass(frozen=True)
class CaseMove:
    """An act on one case that somebody wants entered."""

    world: World
    case: CaseFile
    programme: Programme
    step: Step
    on: date
    facts: Facts
    answers: Mapping[str, Facts]


@dataclass(frozen=True)
class BatchMove:
    """An act on a whole batch that somebody wants entered."""

    world: World
    step: Step
    on: date
    facts: Facts
    answers: Mapping[str, Facts] = field(default_factory=dict)

    @property
    def batch(self) -> BatchFile:
        """The batch acted on."""
        return self.world.batch


def events_of(subject: CaseFile | BatchFile) -> tuple[Facts, ...]:
    """The 办理 entries, oldest first, with the facts that hold after corrections."""
    return standing(rows_of(subject.data.get("办理")))


def step_at(event: Facts) -> Step | None:
    """The step an entry records."""
    return step_of(text_of(event.get("环节")))


def entries(subject: CaseFile | BatchFile, step: str) -> tuple[Facts, ...]:
    """The entries of one step, oldest first."""
    return tuple(
        event
        for event in events_of(subject)
        if (found := step_at(event)) is not None and found.id == step
    )


def records(subject: CaseFile | BatchFile, step: str) -> tuple[Facts, ...]:
    """What was recorded at each entry of one step."""
    return tuple(record_of(event) for event in entries(subject, step))


def record_of(event: Facts) -> Facts:
    """The facts of one entry."""
    found = event.get("记录")
    return found if isinstance(found, dict) else {}


def has_taken(subject: CaseFile | BatchFile, step: str) -> bool:
    """Whether the step has been entered."""
    return bool(entries(subject, step))


def last_day_of(subject: CaseFile | BatchFile) -> date | None:
    """The latest day any entry names; a correction is made when the mistake is seen."""
    acts = (event for event in events_of(subject) if not is_correction(event))
    days = [day for event in acts if (day := day_of(event.get("日期")))]
    return max(days, default=None)


def day_entered(subject: CaseFile | BatchFile, step: str) -> date | None:
    """The day of the step's last entry."""
    found = entries(subject, step)
    return day_of(found[-1].get("日期")) if found else None


def ending_of(case: CaseFile) -> Step | None:
    """The step that ended the case, if one did."""
    taken = [step for event in events_of(case) if (step := step_at(event)) is not None]
    ended = (place for place, step in enumerate(taken) if step.ends)
    # 递补: a case that was not selected and then shown on its own notice runs again.
    going = (p for p in ended if not (taken[p].id == "unselected" and _PUBLICISE in taken[p:]))
    return next((taken[place] for place in going), None)


def programme_of(policy: Policy, case: CaseFile) -> Programme | None:
    """The programme the case names by label or id."""
    name = text_of(case.data.get("项目类别"))
    found = (each for each in policy.programmes.values() if name in (each.label, each.id))
    return next(found, None)


def cases_of_batch(world: World) -> tuple[CaseFile, ...]:
    """The cases of the batch, by id."""
    mine = (case for _, case in sorted(world.cases.items()))
    return tuple(case for case in mine if text_of(case.data.get("批次")) == world.batch.id)


def candidates(world: World) -> tuple[CaseFile, ...]:
    """The cases one may choose from: recommended (R46), or applied where nobody recommends."""
    running = (case for case in cases_of_batch(world) if ending_of(case) is None)
    return tuple(case for case in running if _stands(world.policy, case))


def _stands(policy: Policy, case: CaseFile) -> bool:
    """Whether what comes before the choice has been done for the case."""
    if takes(policy, "review"):
        return conclusion_of_review(case) == RECOMMENDED
    return has_taken(case, "apply")


def conclusion_of_review(case: CaseFile) -> str:
    """What the department concluded."""
    found = records(case, "review")
    return text_of(found[-1].get("结论")) if found else ""


def was_selected(case: CaseFile) -> bool:
    """Whether the case was chosen: by the experts, else by standing on a list made known."""
    found = records(case, "score")
    if has_taken(case, "award") or not found:
        return has_taken(case, "award") or has_taken(case, "publicise")
    return text_of(found[-1].get("入选")) == "是"


def day_selected(case: CaseFile) -> date | None:
    """The day the case was chosen."""
    days = (day_entered(case, step) for step in ("score", "publicise", "award"))
    return next((day for day in days if day is not None), None) if was_selected(case) else None
