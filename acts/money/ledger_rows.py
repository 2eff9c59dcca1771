"""Reading a ledger's workbook: every line with its place, every faulty cell named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from acts.money.ledger_columns import (
    ARRIVED,
    ARRIVED_COUNT,
    CASE,
    DAY,
    LINE,
    MONEY,
    NUMBER,
    SHEETS,
    SOURCE,
    SPENT,
    SPENT_COUNT,
    LedgerColumn,
    LedgerSheet,
    plain_head,
)
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.lifecycle.grants_due import NOTHING
from cases.lifecycle.ledger import SOURCES
from cases.values.days import parse_date
from cases.values.money import Money
from doc_templates.form_reading.values import narrow, read_day, read_money
from index.sheet_reading import INEXACT, read_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.sheet_reading import Sheet, SheetCell

_HIGHEST_HEAD = 10
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 70_000  # days of 1982 to 2091, as Excel counts them
_EXCEL_ZERO, _MAC_ZERO = date(1899, 12, 30), date(1904, 1, 1)


class NoLedgerError(JiangdangError):
    """No sheet of the file has the heads of a ledger."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "M101"


@dataclass(slots=True)
class LedgerLine:
    """One row of a sheet as a line of the ledger, where it stood and what is wrong with it.

    ``values`` are by key; ``cells`` name the cell of each head; ``number`` is None on a new line.
    """

    sheet: LedgerSheet
    place: str
    case: str = ""
    number: int | None = None
    values: dict[str, object] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)

    def fault(self, code: str, head: str, **facts: object) -> None:
        """Something wrong in the cell below a head, or with the row as a whole."""
        place = Place(self.place, None, self.cells.get(head, head))
        texts = {"head": head, **{name: str(value) for name, value in facts.items()}}
        self.faults.append(Finding(code, Severity.ERROR, place, texts))


@dataclass(slots=True)
class LedgerFile:
    """The lines of a file, and how many lines its cases had when it was written.

    ``paths`` are the lists that the file has a sheet of.
    """

    name: str
    lines: list[LedgerLine] = field(default_factory=list)
    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)


def read_ledger(file: Path) -> LedgerFile:
    """All lines of a workbook's ledger sheets; raises what ``read_workbook`` raises."""
    book, found, known = read_workbook(file), LedgerFile(file.name), False
    for sheet in book.sheets:
        row, columns = _heads(sheet)
        kind = next((each for each in SHEETS if each.fits(columns.values())), None)
        where = f"{file.name} “{sheet.name}”" if sheet.name else file.name
        if kind is not None:
            known = True
            found.paths.add(kind.path)
            _Reader(sheet, kind, columns, where, found).read(row)
        elif {CASE, SPENT_COUNT, ARRIVED_COUNT} <= set(columns.values()):
            _count(sheet, row, columns, found)
    if not known:
        raise NoLedgerError(path=file.name)
    return found


def _heads(sheet: Sheet) -> tuple[int, dict[int, str]]:
    """The row that names most columns of a ledger, and what stands in it."""
    known = {head for each in SHEETS for head in each.heads} | {SPENT_COUNT, ARRIVED_COUNT}
    best: tuple[int, dict[int, str]] = (0, {})
    for row in sorted(sheet.rows)[:_HIGHEST_HEAD]:
        named = {n: plain_head(cell.text) for n, cell in sheet.rows[row].items()}
        named = {n: head for n, head in named.items() if head in known}
        if len(named) > len(best[1]):
            best = (row, named)
    return best


def _count(sheet: Sheet, head: int, columns: Mapping[int, str], found: LedgerFile) -> None:
    """How many lines each case had when the workbook was written."""
    at = {name: number for number, name in columns.items()}
    for row, cells in sheet.rows.items():
        case = cells[at[CASE]].text.strip() if at[CASE] in cells else ""
        for kind, name in ((SPENT, SPENT_COUNT), (ARRIVED, ARRIVED_COUNT)):
            cell = cells.get(at[name])
            if row > head and case and cell is not None and _is_whole(cell.text):
                found.counted[case, kind.path] = int(cell.text)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8


