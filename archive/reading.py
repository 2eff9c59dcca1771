"""Reading sealed packages: lists, look-ups, and verification against the log's roots."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from archive.adapter import findings_of
from archive.verification import PACKAGE_METADATA, root_of, verify_package
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cases.workspace import Workspace

_VERSION = re.compile("v([1-9][0-9]{0,5})")


class PackageNotFoundError(JiangdangError):
    """No sealed package goes by this reference code and version."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A409"


class UnreadablePackageError(JiangdangError):
    """A package's own description cannot be read."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A410"


@dataclass(frozen=True, slots=True)
class Package:
    """One sealed version on disk; its description is read when asked for."""

    reference_code: str
    version: int
    path: Path

    @property
    def root(self) -> str:
        """The root as it is on disk now."""
        try:
            return root_of(self.path)
        except OSError as error:
            raise UnreadablePackageError(path=self.path, reason=obstacle(error)) from error

    @property
    def record(self) -> dict[str, Any]:
        """What ``案卷.json`` says."""
        try:
            record = json.loads((self.path / PACKAGE_METADATA).read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise UnreadablePackageError(path=self.path, reason=error) from error
        if not isinstance(record, dict):
            raise UnreadablePackageError(path=self.path, reason=PACKAGE_METADATA)
        return record

    @property
    def title(self) -> str:
        """案卷题名."""
        return str(self.record.get("题名", ""))

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items as ``案卷.json`` tells them: 件号, 文件, 题名, 环节, 摘要 and so on."""
        return list(self.record.get("卷内文件", []))

    @property
    def manifest(self) -> dict[str, str]:
        """Payload digests (sha256) by path."""
        try:
            text = (self.path / "manifest-sha256.txt").read_text("utf-8")
        except (OSError, UnicodeError) as error:
            raise UnreadablePackageError(path=self.path, reason=error) from error
        pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
        return {name: digest for digest, name in pairs}

    @property
    def facts(self) -> dict[str, str]:
        """The labels of ``bag-info.txt``."""
        try:
            text = (self.path / "bag-info.txt").read_text("utf-8")
        except (OSError, UnicodeError) as error:
            raise UnreadablePackageError(path=self.path, reason=error) from error
        parts = (line.partition(": ") for line in text.splitlines())
        return {label: value for label, colon, value in parts if colon}


@dataclass(frozen=True, slots=True)
class PackageReport:
    """The result of verifying one version; ``is_anchored`` says a root kept outside agreed."""

    reference_code: str
    version: int
    findings: tuple[Finding, ...]
    is_anchored: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing but warnings was found."""
        return not errors_of(self.findings)


def versions_of(workspace: Workspace, reference_code: str) -> list[Package]:
    """The versions of one package, oldest first."""
    folder = workspace.packages / reference_code
    if "/" in reference_code or reference_code.startswith(".") or not folder.is_dir():
        return []
    found = ((_VERSION.fullmatch(path.name), path) for path in folder.iterdir())
    packages = [Package(reference_code, int(name[1]), path) for name, path in found if name]
    return sorted(packages, key=lambda package: package.version)


def newest_package(workspace: Workspace, reference_code: str) -> Package | None:
    """The newest version of one package, None when nothing was sealed under the code."""
    versions = versions_of(workspace, reference_code)
    return versions[-1] if versions else None


def list_packages(workspace: Workspace) -> Iterator[Package]:
    """Every version of every package, by reference code and version."""
    if not workspace.packages.is_dir():
        return
    for folder in sorted(workspace.packages.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            yield from versions_of(workspace, folder.name)


def find_package(workspace: Workspace, reference_code: str, version: int = 0) -> Package:
    """One version, the newest by default; raises PackageNotFoundError."""
    for package in reversed(versions_of(workspace, reference_code)):
        if version in (0, package.version):
            return package
    raise PackageNotFoundError(reference_code=reference_code, version=version or "")


def verify_all(
    workspace: Workspace,
    roots: Mapping[tuple[str, int], str],
    only: Sequence[str] | None = None,
) -> Iterator[PackageReport]:
    """Verify every version on disk and every version that the log knows.

    ``roots`` are the roots kept in the log by reference code and version; ``only`` limits
    the work to some reference codes.
    """
    wanted = set(only) if only is not None else None
    on_disk = {
        (package.reference_code, package.version): package
        for package in list_packages(workspace)
        if wanted is None or package.reference_code in wanted
    }
    known = {key for key in roots if wanted is None or key[0] in wanted}
    for key in sorted({*on_disk, *known}):
        package = on_disk.get(key)
        if package is None:
            yield PackageReport(*key, (_absence("A561", *key),), is_anchored=False)
        else:
            yield _report(package, roots.get(key), on_disk.get((key[0], key[1] - 1)))


def _absence(code: str, reference_code: str, version: int, detail: str = "") -> Finding:
    """A finding about a version as a whole."""
    place = f"{reference_code}/v{version}"
    return Finding(code, place=Place(file=place), facts={"path": place, "detail": detail})


def _report(package: Package, root: str | None, former: Package | None) -> PackageReport:
    """Verify one version on disk, and its place in the chain."""
    faults = verify_package(package.path, root)
    findings = [*findings_of(faults, package.path), *_chain_findings(package, former)]
    if root is None:
        findings.append(_absence("A562", package.reference_code, package.version))
    anchored = root is not None and not any(fault.code == "A554" for fault in faults)
    return PackageReport(package.reference_code, package.version, tuple(findings), anchored)


def _chain_findings(package: Package, former: Package | None) -> Iterator[Finding]:
    """Whether folder, label and Previous-Root agree with each other and the version before."""
    key = (package.reference_code, package.version)
    try:
        facts = package.facts
        previous = former.root if former is not None else ""
    except UnreadablePackageError:
        yield _absence("A564", *key)
        return
    if (facts.get("External-Identifier"), facts.get("Bag-Version")) != (key[0], str(key[1])):
        yield _absence("A563", *key, facts.get("External-Identifier", ""))
    if facts.get("Previous-Root", "") != previous or (key[1] > 1 and former is None):
        yield _absence("A564", *key)
