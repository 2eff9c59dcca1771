"""Reading the registers: numbers, stamp uses, papers received, approvals, and their faults."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.journal.plan import load_plan
from cases.register.database import reading
from cases.register.rows import ActRow, Approval, NumberRow, Receipt, StampUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.workspace import Workspace

Row = TypeVar("Row")
CLAUSE = "系统默认"
_YES_OR_NO = {"late", "issuing"}


class ApprovalUnknownError(JiangdangError):
    """Nobody asked for this consent."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "J111"


@dataclass(frozen=True, slots=True)
class Changes:
    """What acts did: the last one's running number, their targets and paths alike."""

    last: int
    names: frozenset[str] = frozenset()
    has_removed: bool = False


class Register:
    """What stands in the registers of a workspace, for reading only."""

    def __init__(self, workspace: Workspace) -> None:
        """Name the workspace; nothing is opened before something is asked."""
        self._path = workspace.register_file
        self._name = workspace.relative(self._path)

    def numbers(self, series: str | None = None, year: int | None = None) -> tuple[NumberRow, ...]:
        """The 文号登记簿 in order, of one series and year or of all."""
        query = (
            "SELECT * FROM numbers WHERE (?1 IS NULL OR series = ?1)"
            " AND (?2 IS NULL OR year = ?2) ORDER BY series, year, n"
        )
        return self._rows(NumberRow, query, (series, year))

    def stamp_uses(self) -> tuple[StampUse, ...]:
        """The 用印登记簿 in order."""
        return self._rows(StampUse, "SELECT * FROM stamp_uses ORDER BY id")

    def received(self) -> tuple[Receipt, ...]:
        """The 收文登记 in order."""
        return self._rows(Receipt, "SELECT * FROM received ORDER BY id")

    def approvals(self, *, pending: bool | None = None) -> tuple[Approval, ...]:
        """Requests for consent: all, only those waiting, or only those answered or refused."""
        found = self._rows(Approval, "SELECT * FROM approvals ORDER BY requested_at, key")
        return tuple(row for row in found if pending is None or row.pending is pending)

    def approval(self, key: str) -> Approval:
        """One request for consent by its key."""
        found = self._rows(Approval, "SELECT * FROM approvals WHERE key = ?", (key,))
        if not found:
            raise ApprovalUnknownError(key=key)
        return found[0]

    def acts(self) -> tuple[ActRow, ...]:
        """All acts in the order they began."""
        return self._rows(ActRow, "SELECT * FROM acts ORDER BY started, rowid")

    def changed_since(self, act: int) -> Changes:
        """What acts after a running number were on, wrote or removed.

        An act still under way holds the number back, so that it is asked for again.
        """
        if not self._path.is_file():
            return Changes(0)
        with reading(self._path) as connection:
            rows = connection.execute(
                "SELECT rowid, state, target, plan FROM acts WHERE rowid > ? ORDER BY rowid", (act,)
            ).fetchall()
        done = [row for row in rows if row["state"] == "done"]
        under_way = [row["rowid"] - 1 for row in rows if row["state"] in ("open", "committed")]
        last = min([*under_way, rows[-1]["rowid"] if rows else act])
        files = [file for row in done for file in load_plan(row["plan"])]
        names = (*(row["target"] for row in done), *(file.path for file in files))
        return Changes(last, frozenset(names), any(not file.after for file in files))

    def files(self, folder: str = "") -> dict[str, str]:
        """The digest last registered of every file that acts wrote, by path; all or a folder's."""
        if not self._path.is_file():
            return {}
        with reading(self._path) as connection:
            rows = connection.execute(
                "SELECT path, digest FROM files"
                " WHERE ?1 = '' OR path GLOB ?1 || '/*' ORDER BY path",
                (folder,),
            ).fetchall()
        return {row["path"]: row["digest"] for row in rows}

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the register itself: gaps in a series, damaged pages."""
        if not self._path.is_file():
            return ()
        return (*self._damage(), *self._gaps())

    def _damage(self) -> Iterable[Finding]:
        """What SQLite's own check finds."""
        with reading(self._path) as connection:
            lines = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        for line in lines:
            if line != "ok":
                yield Finding("J301", place=Place(self._name), facts={"detail": line})

    def _gaps(self) -> Iterable[Finding]:
        """Integers of a 自编 series that have no row."""
        held: dict[tuple[str, int], set[int]] = {}
        for row in self.numbers():
            if row.kind == "自编":
                held.setdefault((row.series, row.year), set()).add(row.n)
        for (series, year), found in held.items():
            missing = sorted(set(range(1, max(found) + 1)) - found)
            if missing:
                yield self._gap(series, year, missing)

    def _gap(self, series: str, year: int, missing: list[int]) -> Finding:
        """The finding for the integers missing from one series and year."""
        listed = "、".join(str(n) for n in missing[:20])
        facts = {"series": series, "year": str(year), "missing": listed}
        return Finding("J302", place=Place(self._name), facts=facts, clause=CLAUSE)

    def _rows(
        self, kind: type[Row], query: str, values: tuple[object, ...] = ()
    ) -> tuple[Row, ...]:
        """The rows of a query as dataclasses; none where there is no register yet."""
        if not self._path.is_file() or not self._path.stat().st_size:
            return ()
        with reading(self._path) as connection:
            rows = connection.execute(query, values).fetchall()
        return tuple(filled(kind, dict(row)) for row in rows)


def filled(kind: type[Row], values: dict[str, Any]) -> Row:
    """The dataclass filled with the columns it knows."""
    for name in _YES_OR_NO & set(values):
        values[name] = bool(values[name])
    anything: Any = kind
    return kind(**{field.name: values[field.name] for field in fields(anything)})
