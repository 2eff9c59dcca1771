"""Repairing a damaged version: a sound copy takes its place, the damaged one is kept aside.

The sound copy is staged and judged first, then both change places in one step; where the file
system cannot do that, in two, and a run after a kill finishes. ``.damaged/`` holds what was
taken out, as ``<档号>-vN-<instant>``; ``….pending`` is a copy, or a version, on its way.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archive.copying import staged_copy
from archive.packaging import drop
from archive.shelving import (
    CannotWritePackageError,
    exchange,
    refuse_links,
    rename_without_replacing,
    settle,
)
from archive.verification import is_sound, verify_package
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from archive.reading import Key, Package

DAMAGED = ".damaged"
_PENDING = ".pending"


def repair_version(source: Package, shelf: Path, root: str, now: datetime) -> str:
    """Put a sound copy of ``source`` in the place of the damaged version on ``shelf``.

    The caller holds the shelf's lock. Returns the name under which the damaged one is kept,
    empty where there was none. Raises what ``copy_version`` raises.
    """
    key = (source.reference_code, source.version)
    staged = staged_copy(source, shelf, root)
    try:
        aside = _free_name(shelf, key, now)
        pending = aside.with_name(aside.name + _PENDING)
        rename_without_replacing(staged, pending)
        sync_folder(pending.parent)
        return _put_in(pending, aside, shelf / key[0] / f"v{key[1]}")
    except OSError as error:
        raise CannotWritePackageError(path=shelf, reason=obstacle(error)) from error
    finally:
        if staged.exists():
            drop(staged)


def finish_repair(shelf: Path, key: Key, root: str) -> None:
    """Put in order what a killed repair of this version left; the caller holds the lock."""
    target = shelf / key[0] / f"v{key[1]}"
    try:
        for pending in sorted((shelf / DAMAGED).glob(f"{_stem(key)}-*{_PENDING}")):
            aside = pending.with_name(pending.name.removesuffix(_PENDING))
            if not is_sound(verify_package(pending, root)):
                rename_without_replacing(pending, aside)  # the damaged one, taken out already
            elif not os.path.lexists(target):
                _put_in(pending, aside, target)
            else:
                drop(pending)
    except OSError as error:
        raise CannotWritePackageError(path=shelf, reason=obstacle(error)) from error


def kept_aside(shelf: Path, key: Key) -> list[str]:
    """The names under which damaged states of a version are kept, oldest first."""
    found = (shelf / DAMAGED).glob(f"{_stem(key)}-*")
    return sorted(path.name for path in found if not path.name.endswith(_PENDING))


def _stem(key: Key) -> str:
    return f"{key[0]}-v{key[1]}"


def _free_name(shelf: Path, key: Key, now: datetime) -> Path:
    """Where the damaged version will be kept."""
    folder = shelf / DAMAGED
    refuse_links(folder)
    folder.mkdir(exist_ok=True)
    stem = f"{_stem(key)}-{now:%Y%m%dT%H%M%S}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    return next(folder / name for name in names if not os.path.lexists(folder / name))


def _put_in(pending: Path, aside: Path, target: Path) -> str:
    """Let the sound copy and the damaged version change places."""
    refuse_links(target.parent)
    target.parent.mkdir(exist_ok=True)
    if not os.path.lexists(target):
        rename_without_replacing(pending, target)
        settle(target)
        return ""
    if target.is_dir() and not target.is_symlink():
        target.chmod(0o755)  # a folder that moves elsewhere must be writable
    if not exchange(pending, target):
        rename_without_replacing(target, aside)
        sync_folder(aside.parent)
        rename_without_replacing(pending, target)
    else:
        rename_without_replacing(pending, aside)
    settle(target)
    sync_folder(aside.parent)
    return aside.name
