"""The machine's clock against the log: a clock set back must not date papers back unseen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.log.entries import Entry, instant
from cases.register.database import reading

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

ALLOWED = timedelta(hours=1)


class ClockBehindError(JiangdangError):
    """The clock stands before the last act: no number is given, no stamp pressed."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J126"


def last_instant(connection: sqlite3.Connection) -> datetime | None:
    """The instant of the log's last line, None where nothing was logged."""
    row = connection.execute("SELECT line FROM log_lines ORDER BY seq DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(json.loads(row["line"])["ts"]) if row else None


def clock_lag(path: Path, now: datetime) -> str:
    """The instant of the last log line when the clock stands before it, else nothing."""
    with reading(path) as connection:
        last = last_instant(connection)
    return instant(last) if last is not None and is_behind(now, last) else ""


def is_behind(now: datetime, last: datetime | None) -> bool:
    """Whether the clock stands more than an hour before the last line."""
    return last is not None and now < last - ALLOWED


def refuse_clock_behind(connection: sqlite3.Connection, now: datetime) -> None:
    """Raise ClockBehindError where the clock went back."""
    last = last_instant(connection)
    if last is not None and is_behind(now, last):
        raise ClockBehindError(now=instant(now), last=instant(last))


def clock_note(connection: sqlite3.Connection, now: datetime) -> list[Entry]:
    """A line that says the clock went back, for acts that go on all the same."""
    last = last_instant(connection)
    if last is None or not is_behind(now, last):
        return []
    return [Entry("clock", "本机时钟", {"本机": instant(now), "上一条": instant(last)})]
