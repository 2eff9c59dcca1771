"""Whether a workspace is sound: what must hold after any crash and the next command."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

from cases.digest import digest_of_file
from cases.journal.journal import Journal
from cases.log.verification import verify_log
from cases.workspace import Workspace


def problems_after_next_command(root: Path) -> list[str]:
    """Open the journal as the next command does, then say everything that is wrong."""
    workspace = Workspace(root)
    Journal(workspace, datetime.now(UTC))
    return problems(workspace)


def problems(workspace: Workspace) -> list[str]:
    """Register, log and files against each other; nothing under way, nothing left over."""
    return [
        *_register(workspace),
        *_log(workspace),
        *_files(workspace),
        *_leftovers(workspace),
    ]


def _register(workspace: Workspace) -> list[str]:
    """No gap, no double, nothing 预留, no act half done, pages whole."""
    query = "SELECT id || ' is ' || state FROM acts WHERE state NOT IN ('done', 'void')"
    reserved = "SELECT text || ' is still reserved' FROM numbers WHERE state = '预留'"
    double = "SELECT text || ' twice' FROM numbers GROUP BY text HAVING count(*) > 1"
    gaps = (
        "SELECT series || year || ' has gaps' FROM numbers WHERE kind = '自编'"
        " GROUP BY series, year HAVING max(n) <> count(*)"
    )
    found = []
    with closing(connect(workspace.register_file)) as connection:
        for question in (query, reserved, double, gaps):
            found += [row[0] for row in connection.execute(question)]
        found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found


def _log(workspace: Workspace) -> list[str]:
    """The log proves itself."""
    return [f"{found.place}: {found.message}" for found in verify_log(workspace).findings]


def _files(workspace: Workspace) -> list[str]:
    """Every registered file is on disk as registered."""
    with closing(connect(workspace.register_file)) as connection:
        rows = connection.execute("SELECT path, digest FROM files").fetchall()
    found = []
    for path, digest in rows:
        file = workspace.root / path
        if not file.is_file() or digest_of_file(file) != digest:
            found.append(f"{path} is not what the register says")
    return found


def _leftovers(workspace: Workspace) -> list[str]:
    """No temporary files, no staging."""
    staged = list(workspace.staging.iterdir()) if workspace.staging.is_dir() else []
    temporary = [path for path in workspace.root.rglob("*.tmp") if path.is_file()]
    return [f"{path} is left over" for path in (*staged, *temporary)]
