"""Keeping the log: lines chained inside the register, then appended to ``log.jsonl``.

The register is the authority: what a crash left unwritten is appended from it, and a
file that cannot be explained by a crash is never touched without being told to.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.log.entries import FIRST, SHANGHAI, Entry, Frame, hash_of, line_of
from cases.obstacles import obstacle
from cases.register.database import reading
from cases.saving import CannotSaveError, sync_folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from cases.workspace import Workspace

_TAIL = 1 << 14
_BATCH = 2000


class LogDamagedError(JiangdangError):
    """The end of the log is not what the register says it should be."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J112"


def enter(connection: sqlite3.Connection, entries: Iterable[Entry], frame: Frame) -> None:
    """Chain the entries onto the log inside the running transaction."""
    last = connection.execute(
        "SELECT seq, hash FROM log_lines ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    seq, prev = (last["seq"], last["hash"]) if last else (0, FIRST)
    for entry in entries:
        seq += 1
        line = line_of(entry, frame, seq, prev)
        prev = hash_of(line)
        connection.execute(
            "INSERT INTO log_lines VALUES (?, ?, ?, ?)", (seq, line, prev, frame.act)
        )


def bring_up_to_date(workspace: Workspace) -> tuple[int, ...]:
    """Append to ``log.jsonl`` what only the register holds yet; the numbers of those lines.

    A torn last line is completed when it is the beginning of the line that belongs there.
    """
    if _is_complete(workspace):
        return ()
    with _locked(workspace.log_file) as handle:
        written, torn = _written(workspace, handle)
        missing = _lines_after(workspace.register_file, written)
        if not missing:
            return ()
        text = "".join(line + "\n" for _, line in missing).encode("utf-8")
        _append(workspace.log_file, handle, text[torn:])
    return tuple(seq for seq, _ in missing)


def _is_complete(workspace: Workspace) -> bool:
    """Whether the file lacks nothing, for which nobody needs the right to write it."""
    try:
        handle = os.open(workspace.log_file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        written, torn = _written(workspace, handle)
        return not torn and not _lines_after(workspace.register_file, written, limit=1)
    except LogDamagedError:  # perhaps restored under our eyes: looked at again under the lock
        return False
    finally:
        os.close(handle)


def restore_log(workspace: Workspace, now: datetime) -> Path:
    """Write ``log.jsonl`` anew from the register; the damaged one is kept beside it."""
    path = workspace.log_file
    kept = path.with_name(f"log.damaged-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.jsonl")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with _locked(path):
            kept.hardlink_to(path)
            _write_all(workspace, fresh)
            fresh.replace(path)
            sync_folder(path.parent)
    except OSError as error:
        raise CannotSaveError(path=path, reason=obstacle(error)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _write_all(workspace: Workspace, path: Path) -> None:
    """Every line of the register into a file, durably."""
    with path.open("wb") as stream:
        for line in registered_lines(workspace):
            stream.write(line.encode("utf-8") + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def registered_lines(workspace: Workspace) -> Iterator[str]:
    """The lines as the register holds them, in batches, so that nobody waits for us."""
    seq = 0
    while workspace.register_file.is_file():
        batch = _lines_after(workspace.register_file, seq, limit=_BATCH)
        if not batch:
            return
        seq = batch[-1][0]
        yield from (line for _, line in batch)


def _written(workspace: Workspace, handle: int) -> tuple[int, int]:
    """The last whole line in the file, and how many bytes of the next one stand there."""
    tail = _tail(handle)
    whole, _, torn = tail.rpartition(b"\n")
    if not whole and not torn:
        return 0, 0
    last = whole.rpartition(b"\n")[2].decode("utf-8", "replace")
    seq = _seq_of(workspace, last) if whole else 0
    after = _lines_after(workspace.register_file, seq, limit=1)
    expected = after[0][1].encode("utf-8") if after else b""
    if torn and not expected.startswith(torn):
        raise LogDamagedError(path=workspace.log_file)
    return seq, len(torn)


def _seq_of(workspace: Workspace, line: str) -> int:
    """The place of a line the register knows."""
    with reading(workspace.register_file) as connection:
        found = connection.execute(
            "SELECT seq FROM log_lines WHERE hash = ?", (hash_of(line),)
        ).fetchone()
    if not found:
        raise LogDamagedError(path=workspace.log_file)
    seq: int = found["seq"]
    return seq


def _lines_after(path: Path, seq: int, limit: int = -1) -> list[tuple[int, str]]:
    """The register's lines after ``seq``."""
    with reading(path) as connection:
        rows = connection.execute(
            "SELECT seq, line FROM log_lines WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
        ).fetchall()
    return [(row["seq"], row["line"]) for row in rows]


def _tail(handle: int) -> bytes:
    """The end of the file, at least its last whole line and what follows it."""
    size = os.fstat(handle).st_size
    length = min(size, _TAIL)
    while True:
        tail = os.pread(handle, length, size - length)
        if length == size or tail.count(b"\n") > 1:
            return tail
        length = min(size, length * 4)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The log opened for appending, under its lock; it is made durable when new."""
    handle = _opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        while os.fstat(handle).st_ino != path.stat().st_ino:
            os.close(handle)
            handle = _opened(path)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    """The log opened for appending; its name is made durable when new."""
    try:
        fresh = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        if fresh:
            sync_folder(path.parent)
    except OSError as error:
        raise CannotSaveError(path=path, reason=obstacle(error)) from error
    return handle


def _append(path: Path, handle: int, content: bytes) -> None:
    """Append and make durable; a partly written line is completed by the next command."""
    try:
        while content:
            content = content[os.write(handle, content) :]
        os.fsync(handle)
    except OSError as error:
        raise CannotSaveError(path=path, reason=obstacle(error)) from error
