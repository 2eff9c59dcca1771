"""待办 of a batch: last days to apply and report, its next step, the call for assessment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from acts.todo.duties import duty_of_batch
from cases.lifecycle.crosschecks import term_of
from cases.lifecycle.objections import objections_in
from cases.lifecycle.reading import day_of
from cases.lifecycle.refusing import open_number, open_value
from cases.lifecycle.steps import batch_line, find_step, selecting_step, takes
from cases.lifecycle.world import candidates, cases_of_batch, ending_of, has_taken
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.todo.duties import Duty
    from cases.lifecycle.steps import Step
    from cases.lifecycle.world import World

CALLED = (Ground.TERM_ASSESSMENT, "O21")
_LINE = ("score", "publicise", "award")
_GROUNDS = {"score": Ground.PANEL, "publicise": Ground.PUBLICITY, "award": Ground.PUBLICITY}


def notice_day(world: World, key: str) -> date | None:
    """A day the work notice gave: 申报截止, 上报截止."""
    told = world.batch.facts_of("notify").get(key)
    return day_of(told) or day_of(world.batch.data.get(key))


def duties_of_batch(world: World, today: date) -> Iterator[Duty]:
    """What a batch has to do next, by the steps of its policy."""
    if has_taken(world.batch, "notify") and not _chosen(world):
        yield from _last_days(world, today)
    step = _next_step(world)
    if step is not None:
        yield from _step_due(world, step, today)
    yield from _call(world)
    for subject, objection in objections_in(world):
        if objection.is_open:
            name, number = subject.id, objection.number
            key = f"{name}-{number}"
            rules = (Ground.PUBLICITY, "O12")
            yield duty_of_batch(world, key, rules, "T156", subject=name, number=number)


def _chosen(world: World) -> bool:
    return has_taken(world.batch, selecting_step(world.policy).id)


def _last_days(world: World, today: date) -> Iterator[Duty]:
    """O9, R45: units apply and departments report by the days of the work notice."""
    apply_by = notice_day(world, "申报截止")
    if apply_by is not None and today <= apply_by:
        yield duty_of_batch(world, "申报截止", "O9", "T140", apply_by)
    report_by = notice_day(world, "上报截止")
    if report_by is not None and takes(world.policy, "review") and _reports_due(world, today):
        yield duty_of_batch(world, "上报截止", Ground.REPORTED_IN_TIME, "T141", report_by)


def _reports_due(world: World, today: date) -> bool:
    """Whether departments still report: time is left, or a case waits for its review."""
    report_by = notice_day(world, "上报截止")
    if report_by is not None and today <= report_by:
        return True
    running = (case for case in cases_of_batch(world) if ending_of(case) is None)
    return any(has_taken(case, "apply") and not has_taken(case, "review") for case in running)


def _next_step(world: World) -> Step | None:
    """The step of choosing, showing and announcing that comes next in the policy's order."""
    line = [step for step in batch_line(world.policy) if step.id in _LINE]
    taken = [place for place, step in enumerate(line, 1) if has_taken(world.batch, step.id)]
    return next(iter(line[max(taken, default=0) :]), None)


def _step_due(world: World, step: Step, today: date) -> Iterator[Duty]:
    """The next step, where what comes before it is done."""
    ground = _GROUNDS[step.id]
    if step.id == "award" and has_taken(world.batch, "publicise"):
        end = day_of(world.batch.facts_of("publicise").get("公示止"))
        yield duty_of_batch(world, "公示止", ground, "W621", end)
    elif step != selecting_step(world.policy):
        yield duty_of_batch(world, step.id, ground, "T142", step=step.label)
    elif _closed(world, today) and (waiting := len(candidates(world))):
        yield duty_of_batch(world, step.id, ground, "T143", step=step.label, count=waiting)


def _closed(world: World, today: date) -> bool:
    """Whether the last day to apply, and to report where departments do, has passed."""
    keys = ("申报截止", "上报截止") if takes(world.policy, "review") else ("申报截止",)
    days = [day for key in keys if (day := notice_day(world, key))]
    return has_taken(world.batch, "notify") and bool(days) and max(days) < today


def _call(world: World) -> Iterator[Duty]:
    """O21: the assessment at the end of the term is called for so many days before."""
    if find_step("call-term") not in batch_line(world.policy):
        return
    if has_taken(world.batch, "call-term"):
        return
    ends = [
        term[1]
        for case in cases_of_batch(world)
        if ending_of(case) is None and has_taken(case, "award")
        if not has_taken(case, "assess-term") and (term := term_of(case)) is not None
    ]
    if ends:
        day = call_day(world, min(ends))
        facts = {"count": len(ends), "end": min(ends)}
        yield duty_of_batch(world, "启动考核", CALLED, "T144", day, **facts)


def call_day(world: World, end: date) -> date:
    """O21: the day the assessment is to be under way for a term that ends on a day.

    The bureau's own number comes first, then the policy's.
    """
    asked, known = world.policy.assessment.days_before_end, world.policy.open_points.get("O21")
    own = known is not None and open_value(world, "O21") != known.value
    before = open_number(world, "O21", asked) if own or not asked else asked
    return end - timedelta(days=before)
