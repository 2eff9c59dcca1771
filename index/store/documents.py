"""The store: every document that can be found, with metadata, folded text and pages.

One SQLite file with a rollback journal, so that it can be read on a read-only disk. Ids are
never given twice: a document that changed gets a new one and the old one is *gone*. What no
engine holds yet is *pending* and found by scanning.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cases.obstacles import obstacle
from cases.saving import CannotSaveError
from index.engines.engine import DamagedIndexError, IndexBusyError, NoIndexError
from index.records import Entry, Record, State
from index.store.fields import LazyFields
from index.store.schema import FORM, INSERT, METADATA, SELECT, TABLES
from index.text.folding import fold_text
from index.text.mentions import number_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.store.preparing import Prepared

FILE = "documents.sqlite3"
_WAIT_SECONDS = 30.0
_AT_ONCE = 500
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CANNOT = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR}
_ENTRY = (
    "SELECT d.id, d.path, t.text, coalesce(p.text, ''), d.fields, d.day, d.worth, d.amounts,"
    " t.sum, coalesce(p.sum, 0)"
    " FROM documents d JOIN texts t USING (id) LEFT JOIN private p USING (id)"
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many documents there are, by how their file ended, and how many are pending."""

    total: int
    states: Mapping[State, int]
    parts: int
    pending: int

    @property
    def unread(self) -> int:
        """Files and parts of files that no search can see."""
        return self.states.get(State.UNREAD, 0) + self.states.get(State.WAITING, 0) + self.parts


@dataclass(frozen=True, slots=True)
class Stored:
    """A document for showing: its record with the pages that may be seen."""

    id: int
    record: Record


