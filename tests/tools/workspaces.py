"""Bare workspaces for tests of the journal, the registers and the log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cases.journal.journal import Journal
from cases.workspace import Workspace

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
CASE = "cases/2019-SX-001/case.yaml"
TARGET = "2019-SX-001"


def bare_workspace(root: Path) -> Workspace:
    """A workspace with settings and nothing else."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "jiangdang.yaml").write_text("格式版本: 1\n", encoding="utf-8")
    return Workspace(root)


def open_journal(workspace: Workspace, user: str = "clerk") -> Journal:
    """The journal as the next command opens it."""
    return Journal(workspace, NOW, system_user=user)


def log_some(workspace: Workspace, count: int) -> None:
    """So many acts that each enter one line."""
    journal = open_journal(workspace)
    for number in range(count):
        with journal.act("note", "样经办", TARGET) as act:
            act.enter("note", TARGET, {"第": number})
