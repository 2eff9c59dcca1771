"""考核结果: whether a project failed, what was done about it since, and bans that follow (O23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, at, day_of, text_of
from cases.lifecycle.refusing import open_value
from cases.lifecycle.world import ending_of, entries, events_of, record_of, records, step_at
from cases.policy.grounds import Ground
from cases.values.days import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.policy.judging import Consequences
    from cases.policy.model import Policy

FAILING = "不合格"
DECIDED = "决定"
NOT_MENDED = "未整改到位"
MEND_FIRST = "整改复评后取消称号"
BANNED_UNTIL = "禁报止"


@dataclass(frozen=True, slots=True)
class Ban:
    """A case whose leader and unit may not apply until a day, that day included."""

    case: CaseFile
    start: date
    until: date


def last_grade(case: CaseFile) -> str:
    """The grade of the last 届满考核, empty before one."""
    found = records(case, "assess-term")
    return text_of(found[-1].get("结论")) if found else ""


def fails(policy: Policy, label: str) -> bool:
    """Whether a grade does not pass; one the policy does not know fails by its name."""
    known = {grade.label: grade.passes for grade in policy.assessment.grades}
    return bool(label) and not known.get(label, label != FAILING)


def has_failed(policy: Policy, case: CaseFile) -> bool:
    """Whether the last 届满考核 did not pass."""
    return fails(policy, last_grade(case))


def since_assessment(case: CaseFile) -> tuple[Facts, ...]:
    """The entries after the last 届满考核."""
    return _after(case, len(entries(case, "assess-term")))


def since_first_failure(policy: Policy, case: CaseFile) -> tuple[Facts, ...]:
    """The entries after the first 届满考核 that did not pass and that none since has made good."""
    graded = [text_of(each.get("结论")) for each in records(case, "assess-term")]
    passed = max((n for n, label in enumerate(graded, 1) if not fails(policy, label)), default=0)
    return _after(case, passed + 1) if passed < len(graded) else ()


def steps_in(events: Iterable[Facts], step: str) -> tuple[Facts, ...]:
    """What was recorded at the entries of one step."""
    found = (event for event in events if (own := step_at(event)) is not None and own.id == step)
    return tuple(record_of(event) for event in found)


def mends_first(world: World) -> bool:
    """Whether a project that failed is given time to mend before anything else follows."""
    failure = world.policy.consequences.failure
    if failure is not None:
        return failure.rectify
    return open_value(world, "O23", MEND_FIRST) == MEND_FIRST


def failure_rule(policy: Policy) -> str:
    """The policy's own clause on failure; else its ground, else O23."""
    failure = policy.consequences.failure
    if failure is not None and failure.rule:
        return failure.rule
    return Ground.TITLE_WITHDRAWN if Ground.TITLE_WITHDRAWN in policy.grounds else "O23"


def is_final(world: World, case: CaseFile) -> bool:
    """Whether the failure stands: nothing to mend, mended in vain, or ended so."""
    if not has_failed(world.policy, case):
        return False
    if ending_of(case) is not None or not mends_first(world):
        return True
    later = since_first_failure(world.policy, case)
    again = steps_in(later, "rectify") and steps_in(later, "assess-term")
    return bool(again) or any(
        text_of(each.get("结论")) == NOT_MENDED for each in steps_in(later, "recheck")
    )


def ban_years(consequences: Consequences, *, failed: bool) -> int:
    """Years that a failure, or misuse, keeps leader and unit from applying."""
    if failed and consequences.failure is not None:
        return consequences.failure.ban_years or consequences.ban_years
    return consequences.ban_years


def ban_of(world: World, case: CaseFile) -> Ban | None:
    """The ban a case carries: as recorded when it ended, else by this policy's years.

    Counted as civil law counts years: the day it began is not in them, so that six years
    from 2016-03-01 still hold on 2022-03-01 and no longer on 2022-03-02.
    """
    written = [ban for event in events_of(case) if (ban := _written(case, event)) is not None]
    if written:
        return written[-1]
    start, years = _ban_start(world, case)
    if start is None or not years:
        return None
    return Ban(case, start, months_after(start, 12 * years))


def _written(case: CaseFile, event: Facts) -> Ban | None:
    """The ban an entry records."""
    start, until = day_of(event.get("日期")), day_of(at(event, f"记录.{BANNED_UNTIL}"))
    return Ban(case, start, until) if start is not None and until is not None else None


def _ban_start(world: World, case: CaseFile) -> tuple[date | None, int]:
    """The day a ban began, and its years."""
    rules = world.policy.consequences
    for step, failed in (("cancel-title", has_failed(world.policy, case)), ("claw-back", False)):
        days = [day_of(event.get("日期")) for event in entries(case, step) if _rules(event, step)]
        if days:
            return days[-1], ban_years(rules, failed=failed)
    if is_final(world, case):
        return day_of(entries(case, "assess-term")[-1].get("日期")), ban_years(rules, failed=True)
    return None, 0


def _rules(event: Facts, step: str) -> bool:
    """Whether the entry decides: a prior notice to claw back does not."""
    return step != "claw-back" or text_of(record_of(event).get("阶段")) == DECIDED


def bans(world: World, cases: Iterable[CaseFile]) -> Iterator[Ban]:
    """The bans that cases carry."""
    for case in cases:
        found = ban_of(world, case)
        if found is not None:
            yield found


def _after(case: CaseFile, count: int) -> tuple[Facts, ...]:
    """The entries after so many of 届满考核."""
    seen, later = 0, []
    for event in events_of(case):
        if seen >= count:
            later.append(event)
        step = step_at(event)
        seen += step is not None and step.id == "assess-term"
    return tuple(later)
