"""Saying no: findings that name whose rule it is, the fact and the remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity
from cases.policy.grounds import Ground
from cases.policy.ruling import RuleSource

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.world import World

DEFAULT = RuleSource.DEFAULT.value
_NUMBER = re.compile(r"[0-9]+")


def refuse(code: str, clause: str, place: Place | None = None, **facts: object) -> Finding:
    """A finding that refuses."""
    return _finding(code, Severity.ERROR, clause, place, facts)


def warn(code: str, clause: str, place: Place | None = None, **facts: object) -> Finding:
    """A finding that only tells."""
    return _finding(code, Severity.WARNING, clause, place, facts)


def clause(world: World, rule: str) -> str:
    """Whose rule it is: ``R79 政策八(一)``, ``本局设定 O12`` or ``系统默认 差额评审``.

    A ``Ground`` stands for the rule by which this policy lays it down, if it does, and so does
    an open point whose value the policy gives in a clause.
    """
    if isinstance(rule, Ground):
        rule = world.policy.grounds.get(rule, rule.value)
    point = world.policy.open_points.get(rule)
    rule = point.rule if point is not None and point.rule else rule
    found = world.policy.clauses.get(rule)
    if found is not None:
        return f"{found.rule} 政策{found.place}"
    if rule in world.policy.open_points:
        return f"{_source(world, rule)} {rule}"
    return f"{DEFAULT} {rule}".strip()


def open_value(world: World, point: str, default: str = "") -> str:
    """The value of an open point: the bureau's, else the policy's."""
    given = world.settings.get(point, "")
    known = world.policy.open_points.get(point)
    return given or (known.value if known else "") or default


def open_number(world: World, point: str, default: int) -> int:
    """The first number in the value of an open point."""
    found = _NUMBER.search(open_value(world, point))
    return int(found.group()) if found else default


def in_case(case: CaseFile, key: str = "") -> Place:
    """A place in a case file."""
    return Place(file=f"cases/{case.id}/case.yaml", key=key)


def in_batch(batch: BatchFile, key: str = "") -> Place:
    """A place in a batch file."""
    return Place(file=f"batches/{batch.id}/batch.yaml", key=key)


def in_record(key: str) -> Place:
    """A place in the facts given for this act."""
    return Place(key=f"记录.{key}")


def _source(world: World, point: str) -> str:
    """Whether the bureau set the value or the system's default stands."""
    known = world.policy.open_points[point]
    own = world.settings.get(point, "") not in ("", known.value)
    return RuleSource.BUREAU.value if own else known.source.value


def _finding(
    code: str, severity: Severity, clause: str, place: Place | None, facts: dict[str, object]
) -> Finding:
    """A finding with its facts as text."""
    texts = {name: str(value) for name, value in facts.items()}
    return Finding(code, severity, place or Place(), texts, clause)
