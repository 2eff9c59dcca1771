"""The tables of the store."""

from __future__ import annotations

FORM = 3  # user_version: a store of another form is made anew

METADATA = (
    "path",
    "digest",
    "title",
    "case",
    "batch",
    "kind",
    "label",
    "step",
    "programme",
    "year",
    "unit",
    "leader",
    "department",
    "date",
    "number",
    "reference_code",
    "content",
    "amount",
    "state",
    "confidence",
    "unread",
)

_COLUMNS = ", ".join(f'"{name}"' for name in METADATA)
_MARKS = ", ".join("?" * len(METADATA))

# held: 0 not in the engine yet, 1 being put into it, 2 in it.
TABLES = f"""
CREATE TABLE documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT, held INTEGER NOT NULL DEFAULT 0, {_COLUMNS},
  day TEXT NOT NULL, worth INTEGER, amounts TEXT NOT NULL, fields TEXT NOT NULL,
  own_number TEXT NOT NULL
);
CREATE INDEX by_number ON documents (own_number) WHERE own_number <> '';
CREATE UNIQUE INDEX by_path ON documents (path);
CREATE INDEX not_held ON documents (held) WHERE held < 2;
CREATE INDEX by_state ON documents (state, department);
CREATE INDEX by_leader ON documents (leader, department);
CREATE INDEX by_unit ON documents (unit, department);
CREATE TABLE texts (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, pages BLOB NOT NULL, sum INTEGER NOT NULL
);
CREATE TABLE private (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, pages BLOB NOT NULL, sum INTEGER NOT NULL
);
CREATE TABLE unread_parts (id INTEGER NOT NULL, part TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX parts_by_id ON unread_parts (id);
CREATE TABLE gone (id INTEGER PRIMARY KEY);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
PRAGMA user_version = {FORM};
"""

INSERT = (
    f"INSERT INTO documents ({_COLUMNS}, day, worth, amounts, fields, own_number)"  # noqa: S608
    f" VALUES ({_MARKS}, ?, ?, ?, ?, ?)"
)
SELECT = f"SELECT id, {_COLUMNS} FROM documents"  # noqa: S608
