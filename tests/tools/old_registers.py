"""Registers as earlier versions of the product wrote them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

DDL = Path(__file__).parents[1] / "fixtures" / "registers" / "version-1.sql"
_TABLES = ("acts", "numbers", "stamp_uses", "received", "approvals", "log_lines", "checkpoints")
_MORE = ("files", "facts")


def as_version_1(register: Path) -> None:
    """Write the register anew with the tables of version 1, and what they can hold of it."""
    old = register.with_suffix(".v1")
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.executescript(DDL.read_text("utf-8"))
        connection.execute("ATTACH ? AS present", (str(register),))
        for table in (*_TABLES, *_MORE):
            known = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
            columns = ", ".join(known)
            connection.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM present.{table}"
            )
        connection.execute("DETACH present")
        connection.execute("PRAGMA user_version = 1")
    old.replace(register)


def columns_of(register: Path, table: str) -> list[tuple[object, ...]]:
    """Name, type, not null and default of each column."""
    with closing(sqlite3.connect(register)) as connection:
        return [row[1:5] for row in connection.execute(f"PRAGMA table_info({table})")]
