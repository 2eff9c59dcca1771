"""Checkpoints kept in places outside the workspace: written there, and read again.

``<place>/匠档检查点/<全宗号>.checkpoints`` holds the notes, ``….pub`` the key they are verified
with. What lies there is never shortened or overwritten: what we do not know is an alarm.
"""

from __future__ import annotations

import fcntl
import os
import re
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity
from cases.log.checkpoints import append_durably, parse_notes, registered_notes
from cases.log.keys import PublicKey, registered_key
from cases.obstacles import obstacle
from cases.saving import CannotSaveError, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.log.checkpoints import Checkpoint
    from cases.settings import KeepingPlace
    from cases.workspace import Workspace

FOLDER = "匠档检查点"
CLAUSE = "系统默认"
_LARGEST = 1 << 26
_ODD = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies at one place: notes, key, or the reason why it cannot be read."""

    place: KeepingPlace
    notes: tuple[Checkpoint | None, ...] = ()
    key: str = ""
    device: int = 0
    obstacle: str = ""


def notes_file(place: KeepingPlace, fonds: str) -> Path:
    """Where a place keeps the notes of a fonds."""
    return place.path / FOLDER / f"{_ODD.sub('_', fonds)}.checkpoints"


def read_place(place: KeepingPlace, fonds: str) -> Kept:
    """What lies at a place; an empty one is no obstacle, an absent one is."""
    path = notes_file(place, fonds)
    try:
        device = place.path.stat().st_dev
        text = read_bounded(path).decode("utf-8", "replace")
        key = read_bounded(path.with_suffix(".pub")).decode("utf-8", "replace").strip()
    except OSError as error:
        return Kept(place, obstacle=obstacle(error))
    return Kept(place, tuple(parse_notes(text)), key, device)


def keep_checkpoints(workspace: Workspace, place: KeepingPlace, fonds: str) -> Finding | None:
    """Write to a place the notes it lacks; what stands in the way is told, not raised.

    A warning says that the place was out of reach: it is caught up next time. An error is an
    alarm: there are notes that are not ours, or more of them than we know.
    """
    try:
        key = registered_key(workspace)
        if key is None:
            return None
        path = notes_file(place, fonds)
        _open_folder(place.path, path.parent)
        with _locked(path.parent):
            return _added(path, place, registered_notes(workspace), key)
    except OSError as error:
        return _warning(place, obstacle(error))
    except CannotSaveError as error:
        return _warning(place, str(error.facts["reason"]))


def keep_beside(place: KeepingPlace, fonds: str, files: Sequence[Path]) -> Finding | None:
    """Copy files that a place lacks to a folder beside its notes; none is overwritten."""
    folder = notes_file(place, fonds).with_suffix(".timestamps")
    try:
        _open_folder(place.path, folder.parent)
        _open_folder(folder.parent, folder)
        there = {path.name for path in folder.iterdir()}
        for path in files:
            if path.name not in there:
                write_durably(folder / path.name, read_bounded(path))
    except OSError as error:
        return _warning(place, obstacle(error))
    except CannotSaveError as error:
        return _warning(place, str(error.facts["reason"]))
    return None


def _added(path: Path, place: KeepingPlace, known: list[str], key: PublicKey) -> Finding | None:
    """Append under the lock of the place what is missing, unless something is strange."""
    held, ours = read_bounded(path), "".join(known).encode()
    key_file = path.with_suffix(".pub")
    key_held = read_bounded(key_file).decode("utf-8", "replace").strip()
    if key_held and key_held != str(key):
        return alarm("J219", place)
    if held.startswith(ours) and len(held) > len(ours):
        return alarm("J218", place, size=str(_size(held)), known=str(_size(ours)))
    if not ours.startswith(held):
        return alarm("J217", place, size=str(_parting(held, known)))
    if not key_held:
        write_durably(key_file, f"{key}\n".encode())
    if len(held) < len(ours):
        append_durably(path, ours[len(held) :])
    return None


def alarm(code: str, place: KeepingPlace, **facts: str) -> Finding:
    """A finding on what lies at a place."""
    where = Place(str(place.path / FOLDER))
    return Finding(code, place=where, facts={"name": place.name, **facts}, clause=CLAUSE)


def _warning(place: KeepingPlace, reason: str) -> Finding:
    facts = {"name": place.name, "reason": reason}
    return Finding("J216", Severity.WARNING, Place(str(place.path)), facts, CLAUSE)


def _size(notes: bytes) -> int:
    """How many lines the largest note covers."""
    found = parse_notes(notes.decode("utf-8", "replace"))
    return max((note.size for note in found if note), default=0)


def _parting(held: bytes, known: list[str]) -> int:
    """Up to which size both sides hold the same notes."""
    same, size = 0, 0
    for note in known:
        encoded = note.encode()
        if held[same : same + len(encoded)] != encoded:
            break
        same, size = same + len(encoded), _size(encoded)
    return size


def _open_folder(place: Path, folder: Path) -> None:
    """The folder of notes below a place that is there; the place itself is never made."""
    try:
        folder.mkdir()
        sync_folder(place)
    except FileExistsError:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise


def read_bounded(path: Path) -> bytes:
    """A file's bytes, empty where there is none; no link, no device, nothing endless."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        return b""
    with os.fdopen(handle, "rb") as stream:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST:
            raise OSError(f"{path.name} 不是普通文件，或者过大")
        return stream.read(_LARGEST)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time, where the place's file system can tell."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
