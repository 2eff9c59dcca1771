"""Reading sealed packages: lists, look-ups, and verification against the log's roots."""

from __future__ import annotations

import heapq
import json
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from archive.adapter import findings_of
from archive.verification import PACKAGE_METADATA, TAG_FILE_LIMIT, root_of, verify_package
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cases.workspace import Workspace

Key = tuple[str, int]  # reference code and version
_VERSION = re.compile("v([1-9][0-9]{0,5})")
_REFERENCE = re.compile("([^/@]+)(?:(?:/v|@)([1-9][0-9]{0,5}))?")


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
            record = json.loads(self._content(PACKAGE_METADATA))
        except (ValueError, RecursionError) as error:
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
        text = self._text("manifest-sha256.txt")
        pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
        return {name: digest for digest, name in pairs}

    @property
    def facts(self) -> dict[str, str]:
        """The labels of ``bag-info.txt``."""
        text = self._text("bag-info.txt")
        parts = (line.partition(": ") for line in text.splitlines())
        return {label: value for label, colon, value in parts if colon}

    def _text(self, name: str) -> str:
        """A tag file as text."""
        try:
            return self._content(name).decode("utf-8")
        except UnicodeError as error:
            raise UnreadablePackageError(path=self.path, reason=error) from error

    def _content(self, name: str) -> bytes:
        """A tag file's bytes, as many as one may have; links are not followed."""
        try:
            handle = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as stream:
                content = stream.read(TAG_FILE_LIMIT + 1)
        except OSError as error:
            raise UnreadablePackageError(path=self.path, reason=obstacle(error)) from error
        if len(content) > TAG_FILE_LIMIT:
            raise UnreadablePackageError(path=self.path, reason=name)
        return content


@dataclass(frozen=True, slots=True)
class PackageReport:
    """The result of verifying one version; ``is_anchored`` says a root kept outside agreed.

    ``is_transient`` says that faults were found at first and were gone when read anew.
    """

    reference_code: str
    version: int
    findings: tuple[Finding, ...]
    is_anchored: bool
    is_transient: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether nothing but warnings was found."""
        return not errors_of(self.findings)

    @property
    def name(self) -> str:
        """The version as the log names it: ``档号/vN``."""
        return f"{self.reference_code}/v{self.version}"


def versions_on(shelf: Path, reference_code: str) -> list[Package]:
    """The versions of one package on a shelf, oldest first; links are none."""
    folder = shelf / reference_code
    if "/" in reference_code or reference_code[:1] in ("", ".") or not _is_folder(folder):
        return []
    with os.scandir(folder) as entries:
        found = [
            (int(name[1]), entry.name)
            for entry in entries
            if (name := _VERSION.fullmatch(entry.name)) and not entry.is_symlink()
        ]
    return [Package(reference_code, version, folder / name) for version, name in sorted(found)]


def _is_folder(path: Path) -> bool:
    """Whether a folder lies there, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def packages_on(shelf: Path) -> Iterator[Package]:
    """Every version of every package on a shelf, by reference code and version."""
    if not shelf.is_dir():
        return
    for name in sorted(path.name for path in shelf.iterdir()):
        if name.isprintable():
            yield from versions_on(shelf, name)


def versions_of(workspace: Workspace, reference_code: str) -> list[Package]:
    """The versions of one package in the workspace, oldest first."""
    return versions_on(workspace.packages, reference_code)


def newest_package(workspace: Workspace, reference_code: str) -> Package | None:
    """The newest version of one package, None when nothing was sealed under the code."""
    versions = versions_of(workspace, reference_code)
    return versions[-1] if versions else None


def list_packages(workspace: Workspace) -> Iterator[Package]:
    """Every version of every package of the workspace, by reference code and version."""
    return packages_on(workspace.packages)


def find_package(workspace: Workspace, reference_code: str, version: int = 0) -> Package:
    """One version, the newest by default; raises PackageNotFoundError."""
    for package in reversed(versions_of(workspace, reference_code)):
        if version in (0, package.version):
            return package
    raise PackageNotFoundError(reference_code=reference_code, version=version or "")


def parse_reference(text: str) -> Key:
    """A reference as people write it: ``档号``, ``档号/vN``, ``档号@N``; 0 means the newest."""
    found = _REFERENCE.fullmatch(text.strip())
    return (found[1], int(found[2] or 0)) if found else (text.strip(), 0)


def find_reference(workspace: Workspace, text: str) -> Package:
    """The version that a reference means; raises PackageNotFoundError."""
    return find_package(workspace, *parse_reference(text))


def verify_all(
    workspace: Workspace, roots: Mapping[Key, str], only: Sequence[str] | None = None
) -> Iterator[PackageReport]:
    """Verify every version on disk and every version that the log knows.

    ``roots`` are the roots kept in the log by reference code and version; ``only`` limits
    the work to some reference codes.
    """
    for key in keys_on(workspace.packages, roots, only):
        yield verify_version(workspace.packages, key, roots)


def keys_on(
    shelf: Path, roots: Mapping[Key, str], only: Sequence[str] | None = None
) -> Iterator[Key]:
    """Every version that is on a shelf or should be, in order, once."""
    wanted = None if only is None else sorted(set(only))
    there = packages_on(shelf) if wanted is None else _versions_on(shelf, wanted)
    known = sorted(key for key in roots if wanted is None or key[0] in wanted)
    last: Key | None = None
    for key in heapq.merge(((each.reference_code, each.version) for each in there), known):
        if key != last:
            yield key
        last = key


def _versions_on(shelf: Path, codes: Iterable[str]) -> Iterator[Package]:
    for code in codes:
        yield from versions_on(shelf, code)


def verify_version(
    shelf: Path, key: Key, roots: Mapping[Key, str], *, fresh: bool = False, full: bool = True
) -> PackageReport:
    """Verify one version on a shelf, and its place in the chain, against the log's root.

    ``fresh`` reads from the disk and not from the cache; without ``full`` SM3 is left out.
    """
    path, root = shelf / key[0] / f"v{key[1]}", roots.get(key)
    if not _is_folder(path) or path.parent.is_symlink():
        return PackageReport(*key, (_absence("A561", *key),), is_anchored=False)
    package = Package(*key, path)
    faults = verify_package(path, root, fresh=fresh, algorithms=None if full else {"sha256"})
    findings = [*findings_of(faults, path), *_chain_findings(package, roots)]
    if root is None:
        findings.append(_absence("A562", *key))
    anchored = root is not None and not any(fault.code == "A554" for fault in faults)
    return PackageReport(*key, tuple(findings), anchored)


def _absence(code: str, reference_code: str, version: int, detail: str = "") -> Finding:
    """A finding about a version as a whole."""
    place = f"{reference_code}/v{version}"
    return Finding(code, place=Place(file=place), facts={"path": place, "detail": detail})


def _chain_findings(package: Package, roots: Mapping[Key, str]) -> Iterator[Finding]:
    """Whether folder, label and Previous-Root agree with each other and the version before."""
    key = (package.reference_code, package.version)
    former = Package(key[0], key[1] - 1, package.path.parent / f"v{key[1] - 1}")
    is_first = not _is_folder(former.path)
    try:
        facts = package.facts
        previous = "" if is_first else roots.get((key[0], key[1] - 1)) or former.root
    except UnreadablePackageError:
        yield _absence("A564", *key)
        return
    if (facts.get("External-Identifier"), facts.get("Bag-Version")) != (key[0], str(key[1])):
        yield _absence("A563", *key, facts.get("External-Identifier", ""))
    if facts.get("Previous-Root", "") != previous or (key[1] > 1 and is_first):
        yield _absence("A564", *key)
