"""Policies beside each other: which replaces which, and where two hold at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cases.policy.model import Policy

_A_DAY = timedelta(days=1)


def successors(policy: Policy, known: Mapping[str, Policy]) -> tuple[Policy, ...]:
    """The policies that replace this one, the earliest first."""
    found = (each for each in known.values() if each.supersedes == policy.id)
    return tuple(sorted(found, key=lambda each: each.valid_from))


def last_day(policy: Policy, known: Mapping[str, Policy]) -> date:
    """The last day on which the policy holds: its own, or the eve of the one replacing it."""
    ends = [policy.valid_to] if policy.valid_to else []
    ends += [each.valid_from - _A_DAY for each in successors(policy, known)]
    return min(ends, default=date.max)


def successor_on(policy: Policy, known: Mapping[str, Policy], on: date) -> Policy | None:
    """The policy that has replaced this one by a day and still holds, if any."""
    for each in successors(policy, known):
        if each.valid_from <= on <= last_day(each, known):
            return each
        later = successor_on(each, known, on) if each.valid_from > policy.valid_from else None
        if later is not None:
            return later
    return None


def beside_others(policy: Policy, known: Mapping[str, Policy]) -> Iterator[Finding]:
    """Warnings: a policy replaced that nobody has, an order upside down, two that hold at once."""
    place = Place(f"{policy.id}.yaml", key="取代")
    former = known.get(policy.supersedes)
    if policy.supersedes and former is None:
        yield _warning("P562", place, former=policy.supersedes)
    if former is not None and former.valid_from >= policy.valid_from:
        yield _warning("P563", place, former=former.id, day=former.valid_from)
    for other in known.values():
        if _same_place(policy, other) and (both := _overlap(policy, other, known)):
            place = Place(f"{policy.id}.yaml", key="失效日期")
            facts = {"other": other.id, "jurisdiction": policy.jurisdiction}
            yield _warning("P564", place, start=both[0], end=both[1] or "", **facts)


def _same_place(policy: Policy, other: Policy) -> bool:
    return policy.id != other.id and policy.jurisdiction == other.jurisdiction


def _overlap(
    policy: Policy, other: Policy, known: Mapping[str, Policy]
) -> tuple[date, date | None] | None:
    """The days on which both hold; without a last day where neither ends."""
    start = max(policy.valid_from, other.valid_from)
    end = min(last_day(policy, known), last_day(other, known))
    if start > end:
        return None
    return start, None if end == date.max else end


def _warning(code: str, place: Place, **facts: object) -> Finding:
    texts = {name: str(value) for name, value in facts.items()}
    return Finding(code, Severity.WARNING, place, texts)
