"""Handing out document numbers without gaps: 预留 → 正式, or 作废 and never again."""

from __future__ import annotations

import sqlite3
from typing import ClassVar

from cases.errors import JiangdangError, Kind
from cases.values.document_number import DocumentNumber

OWN = "自编"
EXTERNAL = "外给"
RESERVED = "预留"
FORMAL = "正式"
VOID = "作废"


class NumberTakenError(JiangdangError):
    """The number from the office system already stands in the register."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J107"


class SeriesMixedError(JiangdangError):
    """A series of one year would hold numbers of our own and of the office system."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J108"


class NotAFormalNumberError(JiangdangError):
    """Only a number that stands as 正式 can be declared void."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J114"


def reserve_next(
    connection: sqlite3.Connection, series: str, year: int, act: str, target: str, at: str
) -> DocumentNumber:
    """The next integer of the series and year, entered as 预留."""
    _refuse_mixing(connection, series, year, EXTERNAL)
    last = connection.execute(
        "SELECT max(n) FROM numbers WHERE series = ? AND year = ?", (series, year)
    ).fetchone()[0]
    number = DocumentNumber(series, year, (last or 0) + 1)
    _insert(connection, number, OWN, RESERVED, (act, target, at))
    return number


def enter_external(
    connection: sqlite3.Connection, number: DocumentNumber, act: str, target: str, at: str
) -> None:
    """A number given by the office system, entered as 正式; each only once."""
    _refuse_mixing(connection, number.prefix, number.year, OWN)
    try:
        _insert(connection, number, EXTERNAL, FORMAL, (act, target, at))
    except sqlite3.IntegrityError as error:
        raise NumberTakenError(number=number) from error


def formalise(connection: sqlite3.Connection, act: str) -> None:
    """All numbers the act reserved become 正式."""
    connection.execute(
        "UPDATE numbers SET state = ? WHERE act = ? AND state = ?", (FORMAL, act, RESERVED)
    )


def describe(
    connection: sqlite3.Connection, text: str, document: str, title: str, dated: str
) -> None:
    """Enter which document bears the number."""
    connection.execute(
        "UPDATE numbers SET document = ?, title = ?, dated = ? WHERE text = ?",
        (document, title, dated, text),
    )


def void_reserved(connection: sqlite3.Connection, act: str, reason: str) -> list[str]:
    """All numbers the act still only reserved become 作废; they are returned."""
    rows = connection.execute(
        "SELECT text FROM numbers WHERE act = ? AND state = ? ORDER BY series, year, n",
        (act, RESERVED),
    ).fetchall()
    connection.execute(
        "UPDATE numbers SET state = ?, reason = ? WHERE act = ? AND state = ?",
        (VOID, reason, act, RESERVED),
    )
    return [row["text"] for row in rows]


def void_formal(connection: sqlite3.Connection, text: str, reason: str) -> None:
    """A number that was in force becomes 作废, with the reason."""
    changed = connection.execute(
        "UPDATE numbers SET state = ?, reason = ? WHERE text = ? AND state = ?",
        (VOID, reason, text, FORMAL),
    ).rowcount
    if not changed:
        raise NotAFormalNumberError(number=text)


def _refuse_mixing(connection: sqlite3.Connection, series: str, year: int, other: str) -> None:
    """One series of one year is either 自编 or 外给."""
    found = connection.execute(
        "SELECT 1 FROM numbers WHERE series = ? AND year = ? AND kind = ? LIMIT 1",
        (series, year, other),
    ).fetchone()
    if found:
        raise SeriesMixedError(series=series, year=year, kind=other)


def _insert(
    connection: sqlite3.Connection,
    number: DocumentNumber,
    kind: str,
    state: str,
    origin: tuple[str, str, str],
) -> None:
    """One row of the 文号登记簿; ``origin`` is act, target and time."""
    connection.execute(
        "INSERT INTO numbers (series, year, n, kind, state, text, act, target, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number.prefix, number.year, number.number, kind, state, str(number), *origin),
    )
