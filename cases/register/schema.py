"""The tables of the register and the version they carry."""

from __future__ import annotations

VERSION = 2

TABLES = """
CREATE TABLE acts (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, target TEXT NOT NULL,
  actor TEXT NOT NULL, system_user TEXT NOT NULL, started TEXT NOT NULL, owner TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'done', 'void')),
  reason TEXT NOT NULL DEFAULT '', plan TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX acts_under_way ON acts (state) WHERE state IN ('open', 'committed');

CREATE TABLE numbers (
  series TEXT NOT NULL, year INTEGER NOT NULL, n INTEGER NOT NULL CHECK (n > 0),
  kind TEXT NOT NULL CHECK (kind IN ('自编', '外给')),
  state TEXT NOT NULL CHECK (state IN ('预留', '正式', '作废')),
  text TEXT NOT NULL UNIQUE, act TEXT NOT NULL REFERENCES acts (id), target TEXT NOT NULL,
  at TEXT NOT NULL, document TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
  dated TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (series, year, n)
);
CREATE TRIGGER numbers_stay BEFORE DELETE ON numbers
  BEGIN SELECT RAISE(ABORT, 'a number is never deleted'); END;
CREATE TRIGGER numbers_void_for_good BEFORE UPDATE OF state ON numbers
  WHEN OLD.state = '作废' AND NEW.state <> '作废'
  BEGIN SELECT RAISE(ABORT, 'a void number is never used again'); END;

CREATE TABLE stamp_uses (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, stamp TEXT NOT NULL,
  owner TEXT NOT NULL, document TEXT NOT NULL, number TEXT NOT NULL, approval TEXT NOT NULL,
  act TEXT NOT NULL REFERENCES acts (id), target TEXT NOT NULL
);
CREATE TABLE received (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, target TEXT NOT NULL,
  kind TEXT NOT NULL, path TEXT NOT NULL, document TEXT NOT NULL, sender TEXT NOT NULL,
  number TEXT NOT NULL, dated TEXT NOT NULL, late INTEGER NOT NULL CHECK (late IN (0, 1)),
  act TEXT NOT NULL REFERENCES acts (id)
);
CREATE TABLE approvals (
  key TEXT PRIMARY KEY, what TEXT NOT NULL, target TEXT NOT NULL,
  requested_by TEXT NOT NULL, requested_user TEXT NOT NULL, requested_at TEXT NOT NULL,
  consent_by TEXT NOT NULL DEFAULT '', consent_user TEXT NOT NULL DEFAULT '',
  consent_at TEXT NOT NULL DEFAULT '', used_by TEXT NOT NULL DEFAULT '',
  matter TEXT NOT NULL DEFAULT '',
  issuing INTEGER NOT NULL DEFAULT 0 CHECK (issuing IN (0, 1)),
  reviewed_by TEXT NOT NULL DEFAULT '', reviewed_user TEXT NOT NULL DEFAULT '',
  reviewed_at TEXT NOT NULL DEFAULT '',
  refused_by TEXT NOT NULL DEFAULT '', refused_user TEXT NOT NULL DEFAULT '',
  refused_at TEXT NOT NULL DEFAULT '', refusal TEXT NOT NULL DEFAULT '',
  seen_at TEXT NOT NULL DEFAULT ''
);

CREATE TABLE log_lines (
  seq INTEGER PRIMARY KEY CHECK (seq > 0), line TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
  act TEXT NOT NULL
);
CREATE TRIGGER log_lines_stay BEFORE DELETE ON log_lines
  BEGIN SELECT RAISE(ABORT, 'a log line is never deleted'); END;
CREATE TRIGGER log_lines_as_written BEFORE UPDATE ON log_lines
  BEGIN SELECT RAISE(ABORT, 'a log line is never changed'); END;
CREATE TABLE checkpoints (size INTEGER NOT NULL, note TEXT NOT NULL UNIQUE);
CREATE TABLE files (path TEXT PRIMARY KEY, digest TEXT NOT NULL, act TEXT NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

# How a register of each earlier version becomes one of the next.
MIGRATIONS = {
    # 核稿 and 签发 apart, refusals: a consent given before stands for both by the one who gave it.
    1: """
ALTER TABLE approvals ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN issuing INTEGER NOT NULL DEFAULT 0 CHECK (issuing IN (0, 1));
ALTER TABLE approvals ADD COLUMN reviewed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN reviewed_user TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN reviewed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN refused_by TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN refused_user TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN refused_at TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN refusal TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN seen_at TEXT NOT NULL DEFAULT '';
UPDATE approvals SET issuing = what NOT LIKE '%立卷检查%';
UPDATE approvals SET reviewed_by = consent_by, reviewed_user = consent_user,
  reviewed_at = consent_at WHERE issuing = 1;
"""
}
