"""名额: margins and quotas per list, per batch, per department and over periods of time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases.lifecycle.reading import at, count_of, text_of, texts_of, yes
from cases.lifecycle.refusing import clause, in_batch, in_record, open_number, open_value, refuse
from cases.lifecycle.steps import takes
from cases.lifecycle.world import (
    BatchMove,
    candidates,
    cases_of_batch,
    day_selected,
    ending_of,
    programme_of,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.world import World
    from cases.policy.programme import Programme

YEARLY, PER_BATCH = "年度", "批次"
# Who leaves before or instead of an award gives the number back.
_GIVES_BACK = frozenset({"object", "withdraw"})


@dataclass(frozen=True, slots=True)
class Limit:
    """So many awards of these programmes: between two days, both included, or of one year,
    or of one batch.
    """

    number: int
    labels: tuple[str, ...]
    name: str
    start: date
    end: date
    rule: str
    year: str = ""
    batch: str = ""


def award_margin(move: BatchMove) -> Iterator[Finding]:
    """R46: in each list more candidates than awards, by the margin of O11."""
    margin = margin_of(move.world)
    for programme in move.world.policy.programmes.values():
        before, taken = len(standing(move, programme)), len(chosen(move, programme))
        if taken and before < taken + margin:
            whose = f"{clause(move.world, Ground.PANEL)}；{clause(move.world, 'O11')}"
            facts = {"项目类别": programme.label, "候选": before, "入选": taken, "差额": margin}
            yield refuse("L300", whose, in_record("入选"), **facts)


def margin_of(world: World) -> int:
    """O11: by how many the candidates outnumber the awards; a policy may ask for none."""
    if not world.policy.panel.surplus:
        return 0
    known = world.policy.open_points.get("O11")
    least = 1 if known is None or known.least is None else known.least
    return max(least, open_number(world, "O11", 1))


def batch_quota(move: BatchMove) -> Iterator[Finding]:
    """R40: the work notice's number for this batch is not exceeded."""
    if not move.batch.data.get("名额") and not takes(move.world.policy, "notify"):
        return
    for programme in move.world.policy.programmes.values():
        taken, most = len(chosen(move, programme)), batch_number(move, programme)
        if (most is None and taken) or (most is not None and taken > most):
            whose, place = clause(move.world, Ground.WORK_NOTICE), in_batch(move.batch, "名额")
            facts = {"项目类别": programme.label, "入选": taken, "名额": most or 0}
            yield refuse("L306", whose, place, **facts)


def department_limit(move: BatchMove) -> Iterator[Finding]:
    """What one department may recommend, or where none recommends, what it may be awarded."""
    recommends = takes(move.world.policy, "review")
    for programme in move.world.policy.programmes.values():
        most = programme.quota.per_department
        group = counted_with(move, programme)
        counted = [c for each in group for c in (standing if recommends else chosen)(move, each)]
        if programme != group[0]:
            continue
        names = Counter(text_of(at(case.data, "单位.主管委办局")) for case in counted)
        for name, count in names.items():
            if most is not None and count > most:
                whose = clause(move.world, programme.quota.rule)
                yield refuse("L312", whose, in_record("入选"), 部门=name, 推荐=count, 至多=most)


def counted_with(move: BatchMove, programme: Programme) -> tuple[Programme, ...]:
    """The programmes that a department's number holds for together; else this one alone."""
    if not programme.quota.together:
        return (programme,)
    return tuple(p for p in move.world.policy.programmes.values() if p.quota.together)


def limits_exceeded(move: BatchMove) -> Iterator[tuple[Programme, Limit, int]]:
    """The limits in time that this list breaks, with what they would come to; each once."""
    told: set[Limit] = set()
    for programme in move.world.policy.programmes.values():
        if not chosen(move, programme):
            continue
        for limit in limits_on(move, programme):
            total = taken_before(move, limit) + len(_chosen_of(move, limit.labels))
            if total > limit.number and limit not in told:
                told.add(limit)
                yield programme, limit, total


