"""资助周期的起止: from which act a term is counted, and its first and last day (O14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.refusing import open_value
from cases.values.days import Term
from cases.yamltext import Put

if TYPE_CHECKING:
    from datetime import date

    from cases.lifecycle.world import World
    from cases.policy.programme import Programme

AWARDED = "公布名单文件成文日"
_ANCHORS = {"agree": "协议签订日", "disburse": "拨款日", "award": AWARDED}


def anchor_of(world: World, programme: Programme) -> str:
    """O14: the day a term of months counts from: the bureau's setting, else the policy's own
    起算, else the default. The list's own day is what a policy says that says nothing.
    """
    known, own = world.policy.open_points.get("O14"), programme.term.starts_from
    default = known.value if known is not None else AWARDED
    if open_value(world, "O14", AWARDED) != default or own not in _ANCHORS.values():
        return open_value(world, "O14", AWARDED)
    return default if own == AWARDED else own


def anchor_rule(world: World, programme: Programme) -> str:
    """The rule the anchor stands on: O14, or the programme's own clause on its term."""
    own = programme.term.starts_from not in (AWARDED, "固定日期")
    settled = anchor_of(world, programme) == programme.term.starts_from
    return programme.term.rule if own and settled and programme.term.rule else "O14"


def starts_term(world: World, programme: Programme, step: str) -> bool:
    """Whether the term is written down at this step; one of fixed days at the award."""
    if is_fixed(programme):
        return step == "award"
    return anchor_of(world, programme) == _ANCHORS.get(step)


def is_fixed(programme: Programme) -> bool:
    """Whether the policy gives the term's first and last day themselves."""
    return programme.term.start is not None and programme.term.end is not None


def first_day(programme: Programme, start: date) -> date:
    """The fixed first day, which may lie before the award; else the day counted from."""
    return programme.term.start if is_fixed(programme) and programme.term.start else start


def term_changes(programme: Programme, start: date) -> tuple[Put, ...]:
    """R51, R56: the term from its first day to the day before the anniversary."""
    term = programme.term
    if term.start is not None and term.end is not None:
        return _term(term.start, term.end)
    return _term(start, Term(start, term.months or 1).last_day)


def _term(start: date, end: date) -> tuple[Put, ...]:
    return (Put(("资助周期",), {"起": start, "止": end}),)
