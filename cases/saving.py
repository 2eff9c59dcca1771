"""Crash-safe writes: temp file in the same folder, fsync, rename, fsync the folder."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNABLE = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


class CannotSaveError(JiangdangError):
    """The disk is full, read-only or broken; nothing was changed."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "W201"


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable, where its file system can (CIFS cannot)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNABLE:
            raise
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace ``path`` by ``content``: wholly or not at all.

    Raises CannotSaveError when the disk refuses; the old file is then untouched.
    """
    with replacing_durably(path, mode) as stream:
        stream.write(content)


@contextmanager
def replacing_durably(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A stream whose bytes replace ``path`` when the block ends well: wholly or not at all.

    Raises CannotSaveError when the disk refuses; the old file is then untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent, escape(path.name))
        with _new_file(temporary, mode) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        _let_go(temporary)
        raise CannotSaveError(path=path, reason=obstacle(error)) from error
    except BaseException:
        _let_go(temporary)
        raise


def sweep(folder: Path, names: str = "*") -> None:
    """Remove what killed processes left of earlier writes of files with such names."""
    for left in folder.glob(f".{names}.*.tmp"):
        process = left.name.split(".")[-2]
        if process.isdecimal() and not Path("/proc", process).exists():
            left.unlink(missing_ok=True)


def _new_file(path: Path, mode: int) -> BinaryIO:
    """A file that nobody reads yet."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb")


def _let_go(temporary: Path) -> None:
    with suppress(OSError):  # a disk that refuses to write may refuse to remove
        temporary.unlink(missing_ok=True)
