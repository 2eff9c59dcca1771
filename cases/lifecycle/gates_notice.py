"""Gates of 下发工作通知: plan in force, days in order, quotas given (五.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from cases.lifecycle.quotas import Limit, whole_limit
from cases.lifecycle.reading import at, count_of, day_of, text_of
from cases.lifecycle.refusing import clause, in_batch, in_record, open_value, refuse
from cases.lifecycle.steps import takes
from cases.lifecycle.world import BatchMove
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from datetime import date

    from cases.findings import Finding

DAYS = ("申报起", "申报截止", "上报截止")
CONTACTS = ("联系人", "联系电话")


def given(move: BatchMove, key: str) -> object:
    """What the record says, else what the batch file says."""
    found = move.facts.get(key)
    return found if text_of(found) else move.batch.data.get(key)


def policy_in_force(move: BatchMove) -> Iterator[Finding]:
    """R5, R8, O32: no batch opens before the policy holds or after it ended."""
    policy = move.world.policy
    if move.on < policy.valid_from:
        yield refuse(
            "L801", clause(move.world, Ground.IN_FORCE), 日期=move.on, 施行=policy.valid_from
        )
    ended = policy.valid_to is not None and move.on > policy.valid_to
    if ended and open_value(move.world, "O32") != "可以继续":
        whose = f"{clause(move.world, Ground.VALIDITY)}；{clause(move.world, 'O32')}"
        yield refuse("L802", whose, 日期=move.on, 失效=policy.valid_to)


def days_given(move: BatchMove) -> Iterator[Finding]:
    """R40, R45, O9: the notice gives the days for units and departments, in order."""
    keys = days_asked(move)
    days = [day_of(given(move, key)) for key in keys]
    for key, day in zip(keys, days, strict=True):
        if day is None:
            yield refuse("L803", clause(move.world, Ground.WORK_NOTICE), in_record(key), 事项=key)
    if None not in days and not _ascending([move.on, *(day for day in days if day)]):
        whose = clause(move.world, "O9")
        told = "、".join(f"{key} {day}" for key, day in zip(keys, days, strict=True))
        yield refuse("L804", whose, in_record("申报起"), 日期=move.on, 各日=told)


def days_asked(move: BatchMove) -> tuple[str, ...]:
    """The days a notice must give: those of the departments only where they review."""
    return DAYS if takes(move.world.policy, "review") else DAYS[:2]


def contacts_given(move: BatchMove) -> Iterator[Finding]:
    """R40: the notice says whom to ask."""
    for key in CONTACTS:
        if not text_of(given(move, key)):
            yield refuse("L803", clause(move.world, Ground.WORK_NOTICE), in_record(key), 事项=key)


def quotas_given(move: BatchMove) -> Iterator[Finding]:
    """R40, R9, R10: the notice gives a number for each programme, none beyond the period's."""
    told: set[Limit] = set()
    for programme in move.world.policy.programmes.values():
        limit = whole_limit(move, programme)
        number = sum(_number(move, label) for label in limit.labels)
        if number > limit.number and _number(move, programme.label) and limit not in told:
            told.add(limit)
            place = in_batch(move.batch, f"名额.{programme.label}")
            facts = {"项目类别": "、".join(limit.labels), "名额": number, "总量": limit.number}
            yield refuse("L806", clause(move.world, limit.rule), place, 期间=limit.name, **facts)
    if not move.batch.data.get("名额"):
        yield refuse("L805", clause(move.world, Ground.WORK_NOTICE), in_batch(move.batch, "名额"))


def _number(move: BatchMove, label: str) -> int:
    """The number that the batch gives a programme; none given counts as nought."""
    return count_of(at(move.batch.data.get("名额") or {}, label)) or 0


def _ascending(days: list[date]) -> bool:
    return all(first <= second for first, second in pairwise(days))


NOTIFY_GATES = (policy_in_force, days_given, contacts_given, quotas_given)
