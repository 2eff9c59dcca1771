"""归档 is due: what has ended and is not sealed, by the 30th of June of the next year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from acts.sealing.ended import is_ended, is_settled
from cases.casefile import CaseFile, all_batches, read_case
from cases.errors import JiangdangError
from cases.lifecycle.correcting import is_correction
from cases.lifecycle.reading import day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from cases.workspace import Workspace


def filing_day(target: CaseFile | BatchFile) -> date | None:
    """The last day to seal what has ended (机关档案管理规定); None where it is sealed.

    A correction made later moves nothing: the file was over before.
    """
    acts = [event for event in target.events if not is_correction(event)]
    if target.get("档号", "") or not acts:
        return None
    done = day_of(acts[-1].get("日期"))
    return date(done.year + 1, 6, 30) if done is not None else None


def unfiled(bureau: Bureau, sealed: Collection[str]) -> Iterator[tuple[CaseFile | BatchFile, date]]:
    """Every case and batch that has ended and waits to be sealed, with its last day.

    ``sealed`` are the ids that have a package; their files are not opened, so that an archive of
    thousands costs nothing here. A file that cannot be read is told by ``todo``.
    """
    open_cases = dict(_cases(bureau.workspace, sealed))
    for batch in all_batches(bureau.workspace).values():
        if batch.id not in sealed:
            own = [case for case in open_cases.values() if case.batch == batch.id and case.step]
            own = own or list(_sealed_case(bureau.workspace, sealed, batch.id))
            if is_settled(batch, own) and (day := filing_day(batch)) is not None:
                yield batch, day
    for case in open_cases.values():
        if is_ended(case) and (day := filing_day(case)) is not None:
            yield case, day


def _cases(workspace: Workspace, sealed: Collection[str]) -> Iterator[tuple[str, CaseFile]]:
    """The cases without a package that can be read."""
    for file in sorted(workspace.cases.glob("*/case.yaml")):
        name = file.parent.name
        if name not in sealed:
            try:
                yield name, read_case(workspace, name)
            except JiangdangError:
                continue


def _sealed_case(workspace: Workspace, sealed: Collection[str], batch: str) -> Iterator[CaseFile]:
    """One case of a batch that has a package: such a case has ended."""
    for name in sorted(sealed):
        if name.count("-") == 2 and workspace.target_file(name).is_file():
            try:
                case = read_case(workspace, name)
            except JiangdangError:
                continue
            if case.batch == batch:
                yield case
                return
