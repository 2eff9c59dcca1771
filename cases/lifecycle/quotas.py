"""名额: margins and quotas per list, per batch, per department and over the period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.reading import at, count_of, text_of, texts_of, yes
from cases.lifecycle.refusing import clause, in_batch, in_record, open_number, open_value, refuse
from cases.lifecycle.world import (
    BatchMove,
    candidates,
    cases_of_batch,
    day_entered,
    ending_of,
    programme_of,
    was_selected,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.policy.programme import Programme


def award_margin(move: BatchMove) -> Iterator[Finding]:
    """R46: in each list more candidates than awards, by the margin of O11."""
    margin = max(1, open_number(move.world, "O11", 1))
    for programme in move.world.policy.programmes.values():
        before, taken = len(_standing(move, programme)), len(_chosen(move, programme))
        if taken and before < taken + margin:
            whose = f"{clause(move.world, 'R46')}；{clause(move.world, 'O11')}"
            facts = {"项目类别": programme.label, "候选": before, "入选": taken, "差额": margin}
            yield refuse("L300", whose, in_record("入选"), **facts)


def batch_quota(move: BatchMove) -> Iterator[Finding]:
    """R40: the work notice's number for this batch is not exceeded."""
    for programme in move.world.policy.programmes.values():
        taken, most = len(_chosen(move, programme)), _batch_number(move, programme)
        if (most is None and taken) or (most is not None and taken > most):
            whose, place = clause(move.world, Ground.WORK_NOTICE), in_batch(move.batch, "名额")
            facts = {"项目类别": programme.label, "入选": taken, "名额": most or 0}
            yield refuse("L306", whose, place, **facts)


def department_limit(move: BatchMove) -> Iterator[Finding]:
    """Where the policy limits what one department may recommend, it keeps to it."""
    for programme in move.world.policy.programmes.values():
        most = programme.quota.per_department
        by_department: dict[str, int] = {}
        for case in _standing(move, programme):
            name = text_of(at(case.data, "单位.主管委办局"))
            by_department[name] = by_department.get(name, 0) + 1
        for name, count in by_department.items():
            if most is not None and count > most:
                whose = clause(move.world, programme.quota.rule)
                yield refuse("L312", whose, in_record("评分"), 部门=name, 推荐=count, 至多=most)


def period_quota(move: BatchMove) -> Iterator[tuple[Programme, int]]:
    """The programmes whose number for the whole period this list would exceed."""
    for programme in move.world.policy.programmes.values():
        before = sum(_counts(move, case, programme) for case in move.world.cases.values())
        total = before + len(_chosen(move, programme))
        if _chosen(move, programme) and total > programme.quota.number:
            yield programme, total


def _counts(move: BatchMove, case: CaseFile, programme: Programme) -> bool:
    """Whether an earlier selection counts in the period (O4: older projects too, or not)."""
    day, ended = day_entered(case, "score"), ending_of(case)
    if day is None or not was_selected(case) or (ended is not None and ended.id == "object"):
        return False
    early = day < move.world.policy.issued and not yes(open_value(move.world, "O4", "是"))
    in_period = programme.quota.start <= day <= programme.quota.end
    return in_period and not early and _is(move, case, programme)


def _batch_number(move: BatchMove, programme: Programme) -> int | None:
    found = at(move.batch.data, "名额")
    return count_of(at(found, programme.label)) if found else None


def _standing(move: BatchMove, programme: Programme) -> list[CaseFile]:
    return [case for case in candidates(move.world) if _is(move, case, programme)]


def _chosen(move: BatchMove, programme: Programme) -> list[CaseFile]:
    ids = texts_of(move.facts.get("入选"))
    mine = cases_of_batch(move.world)
    return [case for case in mine if case.id in ids and _is(move, case, programme)]


def _is(move: BatchMove, case: CaseFile, programme: Programme) -> bool:
    found = programme_of(move.world.policy, case)
    return found is not None and found.id == programme.id
