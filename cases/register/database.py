"""Opening the register: one short transaction at a time, every failure in our own words.

A rollback journal with ``synchronous = EXTRA`` rather than a write-ahead log: one file to
copy, nothing in shared memory, and the folder is synced after every commit.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.register.schema import TABLES, VERSION
from cases.saving import CannotSaveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_SECONDS = 30.0
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class FormatTooNewError(JiangdangError):
    """The workspace was written by a newer version of the product."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J101"


class FormatTooOldError(JiangdangError):
    """The workspace was written by an earlier version and was not upgraded yet."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J119"


class RegisterMissingError(JiangdangError):
    """The register is gone while the log shows that there was one."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J102"


class RegisterDamagedError(JiangdangError):
    """The register cannot be read as what it should be."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J103"


class RegisterBusyError(JiangdangError):
    """Another process holds the register for too long."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J104"


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A consistent view of the register; nothing can be written through it."""
    with _connected(path) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction under the register's lock: all of it or nothing."""
    with _connected(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def prepare(path: Path, log_file: Path) -> None:
    """Create the register where there is none; refuse one that is missing, too new or too old."""
    if not (path.is_file() and path.stat().st_size):
        if log_file.is_file() and log_file.stat().st_size:
            raise RegisterMissingError(path=path, log=log_file)
        with writing(path) as connection:
            _create(connection)
        return
    _settle(path, version_of(path))


def version_of(path: Path) -> int:
    """The version of the format that the register is written in."""
    with reading(path) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _settle(path: Path, version: int) -> None:
    """Refuse another format; fill a register that a crash left without tables."""
    if version > VERSION:
        raise FormatTooNewError(path=path, found=version, known=VERSION)
    if version == 0:
        with writing(path) as connection:
            _create(connection)
    elif version < VERSION:
        raise FormatTooOldError(path=path, found=version, known=VERSION)


def _create(connection: sqlite3.Connection) -> None:
    """Make all tables inside the running transaction, unless somebody just did."""
    if connection.execute("PRAGMA user_version").fetchone()[0]:
        return
    for statement in statements(TABLES):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")


def statements(script: str) -> Iterator[str]:
    """The single statements of a script, triggers kept whole."""
    gathered = ""
    for line in script.splitlines():
        gathered += line + "\n"
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection with the safe settings; its failures leave as our errors."""
    try:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = EXTRA")
            yield connection
        finally:
            connection.close()
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise _in_our_words(path, error) from error


def _in_our_words(path: Path, error: sqlite3.Error) -> JiangdangError:
    """The error of ours that says what SQLite said."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return RegisterBusyError(path=path, seconds=int(WAIT_SECONDS))
    if code in _DAMAGED:
        return RegisterDamagedError(path=path, detail=obstacle(error))
    return CannotSaveError(path=path, reason=obstacle(error, path))
