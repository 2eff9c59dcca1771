"""What papers the steps taken call for, which of them are missing, and the file as it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from acts.sealing.ended import is_backfilled
from cases.casefile import BatchFile, CaseFile
from cases.lifecycle.documents import DueDocument, due, kinds_of_batch, kinds_of_case
from cases.lifecycle.due_parts import experts_of, lists_of_batch, result_of_batch, score_sheets
from cases.lifecycle.steps import step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from acts.papers.records import DocumentRecord
    from cases.lifecycle.world import World


def due_of_step(
    world: World, target: CaseFile | BatchFile, step: str, event: Mapping[str, Any]
) -> tuple[DueDocument, ...]:
    """The papers that one entry of 办理 calls for."""
    if isinstance(target, BatchFile):
        return due(target.id, kinds_of_batch(target, step, event.get("记录") or {}), step)
    own = due(target.id, kinds_of_case(target.data, step, event.get("记录") or {}), step)
    sheets = score_sheets(target.id, experts_of(world.batch)) if step == "score" else ()
    return (*own, *sheets)


def missing_documents(
    world: World, target: CaseFile | BatchFile, records: Sequence[DocumentRecord]
) -> list[tuple[DueDocument, date]]:
    """The papers of the steps taken that nobody made or received, with their days.

    Of past years none is made afterwards: what they lack is told by ``old_years_gaps``.
    """
    if is_backfilled(target):
        return []
    called_for = [
        (document, day)
        for event, step, day in _entries(target)
        for document in due_of_step(world, target, step, event)
    ]
    if isinstance(target, BatchFile):
        called_for += [*lists_of_batch(world), *result_of_batch(world)]
    return [(each, day) for each, day in called_for if not _is_there(each, day, records)]


def _entries(target: CaseFile | BatchFile) -> Iterator[tuple[Mapping[str, Any], str, date]]:
    """The entries of 办理 with step and day: a paper keeps the day it was issued on (更正)."""
    for event, written in zip(target.events, target.entered, strict=True):
        step, day = step_of(str(event.get("环节", ""))), written.get("日期")
        if step is not None and isinstance(day, date):
            yield event, step.id, day


def _is_there(document: DueDocument, day: date, records: Sequence[DocumentRecord]) -> bool:
    """Made on the day of its step, or taken in from outside."""
    return any(
        (each.kind, each.step, each.part) == (document.kind, document.step, document.part)
        and (each.received or each.dated == day.isoformat())
        for each in records
    )


def folded_back(world: World, document: DueDocument, day: date) -> World:
    """The world with the document's own file as it stood after its step on that day."""
    target = world.cases.get(document.target)
    if target is not None:
        cases = {**world.cases, target.id: _until(target, document.step, day)}
        return replace(world, cases=cases)
    return replace(world, batch=_until_batch(world.batch, document.step, day))


def _kept(target: CaseFile | BatchFile, step: str, day: date) -> list[Any]:
    """The entries up to the last one of that step not after the day."""
    events = list(target.events)
    last = len(events)
    for place, event in enumerate(events, start=1):
        known, when = step_of(str(event.get("环节", ""))), event.get("日期")
        if known and known.id == step and isinstance(when, date) and when <= day:
            last = place
    return events[:last]


def _until(case: CaseFile, step: str, day: date) -> CaseFile:
    return replace(case, data={**case.data, "办理": _kept(case, step, day)})


def _until_batch(batch: BatchFile, step: str, day: date) -> BatchFile:
    return replace(batch, data={**batch.data, "办理": _kept(batch, step, day)})
