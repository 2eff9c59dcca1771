"""Looking at a package: everything that the checks judge, gathered in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.adapter import findings_of
from archive.four_properties.descriptions import read_case_file, read_record, read_xml
from archive.four_properties.files import sizes_in
from archive.four_properties.openings import Believing, open_all
from archive.four_properties.scanning import scan_for_viruses
from archive.four_properties.sight import Sight
from archive.reading import UnreadablePackageError, verify_version
from archive.verification import verify_package

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from archive.four_properties.model import Occasion
    from archive.four_properties.sight import Handover, KeptAt, Neighbours, SealFacts
    from archive.reading import Package
    from cases.findings import Finding

_NOT_IN_LOG = "A562"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a package outside it; nothing of it where there is no workspace.

    ``is_ours``: the log here must know the package. ``scan`` asks for the virus scanner.
    """

    believing: Believing
    is_ours: bool = False
    seal: SealFacts | None = None
    works_alone: bool = False
    neighbours: Neighbours | None = None
    handover: Handover | None = None
    kept: tuple[KeptAt, ...] = ()
    leftovers: int = 0
    scan: bool = True


def look_at(package: Package, occasion: Occasion, now: datetime, around: Surroundings) -> Sight:
    """One version seen whole: verified, described, opened, scanned."""
    files = sizes_in(package.path)
    record, record_fault = read_record(package.path)
    xml, xml_fault = read_xml(package.path)
    file, file_fault = read_case_file(package.path, files)
    sight = Sight(
        occasion, package.reference_code, package.version, now, around.is_ours, _root(package),
        _verified(package, around), record, record_fault, xml, xml_fault, _labels(package), files,
        file=file, file_fault=file_fault, seal=around.seal, works_alone=around.works_alone,
        neighbours=around.neighbours, handover=around.handover, kept=around.kept,
        leftovers=around.leftovers,
    )  # fmt: skip
    opened, signed = open_all(package.path, [*sight.payload], sight.items, around.believing)
    scan = scan_for_viruses(package.path) if around.scan else None
    return replace(sight, opened=opened, signed=signed, scan=scan)


def _root(package: Package) -> str:
    try:
        return package.root
    except UnreadablePackageError:
        return ""


def _labels(package: Package) -> Mapping[str, str]:
    try:
        return package.facts
    except UnreadablePackageError:
        return {}


def _verified(package: Package, around: Surroundings) -> tuple[Finding, ...]:
    """The verifier's findings, against the root that the log or the register kept."""
    handed = around.handover.root if around.handover else ""
    root = around.seal.root if around.seal else handed
    key = (package.reference_code, package.version)
    shelf = package.path.parent.parent
    if package.path != shelf / key[0] / f"v{key[1]}":
        return tuple(findings_of(verify_package(package.path, root or None), package.path))
    found = verify_version(shelf, key, {key: root} if root else {}).findings
    expected = around.is_ours
    return tuple(each for each in found if expected or each.code != _NOT_IN_LOG)
