"""递补: which award fell, who comes next on the same list, and who steps up with a fresh notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.reading import count_of, text_of, texts_of
from cases.lifecycle.world import cases_of_batch, ending_of, has_taken, records

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.world import World

FELL, STEPPED_UP = "撤销案卷", "递补"
_FALLEN_BY = ("withdraw", "object")
_UNPLACED = 10**6


def has_fallen(case: CaseFile) -> bool:
    """Whether the case lost its place on the list: withdrawn, or an objection was right."""
    ended = ending_of(case)
    return ended is not None and ended.id in _FALLEN_BY


def filled_places(batch: BatchFile) -> tuple[str, ...]:
    """The fallen cases whose place somebody has stepped up to."""
    return tuple(text_of(each.get(FELL)) for each in records(batch, "step-up"))


def stepped_up(batch: BatchFile) -> tuple[str, ...]:
    """The cases that stepped up, in the order of their notices."""
    found = (texts_of(each.get(STEPPED_UP)) for each in records(batch, "step-up"))
    return tuple(name for names in found for name in names)


def waiting_for_award(world: World) -> tuple[CaseFile, ...]:
    """The cases that stepped up and are not announced yet."""
    named = (world.cases.get(name) for name in stepped_up(world.batch))
    mine = (case for case in named if case is not None)
    return tuple(c for c in mine if not has_taken(c, "award") and not has_fallen(c))


def reserves(world: World, programme: str) -> tuple[CaseFile, ...]:
    """Who was scored on a list and left over, best first; equals stand side by side."""
    left = [case for case in cases_of_batch(world) if _is_reserve(world.batch, case, programme)]
    return tuple(sorted(left, key=lambda case: (place_of(case), case.id)))


def next_in_rank(world: World, programme: str) -> tuple[str, ...]:
    """The case, or the equal cases, next on a list."""
    left = reserves(world, programme)
    return tuple(case.id for case in left if place_of(case) == place_of(left[0]))


def place_of(case: CaseFile) -> int:
    """名次 as the experts' points gave it."""
    scored = records(case, "score")
    return (count_of(scored[-1].get("名次")) if scored else None) or _UNPLACED


def _is_reserve(batch: BatchFile, case: CaseFile, programme: str) -> bool:
    """Scored on that list, not chosen, not out for another reason, not stepped up before."""
    ended, scored = ending_of(case), records(case, "score")
    free = ended is None or ended.id == "unselected"
    passed_over = bool(scored) and text_of(scored[-1].get("入选")) == "否"
    mine = case.programme == programme and case.id not in stepped_up(batch)
    return free and passed_over and mine
