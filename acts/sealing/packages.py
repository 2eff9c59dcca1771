"""Sealed packages: listed, shown, verified against the roots in the log, handed out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.package_history import HERE, package_history
from acts.keeping.shelves import package_places
from acts.staleness import stale_packages, staleness_sentences
from archive.adapter import findings_of
from archive.catalogue import catalogued
from archive.reading import find_reference
from archive.verification import check_bag
from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory
    from archive.catalogue import CatalogueRow
    from cases.findings import Finding
    from cases.settings import Settings
    from cases.workspace import Workspace


class NoSuchBagError(JiangdangError):
    """The folder to judge is not there."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W508"


class NotTheSealedOneError(JiangdangError):
    """The package does not bear the root that the log kept when it was sealed."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W509"


def known_roots(workspace: Workspace) -> dict[tuple[str, int], str]:
    """The root of every sealed version that was not destroyed, as the log kept it."""
    return package_history(workspace).roots


@dataclass(frozen=True, slots=True)
class PackageList:
    """Packages as a list shows them, and what has not been looked at for too long."""

    rows: list[dict[str, object]]
    stale: list[str]


def list_packages(
    bureau: Bureau, year: str = "", retention: str = "", limit: int = 0
) -> PackageList:
    """Every version of every package and when it was last looked at here.

    A damaged one says so instead of its title. ``limit`` 0 means all.
    """
    history = package_history(bureau.workspace)
    wanted = (
        row
        for row in catalogued(bureau.workspace)
        if row.trouble or (year in ("", row.year) and retention in ("", row.retention))
    )
    rows = [
        _row(row, history.checked.get((HERE, *row.key))) for row in islice(wanted, limit or None)
    ]
    return PackageList(rows, staleness_of(bureau.settings, history, bureau.now))


def staleness_of(settings: Settings, history: PackageHistory, now: datetime) -> list[str]:
    """What has not been looked at for too long, a sentence a place; nothing when all is well."""
    stale = stale_packages(history, now, settings.fixity_days, package_places(settings))
    return staleness_sentences(stale, settings.fixity_days)


def _row(row: CatalogueRow, checked: datetime | None) -> dict[str, object]:
    """One line of the list."""
    return {
        "reference_code": row.reference_code,
        "version": row.version,
        "title": row.trouble or row.title,
        "items": row.items,
        "root": row.root,
        "checked": checked.date().isoformat() if checked else "",
        "year": row.year,
        "retention": row.retention,
        "bytes": row.bytes,
        "sealed_at": row.sealed_at,
    }


def show_package(bureau: Bureau, reference: str) -> dict[str, Any]:
    """What a version of a package, the newest by default, says of itself.

    A file that was sealed anew under another code (参见) names that one as 现档号.
    """
    package = find_reference(bureau.workspace, reference)
    code = package.reference_code
    head = {"档号": code, "版本": package.version, "路径": bureau.workspace.relative(package.path)}
    later = package_history(bureau.workspace).renewed.get(code)
    head |= {"现档号": later} if later else {}
    return {**head, **{key: value for key, value in package.record.items() if key not in head}}


def export_package(bureau: Bureau, reference: str, folder: Path) -> dict[str, object]:
    """Copy a version, the newest by default, to a folder and verify the copy; the log notes it."""
    from acts.keeping.exporting import refuse_workspace
    from archive.sealing import export

    person = bureau.acting()
    package = find_reference(bureau.workspace, reference)
    reference_code = package.reference_code
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
