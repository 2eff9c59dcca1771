"""待办: what the bureau has to do next, by which day, and by whose rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from acts.papers.records import list_records
from acts.sealing.ended import is_ended, is_settled
from acts.todo.batch import duties_of_batch
from acts.todo.case import duties_of_case, letter_due
from acts.todo.changes import duties_of_changes, duties_of_places
from acts.todo.duties import Duty
from acts.todo.term import duties_in_term
from acts.todo.workspace import (
    archive_duties,
    calendar_duties,
    certificate_duties,
    checkpoint_duties,
    filing_duty,
    paper_duties,
    waiting_duties,
)
from cases.casefile import (
    BatchFile,
    CaseFile,
    TargetNotFoundError,
    all_batches,
    read_batch,
    scan_cases,
)
from cases.errors import JiangdangError, Kind
from cases.holidays.keeping import read_calendar
from cases.lifecycle.world import World
from cases.policy.open_points import effective
from cases.policy.settled import settled
from cases.settings import Role
from cases.values.calendar import BUILT_IN
from cases.values.ids import CaseId
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from acts.bureau import Bureau
    from cases.policy.model import Policy
    from cases.values.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which duties are asked for: of one batch or case, of one role; empty is all."""

    batch: str = ""
    case: str = ""
    role: str = ""

    def takes(self, duty: Duty) -> bool:
        """Whether the duty is one of them."""
        target = duty.target.split("/")[0]
        return (
            self.batch in ("", duty.batch, target)
            and self.case in ("", target)
            and self.role in ("", duty.role.value)
        )


ALL = Wanted()


class NoSuchRoleError(JiangdangError):
    """The bureau knows no such role."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "T133"


def wanted_duties(bureau: Bureau, batch: str, case: str, role: str) -> Wanted:
    """The filter of a command line; what it names must be there."""
    if role and role not in list(Role):
        raise NoSuchRoleError(role=role, known="、".join(Role))
    if batch:
        read_batch(bureau.workspace, batch)
    if case and not bureau.workspace.target_file(str(CaseId.parse(case))).is_file():
        raise TargetNotFoundError(target=case)
    return Wanted(batch, case, role)


def todo_duties(bureau: Bureau, within: int, wanted: Wanted = ALL) -> list[Duty]:
    """Everything due within so many days and what has no day, the earliest first."""
    today = bureau.now.date()
    last = today + timedelta(days=within)
    found = [
        duty
        for duty in _duties(bureau, today, last)
        if (duty.due is None or duty.due <= last) and wanted.takes(duty)
    ]
    return sorted(found, key=lambda each: (each.due or date.max, each.target, each.what))


def _duties(bureau: Bureau, today: date, last: date) -> Iterator[Duty]:
    calendar, faults = _calendar(bureau)
    yield from faults
    cases, findings = scan_cases(bureau.workspace)
    yield from waiting_duties(bureau, cases)
    for fault in findings:
        told = message("W629", {"place": str(fault.place), "detail": fault.message})
        yield Duty(_case_of(fault.place.file), told, key="文件有误")
    policies = _Policies(bureau)
    for batch in all_batches(bureau.workspace).values():
        own = {name: case for name, case in cases.items() if case.batch == batch.id}
        yield from _of_files(bureau, batch, own)
        yield from policies.duties(batch, cases, calendar, today)
    yield from archive_duties(bureau, last)
    yield from certificate_duties(bureau)
    yield from checkpoint_duties(bureau)
    yield from calendar_duties(calendar, today)


def _calendar(bureau: Bureau) -> tuple[WorkCalendar, list[Duty]]:
    """The working days; a spoilt file is something to do, and the built-in years go on."""
    try:
        return read_calendar(bureau.workspace), []
    except JiangdangError as error:
        found = error.findings[0].message if error.findings else ""
        told = message("T174", {"detail": f"{error.message}{found}"})
        return BUILT_IN, [Duty("工作日历", told, key="日历有误", role=Role.ADMINISTRATOR)]


def _case_of(path: str) -> str:
    """The case whose file lies at a path of the workspace."""
    return path.split("/")[1] if path.count("/") > 1 else path


def _of_files(bureau: Bureau, batch: BatchFile, cases: Mapping[str, CaseFile]) -> Iterator[Duty]:
    """Filing and papers, whatever the policy says."""
    begun = [case for case in cases.values() if case.step]
    if is_settled(batch, begun):
        yield from filing_duty(batch, batch.id)
    for case in cases.values():
        if is_ended(case):
            yield from filing_duty(case, batch.id)
    targets: tuple[CaseFile | BatchFile, ...] = (batch, *cases.values())
    for target in targets:
        yield from paper_duties(target, list_records(bureau.workspace, target.id), batch.id)


class _Policies:
    """Each policy read once for all batches that go by it."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._known: dict[str, tuple[Policy, dict[str, str]] | JiangdangError] = {}

    def duties(
        self,
        batch: BatchFile,
        cases: Mapping[str, CaseFile],
        calendar: WorkCalendar,
        today: date,
    ) -> Iterator[Duty]:
        """What the policy of a batch asks of it and of its cases."""
        read = self._read(batch.policy)
        if isinstance(read, JiangdangError):
            facts = {"policy": batch.policy, "detail": read.message}
            yield Duty(batch.id, message("T175", facts), key="政策有误", batch=batch.id)
            return
        world = World(read[0], read[1], batch, cases, {}, calendar)
        yield from duties_of_batch(world, today)
        yield from duties_of_places(world, today)
        for case in cases.values():
            if case.batch == batch.id:
                yield from duties_of_case(world, case)
                yield from duties_in_term(world, case, today)
                yield from duties_of_changes(world, case, today)
                yield from letter_due(world, case, self._kinds(case))

    def _kinds(self, case: CaseFile) -> frozenset[str]:
        """The kinds of paper a case that ended early holds."""
        if not is_ended(case):
            return frozenset()
        return frozenset(each.kind for each in list_records(self._bureau.workspace, case.id))

    def _read(self, name: str) -> tuple[Policy, dict[str, str]] | JiangdangError:
        """The policy and its open points here, or what is wrong with them."""
        if name not in self._known:
            try:
                policy = self._bureau.policy(name)
                points = effective(policy, self._bureau.settings.open_points)
                values = {key: each.value for key, each in points.items()}
                self._known[name] = settled(policy, values), values
            except JiangdangError as error:
                self._known[name] = error
        return self._known[name]
