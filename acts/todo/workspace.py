"""待办 of the workspace: papers, packages, certificates, checkpoints, next year's calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from acts.keeping.archive_due import DueRow, Task, package_rows
from acts.keeping.package_history import package_history
from acts.papers.originals import standing, waits_for_stamp
from acts.stamps.signing_people import ISSUE, people_for
from acts.todo.duties import Duty
from acts.todo.filing_due import filing_day
from acts.todo.waiting import waiting_requests
from cases.errors import JiangdangError
from cases.lifecycle.steps import find_step
from cases.log.places import read_place
from cases.settings import Role
from cases.words import message
from doc_templates.stamping.pictures.drawing import SIGNATURE
from doc_templates.stamping.store.keeping import StampStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from cases.casefile import BatchFile, CaseFile
    from cases.values.calendar import WorkCalendar
    from doc_templates.stamping.store.keeping import Stamp

ARCHIVES_RULE = "机关档案管理规定"
_NOTICE_COMES = 12  # from December on the State Council's notice should be here


def waiting_duties(bureau: Bureau, cases: Mapping[str, CaseFile]) -> Iterator[Duty]:
    """What waits for 核稿, 签发 or consent; what came back is the clerk's again."""
    for asked, told in waiting_requests(bureau):
        role = Role.CLERK
        if asked.pending:
            issuing = people_for(bureau.settings, asked).name == ISSUE
            role = Role.ISSUER if issuing else Role.REVIEWER
        target = asked.target.split("/")[0]
        batch = cases[target].batch if target in cases else target
        yield Duty(asked.target, told, key=f"审批-{asked.key}", role=role, batch=batch)


def filing_duty(target: CaseFile | BatchFile, batch: str) -> Iterator[Duty]:
    """What was finished in a year is filed by the 30th of June of the next."""
    due = filing_day(target)
    if due is not None:
        told = message("W626", {"day": str(due)})
        yield Duty(target.id, told, due, "归档", ARCHIVES_RULE, Role.ARCHIVIST, batch)


def paper_duties(
    target: CaseFile | BatchFile, held: Sequence[DocumentRecord], batch: str
) -> Iterator[Duty]:
    """Papers that wait for their PDF, or for the stamped original."""
    if target.get("档号", ""):
        return
    records = standing(list(held))
    if any(not record.pdf for record in records):
        told = message("W627", {"target": target.id})
        yield Duty(target.id, told, key="待转PDF", batch=batch)
    waiting = [record.title for record in records if waits_for_stamp(record)]
    if waiting:
        step = find_step(target.step).label if target.step else ""
        named = "、".join(waiting[:2]) + ("等" if len(waiting) > 2 else "")
        facts = {"count": str(len(waiting)), "step": step, "titles": named}
        yield Duty(target.id, message("W628", facts), key="待盖章", batch=batch)


def archive_duties(bureau: Bureau, last: date) -> Iterator[Duty]:
    """Sealed packages: how many wait for each task, and the earliest day; not what is held."""
    tasks: dict[Task, list[DueRow]] = {}
    for row in package_rows(bureau, package_history(bureau.workspace)):
        if row.task is not Task.HELD and (row.due is None or row.due <= last):
            tasks.setdefault(row.task, []).append(row)
    for task, rows in tasks.items():
        due = min((row.due for row in rows if row.due is not None), default=None)
        told = message("W784", {"count": str(len(rows))})
        basis = rows[0].basis(bureau.settings.transfer_years)
        yield Duty(f"归档包{task}", told, due, str(task), basis, Role.ARCHIVIST)


def certificate_duties(bureau: Bureau) -> Iterator[Duty]:
    """A stamp's certificate is renewed before its last day; stamps out of use need none."""
    store = StampStore(bureau.workspace.stamps, demo=bureau.workspace.is_demo)
    try:
        stamps = store.list()
    except JiangdangError as error:
        yield Duty("印章", error.message, key="印章", role=Role.ADMINISTRATOR)
        return
    for stamp in stamps:
        due, name = stamp.record.valid_until, _unnamed(stamp)
        if stamp.record.revoked is None:
            told = message("T170", {"name": name, "day": str(due)})
            yield Duty(name, told, due, "印章证书", role=Role.ADMINISTRATOR)


def _unnamed(stamp: Stamp) -> str:
    """A stamp's name; of a person's signature its certificate's number, for lists go about."""
    return f"{SIGNATURE}（{stamp.record.serial[-8:]}）" if stamp.kind == SIGNATURE else stamp.name


def checkpoint_duties(bureau: Bureau) -> Iterator[Duty]:
    """Every place named under 留存处 has the newest checkpoint."""
    from acts.log.proving import newest_note

    places = bureau.settings.keeping_places
    newest = newest_note(bureau.workspace) if places else None
    for place in places if newest else ():
        kept = read_place(place, bureau.settings.fonds)
        reached = max((note.size for note in kept.notes if note), default=0)
        if newest and reached < newest.size:
            why = str(kept.obstacle or "")
            facts = {"name": place.name, "size": str(reached), "newest": str(newest.size)}
            told = message("T172" if why else "T171", {**facts, "reason": why})
            yield Duty(place.name, told, key="检查点", role=Role.ADMINISTRATOR)


def calendar_duties(calendar: WorkCalendar, today: date) -> Iterator[Duty]:
    """The holidays of this year are known; from December on those of the next."""
    year = missing_year(calendar, today)
    if year is not None:
        due = date(year - 1, 12, 31)
        told = message("T173", {"year": str(year)})
        yield Duty("工作日历", told, due, f"日历-{year}", role=Role.CLERK)


def missing_year(calendar: WorkCalendar, today: date) -> int | None:
    """The year whose notice should be here and is not."""
    wanted = [today.year, *([today.year + 1] if today.month >= _NOTICE_COMES else [])]
    return next((year for year in wanted if not calendar.knows(year)), None)
