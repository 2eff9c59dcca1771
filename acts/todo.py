"""待办: what the bureau has to do next, and by which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from acts.archive_due import DueRow, Task, package_rows
from acts.ended import is_ended, is_settled
from acts.filing_due import filing_day
from acts.originals import standing, waits_for_stamp
from acts.package_history import package_history
from acts.records import list_records
from acts.waiting import waiting_requests
from cases.casefile import BatchFile, CaseFile, all_batches, scan_cases
from cases.lifecycle.reading import at, day_of
from cases.lifecycle.steps import find_step
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau

ASSESSED_BEFORE = 90
IN_TERM = ("disburse", "assess", "inspect", "recheck", "replace-leader")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do for a case or batch; ``due`` is None where no day is set."""

    target: str
    what: str
    due: date | None = None

    def as_json(self, today: date) -> dict[str, object]:
        """As ``todo --json`` shows it; ``days`` left, below nought when overdue."""
        days = (self.due - today).days if self.due else None
        due = self.due.isoformat() if self.due else ""
        return {"due": due, "days": days, "target": self.target, "what": self.what}


def todo_rows(bureau: Bureau, within: int) -> list[dict[str, object]]:
    """Everything due within so many days and what has no day, the earliest first."""
    today = bureau.now.date()
    last = today + timedelta(days=within)
    duties = [each for each in _duties(bureau, today) if each.due is None or each.due <= last]
    duties += _of_archive(bureau, last)
    duties.sort(key=lambda each: (each.due or date.max, each.target, each.what))
    return [each.as_json(today) for each in duties]


def _duties(bureau: Bureau, today: date) -> Iterator[Duty]:
    yield from (Duty(asked.target, told) for asked, told in waiting_requests(bureau))
    cases, faults = scan_cases(bureau.workspace)
    for fault in faults:
        told = message("W629", {"place": str(fault.place), "detail": fault.message})
        yield Duty(_case_of(fault.place.file), told)
    for batch in all_batches(bureau.workspace).values():
        own = [case for case in cases.values() if case.batch == batch.id and case.step]
        yield from _of_batch(batch, settled=is_settled(batch, own))
        yield from _of_papers(bureau, batch)
    for case in cases.values():
        yield from _of_case(case)
        yield from _of_term(case, today)
        yield from _of_papers(bureau, case)


def _case_of(path: str) -> str:
    """The case whose file lies at a path of the workspace."""
    return path.split("/")[1] if path.count("/") > 1 else path


def _of_batch(batch: BatchFile, *, settled: bool) -> Iterator[Duty]:
    """R48: the end of the publicity; and the filing of what is settled."""
    if batch.step == "publicise":
        end = day_of(batch.facts_of("公示").get("公示止"))
        yield Duty(batch.id, message("W621", {"day": str(end or "")}), end)
    if settled:
        yield from _filing(batch)


def _of_case(case: CaseFile) -> Iterator[Duty]:
    """R65 agreement, R49 payment, O25 the deadline of a rectification, and filing."""
    if case.step == "award":
        yield Duty(case.id, message("W622", {}))
    if case.step == "agree":
        yield Duty(case.id, message("W623", {}))
    if case.step == "rectify":
        end = day_of(case.facts_of("限期整改").get("整改期限"))
        yield Duty(case.id, message("W624", {"day": str(end or "")}), end)
    if is_ended(case):
        yield from _filing(case)


def _of_term(case: CaseFile, today: date) -> Iterator[Duty]:
    """R68: the assessment stands before the term's last day; told ninety days before."""
    end = day_of(at(case.data, "资助周期.止"))
    if end is None or case.step not in IN_TERM:
        return
    if today >= end - timedelta(days=ASSESSED_BEFORE):
        yield Duty(case.id, message("W625", {"day": str(end)}), end)


def _filing(target: CaseFile | BatchFile) -> Iterator[Duty]:
    """What was finished in a year is filed by the 30th of June of the next."""
    due = filing_day(target)
    if due is not None:
        yield Duty(target.id, message("W626", {"day": str(due)}), due)


def _of_archive(bureau: Bureau, last: date) -> Iterator[Duty]:
    """Sealed packages: how many wait for each task, and the earliest day; not what is held."""
    tasks: dict[Task, list[DueRow]] = {}
    for row in package_rows(bureau, package_history(bureau.workspace)):
        if row.task is not Task.HELD and (row.due is None or row.due <= last):
            tasks.setdefault(row.task, []).append(row)
    for task, rows in tasks.items():
        due = min((row.due for row in rows if row.due is not None), default=None)
        yield Duty(f"归档包{task}", message("W784", {"count": str(len(rows))}), due)


def _of_papers(bureau: Bureau, target: CaseFile | BatchFile) -> Iterator[Duty]:
    """Papers that wait for their PDF, or for the stamped original."""
    if target.get("档号", ""):
        return
    records = standing(list_records(bureau.workspace, target.id))
    if any(not record.pdf for record in records):
        yield Duty(target.id, message("W627", {"target": target.id}))
    waiting = [record.title for record in records if waits_for_stamp(record)]
    if waiting:
        step = find_step(target.step).label if target.step else ""
        named = "、".join(waiting[:2]) + ("等" if len(waiting) > 2 else "")
        facts = {"count": str(len(waiting)), "step": step, "titles": named}
        yield Duty(target.id, message("W628", facts))
