"""Removing files for good, and the folders they leave empty; may be repeated after a crash."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

from cases.saving import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FULL = (errno.ENOTEMPTY, errno.EEXIST)


def remove_files(root: Path, files: Iterable[Path]) -> None:
    """Remove the files, each folder's names made durable, then the folders left empty.

    Folders directly below ``root`` stay. The bytes on the disk are not overwritten. OSError leaves.
    """
    folders = set()
    for file in files:
        folders.add(file.parent)
        _open_up(file.parent)
        file.unlink(missing_ok=True)
    for folder in sorted(folders):
        if folder.is_dir():
            sync_folder(folder)
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        _remove_empty(folder, root)


def _open_up(folder: Path) -> None:
    """Sealed folders are read-only; what lies in them can be removed only once they are not."""
    if folder.is_dir() and not folder.stat().st_mode & stat.S_IWUSR:
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it while they are empty."""
    while len(folder.relative_to(root).parts) > 1:
        if folder.is_dir():
            _open_up(folder.parent)
            try:
                folder.rmdir()
            except OSError as error:
                if error.errno in _FULL:
                    return
                raise
            sync_folder(folder.parent)
        folder = folder.parent