def limits_on(move: BatchMove, programme: Programme) -> Iterator[Limit]:
    """The limits that bind this choice: of the whole, and of its own 分期."""
    whole, quota = whole_limit(move, programme), programme.quota
    yield whole
    for own in quota.periods:
        if own.start <= move.on <= own.end:
            yield Limit(own.number, whole.labels, own.label, own.start, own.end, quota.rule)


def whole_limit(move: BatchMove, programme: Programme) -> Limit:
    """The number of the plan, of the batch's year or of the batch, shared as the policy says."""
    quota = programme.quota
    labels = tuple(sorted({programme.label, *quota.shared_with}))
    whole = Limit(quota.number, labels, "计划期", quota.start, quota.end, quota.rule)
    if quota.scope == YEARLY:
        year = year_of(move.batch.id, move.on)
        return replace(whole, name=f"{year}年度", year=year)
    return replace(whole, name="本批次", batch=move.batch.id) if quota.scope == PER_BATCH else whole


def year_of(batch: str, chosen_on: date) -> str:
    """The year a choice belongs to: its batch's, which names it first, whenever it was made."""
    year = batch.partition("-")[0]
    return year if year.isascii() and year.isdigit() else str(chosen_on.year)


def outside_periods(move: BatchMove) -> Iterator[Programme]:
    """The programmes that choose on a day that none of their 分期 contains."""
    for programme in move.world.policy.programmes.values():
        periods = programme.quota.periods
        inside = any(each.start <= move.on <= each.end for each in periods)
        if periods and not inside and chosen(move, programme):
            yield programme


def taken_before(move: BatchMove, limit: Limit) -> int:
    """What earlier choices have used of a limit (O4: projects older than the policy, or not)."""
    return sum(_counts(move, case, limit) for case in move.world.cases.values())


def _counts(move: BatchMove, case: CaseFile, limit: Limit) -> bool:
    """Whether an earlier choice counts: not given back, of that time and sort."""
    day = day_selected(case) if _label(move, case) in limit.labels else None
    if day is None or not _falls_in(limit, case, day):
        return False
    ended = ending_of(case)
    early = day < move.world.policy.issued and not yes(open_value(move.world, "O4", "是"))
    return not early and (ended is None or ended.id not in _GIVES_BACK)


def _falls_in(limit: Limit, case: CaseFile, day: date) -> bool:
    """Whether a choice of that day is of the limit's time."""
    batch = text_of(case.data.get("批次"))
    if limit.batch or limit.year:
        return batch == limit.batch if limit.batch else year_of(batch, day) == limit.year
    return limit.start <= day <= limit.end


def shrunk(move: BatchMove) -> Iterator[tuple[Programme, int, int]]:
    """The programmes whose number is lowered for want of candidates: from, and to."""
    for programme in move.world.policy.programmes.values():
        number = batch_number(move, programme)
        able = max(0, len(standing(move, programme)) - margin_of(move.world))
        if programme.quota.may_shrink and number is not None and able < number:
            yield programme, number, able


def batch_number(move: BatchMove, programme: Programme) -> int | None:
    """The number that the batch gives a programme."""
    found = at(move.batch.data, "名额")
    return count_of(at(found, programme.label)) if found else None


def standing(move: BatchMove, programme: Programme) -> list[CaseFile]:
    """The candidates of a programme."""
    return [case for case in candidates(move.world) if _is(move, case, programme)]


def chosen(move: BatchMove, programme: Programme) -> list[CaseFile]:
    """The cases of a programme that this act chooses."""
    return _chosen_of(move, (programme.label,))


def _chosen_of(move: BatchMove, labels: tuple[str, ...]) -> list[CaseFile]:
    ids = texts_of(move.facts.get("入选"))
    mine = cases_of_batch(move.world)
    return [case for case in mine if case.id in ids and _label(move, case) in labels]


def _is(move: BatchMove, case: CaseFile, programme: Programme) -> bool:
    return _label(move, case) == programme.label


def _label(move: BatchMove, case: CaseFile) -> str:
    """The programme of a case, as this policy calls it."""
    found = programme_of(move.world.policy, case)
    return found.label if found is not None else ""