class _Reader:
    """Reads the rows below the heads of one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        kind: LedgerSheet,
        columns: Mapping[int, str],
        where: str,
        found: LedgerFile,
    ) -> None:
        self._sheet, self._kind, self._where, self._found = sheet, kind, where, found
        self._columns = columns
        self._by_head = {each.head: each for each in kind.columns}

    def read(self, head: int) -> None:
        """Every row that has anything below a known head."""
        for row in sorted(each for each in self._sheet.rows if each > head):
            cells = self._sheet.rows[row]
            held = {self._columns[n]: c for n, c in cells.items() if n in self._columns}
            filled = {name: c for name, c in held.items() if c.text.strip() or c.flaw}
            if filled and not self._is_total(filled):
                self._found.lines.append(self._line(row, filled))

    def _is_total(self, cells: Mapping[str, SheetCell]) -> bool:
        first = cells[CASE].text.strip() if CASE in cells else ""
        return first in ("合计", "总计", "小计")

    def _line(self, row: int, cells: Mapping[str, SheetCell]) -> LedgerLine:
        line = LedgerLine(self._kind, f"{self._where} 第 {row} 行")
        line.cells = {name: f"{cell.name}“{name}”" for name, cell in cells.items()}
        if row in self._sheet.hidden_rows:
            line.fault("W716", NUMBER)
        if CASE in cells:
            line.case = cells[CASE].text.strip()
        else:
            line.fault("M111", CASE)
        self._number(line, cells.get(NUMBER))
        for head in (name for name in self._columns.values() if name in self._by_head):
            self._take(line, self._by_head[head], cells.get(head))
        return line

    def _number(self, line: LedgerLine, cell: SheetCell | None) -> None:
        text = cell.text.strip() if cell is not None else ""
        if text and not (_is_whole(text) and int(text)):
            line.fault("M119", NUMBER, text=text[:20])
        elif text:
            line.number = int(text)

    def _take(self, line: LedgerLine, column: LedgerColumn, cell: SheetCell | None) -> None:
        """One cell as a value of its kind."""
        if cell is None:
            line.values[column.key] = ""
            return
        if cell.flaw and not (cell.flaw == INEXACT and column.kind in (DAY, MONEY)):
            line.fault(cell.flaw, column.head)
            return
        text = cell.text.strip()
        if column.kind == DAY:
            self._day(line, column, cell, text)
        elif column.kind == MONEY:
            _money(line, column, text)
        elif column.kind == SOURCE and text not in SOURCES:
            line.fault("M116", column.head, text=text[:20], known="、".join(SOURCES))
        elif column.kind == LINE and not _is_whole(text):
            line.fault("M121", column.head, text=text[:20])
        else:
            line.values[column.key] = int(text) if column.kind == LINE else text

    def _day(self, line: LedgerLine, column: LedgerColumn, cell: SheetCell, text: str) -> None:
        """A day however it is written, or as Excel counts days."""
        serial = cell.number and _is_whole(text) and _FIRST_SERIAL <= int(text) <= _LAST_SERIAL
        if serial:
            zero = _MAC_ZERO if self._sheet.since_1904 else _EXCEL_ZERO
            line.values[column.key] = zero + timedelta(days=int(text))
            return
        read = read_day(text)
        if read:
            line.values[column.key] = parse_date(read)
        else:
            line.fault("M114", column.head, text=text[:20])


def _money(line: LedgerLine, column: LedgerColumn, text: str) -> None:
    """An amount; below nought with a minus sign before it or in brackets, as books print it."""
    plain = narrow(text).replace(" ", "")
    bracketed = plain[:1] == "(" and plain[-1:] == ")"
    below = bracketed or plain[:1] in ("-", "−")
    read = read_money(plain.strip("()").lstrip("-−") if below else plain)
    if not read:
        line.fault("M115", column.head, text=text[:20])
    elif not Money.parse(read):
        line.fault("M124", column.head)
    else:
        amount = Money.parse(read)
        line.values[column.key] = NOTHING - amount if below else amount
