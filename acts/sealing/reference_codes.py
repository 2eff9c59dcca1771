"""档号 for what is sealed: the retention it must show, the codes in use, the next number.

Retention is part of the code (DA/T 13-2022, DA/T 22-2015 5.4): a file whose retention changes
after sealing gets the next number of another series, with 参见 to the code it had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.package_history import PackageHistory, package_history
from acts.sealing.package_items import paper_retention
from archive.numbering import missing_numbers, next_file_number
from archive.plan import CrossReference
from archive.reading import UnreadablePackageError, newest_package, versions_of
from cases.casefile import CaseFile
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import find_step
from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from acts.bureau import Bureau
    from acts.sealing.package_items import Subject
    from cases.casefile import BatchFile
    from cases.workspace import Workspace

NOT_FUNDED = ("decline", "unselected", "object")
RETENTION = "保管期限"


class RolledBackError(JiangdangError):
    """The log knows a version of the file that the archive does not hold as it was sealed."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A413"


@dataclass(frozen=True, slots=True)
class CodesInUse:
    """Every file-level code that was ever given, and whose it is.

    Codes of the log count as well as those on disk, so that the number of a package which
    was destroyed or has gone is never given again. ``unlogged`` are owners of packages whose
    seal was interrupted before the log heard of it.
    """

    history: PackageHistory
    owners: dict[ReferenceCode, str]
    unlogged: dict[ReferenceCode, str]

    def of(self, subject: Subject) -> list[ReferenceCode]:
        """The codes a case or batch was sealed under, the one in its own file last."""
        own = str(subject.file.get("档号", ""))
        codes = [code for code, owner in self.owners.items() if owner == subject.file.id]
        return sorted(codes, key=lambda code: (str(code) == own, self._sealed_at(code)))

    def _sealed_at(self, code: ReferenceCode) -> int:
        """The log's line of its latest seal; the newest of all when the log has none yet."""
        lines = [seal.seq for (name, _), seal in self.history.seals.items() if name == str(code)]
        return max(lines, default=2**62)


def codes_in_use(workspace: Workspace) -> CodesInUse:
    """Read the log and the names in the archive; only packages unknown to the log are opened."""
    history = package_history(workspace)
    owners: dict[ReferenceCode, str] = {}
    for (name, _), seal in sorted(history.seals.items(), key=lambda pair: pair[1].seq):
        owners |= dict.fromkeys(_parsed(name), seal.owner)
    for name in history.destroyed:
        owners |= {code: owners.get(code, "") for code in _parsed(name)}
    unlogged = dict(_unlogged(workspace, owners))
    return CodesInUse(history, {**unlogged, **owners}, unlogged)


def _unlogged(
    workspace: Workspace, known: dict[ReferenceCode, str]
) -> Iterator[tuple[ReferenceCode, str]]:
    """Packages on disk under codes that the log does not know, with the owner they name."""
    if not workspace.packages.is_dir():
        return
    for folder in workspace.packages.iterdir():
        for code in _parsed(folder.name):
            if code not in known and versions_of(workspace, folder.name):
                yield code, _owner_of(workspace, folder.name)


def _owner_of(workspace: Workspace, reference_code: str) -> str:
    """The case or batch that a package says it is of; nothing when it cannot be read."""
    package = newest_package(workspace, reference_code)
    try:
        described: Any = package.record.get("著录") if package else None
    except UnreadablePackageError:
        return ""
    return str(described.get("案卷号", "")) if isinstance(described, dict) else ""


def _parsed(name: str) -> Iterator[ReferenceCode]:
    """The file-level code that a name is; none for other names."""
    try:
        yield ReferenceCode.parse(name).file
    except BadValueError:
        return


def reference_code_of(
    bureau: Bureau, subject: Subject, codes: CodesInUse, taken: Iterable[ReferenceCode]
) -> ReferenceCode:
    """The code of the file's present retention: one it has already, or the next number.

    Raises RolledBackError when the newest version the log knows is not there.
    """
    wanted = retention_of(bureau, subject)
    destroyed = codes.history.destroyed
    own = [c for c in codes.of(subject) if c.retention is wanted and str(c) not in destroyed]
    if own:
        _refuse_rolled_back(bureau.workspace, codes.history, str(own[-1]))
        return own[-1]
    settings = bureau.settings
    year = subject.ended_on.year
    first = ReferenceCode.of_file(settings.fonds, settings.category, year, wanted, 1)
    return next_file_number([*codes.owners, *taken], first)


def _refuse_rolled_back(workspace: Workspace, history: PackageHistory, name: str) -> None:
    """A new version must not cover up that an earlier one has gone."""
    known = [version for code, version in history.seals if code == name]
    if not known:
        return
    held = {package.version: package for package in versions_of(workspace, name)}
    newest = held.get(max(known))
    if newest is None or newest.root != history.seals[name, max(known)].root:
        raise RolledBackError(reference_code=name, version=max(known))


def retention_of(bureau: Bureau, subject: Subject) -> RetentionPeriod:
    """保管期限: the longest of the bureau's table, the file's own decision and its documents."""
    table = table_retention(bureau, subject.file)
    papers = [paper_retention(bureau, record, table) for record in subject.records]
    return RetentionPeriod.longest([table, *own_retention(subject.file), *papers])


def table_retention(bureau: Bureau, file: CaseFile | BatchFile) -> RetentionPeriod:
    """What the 保管期限表 says of this sort of file."""
    return bureau.settings.retention_of(retention_kind(file))


def own_retention(file: CaseFile | BatchFile) -> list[RetentionPeriod]:
    """The period decided for this very file, if one was."""
    period = file.get(f"{RETENTION}.期限")
    return [period] if isinstance(period, RetentionPeriod) else []


def retention_kind(file: CaseFile | BatchFile) -> str:
    """Which row of the 保管期限表 applies."""
    if not isinstance(file, CaseFile):
        return "批次案卷"
    steps = {find_step(str(event["环节"])).id for event in file.events}
    return "未入选案卷" if steps & set(NOT_FUNDED) else "资助项目案卷"


def former_codes(
    subject: Subject, codes: CodesInUse, code: ReferenceCode
) -> tuple[CrossReference, ...]:
    """参见: the codes the file was sealed under before this one."""
    return tuple(
        CrossReference(str(each), subject.title) for each in codes.of(subject) if each != code
    )


def number_gaps(codes: CodesInUse, code: ReferenceCode) -> list[int]:
    """File numbers of the series below the code that were never given."""
    return missing_numbers(codes.owners, code)
