"""Judging a medium that came in: bag, packages, chains, proofs, register, lists.

Everything on it is hostile until judged: nothing but the regular files that the verifier
listed is read, each up to a limit; no link is followed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.adapter import findings_of
from archive.reading import Package, UnreadablePackageError
from archive.transfer.explaining import COUNTED, read_explanation
from archive.transfer.layout import (
    BATCH_CHECK,
    EXPLANATION,
    FILE_LIST,
    ITEM_LIST,
    OTHERS,
    RECORDS,
    REGISTER,
    SHELL_CHECK,
    place_of,
)
from archive.transfer.lists import FILES, ITEMS, file_rows, item_rows, read_list
from archive.transfer.proofs import Tree, judge_proofs
from archive.transfer.register import read_register
from archive.transfer.verdicts import MediumVerdict, PackageVerdict
from archive.verification import TAG_FILE_LIMIT
from archive.verifier.bags import Bag
from archive.verifier.comparing import read_bag
from archive.verifier.packages import root_or_nothing
from archive.verifier.places import judge_package, package_folders
from cases.findings import Finding, Place, Severity
from cases.values.bad_value import BadValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from archive.transfer.lists import Row
    from archive.verifier.rules import Fault

CLAUSE = "档发〔2012〕7号"
_REQUIRED = (EXPLANATION, FILE_LIST, ITEM_LIST, REGISTER)
_TOP = ("bag-info.txt", "bagit.txt", SHELL_CHECK, BATCH_CHECK)
_NO_CHECKS = frozenset({"A571", "A572", "A573", "A574", "A567"})
_WORST = 20


@dataclass(slots=True)
class Inspection:
    """A medium under inspection: what the verifier listed, and the verdict so far."""

    bag: Bag
    verdict: MediumVerdict
    register: Mapping[str, Any] = field(default_factory=dict)

    def find(
        self, code: str, place: str, severity: Severity = Severity.ERROR, **facts: object
    ) -> Finding:
        """A finding of ours."""
        told = {key: str(value) for key, value in facts.items()}
        return Finding(code, severity, Place(place.removeprefix("data/")), told, CLAUSE)

    def note(self, code: str, place: str, **facts: object) -> None:
        """A finding about the medium."""
        self.verdict.findings.append(self.find(code, place, Severity.ERROR, **facts))

    def content(self, name: str) -> bytes | None:
        """A listed file's bytes, as many as a tag file may have; None where there is none."""
        if self.bag.files.get(name, TAG_FILE_LIMIT + 1) > TAG_FILE_LIMIT:
            return None
        try:
            handle = os.open(self.bag.root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as stream:
                return stream.read(TAG_FILE_LIMIT)
        except OSError:
            return None


def inspect_medium(
    folder: Path, tree: Tree, report: Callable[[str], None] = lambda _: None
) -> MediumVerdict:
    """Judge a medium; ``tree`` is what the paper register says of the log, if typed in."""
    bag = read_bag(Bag(folder))
    verdict = MediumVerdict(folder, root=root_or_nothing(folder))
    inspection = Inspection(bag, verdict)
    _take_over(inspection, sorted(set(bag.faults)))
    _check_structure(inspection)
    _read_register(inspection)
    for place in package_folders(folder / RECORDS):
        report(f"正在核验 {place.name}")
        _judge_package(inspection, place)
    _compare_register(inspection)
    judge_proofs(inspection, tree)
    _compare_lists(inspection)
    _compare_explanation(inspection)
    return verdict


def _take_over(inspection: Inspection, faults: Sequence[Fault]) -> None:
    """The outer bag's faults; those of files in a package also speak against the package."""
    inspection.verdict.findings += findings_of(f for f in faults if f.code not in _NO_CHECKS)


def _check_structure(inspection: Inspection) -> None:
    """What must be there is there; what nobody asked for is told."""
    bag = inspection.bag
    for name in _REQUIRED:
        if name not in bag.files:
            inspection.note("A770", name)
    if not any(name.startswith(f"{RECORDS}/") for name in bag.files):
        inspection.note("A770", RECORDS)
    known = (*_TOP, *_REQUIRED)
    for name in bag.files:
        is_tag = "/" not in name and "manifest-" in name
        if name not in known and not is_tag and not name.startswith((f"{RECORDS}/", f"{OTHERS}/")):
            found = inspection.find("A771", name, Severity.WARNING)
            inspection.verdict.findings.append(found)


def _read_register(inspection: Inspection) -> None:
    content = inspection.content(REGISTER)
    if content is None:
        return
    try:
        register = read_register(content)
    except ValueError as error:
        inspection.note("A772", REGISTER, reason=error)
        return
    verdict, inspection.register = inspection.verdict, register
    verdict.number, verdict.label = str(register.get("移交号")), str(register.get("载体编号"))
    verdict.sender = str(register.get("移交单位", ""))
    verdict.receiver = str(register.get("接收单位", ""))


def _judge_package(inspection: Inspection, place: Path) -> None:
    """One package with all its versions; its place must be that of its code."""
    found = PackageVerdict(place.name)
    inspection.verdict.packages.append(found)
    where = place.relative_to(inspection.bag.root).as_posix()
    for judged in judge_package(place):
        found.roots[judged.version] = judged.root
        faults = [fault for fault in judged.faults if fault.code not in _NO_CHECKS]
        found.findings += findings_of(faults, judged.place)
    sizes = [size for name, size in inspection.bag.files.items() if name.startswith(f"{where}/")]
    found.files, found.bytes = len(sizes), sum(sizes)
    if not _is_at_home(place.name, where):
        found.findings.append(inspection.find("A773", where))
    try:
        newest = newest_of(inspection.bag.root, found)
        found.title, found.items = newest.title, len(newest.items)
    except UnreadablePackageError:
        return


def _is_at_home(code: str, where: str) -> bool:
    try:
        return place_of(code) == where
    except BadValueError:
        return False


def newest_of(medium: Path, verdict: PackageVerdict) -> Package:
    """The newest version of a package on the medium."""
    version = max(verdict.roots, default=0)
    folder = medium / place_of(verdict.code) / f"v{version}"
    return Package(verdict.code, version, folder)


def _compare_register(inspection: Inspection) -> None:
    """Register against content: every package, every root, every figure."""
    if not inspection.register:
        return
    rows = {row["档号"]: row for row in inspection.register["案卷"]}
    there = {verdict.code: verdict for verdict in inspection.verdict.packages}
    for code in rows.keys() - there.keys():
        inspection.note("A774", REGISTER, reference_code=code)
    for code, verdict in there.items():
        if code not in rows:
            verdict.findings.append(inspection.find("A775", code, reference_code=code))
        else:
            verdict.registered = rows[code]
            verdict.findings += _row_faults(inspection, rows[code], verdict)
    found = _figures(inspection.verdict.packages)
    for name, value in found.items():
        if inspection.register.get(name) != value:
            told = inspection.register.get(name)
            inspection.note("A777", REGISTER, name=name, told=told, found=value)


def _figures(packages: Sequence[PackageVerdict]) -> dict[str, int]:
    """What the medium really holds, by the names of the register."""
    sums = (
        len(packages),
        sum(each.items for each in packages),
        sum(each.files for each in packages),
        sum(each.bytes for each in packages),
    )
    return dict(zip(COUNTED, sums, strict=True))


def _row_faults(
    inspection: Inspection, row: Mapping[str, Any], verdict: PackageVerdict
) -> Iterator[Finding]:
    """One row of the register against its package."""
    told = row["各版"]
    for version in sorted({*told, *(f"v{number}" for number in verdict.roots)}):
        root = verdict.roots.get(int(version[1:]) if version[1:].isdecimal() else 0, "")
        if told.get(version, "") != root:
            place = f"{verdict.code}/{version}"
            yield inspection.find("A776", place, told=told.get(version, "无"), found=root or "无")
    for name, value in (
        ("件数", verdict.items),
        ("文件数", verdict.files),
        ("字节数", verdict.bytes),
    ):
        if row.get(name) != value:
            yield inspection.find("A777", verdict.code, name=name, told=row.get(name), found=value)


def _compare_lists(inspection: Inspection) -> None:
    """案卷目录.XML and 文件目录.XML against what the packages say of themselves."""
    newest = []
    for verdict in inspection.verdict.packages:
        try:
            package = newest_of(inspection.bag.root, verdict)
            file_rows([package])
            newest.append(package)
        except (UnreadablePackageError, BadValueError):
            continue
    for name, names, expected in (
        (FILE_LIST, FILES, file_rows(newest)),
        (ITEM_LIST, ITEMS, item_rows(newest)),
    ):
        content = inspection.content(name)
        if content is None:
            continue
        try:
            _compare_rows(inspection, name, read_list(names, content), expected)
        except ValueError as error:
            inspection.note("A778", name, reason=error)


def _compare_rows(
    inspection: Inspection, name: str, rows: Sequence[Row], expected: Sequence[Row]
) -> None:
    """Row by row; the first few that differ are named."""
    differing = [
        at for at, pair in enumerate(zip(rows, expected, strict=False), 1) if pair[0] != pair[1]
    ]
    differing += range(min(len(rows), len(expected)) + 1, max(len(rows), len(expected)) + 1)
    for at in differing[:_WORST]:
        told = rows[at - 1][1] if at <= len(rows) else "无"
        inspection.note("A779", name, number=at, told=told)


def _compare_explanation(inspection: Inspection) -> None:
    """说明文件.TXT against the register and the content."""
    content = inspection.content(EXPLANATION)
    if content is None:
        return
    told, verdict = read_explanation(content), inspection.verdict
    expected = {"移交号": verdict.number, "载体编号": verdict.label}
    expected |= {name: str(value) for name, value in _figures(verdict.packages).items()}
    for name, value in expected.items():
        if told.get(name) != value:
            inspection.note("A777", EXPLANATION, name=name, told=told.get(name, "无"), found=value)
