"""One row of a department's sheet as the fields of a case, every faulty cell named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cases.errors import JiangdangError
from cases.findings import Finding, Place, Severity
from cases.yamlnodes import read_plain
from doc_templates.form_reading.gathering import Gathered
from doc_templates.form_reading.labels import kinds
from index.sheet_reading import INEXACT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from acts.rosters.roster_heads import Column
    from index.sheet_reading import SheetCell

_WRITTEN_OUT = ("带头人.荣誉", "条件.制度")  # lists that people write as a sentence
_PHONE = "单位.联系电话"
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 70_000  # days of 1927 to 2091


@dataclass(slots=True)
class RowReading:
    """The fields of one row, where they stood, its doubts and faults."""

    row: str
    since_1904: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)

    def fault(self, code: str, cell: SheetCell, column: Column, **facts: str) -> None:
        """A cell that cannot be read."""
        place = Place(self.row, None, cell_place(cell, column))
        self.faults.append(Finding(code, Severity.ERROR, place, {"head": column.words, **facts}))


def read_row(
    row: str,
    cells: Mapping[int, SheetCell],
    columns: Mapping[int, Column],
    *,
    since_1904: bool = False,
) -> RowReading:
    """The fields that a row fills in, by dotted key; ``since_1904`` is how Excel counts days."""
    reading, gathered = RowReading(row, since_1904), Gathered(row, printed=False)
    for number, column in columns.items():
        key, cell = column.label.key, cells.get(number)
        if not key or cell is None:
            continue
        if column.exact:
            reading.values[key] = _exact(cell.text, cell, column, reading)
        elif not _flawed(cell, column, reading):
            _take(gathered, cell, column, reading)
    reading.values |= gathered.values | gathered.lists
    reading.places |= gathered.places
    reading.doubts = gathered.findings
    return reading


def cell_place(cell: SheetCell, column: Column) -> str:
    """A cell by its name and head; under a head that is a key, the key says enough."""
    return column.words if column.exact else f"{cell.name}“{column.words}”"


def _flawed(cell: SheetCell, column: Column, reading: RowReading) -> bool:
    """Formulas without a value, errors, and codes that Excel rounded; whether there is one."""
    kind = kinds().get(column.label.key, "文本")
    if not cell.flaw or (cell.flaw == INEXACT and kind in ("金额", "整数", "日期")):
        return False
    reading.fault(cell.flaw, cell, column)
    reading.places[column.label.key] = cell_place(cell, column)
    return True


def _take(gathered: Gathered, cell: SheetCell, column: Column, reading: RowReading) -> None:
    key, place = column.label.key, cell_place(cell, column)
    if kinds().get(key) == "列表" and (cell.text[:1] in "[{" or key not in _WRITTEN_OUT):
        reading.values[key] = _items(cell, column, reading)
        reading.places[key] = place
        return
    text = _day_text(gathered, cell, column, since_1904=reading.since_1904)
    if key == _PHONE and cell.number and len(cell.text) in (9, 10, 11) and cell.text[0] != "1":
        gathered.doubt("W721", place, text=cell.text)
    gathered.take(key, text, place, column.label.unit)


def _day_text(gathered: Gathered, cell: SheetCell, column: Column, *, since_1904: bool) -> str:
    """A day that Excel shows as a number: its serial, or a month such as 1968.1."""
    kind = kinds().get(column.label.key)
    if not cell.number or kind not in ("日期", "年月"):
        return cell.text
    if cell.text.isdecimal() and _FIRST_SERIAL <= int(cell.text) <= _LAST_SERIAL:
        first = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
        day = (first + timedelta(days=int(cell.text))).isoformat()
        gathered.doubt("W726", cell_place(cell, column), text=cell.text, read=day)
        return day
    if cell.text.endswith(".1"):
        gathered.doubt("W727", cell_place(cell, column), text=cell.text)
    return cell.text


def _exact(text: str, cell: SheetCell, column: Column, reading: RowReading) -> Any:
    """Under a key: a text as it stands, or a list in brackets or line by line."""
    if cell.flaw and cell.flaw != INEXACT:
        reading.fault(cell.flaw, cell, column)
        return ""
    text = text.strip()
    if text[:1] in ("[", "{"):
        return _plain(text, cell, column, reading)
    if "\n" in text:
        return [_exact(line, cell, column, reading) for line in text.splitlines() if line.strip()]
    return text


def _items(cell: SheetCell, column: Column, reading: RowReading) -> Any:
    """A list written line by line: ``{姓名: 样甲, 岗位: 车工}``."""
    if cell.text[:1] == "[":
        return _plain(cell.text, cell, column, reading)
    lines = [line for line in cell.text.splitlines() if line.strip()]
    if not all(line.strip()[:1] == "{" for line in lines):
        reading.fault("W717", cell, column)
        return []
    return [_plain(line, cell, column, reading) for line in lines]


def _plain(text: str, cell: SheetCell, column: Column, reading: RowReading) -> Any:
    """A value in brackets, read as in a case file."""
    try:
        return read_plain(f"值: {text}", reading.row)["值"]
    except JiangdangError:
        reading.fault("W717", cell, column)
        return []
