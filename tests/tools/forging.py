"""A forger with every right on the machine: log, register, checkpoints and key made anew."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

from cases.log.canonical import canonical
from cases.log.checkpoints import write_checkpoint
from cases.log.entries import FIRST, hash_of
from cases.workspace import Workspace


def rechained(lines: list[str]) -> list[str]:
    """Number and chain every line anew."""
    chained, previous = [], FIRST
    for number, line in enumerate(lines, start=1):
        chained.append(canonical({**json.loads(line), "seq": number, "prev": previous}))
        previous = hash_of(chained[-1])
    return chained


def forge_everything(root: Path, before: str, after: str, *, new_key: bool = True) -> None:
    """Replace a word in the log and make all that lies in the workspace agree with it."""
    workspace = Workspace(root)
    lines = workspace.log_file.read_text("utf-8").splitlines()
    forged = rechained([line.replace(before, after) for line in lines])
    assert forged != lines
    replace_lines(workspace, forged)
    with closing(connect(workspace.register_file)) as connection, connection:
        connection.execute("DELETE FROM checkpoints")
        connection.execute("DELETE FROM facts WHERE name = 'log_frontier'")
        if new_key:
            connection.execute("DELETE FROM facts WHERE name = 'log_key'")
    workspace.checkpoints_file.unlink()
    if new_key:
        shutil.rmtree(root / ".keys")
    write_checkpoint(workspace, datetime.now(UTC))


def replace_lines(workspace: Workspace, lines: list[str]) -> None:
    """Other lines in the log's file and in the register's copy."""
    workspace.log_file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    with closing(connect(workspace.register_file)) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS log_lines_as_written")
        connection.execute("DROP TRIGGER IF EXISTS log_lines_stay")
        kept = connection.execute("SELECT act FROM log_lines ORDER BY seq").fetchall()
        connection.execute("DELETE FROM log_lines")
        for number, line in enumerate(lines, start=1):
            act = kept[min(number, len(kept)) - 1][0]
            row = (number, line, hash_of(line), act)
            connection.execute("INSERT INTO log_lines VALUES (?, ?, ?, ?)", row)
