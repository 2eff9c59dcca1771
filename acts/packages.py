"""Sealed packages: listed, shown, verified against the roots in the log, handed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.package_history import package_history
from archive.adapter import findings_of
from archive.reading import (
    Package,
    PackageNotFoundError,
    UnreadablePackageError,
    find_package,
    list_packages,
    verify_all,
)
from archive.verification import check_bag
from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from archive.reading import PackageReport
    from cases.findings import Finding
    from cases.workspace import Workspace


class NoSuchBagError(JiangdangError):
    """The folder to judge is not there."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W508"


class NotTheSealedOneError(JiangdangError):
    """The package does not bear the root that the log kept when it was sealed."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W509"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many versions were verified, and which of them are at fault."""

    packages: int
    faulty: tuple[PackageReport, ...]

    def as_json(self) -> dict[str, Any]:
        """As ``archive verify --json`` shows it."""
        return {
            "packages": self.packages,
            "faulty": [
                {
                    "reference_code": report.reference_code,
                    "version": report.version,
                    "findings": [found.as_json() for found in report.findings],
                }
                for report in self.faulty
            ],
        }


def known_roots(workspace: Workspace) -> dict[tuple[str, int], str]:
    """The root of every sealed version that was not destroyed, as the log kept it."""
    return package_history(workspace).roots


def package_rows(bureau: Bureau) -> list[dict[str, object]]:
    """Every version of every package; a damaged one says so instead of its title."""
    return [_row(package) for package in list_packages(bureau.workspace)]


def _row(package: Package) -> dict[str, object]:
    row: dict[str, object] = {
        "reference_code": package.reference_code,
        "version": package.version,
        "title": "",
        "items": 0,
        "root": "",
    }
    try:
        return {**row, "title": package.title, "items": len(package.items), "root": package.root}
    except UnreadablePackageError as error:
        return {**row, "title": error.message}


def show_package(bureau: Bureau, reference_code: str) -> dict[str, Any]:
    """What the newest version of a package says of itself."""
    package = find_package(bureau.workspace, reference_code)
    place = bureau.workspace.relative(package.path)
    return {"档号": package.reference_code, "版本": package.version, "路径": place} | {
        key: value for key, value in package.record.items() if key not in ("档号", "版本")
    }


def verify_packages(bureau: Bureau, reference_code: str = "") -> Verified:
    """Verify one package or, when none is named, all that are on disk or in the log."""
    roots = known_roots(bureau.workspace)
    only = [reference_code] if reference_code else None
    reports = []
    for report in verify_all(bureau.workspace, roots, only):
        bureau.report(f"已核验 {report.reference_code} 第{report.version}版")
        reports.append(report)
    if reference_code and not reports:
        raise PackageNotFoundError(reference_code=reference_code, version="")
    return Verified(len(reports), tuple(report for report in reports if not report.is_sound))


def export_package(bureau: Bureau, reference_code: str, folder: Path) -> dict[str, object]:
    """Copy the newest version to a folder and verify the copy; the log notes it."""
    from acts.exporting import refuse_workspace
    from archive.sealing import export

    person = bureau.acting()
    package = find_package(bureau.workspace, reference_code)
    refuse_workspace(folder)
    root = package.root
    sealed = known_roots(bureau.workspace).get((reference_code, package.version))
    if sealed != root:
        raise NotTheSealedOneError(reference_code=reference_code, version=package.version)
    target = export(package.path, folder)
    with bureau.journal.act("export", person.name, reference_code) as act:
        act.enter("export", reference_code, {"版本": package.version, "去处": str(target)})
    return {
        "reference_code": reference_code,
        "version": package.version,
        "root": root,
        "path": str(target),
    }


def check_any_bag(path: Path) -> tuple[Finding, ...]:
    """What is wrong with any BagIt folder, ours or not."""
    if not path.is_dir():
        raise NoSuchBagError(path=path)
    return findings_of(check_bag(path))
