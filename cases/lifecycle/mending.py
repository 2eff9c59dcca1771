"""整改期限: by which day a fault is mended, counted from service as the policy says (O25)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.lifecycle.counting_days import LastDay, last_working_day
from cases.lifecycle.refusing import open_number, open_value
from cases.values.days import months_after

if TYPE_CHECKING:
    from cases.lifecycle.world import World


def mended_by(world: World, served: date) -> date:
    """The last day to mend, as ``mending_end`` counts it."""
    return mending_end(world, served).day


def mending_end(world: World, served: date) -> LastDay:
    """The last day to mend; the day of service is not counted, as civil law counts.

    The bureau's own O25 comes first, then the policy's months, working days or days; working
    days of a year whose holidays nobody knows are bounded and not counted.
    """
    rules, known = world.policy.consequences, world.policy.open_points.get("O25")
    if known is not None and open_value(world, "O25") != known.value:
        days = open_number(world, "O25", rules.rectify_days)
        return LastDay(served + timedelta(days=days), known=True)
    if rules.rectify_months is not None:
        return LastDay(months_after(served, rules.rectify_months), known=True)
    if rules.rectify_working_days is not None:
        first = served + timedelta(days=1)
        return last_working_day(first, rules.rectify_working_days, world.calendar)
    return LastDay(served + timedelta(days=rules.rectify_days), known=True)


def mending_rule(world: World) -> str:
    """The rule the time to mend stands on: the policy's where it gives months or working days."""
    rules, known = world.policy.consequences, world.policy.open_points.get("O25")
    own = rules.rectify_months is not None or rules.rectify_working_days is not None
    kept = known is None or open_value(world, "O25") == known.value
    return rules.rectify_rule if own and kept and rules.rectify_rule else "O25"
