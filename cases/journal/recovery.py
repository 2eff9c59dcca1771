"""Recovery: an act whose process died is finished when recorded, voided when not."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from cases.journal.owners import is_at_work, this_process
from cases.journal.plan import load_plan
from cases.journal.staging import Staging
from cases.log.checkpoints import mend_checkpoints
from cases.log.entries import Entry
from cases.log.keeping import bring_up_to_date, enter
from cases.register.database import reading, writing
from cases.register.numbering import void_reserved

if TYPE_CHECKING:
    import sqlite3

    from cases.log.entries import Frame
    from cases.workspace import Workspace

CRASHED = "办理中断，未完成"


def recover(workspace: Workspace, frame: Frame) -> tuple[str, ...]:
    """Finish or void every act whose process is gone; the ids of those acts."""
    settled = []
    for row in _under_way(workspace):
        if is_at_work(row["owner"], row["id"]) or not _claim(workspace, row):
            continue
        if row["state"] == "committed":
            finish(workspace, row["id"])
        else:
            void(workspace, row["id"], CRASHED, frame)
        settled.append(str(row["id"]))
    _complete_log(workspace, frame)
    mend_checkpoints(workspace)
    _sweep(workspace)
    return tuple(settled)


def finish(workspace: Workspace, act: str) -> None:
    """Put the files of a recorded act in place, write the log's file, mark the act done."""
    with reading(workspace.register_file) as connection:
        plan = connection.execute("SELECT plan FROM acts WHERE id = ?", (act,)).fetchone()["plan"]
    staging = Staging(workspace, act)
    staging.place(load_plan(plan))
    bring_up_to_date(workspace)
    with writing(workspace.register_file) as connection:
        connection.execute("UPDATE acts SET state = 'done' WHERE id = ?", (act,))
    staging.remove()


def void(workspace: Workspace, act: str, reason: str, frame: Frame) -> None:
    """Void an act that was not recorded: its numbers become 作废, its staging goes."""
    with writing(workspace.register_file) as connection:
        row = connection.execute("SELECT * FROM acts WHERE id = ?", (act,)).fetchone()
        if row is None or row["state"] != "open":
            return
        connection.execute("UPDATE acts SET state = 'void', reason = ? WHERE id = ?", (reason, act))
        numbers = void_reserved(connection, act, reason)
        if numbers:
            facts = {"办理": row["name"], "中断的办理": act, "作废文号": numbers, "原因": reason}
            enter(connection, [Entry("void", row["target"], facts)], frame)
    Staging(workspace, act).remove()
    bring_up_to_date(workspace)


def _under_way(workspace: Workspace) -> list[sqlite3.Row]:
    """The acts that are neither done nor void."""
    with reading(workspace.register_file) as connection:
        return connection.execute(
            "SELECT id, owner, state FROM acts WHERE state IN ('open', 'committed') ORDER BY rowid"
        ).fetchall()


def _claim(workspace: Workspace, row: sqlite3.Row) -> bool:
    """Take over a dead process's act; False when another process did."""
    with writing(workspace.register_file) as connection:
        return (
            connection.execute(
                "UPDATE acts SET owner = ? WHERE id = ? AND owner = ? AND state = ?",
                (this_process(), row["id"], row["owner"], row["state"]),
            ).rowcount
        ) == 1


def _complete_log(workspace: Workspace, frame: Frame) -> None:
    """Append what the log's file lacks; say so when no crash explains the lack."""
    restored = bring_up_to_date(workspace)
    if not restored:
        return
    with writing(workspace.register_file) as connection:
        done = connection.execute(
            "SELECT count(*) FROM log_lines JOIN acts ON acts.id = log_lines.act"
            " WHERE seq BETWEEN ? AND ? AND state = 'done'",
            (restored[0], restored[-1]),
        ).fetchone()[0]
        if done:
            facts = {"补全起": restored[0], "补全止": restored[-1]}
            enter(connection, [Entry("log-repaired", "log.jsonl", facts)], frame)
    bring_up_to_date(workspace)


def _sweep(workspace: Workspace) -> None:
    """Remove staging of acts that are over."""
    if not workspace.staging.is_dir():
        return
    present = [folder.name for folder in workspace.staging.iterdir()]
    alive = {row["id"] for row in _under_way(workspace)}
    for name in present:
        if name not in alive:
            shutil.rmtree(workspace.staging / name, ignore_errors=True)
