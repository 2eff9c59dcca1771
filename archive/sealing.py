"""Sealing: staged beside its place, synced, re-read by the verifier, published by a rename.

A kill at any point leaves no version or a valid one; the workspace's files are only read.
"""

from __future__ import annotations

import shutil
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from archive.adapter import findings_of
from archive.completeness import check_plan
from archive.packaging import bag_facts, drop, manifest_text, write_payload, write_tags
from archive.reading import Package, newest_package
from archive.shelving import (
    STAGING,
    CannotWritePackageError,
    VersionExistsError,
    protect,
    publish,
    settle,
    sole_keeper,
    sync_all,
)
from archive.verification import is_sound, root_of, verify_package
from cases.errors import JiangdangError, Kind
from cases.findings import errors_of
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from archive.plan import PackagePlan
    from cases.workspace import Workspace


class CannotSealError(JiangdangError):
    """The plan is not complete; the findings say why."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A404"


class PackageDamagedError(JiangdangError):
    """A package is not what was sealed; the findings say where."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A406"


class CodeTakenError(JiangdangError):
    """The reference code belongs to another case or batch; the next number has to be taken."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A414"


_ONCE_MORE = frozenset({"sha256"})
PATIENCE = 60.0  # seconds that a sealer waits for another one to be done


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


def seal(
    plan: PackagePlan,
    workspace: Workspace,
    now: datetime,
    *,
    still: Callable[[], None] | None = None,
    patience: float = PATIENCE,
) -> Sealed:
    """Seal the plan as the next version of its package.

    The same content sealed again gives the version that is there already. ``still`` is asked
    just before the version appears, and raises when something has moved meanwhile. Raises
    CodeTakenError when another case holds the code; ArchiveBusyError after ``patience`` seconds.
    """
    findings = errors_of(check_plan(plan))
    if findings:
        raise CannotSealError(
            findings=findings, reference_code=plan.reference_code, count=len(findings)
        )
    with sole_keeper(workspace.packages, patience):
        staged = workspace.packages / STAGING / uuid.uuid4().hex
        try:
            return _seal_staged(plan, workspace, now, staged, still)
        except OSError as error:
            raise CannotWritePackageError(path=staged, reason=obstacle(error)) from error
        finally:
            if staged.exists():
                drop(staged)


def _seal_staged(
    plan: PackagePlan,
    workspace: Workspace,
    now: datetime,
    staged: Path,
    still: Callable[[], None] | None,
) -> Sealed:
    """Stage, compare with the newest version, verify and publish."""
    former = newest_package(workspace, str(plan.reference_code))
    _refuse_foreign(plan, former)
    staged.mkdir()
    digests = write_payload(plan, staged, _kept_files(former))
    if former is not None and _is_same(former, digests["sha256"]):
        settle(former.path)
        return _sealed(plan, former.path, former.version, is_new=False)
    version = former.version + 1 if former is not None else 1
    previous = former.root if former is not None else ""
    write_tags(plan, staged, digests, bag_facts(plan, staged, version, previous, now))
    sync_all(staged)
    _verify_staged(staged)
    if still is not None:
        still()
    target = workspace.packages / str(plan.reference_code) / f"v{version}"
    publish(staged, target)
    return _sealed(plan, target, version, is_new=True)


def _refuse_foreign(plan: PackagePlan, former: Package | None) -> None:
    """Two who chose the same number at once: the second must not go on under the first's code."""
    if former is None:
        return
    described = former.record.get("著录")
    owner = str(described.get("案卷号", "")) if isinstance(described, dict) else ""
    if owner != plan.owner:
        raise CodeTakenError(reference_code=plan.reference_code, owner=owner, wanted=plan.owner)


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


def _verify_staged(staged: Path) -> None:
    """Judge the staged package by the independent verifier, and protect its files.

    Every byte is read again from disk by sha256. SM3 was taken of the very blocks that gave the
    sha256, so that it needs no second pass; its own tag manifest was written last, and is small.
    """
    faults = verify_package(staged, fresh=True, algorithms=_ONCE_MORE)
    if not is_sound(faults):
        raise PackageDamagedError(path=staged, findings=findings_of(faults, staged))
    protect(staged)


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
