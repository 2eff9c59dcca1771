"""Copying sealed versions from shelf to shelf: staged there, synced, re-read, then named.

The copy is judged against the log's root before it gets its name; nothing that is there is
ever overwritten or removed.
"""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from archive.adapter import findings_of
from archive.packaging import drop
from archive.reading import Package, UnreadablePackageError, versions_on
from archive.shelving import (
    STAGING,
    CannotWritePackageError,
    protect,
    publish,
    refuse_links,
    sync_and_forget,
)
from archive.verification import is_sound, verify_package
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archive.verification import Fault

_BLOCK = 1024 * 1024
_UNFIT = (errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG, errno.EFBIG)


class SourceUnsoundError(JiangdangError):
    """What was to be copied is not what was sealed; the findings say where."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A660"


class UnfitPlaceError(JiangdangError):
    """The place's file system cannot hold a file as it is; the findings name the files."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A661"


class _CannotReadError(Exception):
    """The source cannot be read."""


def copy_version(source: Package, shelf: Path, root: str) -> None:
    """Put a copy of a version on another shelf, whose lock the caller holds.

    Raises SourceUnsoundError, UnfitPlaceError, CannotWritePackageError; then nothing is left.
    """
    staged = staged_copy(source, shelf, root)
    try:
        refuse_links(shelf / source.reference_code)
        publish(staged, shelf / source.reference_code / f"v{source.version}")
    except OSError as error:
        raise CannotWritePackageError(path=staged, reason=obstacle(error)) from error
    finally:
        if staged.exists():
            drop(staged)


def staged_copy(source: Package, shelf: Path, root: str) -> Path:
    """A copy in a shelf's staging that bears the root and was read back from the disk.

    Files that the version before holds there too are linked, where that can be done; a copy
    that turns out unsound is made once more without links.
    """
    faults: list[Fault] = []
    for kept in (_links(source, shelf), {}):
        staged = shelf / STAGING / uuid.uuid4().hex
        try:
            _fill(source, staged, kept)
            sync_and_forget(staged)
            faults = verify_package(staged, root)
            if is_sound(faults):
                protect(staged)
                return staged
        except _CannotReadError:
            faults = []
        except OSError as error:
            _drop(staged)
            raise _refusal(source, error) from error
        _drop(staged)
    own = verify_package(source.path, root, fresh=True)
    if faults and is_sound(own):
        raise UnfitPlaceError(findings=findings_of(faults, source.path), name=_name(source))
    raise SourceUnsoundError(findings=findings_of(own, source.path), name=_name(source))


def _refusal(source: Package, error: OSError) -> JiangdangError:
    """What the place's refusal means: a name or a size that it cannot hold, or a bad disk."""
    if error.errno not in _UNFIT:
        return CannotWritePackageError(path=error.filename or source.path, reason=obstacle(error))
    place = Place(file=f"{_name(source)}/{Path(str(error.filename)).name}")
    unfit = Finding("A662", place=place, facts={"reason": str(error.strerror)})
    return UnfitPlaceError(findings=(unfit,), name=_name(source))


def _name(package: Package) -> str:
    return f"{package.reference_code}/v{package.version}"


def _drop(staged: Path) -> None:
    if staged.exists():
        drop(staged)


def _links(source: Package, shelf: Path) -> Mapping[str, Path]:
    """Files of the nearest earlier version on the shelf that this version holds unchanged."""
    earlier = [
        each for each in versions_on(shelf, source.reference_code) if each.version < source.version
    ]
    try:
        held = earlier[-1].manifest if earlier else {}
        wanted = source.manifest
    except UnreadablePackageError:
        return {}
    places = {digest: earlier[-1].path / name for name, digest in held.items()}
    return {name: places[digest] for name, digest in wanted.items() if digest in places}


def _fill(source: Package, staged: Path, kept: Mapping[str, Path]) -> None:
    """Copy or link every regular file; links and devices have no place in a package."""
    staged.mkdir()
    for path, name in _files(source.path):
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name not in kept or not _linked(kept[name], target):
            _copy(path, target)


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every regular file of a package, in order, with its name from the package's folder."""
    for above, folders, names in os.walk(folder, onerror=_give_up):
        folders.sort()
        for name in sorted(names):
            path = Path(above, name)
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(folder).as_posix()


def _give_up(error: OSError) -> None:
    raise _CannotReadError from error


def _linked(held: Path, target: Path) -> bool:
    """Share the bytes of the version before; False where the file system cannot."""
    try:
        target.hardlink_to(held)
    except OSError:
        return False
    return True


def _copy(path: Path, target: Path) -> None:
    """Copy bytes, telling trouble with the one side from trouble with the other."""
    with target.open("xb") as writing:
        for block in _blocks(path):
            writing.write(block)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as reading:
            while block := reading.read(_BLOCK):
                yield block
    except OSError as error:
        raise _CannotReadError from error
