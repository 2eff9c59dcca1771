"""Sealing: staged beside its place, synced, re-read by the verifier, published by a rename.

A kill at any point leaves no version or a valid one; the workspace's files are only read.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.adapter import findings_of
from archive.completeness import check_plan
from archive.packaging import bag_facts, drop, manifest_text, write_payload, write_tags
from archive.reading import Package, newest_package
from archive.verification import is_sound, root_of, verify_package
from cases.errors import JiangdangError, Kind
from cases.findings import errors_of
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from archive.plan import PackagePlan
    from cases.workspace import Workspace

_RENAME_NOREPLACE = 1
_AT_FDCWD = -100
STAGING = ".staging"


class CannotSealError(JiangdangError):
    """The plan is not complete; the findings say why."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A404"


class ArchiveBusyError(JiangdangError):
    """Someone else is sealing in this workspace."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A405"


class PackageDamagedError(JiangdangError):
    """A package is not what was sealed; the findings say where."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A406"


class CannotWritePackageError(JiangdangError):
    """The disk refused; no version was made and nothing is left behind."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A407"


class NotYetDurableError(JiangdangError):
    """The version is in its place, but the disk did not confirm it; sealing again does."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A412"


class VersionExistsError(JiangdangError):
    """The version's folder is there already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A408"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed version: what the log keeps of it. ``is_new`` is False for a repeated seal."""

    reference_code: str
    version: int
    root: str
    items: int
    bytes: int
    path: Path
    is_new: bool = True


def seal(plan: PackagePlan, workspace: Workspace, now: datetime) -> Sealed:
    """Seal the plan as the next version of its package.

    The same content sealed again gives the version that is there already.
    """
    findings = errors_of(check_plan(plan))
    if findings:
        raise CannotSealError(
            findings=findings, reference_code=plan.reference_code, count=len(findings)
        )
    with _sole_sealer(workspace):
        staged = workspace.packages / STAGING / uuid.uuid4().hex
        try:
            return _seal_staged(plan, workspace, now, staged)
        except OSError as error:
            raise CannotWritePackageError(path=staged, reason=obstacle(error)) from error
        finally:
            if staged.exists():
                drop(staged)


def sweep(workspace: Workspace) -> int:
    """Remove what a crash left in the archive's staging; returns how many folders."""
    with _sole_sealer(workspace) as swept:
        return swept


@contextmanager
def _sole_sealer(workspace: Workspace) -> Iterator[int]:
    """Hold the archive's lock, and sweep what an earlier run left; yields how many."""
    staging = workspace.packages / STAGING
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    try:
        staging.mkdir(parents=True, exist_ok=True)
        handle = os.open(workspace.packages / ".lock", flags, 0o644)
    except OSError as error:
        raise CannotWritePackageError(path=staging, reason=obstacle(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        leftovers = list(staging.iterdir())
        for leftover in leftovers:
            drop(leftover)
        yield len(leftovers)
    except BlockingIOError as error:
        raise ArchiveBusyError(path=workspace.packages) from error
    finally:
        os.close(handle)


def _seal_staged(plan: PackagePlan, workspace: Workspace, now: datetime, staged: Path) -> Sealed:
    """Stage, compare with the newest version, verify and publish."""
    former = newest_package(workspace, str(plan.reference_code))
    staged.mkdir()
    digests = write_payload(plan, staged, _kept_files(former))
    if former is not None and _is_same(former, digests["sha256"]):
        _settle(former.path)
        return _sealed(plan, former.path, former.version, is_new=False)
    version = former.version + 1 if former is not None else 1
    previous = former.root if former is not None else ""
    write_tags(plan, staged, digests, bag_facts(plan, staged, version, previous, now))
    _sync(staged)
    _verify_staged(staged)
    target = workspace.packages / str(plan.reference_code) / f"v{version}"
    _publish(staged, target)
    return _sealed(plan, target, version, is_new=True)


def _kept_files(former: Package | None) -> dict[str, Path]:
    """The payload of the former version by digest, to be shared where nothing changed."""
    if former is None:
        return {}
    return {f"sha256:{digest}": former.path / name for name, digest in former.manifest.items()}


def _is_same(former: Package, digests: dict[str, str]) -> bool:
    """Whether the newest version holds just this; if so it must still be sound."""
    if (former.path / "manifest-sha256.txt").read_bytes() != manifest_text(digests):
        return False
    faults = verify_package(former.path)
    if not is_sound(faults):
        raise PackageDamagedError(path=former.path, findings=findings_of(faults, former.path))
    return True


def _sealed(plan: PackagePlan, path: Path, version: int, *, is_new: bool) -> Sealed:
    """What to tell of a version in place."""
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    code = str(plan.reference_code)
    return Sealed(code, version, root_of(path), len(plan.items), size, path, is_new)


def _sync(folder: Path) -> None:
    """One sync of the whole file system, then let the cache go, so that re-reading reads."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _verify_staged(staged: Path) -> None:
    """Judge the staged package by the independent verifier, and protect its files."""
    faults = verify_package(staged)
    if not is_sound(faults):
        raise PackageDamagedError(path=staged, findings=findings_of(faults, staged))
    for path in staged.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)


def _publish(staged: Path, target: Path) -> None:
    """Put the package in its place, never over another one, and make the name durable."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sync_folder(target.parent.parent)
    _rename_without_replacing(staged, target)
    _settle(target)


def _settle(target: Path) -> None:
    """Make a published version's name durable and its folder read-only; may be repeated."""
    try:
        sync_folder(target.parent)
        target.chmod(0o555)
    except OSError as error:
        raise NotYetDurableError(path=target, reason=obstacle(error)) from error


def _rename_without_replacing(source: Path, target: Path) -> None:
    """``renameat2`` with RENAME_NOREPLACE; without it, a plain rename onto a free name.

    The plain rename cannot overwrite a package either: a full folder refuses it.
    """
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is not None:
        names = (os.fsencode(source), os.fsencode(target))
        if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number == errno.EEXIST:
            raise VersionExistsError(path=target)
        if number not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(number, os.strerror(number))
    if target.exists():
        raise VersionExistsError(path=target)
    source.rename(target)


def export(package: Path, folder: Path) -> Path:
    """Copy a sealed version to a new folder, and verify the copy against the same root."""
    target = folder / package.parent.name / package.name
    if target.exists():
        raise VersionExistsError(path=target)
    root = root_of(package)
    try:
        shutil.copytree(package, target, symlinks=True)
    except (OSError, shutil.Error) as error:
        raise CannotWritePackageError(path=target, reason=error) from error
    faults = verify_package(target, root)
    if not is_sound(faults):
        raise PackageDamagedError(path=target, findings=findings_of(faults, target))
    return target
