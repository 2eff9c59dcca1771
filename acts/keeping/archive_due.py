"""到期清单: what the archive has to do, by which day, and on what grounds.

One place holds the rules; ``archive due`` shows every row, ``todo`` counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from acts.keeping.destruction_copies import copies_left
from acts.keeping.package_history import package_history
from acts.keeping.retention import DESTROY, FOR_EVER, standings
from acts.keeping.schedule_check import schedule_findings
from acts.keeping.shelves import package_places
from acts.staleness import stale_packages, staleness_sentences
from acts.stamps.timestamping import renewal_list
from acts.todo.filing_due import unfiled
from archive.catalogue import newest_rows
from cases.values.retention import RetentionPeriod
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory
    from acts.keeping.retention import Standing
    from cases.casefile import BatchFile, CaseFile
    from cases.findings import Finding


class Task(StrEnum):
    """What there is to do; the order is that of the list where days are equal."""

    FILE = "归档"
    HAND_OVER = "移交"
    APPRAISE = "鉴定"
    DESTROY = "销毁"
    RESEAL = "转永久"
    HELD = "暂停处置"
    COPY = "销毁副本"
    LOOK = "核验"
    RENEW = "时间戳续期"


_BASIS = {
    Task.FILE: "W770",
    Task.HAND_OVER: "W771",
    Task.APPRAISE: "W772",
    Task.DESTROY: "W773",
    Task.RESEAL: "W773",
    Task.HELD: "W774",
    Task.COPY: "W773",
    Task.LOOK: "W775",
    Task.RENEW: "W776",
}
# Of what is kept ten years the archives take nothing over (国家档案局令第9号).
_HANDED_OVER = (RetentionPeriod.PERMANENT, RetentionPeriod.THIRTY_YEARS)


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing to do; ``due`` is None where no day is set."""

    task: Task
    target: str
    due: date | None = None
    title: str = ""
    note: str = ""

    def basis(self, transfer_years: int) -> str:
        """On what grounds."""
        return message(_BASIS[self.task], {"years": str(transfer_years)})


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due by a day, the earliest first, under which approved schedule."""

    on: date
    rows: tuple[DueRow, ...]
    schedule: str
    transfer_years: int
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """As ``archive due --json`` shows it; ``days`` left, below nought when overdue."""
        return {
            "on": self.on.isoformat(),
            "schedule": self.schedule,
            "due": [self._row(row) for row in self.rows],
            "findings": [found.as_json() for found in self.findings],
        }

    def _row(self, row: DueRow) -> dict[str, object]:
        return {
            "task": row.task.value,
            "due": row.due.isoformat() if row.due else "",
            "days": (row.due - self.on).days if row.due else None,
            "target": row.target,
            "title": row.title,
            "basis": row.basis(self.transfer_years),
            "note": row.note,
        }


def due_list(bureau: Bureau, on: date, within: int) -> DueList:
    """Everything due within so many days of a day, and what has no day."""
    history = package_history(bureau.workspace)
    last = on + timedelta(days=within)
    sealed = {seal.owner for seal in history.seals.values()}
    rows = [_filing(target, day) for target, day in unfiled(bureau, sealed)]
    rows += package_rows(bureau, history)
    due = [row for row in rows if row.due is None or row.due <= last]
    titles = _titles(bureau, {row.target for row in due if not row.title})
    titled = [
        DueRow(row.task, row.target, row.due, row.title or titles.get(row.target, ""), row.note)
        for row in due
    ]
    order = list(Task)
    titled.sort(key=lambda row: (row.due or date.max, order.index(row.task), row.target))
    settings = bureau.settings
    return DueList(
        on,
        tuple(titled),
        settings.retention_basis,
        settings.transfer_years,
        tuple(schedule_findings(bureau)),
    )


def package_rows(bureau: Bureau, history: PackageHistory) -> list[DueRow]:
    """What there is to do with sealed packages, whatever the day."""
    years = bureau.settings.transfer_years
    found = list(standings(history))
    kept = {each.owner for each in found if each.expires is None}
    rows = [
        row
        for each in found
        for row in _of_package(each, history, years)
        if row.task is not Task.RESEAL or each.owner not in kept
    ]
    for copy in copies_left(bureau, history):
        note = message("W777" if copy.is_seen else "W778", {"place": copy.place})
        rows.append(DueRow(Task.COPY, copy.reference_code, note=note))
    return [*rows, *_looks(bureau, history), *_renewals(bureau)]


def _filing(target: CaseFile | BatchFile, day: date) -> DueRow:
    title = str(target.get("项目名称", "") or target.get("名称", ""))
    return DueRow(Task.FILE, target.id, day, title, message("W626", {"day": str(day)}))


def _of_package(each: Standing, history: PackageHistory, years: int) -> Iterator[DueRow]:
    """One package: held, or what its appraisal or its period asks for; and its hand-over."""
    if each.hold is not None:
        told = {"reason": str(each.hold.facts.get("理由", "")), "day": str(each.hold.day)}
        yield DueRow(Task.HELD, each.code, note=message("W779", told))
    elif each.opinion in (DESTROY, FOR_EVER):
        task = Task.DESTROY if each.opinion == DESTROY else Task.RESEAL
        code = "W765" if each.opinion == DESTROY else "W767"
        note = message(code, {"reference_code": each.code})
        yield DueRow(task, each.code, note=note)
    elif each.expires is not None:
        told = {"retention": str(each.retention), "day": str(each.expires)}
        yield DueRow(Task.APPRAISE, each.code, each.expires, note=message("W782", told))
    handed = each.code in history.handed_over or each.code in history.accepted
    if each.retention in _HANDED_OVER and not handed:
        due = date(each.reference.year + years, 12, 31)
        note = message("W783", {"year": str(each.reference.year)})
        yield DueRow(Task.HAND_OVER, each.code, due, note=note)


def _looks(bureau: Bureau, history: PackageHistory) -> Iterator[DueRow]:
    """核验: one row a place."""
    settings = bureau.settings
    stale = stale_packages(history, bureau.now, settings.fixity_days, package_places(settings))
    for told in staleness_sentences(stale, settings.fixity_days):
        yield DueRow(Task.LOOK, "归档包", note=told)


def _renewals(bureau: Bureau) -> Iterator[DueRow]:
    """时间戳: renewed before the certificate of its authority ends."""
    for token in renewal_list(bureau):
        ends = date.fromisoformat(str(token["ends"])[:10])
        yield DueRow(Task.RENEW, str(token["file"]), ends, note=str(token["state"]))


def _titles(bureau: Bureau, codes: Iterable[str]) -> dict[str, str]:
    """The titles of packages, from the catalogue."""
    wanted = set(codes)
    return {
        row.reference_code: row.title
        for row in newest_rows(bureau.workspace)
        if row.reference_code in wanted
    }
