"""The files of a package as they lie there: no link followed, nothing read beyond a bound."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_FILES = 100_000
_DEEPEST = 40


def sizes_in(root: Path) -> dict[str, int]:
    """Every regular file below a folder with its size in bytes, by path from there."""
    return dict(sorted(_walked(root, "", 0)))


def _walked(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, int]]:
    if depth > _DEEPEST:
        return
    try:
        entries = list(os.scandir(folder))[:MOST_FILES]
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(folder / entry.name, f"{prefix}{entry.name}/", depth + 1)
        elif entry.is_file(follow_symlinks=False):
            yield f"{prefix}{entry.name}", entry.stat(follow_symlinks=False).st_size


def read_within(root: Path, name: str, limit: int) -> bytes:
    """The bytes of one file that ``sizes_in`` found; raises OSError and ValueError."""
    handle = os.open(root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError(name)
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ValueError(name)
    return content
