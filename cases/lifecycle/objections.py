"""异议: who objected to a notice and what came of it, as cases and batch have it on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, text_of
from cases.lifecycle.world import cases_of_batch, records

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.world import World

UPHELD, NOT_UPHELD = "成立", "不成立"
NUMBER = "异议编号"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection, by number within its case or batch, with its handling once there is one."""

    number: str
    told: Facts
    handled: Facts | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has concluded on it yet."""
        return self.handled is None

    @property
    def is_upheld(self) -> bool:
        """Whether it was found right."""
        return self.handled is not None and text_of(self.handled.get("核查结论")) == UPHELD


def objections_to(subject: CaseFile | BatchFile) -> tuple[Objection, ...]:
    """The objections registered against a case, or the batch's list as a whole."""
    answers = {text_of(each.get(NUMBER)): each for each in records(subject, "answer-objection")}
    return tuple(
        Objection(number, told, answers.get(number))
        for told in records(subject, "objection")
        if (number := text_of(told.get(NUMBER)))
    )


def next_number(subject: CaseFile | BatchFile) -> str:
    """The number of the next objection: 异议1, 异议2 …"""
    return f"异议{len(records(subject, 'objection')) + 1}"


def objections_in(world: World) -> tuple[tuple[CaseFile | BatchFile, Objection], ...]:
    """Every objection to the batch's list, the batch's own first."""
    subjects: tuple[CaseFile | BatchFile, ...] = (world.batch, *cases_of_batch(world))
    return tuple((each, found) for each in subjects for found in objections_to(each))
