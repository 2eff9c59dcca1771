"""整改期限: by which day a fault is mended, counted from service as the policy says (O25)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.lifecycle.counting_days import LastDay, last_working_day
from cases.lifecycle.refusing import open_number, open_value
from cases.values.days import months_after

if TYPE_CHECKING:
    from cases.lifecycle.world import World
    from cases.policy.judging import Consequences, Failure


def mended_by(world: World, served: date, *, failed: bool) -> date:
    """The last day to mend, as ``mending_end`` counts it."""
    return mending_end(world, served, failed=failed).day


def mending_end(world: World, served: date, *, failed: bool) -> LastDay:
    """The last day to mend; the day of service is not counted, as civil law counts.

    A failed assessment goes by its own time, where the policy gives one. Else the bureau's own
    O25 comes first, then the policy's months, working days or days; working days of a year
    whose holidays nobody knows are bounded and not counted.
    """
    own = _of_failure(world) if failed else None
    if own is not None:
        return _counted(world, own, served)
    rules = world.policy.consequences
    if not _kept(world):
        days = open_number(world, "O25", rules.rectify_days)
        return LastDay(served + timedelta(days=days), known=True)
    return _counted(world, rules, served)


def _counted(world: World, rules: Consequences | Failure, served: date) -> LastDay:
    """Months, working days or days after service, whichever is given."""
    if rules.rectify_months is not None:
        return LastDay(months_after(served, rules.rectify_months), known=True)
    if rules.rectify_working_days is not None:
        first = served + timedelta(days=1)
        return last_working_day(first, rules.rectify_working_days, world.calendar)
    return LastDay(served + timedelta(days=rules.rectify_days), known=True)


def mending_rule(world: World, *, failed: bool) -> str:
    """The rule the time to mend stands on: the policy's where it gives months or working days."""
    failure = _of_failure(world) if failed else None
    if failure is not None and failure.rule:
        return failure.rule
    rules = world.policy.consequences
    own = rules.rectify_months is not None or rules.rectify_working_days is not None
    return rules.rectify_rule if own and _kept(world) and rules.rectify_rule else "O25"


def _of_failure(world: World) -> Failure | None:
    """The consequences of a failure, where they have a time to mend of their own."""
    failure = world.policy.consequences.failure
    return failure if failure is not None and failure.has_own_time else None


def _kept(world: World) -> bool:
    """Whether the bureau left O25 as the policy has it."""
    known = world.policy.open_points.get("O25")
    return known is None or open_value(world, "O25") == known.value
