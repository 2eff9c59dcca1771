"""A shelf of packages, here or elsewhere: one keeper at a time, staging, names that appear whole.

What is put on a shelf is staged beside its place, synced, and published by a rename that never
replaces anything; what a kill left in staging goes at the next run.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from archive.packaging import drop
from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGING = ".staging"
_PAUSE = 0.05
_AT_FDCWD = -100
_NOREPLACE, _EXCHANGE = 1, 2
_CANNOT = (errno.EINVAL, errno.ENOSYS)  # the file system does not know this way of renaming
_NO_MODES = (errno.EPERM, errno.ENOTSUP)  # FAT and its like keep no permissions


class ArchiveBusyError(JiangdangError):
    """Someone else is putting packages on this shelf."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A405"


class CannotWritePackageError(JiangdangError):
    """The disk refused; no version was made and nothing is left behind."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A407"


class NotYetDurableError(JiangdangError):
    """The version is in its place, but the disk did not confirm it; doing it again does."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A412"


class VersionExistsError(JiangdangError):
    """The version's folder is there already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A408"


@contextmanager
def sole_keeper(shelf: Path, patience: float = 0.0) -> Iterator[int]:
    """Hold the shelf's lock, and sweep what an earlier run left; yields how many folders.

    Raises ArchiveBusyError when another keeper is not done within ``patience`` seconds.
    """
    staging = shelf / STAGING
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        refuse_links(staging)
        staging.mkdir(parents=True, exist_ok=True)
        handle = os.open(shelf / ".lock", flags, 0o644)
    except OSError as error:
        raise CannotWritePackageError(path=staging, reason=obstacle(error)) from error
    try:
        _lock(handle, patience)
        yield _sweep(staging)
    except BlockingIOError as error:
        raise ArchiveBusyError(path=shelf) from error
    finally:
        os.close(handle)


def refuse_links(*folders: Path) -> None:
    """A link in a folder's place could lead anywhere; nothing is written or swept through one."""
    for folder in folders:
        if folder.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _sweep(staging: Path) -> int:
    """Remove what an earlier run left; returns how much that was."""
    leftovers = list(staging.iterdir())
    try:
        for leftover in leftovers:
            if leftover.is_dir() and not leftover.is_symlink():
                drop(leftover)
            else:
                leftover.unlink()
    except OSError as error:
        raise CannotWritePackageError(path=staging, reason=obstacle(error)) from error
    return len(leftovers)


def _lock(handle: int, patience: float) -> None:
    """Take the lock, or raise BlockingIOError when its holder keeps it too long."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def sync_and_forget(folder: Path) -> None:
    """One sync of the whole file system, then let the cache go, so that re-reading reads."""
    sync_all(folder)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync_all(folder: Path) -> None:
    """One sync of the whole file system that a folder lies on."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)


def protect(staged: Path) -> None:
    """Make everything inside a staged package read-only; its own folder when it is in place."""
    for path in staged.rglob("*"):
        _set_mode(path, 0o555 if path.is_dir() else 0o444)


def publish(staged: Path, target: Path) -> None:
    """Put a package in its place, never over another one, and make the name durable."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sync_folder(target.parent.parent)
    rename_without_replacing(staged, target)
    settle(target)


def settle(target: Path) -> None:
    """Make a published version's name durable and its folder read-only; may be repeated."""
    try:
        sync_folder(target.parent)
        _set_mode(target, 0o555)
    except OSError as error:
        raise NotYetDurableError(path=target, reason=obstacle(error)) from error


def _set_mode(path: Path, mode: int) -> None:
    """Permissions, where the file system keeps any."""
    try:
        path.chmod(mode)
    except OSError as error:
        if error.errno not in _NO_MODES:
            raise


def rename_without_replacing(source: Path, target: Path) -> None:
    """``renameat2`` with RENAME_NOREPLACE; without it, a plain rename onto a free name.

    The plain rename cannot overwrite a package either: a full folder refuses it.
    """
    try:
        if _renameat2(source, target, _NOREPLACE):
            return
    except FileExistsError as error:
        raise VersionExistsError(path=target) from error
    if target.exists():
        raise VersionExistsError(path=target)
    source.rename(target)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the file system cannot."""
    return _renameat2(one, other, _EXCHANGE)


def _renameat2(source: Path, target: Path, flag: int) -> bool:
    """The system call; False where system or file system lacks it."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(source), os.fsencode(target))
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], flag) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(source), None, str(target))
