"""Papers that come once for each department or each expert: which of them are due, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cases.lifecycle.documents import CANDIDATE_LIST, SCORE_SHEET, TERM_RESULT, DueDocument
from cases.lifecycle.reading import at, day_of, rows_of, text_of
from cases.lifecycle.world import (
    RECOMMENDED,
    cases_of_batch,
    conclusion_of_review,
    day_entered,
    ending_of,
    has_taken,
    records,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.reading import Facts
    from cases.lifecycle.world import CaseMove, World


def department_of(case: CaseFile) -> str:
    """The department that a case's unit belongs to."""
    return text_of(at(case.data, "单位.主管委办局"))


def expert_names(facts: Facts) -> tuple[str, ...]:
    """The experts of a panel's record, in its order."""
    names = (text_of(row.get("姓名")) for row in rows_of(facts.get("专家")))
    return tuple(dict.fromkeys(name for name in names if name))


def experts_of(batch: BatchFile) -> tuple[str, ...]:
    """The experts who scored a batch."""
    found = records(batch, "score")
    return expert_names(found[-1]) if found else ()


def score_sheets(case: str, experts: Iterable[str]) -> tuple[DueDocument, ...]:
    """R46: one sheet of each expert for a case."""
    return tuple(DueDocument(case, SCORE_SHEET, "score", name) for name in experts)


def list_due_with(move: CaseMove) -> tuple[DueDocument, ...]:
    """R45: the department's list, once the last of its applications is reviewed."""
    own = department_of(move.case)
    others = [c for c in _of_department(move.world, own) if c.id != move.case.id]
    recommended = text_of(move.facts.get("结论")) == RECOMMENDED or any(map(is_candidate, others))
    if not own or not recommended or any(map(_waits_for_review, others)):
        return ()
    return (DueDocument(move.world.batch.id, CANDIDATE_LIST, "review", own),)


def lists_of_batch(world: World) -> Iterator[tuple[DueDocument, date]]:
    """R45: the lists of all departments that are done reviewing, with the day they were."""
    for own in departments_of(world):
        mine = _of_department(world, own)
        days = [day for case in mine if (day := day_entered(case, "review"))]
        if days and not any(map(_waits_for_review, mine)):
            yield DueDocument(world.batch.id, CANDIDATE_LIST, "review", own), max(days)


def assessed_cases(world: World) -> list[CaseFile]:
    """The cases of the batch that were assessed at the end of their term."""
    return [case for case in cases_of_batch(world) if has_taken(case, "assess-term")]


def unassessed_cases(world: World) -> list[CaseFile]:
    """The awarded cases of the batch that run on and were not assessed."""
    funded = [case for case in cases_of_batch(world) if has_taken(case, "award")]
    return [c for c in funded if ending_of(c) is None and not has_taken(c, "assess-term")]


def result_of_batch(world: World) -> Iterator[tuple[DueDocument, date]]:
    """R68: the notice of the results, once every project still running has been assessed."""
    days = [day for c in assessed_cases(world) if (day := day_entered(c, "assess-term"))]
    if days and not unassessed_cases(world):
        yield DueDocument(world.batch.id, TERM_RESULT, "assess-term"), max(days)


def departments_of(world: World) -> tuple[str, ...]:
    """The departments of the batch that recommend somebody."""
    mine = (case for case in cases_of_batch(world) if is_candidate(case))
    return tuple(dict.fromkeys(filter(None, map(department_of, mine))))


def is_candidate(case: CaseFile) -> bool:
    """Whether its department recommended it, whatever became of it later."""
    return conclusion_of_review(case) == RECOMMENDED


def reviewed_by(case: CaseFile, day: date) -> bool:
    """Whether it had been reviewed on that day."""
    return any(
        (found := day_of(event.get("日期"))) is not None and found <= day
        for event in case.events
        if event.get("环节") in ("review", "初审")
    )


def _of_department(world: World, department: str) -> list[CaseFile]:
    return [case for case in cases_of_batch(world) if department_of(case) == department]


def _waits_for_review(case: CaseFile) -> bool:
    return ending_of(case) is None and has_taken(case, "apply") and not has_taken(case, "review")
