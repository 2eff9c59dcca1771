"""What was read is kept by the file's digest, so that no file is read twice.

The folder may go at any time: then files are read again. Several processes keep and find
at once. What another version of the reader found is not believed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import time
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from index.extraction.extracted import Extracted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import TypeVar

    _Answer = TypeVar("_Answer")

VERSION = "2"  # counted up whenever a reader reads more or otherwise
FILE = "extracted.sqlite3"
_SUFFIXES = ("", "-wal", "-shm", "-journal")
_TABLE = """create table if not exists extracted (
    digest text not null, reader text not null, content blob not null, kept real not null,
    primary key (digest, reader)) without rowid"""
_PATIENCE = 20.0
_PASSING = frozenset(("I207", "I211", "I212", "I221", "I222"))


class KeptTexts:
    """Texts by the digest (sha256, hex) of the file they were read from."""

    def __init__(self, folder: Path, version: str = VERSION) -> None:
        """``version`` names the reader; what OCR reads is kept under a version of its own."""
        self._folder, self._version = folder, version

    def find(self, digest: str) -> Extracted | None:
        """What was read from the file, if it is kept."""
        row = self._with(lambda base: _found(base, digest, self._version))
        if row is None:
            return None
        try:
            return Extracted.from_plain(json.loads(zlib.decompress(row)))
        except (zlib.error, ValueError, KeyError, TypeError):
            self.drop(digest)
            return None

    def keep(self, digest: str, extracted: Extracted) -> None:
        """Keep what was read; where nothing can be written it is read again next time.

        What may end otherwise another time (no memory, a file that was away) is not kept.
        """
        if extracted.code in _PASSING:
            return
        text = json.dumps(extracted.as_plain(), ensure_ascii=False, separators=(",", ":"))
        content = zlib.compress(text.encode("utf-8", "surrogatepass"), 3)
        row = (digest, self._version, content, time.time())
        self._with(
            lambda base: base.execute("insert or replace into extracted values (?,?,?,?)", row)
        )

    def drop(self, digest: str) -> None:
        """Forget what was read from a file, by whatever version."""
        self._with(lambda base: base.execute("delete from extracted where digest = ?", (digest,)))

    def keep_only(self, digests: Iterable[str], versions: Iterable[str]) -> bool:
        """Forget what was read of other files or by readers of other versions.

        A version may end in ``*``. What is forgotten is overwritten: its words stand in no
        byte of the database. False where that cannot be done.
        """
        known = [(each,) for each in digests]
        readers = tuple(versions)
        return bool(self._with(lambda base: _keep_only(base, known, readers)))

    def _with(self, act: Callable[[sqlite3.Connection], _Answer]) -> _Answer | None:
        """Do something with the database; a damaged one is dropped and made anew, once."""
        for attempt in range(2):
            try:
                with closing(self._opened()) as base, base:
                    return act(base)
            except sqlite3.OperationalError:
                return None  # read-only, full or busy: reading again costs only time
            except sqlite3.DatabaseError:
                if attempt:
                    return None
                self._remove()
        return None

    def _opened(self) -> sqlite3.Connection:
        """The database, nobody else's to read: its side files are made with its own mode."""
        file = self._folder / FILE
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            if stat.S_IMODE(file.stat().st_mode) != 0o600:
                for suffix in _SUFFIXES:
                    _made_private(file.with_name(FILE + suffix))
        base = sqlite3.connect(file, timeout=_PATIENCE)
        try:
            base.execute("pragma journal_mode = wal")
            base.execute("pragma synchronous = normal")
            base.execute(_TABLE)
        except BaseException:
            base.close()
            raise
        return base

    def _remove(self) -> None:
        """Take the damaged database away, with what belongs to it."""
        for suffix in _SUFFIXES:
            with suppress(OSError):
                (self._folder / (FILE + suffix)).unlink()


def _made_private(file: Path) -> None:
    """Take a file from others that an earlier version left open to them."""
    with suppress(FileNotFoundError):
        file.chmod(0o600)


def _keep_only(
    base: sqlite3.Connection, digests: Sequence[tuple[str]], readers: Sequence[str]
) -> bool:
    """Delete all other rows, page by page overwritten, and give back the room."""
    base.execute("pragma secure_delete = on")
    base.execute("create temp table known (digest text primary key) without rowid")
    base.executemany("insert or ignore into known values (?)", digests)
    kept = " or ".join(["reader glob ?"] * len(readers))
    gone = base.execute(
        f"delete from extracted where not ({kept})"  # noqa: S608
        " or digest not in (select digest from known)",
        readers,
    )
    base.commit()
    if gone.rowcount:
        base.execute("vacuum")
        busy, *_ = base.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not busy
    return True


def _found(base: sqlite3.Connection, digest: str, version: str) -> bytes | None:
    query = "select content from extracted where digest = ? and reader = ?"
    row = base.execute(query, (digest, version)).fetchone()
    return bytes(row[0]) if row is not None else None
