"""The one SQLite transaction that makes an act real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.journal.approving import enter_answers
from cases.journal.clock import clock_note, refuse_clock_behind
from cases.journal.errors import BusyError, ChangedSinceReadError
from cases.journal.plan import dump_plan, load_plan, place_of, present_digest
from cases.log.entries import Entry, instant
from cases.log.keeping import enter
from cases.register.database import writing
from cases.register.numbering import describe, enter_external, formalise, void_formal

if TYPE_CHECKING:
    import sqlite3

    from cases.journal.act import Act
    from cases.workspace import Workspace


def commit(workspace: Workspace, act: Act) -> None:
    """Record the act as an intent: from here on it happens, whatever happens to us."""
    act.staging.settle()
    with writing(workspace.register_file) as connection:
        _check_files(connection, workspace, act)
        _numbers(connection, act)
        _stamp_uses(connection, act)
        _receipts(connection, act)
        enter_answers(connection, act.gathered.answers, act.frame)
        _files(connection, act)
        if act.gathered.stamp_uses:
            refuse_clock_behind(connection, act.frame.at)
        _log(connection, act)
        _intent(connection, act)


def _check_files(connection: sqlite3.Connection, workspace: Workspace, act: Act) -> None:
    """Under the register's lock: nothing we read has changed or is about to change."""
    wanted = {*act.gathered.files, *act.gathered.taken_in}
    rows = connection.execute("SELECT * FROM acts WHERE state = 'committed'").fetchall()
    for row in rows:
        if wanted & {file.path for file in load_plan(row["plan"])}:
            raise busy(row)
    for file in act.gathered.files.values():
        if present_digest(place_of(workspace, file.path)) != file.before:
            raise ChangedSinceReadError(path=file.path)
    for path, (registered, present) in act.gathered.taken_in.items():
        row = connection.execute("SELECT digest FROM files WHERE path = ?", (path,)).fetchone()
        now = present_digest(place_of(workspace, path)) or ""
        if row is None or (row["digest"], now) != (registered, present):
            raise ChangedSinceReadError(path=path)


def busy(row: sqlite3.Row) -> BusyError:
    """Who is at work on what."""
    process = row["owner"].split(":")[1]
    return BusyError(target=row["target"], actor=row["actor"], name=row["name"], process=process)


def _numbers(connection: sqlite3.Connection, act: Act) -> None:
    """预留 → 正式, numbers from outside, documents that bear them, numbers declared void."""
    formalise(connection, act.id)
    for number in act.gathered.external:
        enter_external(connection, number, act.id, act.target, instant(act.frame.at))
    for document in act.gathered.documents:
        describe(connection, *document)
    for text, reason in act.gathered.voided:
        void_formal(connection, text, reason)


def _stamp_uses(connection: sqlite3.Connection, act: Act) -> None:
    """The 用印登记簿."""
    connection.executemany(
        "INSERT INTO stamp_uses (at, actor, stamp, owner, document, number, approval, target, act)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(instant(act.frame.at), act.frame.actor, *use, act.id) for use in act.gathered.stamp_uses],
    )


def _receipts(connection: sqlite3.Connection, act: Act) -> None:
    """The 收文登记."""
    connection.executemany(
        "INSERT INTO received (at, actor, target, kind, path, document, sender, number, dated,"
        " late, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (instant(act.frame.at), act.frame.actor, act.target, *receipt, act.id)
            for receipt in act.gathered.receipts
        ],
    )


def _files(connection: sqlite3.Connection, act: Act) -> None:
    """The digests the files will have; what is removed is known no more."""
    files = act.gathered.files.values()
    gone = [(file.path,) for file in files if file.is_removal]
    connection.executemany("DELETE FROM files WHERE path = ?", gone)
    connection.executemany(
        "INSERT INTO files VALUES (?, ?, ?) ON CONFLICT (path)"
        " DO UPDATE SET digest = excluded.digest, act = excluded.act",
        [
            *((file.path, file.after, act.id) for file in files if not file.is_removal),
            *((path, present, act.id) for path, (_, present) in act.gathered.taken_in.items()),
        ],
    )


def _log(connection: sqlite3.Connection, act: Act) -> None:
    """The act's entries; an act that entered nothing is logged by its name."""
    told = act.gathered.entries or [Entry(act.name, act.target)]
    entries = [*clock_note(connection, act.frame.at), *told]
    enter(connection, entries, act.frame)


def _intent(connection: sqlite3.Connection, act: Act) -> None:
    """The plan, earlier revisions first, and the state that makes it binding."""
    plan = [*act.gathered.revisions, *act.gathered.files.values()]
    connection.execute(
        "UPDATE acts SET state = 'committed', plan = ? WHERE id = ? AND state = 'open'",
        (dump_plan(plan), act.id),
    )