class DocumentStore:
    """The documents of one index folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened before something is asked."""
        self.file = folder / FILE
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def create(self) -> None:
        """Make an empty store, if there is none."""
        if self.file.is_file():
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._guarded(), closing(sqlite3.connect(self.file)) as connection:
            self.file.chmod(0o600)
            connection.executescript(TABLES)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def put(self, prepared: Iterable[Prepared], removed: Collection[str] = ()) -> int:
        """Take documents in, replacing those of the same path; ``removed`` paths go.

        One durable commit; returns how many were taken in.
        """
        with self._writing() as connection:
            for path in removed:
                _let_go(connection, path)
            return sum(_taken_in(connection, each) for each in prepared)

    def signatures(self) -> dict[str, str]:
        """Path and digest of every document."""
        return dict(self._rows("SELECT path, digest FROM documents"))

    def contents(self) -> dict[str, str]:
        """Path and digest of the bytes that were read, of every document that is a file."""
        return dict(self._rows("SELECT path, content FROM documents WHERE content <> ''"))

    def below(self, prefixes: Iterable[str]) -> dict[str, str]:
        """Path and digest of the documents whose paths begin with one of the prefixes."""
        asked = "SELECT path, digest FROM documents WHERE path >= ? AND path < ?"
        return {
            path: digest
            for prefix in prefixes
            for path, digest in self._rows(asked, (prefix, prefix + "\U0010ffff"))
        }

    def coverage(self, departments: Collection[str] | None = None) -> Coverage:
        """How much is covered, of some (folded) departments or of all."""
        among, named = self._among(departments)
        asked = f"SELECT state, count(*) FROM documents WHERE {among} GROUP BY state"  # noqa: S608
        states = {State(state): n for state, n in self._rows(asked, named)}
        parts = len(self._rows(f"{_PARTS} WHERE {among}", named))
        held = f"SELECT count(*) FROM documents WHERE held < 2 AND {among}"  # noqa: S608
        pending = int(self._rows(held, named)[0][0])
        return Coverage(sum(states.values()), states, parts, pending)

    def unread(self, departments: Collection[str] | None = None) -> dict[str, str]:
        """What no search can see, by path (``path!part`` for a part), and why."""
        among, named = self._among(departments)
        asked = f"SELECT path, unread FROM documents WHERE state IN (?, ?) AND {among}"  # noqa: S608
        whole = dict(self._rows(f"{asked} ORDER BY path", (State.UNREAD, State.WAITING, *named)))
        parts = self._rows(f"{_PARTS} WHERE {among} ORDER BY path, part", named)
        return whole | {f"{path}!{part}": reason for path, part, reason in parts}

    def _among(self, departments: Collection[str] | None) -> tuple[str, list[str]]:
        """A condition that holds for documents of some departments, with its values."""
        if departments is None:
            return "1", []
        rows = self._rows("SELECT DISTINCT department FROM documents")
        named = [name for (name,) in rows if fold_text(name) in departments]
        return f"department IN ({_marks(named)})", named

    def waiting(self) -> list[str]:
        """The paths of documents that wait for OCR, in order."""
        asked = "SELECT path FROM documents WHERE state = ? ORDER BY path"
        return [path for (path,) in self._rows(asked, (State.WAITING,))]

    def fact(self, name: str) -> str:
        """What the store notes under a name; empty if nothing."""
        rows = self._rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def note(self, name: str, value: str) -> None:
        """Note a fact."""
        with self._writing() as connection:
            connection.execute("REPLACE INTO facts VALUES (?, ?)", (name, value))

    def pending_ids(self) -> frozenset[int]:
        """The ids that the engine may not hold yet."""
        return frozenset(id_ for (id_,) in self._rows("SELECT id FROM documents WHERE held < 2"))

    def gone_ids(self) -> frozenset[int]:
        """The ids let go that the engine may still hold."""
        return frozenset(id_ for (id_,) in self._rows("SELECT id FROM gone"))

    def pending(self) -> list[Entry]:
        """The documents that the engine may not hold yet."""
        return self._entries("WHERE d.held < 2 ORDER BY d.id")

    def bearing(self, number: str) -> list[Entry]:
        """The documents that bear a document number (its folded key) themselves."""
        asked = "WHERE d.own_number = ? AND d.own_number <> '' ORDER BY d.id"
        return self._entries(asked, (number,))

    def entries(self) -> Iterator[Entry]:
        """Every document, by id."""
        last = 0
        while some := self._entries("WHERE d.id > ? ORDER BY d.id LIMIT ?", (last, _AT_ONCE)):
            yield from some
            last = some[-1].id

    def begin_flush(self, most: int) -> tuple[list[Entry], frozenset[int]]:
        """Pending documents, marked as on their way into the engine; and the ids let go.

        What an earlier flush may have put half-way in gets new ids first, its old ones are gone.
        """
        with self._writing() as connection:
            _renumber(connection)
            rows = connection.execute(
                f"{_ENTRY} WHERE d.held = 0 ORDER BY d.id LIMIT ?", (most,)
            ).fetchall()
            marks = [(row[0],) for row in rows]
            connection.executemany("UPDATE documents SET held = 1 WHERE id = ?", marks)
            gone = [id_ for (id_,) in connection.execute("SELECT id FROM gone")]
            connection.execute("REPLACE INTO facts VALUES ('flushing', '1')")
        return list(map(_entry, rows)), frozenset(gone)

    def end_flush(self, held: Iterable[int], gone: Iterable[int], count: int) -> None:
        """Note that the engine holds some documents, let others go, and holds ``count`` now."""
        with self._writing() as connection:
            marks = [(id_,) for id_ in held]
            connection.executemany("UPDATE documents SET held = 2 WHERE id = ?", marks)
            connection.executemany("DELETE FROM gone WHERE id = ?", [(id_,) for id_ in gone])
            connection.execute("REPLACE INTO facts VALUES ('engine', ?)", (str(count),))
            connection.execute("DELETE FROM facts WHERE name = 'flushing'")

    def engine_count(self) -> int | None:
        """How many documents the engine must hold; None while a flush is not at its end."""
        facts = dict(self._rows("SELECT name, value FROM facts"))
        return None if "flushing" in facts else int(facts.get("engine", 0))

    def forget_engine(self) -> None:
        """Note that no engine holds anything."""
        with self._writing() as connection:
            connection.execute("UPDATE documents SET held = 0")
            connection.execute("DELETE FROM gone")
            connection.execute("DELETE FROM facts WHERE name IN ('engine', 'flushing')")

    def stored(self, ids: Sequence[int], *, numbers: bool) -> list[Stored]:
        """Documents for showing, in the order asked; with personal numbers only if ``numbers``."""
        found: dict[int, Stored] = {}
        for some in _portions(ids):
            rows = self._rows(f"{SELECT} WHERE id IN ({_marks(some)})", some)
            with self._guarded():
                pages = self._pages(some, numbers=numbers)
                found |= {row[0]: Stored(row[0], _record(row[1:], pages[row[0]])) for row in rows}
        return [found[id_] for id_ in ids if id_ in found]

    def order_keys(self, ids: Sequence[int]) -> dict[int, tuple[str, int | None, str]]:
        """Day, amount and path of some documents, by id."""
        asked = "SELECT id, day, worth, path FROM documents WHERE id IN"
        return {
            id_: (day, worth, path)
            for some in _portions(ids)
            for id_, day, worth, path in self._rows(f"{asked} ({_marks(some)})", some)
        }

    def values(self, name: str, departments: Collection[str] | None = None) -> list[str]:
        """The values of a metadata column, of some (folded) departments or of all, in order."""
        assert name in METADATA
        asked = f'SELECT DISTINCT "{name}", department FROM documents ORDER BY 1'  # noqa: S608
        rows = self._rows(asked)
        kept = (v for v, at in rows if departments is None or fold_text(at) in departments)
        return [value for value in dict.fromkeys(kept) if value]

    def check(self) -> None:
        """Read every page of the file; raise DamagedIndexError where one is not sound."""
        rows = self._rows("PRAGMA integrity_check(1)")
        if rows[0][0] != "ok":
            raise DamagedIndexError(reason="integrity_check")
        ids = [entry.id for entry in self.entries()]
        for some in _portions(ids):
            self.stored(some, numbers=True)
            self.stored(some, numbers=False)

    def _entries(self, asked: str, values: Sequence[Any] = ()) -> list[Entry]:
        """Documents as engines index them, each compared with its sum."""
        with self._guarded():
            return list(map(_entry, self._rows(f"{_ENTRY} {asked}", values)))

    def _pages(self, ids: Sequence[int], *, numbers: bool) -> dict[int, tuple[str, ...]]:
        """The pages of some documents."""
        tables = ("texts", "private") if numbers else ("texts",)
        return {
            id_: _unpacked(blob)
            for table in tables
            for id_, blob in self._rows(
                f"SELECT id, pages FROM {table} WHERE id IN ({_marks(ids)})",  # noqa: S608
                ids,
            )
        }

    def _rows(self, asked: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a short read."""
        with self._guarded():
            return self._open().execute(asked, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        """The connection of this process; raises NoIndexError where there is no store."""
        if self._connection is None or self._process != os.getpid():
            if not self.file.is_file():
                raise NoIndexError
            connection = sqlite3.connect(
                self.file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA synchronous = FULL")
            if connection.execute("PRAGMA user_version").fetchone()[0] != FORM:
                connection.close()
                raise DamagedIndexError(reason="user_version")
            self._connection, self._process = connection, os.getpid()
        return self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        with self._guarded():
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """SQLite's failures in our words."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _BUSY:
                raise IndexBusyError from error
            if code in _CANNOT or code == sqlite3.SQLITE_CANTOPEN:
                raise CannotSaveError(path=self.file, reason=obstacle(error, self.file)) from error
            self.close()
            raise DamagedIndexError(reason=type(error).__name__) from error
        except (zlib.error, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise DamagedIndexError(reason=type(error).__name__) from error
        except OSError as error:
            raise CannotSaveError(path=self.file, reason=obstacle(error)) from error


_PARTS = "SELECT path, part, reason FROM unread_parts JOIN documents USING (id)"


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in portions that one statement can take."""
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _packed(pages: Sequence[str]) -> bytes:
    return zlib.compress(json.dumps(pages, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpacked(blob: bytes) -> tuple[str, ...]:
    return tuple(json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass")))


def _entry(row: Sequence[Any]) -> Entry:
    id_, path, text, private, fields, day, worth, amounts, total, private_total = row
    if (total, private_total) != (_sum(text, fields, amounts, day), _sum(private)):
        raise DamagedIndexError(reason=path)
    numbers = tuple(json.loads(amounts)) if amounts != "[]" else ()
    return Entry(id_, path, text, private, LazyFields(fields), day, worth, numbers)


def _sum(*parts: str) -> int:
    """A sum that any flipped bit changes; 0 of nothing."""
    return zlib.crc32("\0".join(parts).encode("utf-8", "surrogatepass"))


def _record(row: Sequence[Any], pages: tuple[str, ...]) -> Record:
    known = dict(zip(METADATA, row, strict=True))
    return Record(**{**known, "state": State(known["state"])}, pages=pages)


def _let_go(connection: sqlite3.Connection, path: str) -> None:
    """Take a document out; its id is gone."""
    row = connection.execute("SELECT id, held FROM documents WHERE path = ?", (path,)).fetchone()
    if row is None:
        return
    for table in ("documents", "texts", "private", "unread_parts"):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row[0],))  # noqa: S608
    if row[1]:
        connection.execute("INSERT INTO gone VALUES (?)", (row[0],))


def _taken_in(connection: sqlite3.Connection, prepared: Prepared) -> int:
    """Put a document in the place of the one of the same path."""
    record = prepared.record
    _let_go(connection, record.path)
    fields = json.dumps(prepared.fields, ensure_ascii=False)
    metadata = [getattr(record, name) for name in METADATA]
    amounts = json.dumps(prepared.amounts)
    more = (record.date, prepared.amount, amounts, fields, number_key(record.number))
    id_ = connection.execute(INSERT, (*metadata, *more)).lastrowid
    pages = _packed(prepared.pages)
    total = _sum(prepared.text, fields, amounts, record.date)
    connection.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", (id_, prepared.text, pages, total))
    if prepared.private:
        pages = _packed(prepared.private_pages)
        private = (id_, prepared.private, pages, _sum(prepared.private))
        connection.execute("INSERT INTO private VALUES (?, ?, ?, ?)", private)
    parts = [(id_, part, reason) for part, reason in record.unread_parts]
    connection.executemany("INSERT INTO unread_parts VALUES (?, ?, ?)", parts)
    return 1


def _renumber(connection: sqlite3.Connection) -> None:
    """Give new ids to documents whose way into the engine was cut short."""
    asked = "SELECT id FROM documents WHERE held = 1 ORDER BY id"
    for (old,) in connection.execute(asked).fetchall():
        connection.execute("INSERT INTO gone VALUES (?)", (old,))
        (last,) = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'documents'"
        ).fetchone()
        new = last + 1
        connection.execute("UPDATE documents SET id = ?, held = 0 WHERE id = ?", (new, old))
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'documents'", (new,))
        for table in ("texts", "private", "unread_parts"):
            connection.execute(f"UPDATE {table} SET id = ? WHERE id = ?", (new, old))  # noqa: S608
