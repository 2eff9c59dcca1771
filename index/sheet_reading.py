"""Spreadsheets from outside as cells with their place: .xlsx, .xls and .csv, all bounded.

Nothing is calculated: formulas give the value that was stored with them, or none.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.typedfile import CannotReadError
from index.sheet_limits import MOST_CELLS, SheetTooLargeError, refuse_bomb
from index.sheets import NotAWorkbookError, unharmed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

MOST_BYTES = 20_000_000
EXACT_DIGITS = 15  # what Excel keeps of a number
UNCACHED, ERROR, INEXACT = "W710", "W711", "W712"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FLOATED = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{2}")


class LockedWorkbookError(JiangdangError):
    """A password is needed to open the workbook."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W714"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell as text, ``number`` when Excel holds a number; ``flaw`` is the code of a fault.

    ``formula``: the text is what a formula last came to.
    """

    name: str
    text: str
    number: bool = False
    flaw: str = ""
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: cells by row and column counted from 1, hidden rows, merged ranges."""

    name: str
    rows: Mapping[int, Mapping[int, SheetCell]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    since_1904: bool = False


@dataclass(slots=True)
class Workbook:
    """The visible sheets of a workbook and the names of the hidden ones."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read_workbook(file: Path) -> Workbook:
    """All sheets of a file, judged by its content.

    Raises NotAWorkbookError, SheetTooLargeError, LockedWorkbookError, CannotReadError.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CannotReadError(path=file, reason=obstacle(error)) from error
    if len(content) > MOST_BYTES:
        raise SheetTooLargeError(path=file.name)
    return _reader_of(content, file)(content, file)


def _reader_of(content: bytes, file: Path) -> Callable[[bytes, Path], Workbook]:
    if content.startswith(b"PK\x03\x04"):
        return _xlsx
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise LockedWorkbookError(path=file.name)
        return _xls
    if file.suffix.lower() == ".csv":
        return _csv
    raise NotAWorkbookError(path=file)


def _xlsx(content: bytes, file: Path) -> Workbook:
    """Two readings of one workbook: the stored values, and where formulas stand."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            refuse_bomb(package, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(content)) if _calculates(content) else None
        return _sheets_of(values, formulas, file)
    except (JiangdangError, MemoryError):
        raise
    except Exception as error:  # a torn workbook fails in many ways; none is ours
        raise NotAWorkbookError(path=file) from error


def _calculates(content: bytes) -> bool:
    """Whether any sheet holds a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = (e for e in package.infolist() if e.filename.startswith("xl/worksheets/"))
        return any(b"<f" in package.read(each) for each in sheets if not each.is_dir())


def _sheets_of(values: Any, formulas: Any, file: Path) -> Workbook:
    book = Workbook()
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            book.hidden.append(sheet.title)
            continue
        twin = formulas[sheet.title] if formulas is not None else None
        book.sheets.append(_sheet(sheet, twin, since_1904=values.epoch.year == 1904))
    if not values.worksheets:
        raise NotAWorkbookError(path=file)
    return book


def _sheet(sheet: Any, formulas: Any, *, since_1904: bool) -> Sheet:
    """One worksheet; only cells that are there are looked at."""
    rows: dict[int, dict[int, SheetCell]] = {}
    for row, column in sorted(sheet._cells):
        cell = sheet._cells[row, column]
        formula = _is_formula(formulas, row, column)
        if cell.value is not None or formula:
            uncached = cell.value is None
            found = _flawed(cell.coordinate, UNCACHED) if uncached else _cell(cell)
            rows.setdefault(row, {})[column] = replace(found, formula=formula)
    ranges = [each.bounds for each in sheet.merged_cells.ranges]
    return Sheet(
        sheet.title,
        rows,
        frozenset(at for at, each in sheet.row_dimensions.items() if each.hidden),
        frozenset(_hidden_columns(sheet)),
        tuple((top, left, bottom, right) for left, top, right, bottom in ranges),
        since_1904,
    )


def _is_formula(formulas: Any, row: int, column: int) -> bool:
    cell = formulas._cells.get((row, column)) if formulas is not None else None
    return cell is not None and cell.data_type == "f"


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for each in sheet.column_dimensions.values():
        if each.hidden and each.min and each.max:
            yield from range(each.min, min(each.max, each.min + 500) + 1)


def _cell(cell: Any) -> SheetCell:
    if cell.data_type == "e":
        return SheetCell(cell.coordinate, str(cell.value), flaw=ERROR)
    return cell_of(cell.coordinate, cell.value)


def _flawed(name: str, code: str) -> SheetCell:
    return SheetCell(name, "", flaw=code)


def cell_of(name: str, value: object) -> SheetCell:
    """A stored value as a person reads it: days as 2019-04-18, whole numbers whole."""
    if isinstance(value, bool):
        return SheetCell(name, "是" if value else "否")
    if isinstance(value, datetime):
        whole = value.time() == time()
        return SheetCell(name, value.date().isoformat() if whole else value.isoformat(" "))
    if isinstance(value, date):
        return SheetCell(name, value.isoformat())
    if isinstance(value, int | float):
        return _number(name, value)
    plain = str(value).replace("_x000D_", "").replace("\r\n", "\n")
    text = unharmed(_STEERING.sub(" ", plain))
    return SheetCell(name, text, flaw=INEXACT if _FLOATED.fullmatch(text.strip()) else "")


def _number(name: str, value: float) -> SheetCell:
    """A number without the noise of floating point; one too long for Excel is a flaw."""
    if isinstance(value, float) and not value.is_integer():
        return SheetCell(name, format(Decimal(repr(round(value, 6))), "f"), number=True)
    whole = str(int(value))
    flaw = INEXACT if len(whole.lstrip("-")) > EXACT_DIGITS else ""
    return SheetCell(name, whole, number=True, flaw=flaw)


def _xls(content: bytes, file: Path) -> Workbook:
    """A workbook of Excel 97–2003."""
    import xlrd
    import xlrd.biffh

    try:
        source = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        book = Workbook()
        for sheet in source.sheets():
            if sheet.visibility:
                book.hidden.append(sheet.name)
            else:
                book.sheets.append(_old_sheet(sheet, source.datemode, file))
    except JiangdangError:
        raise
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise LockedWorkbookError(path=file.name) from error
        raise NotAWorkbookError(path=file) from error
    except MemoryError:
        raise
    except Exception as error:  # a torn workbook fails in many ways; none is ours
        raise NotAWorkbookError(path=file) from error
    return book


def _old_sheet(sheet: Any, datemode: Literal[0, 1], file: Path) -> Sheet:
    from xlrd import XL_CELL_BLANK, XL_CELL_EMPTY

    if sheet.nrows * sheet.ncols > 10 * MOST_CELLS:
        raise SheetTooLargeError(path=file.name)
    rows: dict[int, dict[int, SheetCell]] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype not in (XL_CELL_EMPTY, XL_CELL_BLANK) and cell.value != "":
                name = f"{column_name(column + 1)}{row + 1}"
                rows.setdefault(row + 1, {})[column + 1] = _old_cell(name, cell, datemode)
    return Sheet(
        sheet.name,
        rows,
        frozenset(at + 1 for at, info in sheet.rowinfo_map.items() if info.hidden),
        frozenset(at + 1 for at, info in sheet.colinfo_map.items() if info.hidden),
        tuple(
            (top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
        ),
    )


def _old_cell(name: str, cell: Any, datemode: Literal[0, 1]) -> SheetCell:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, xldate_as_datetime

    if cell.ctype == XL_CELL_ERROR:
        return _flawed(name, ERROR)
    if cell.ctype == XL_CELL_DATE:
        return cell_of(name, xldate_as_datetime(cell.value, datemode))
    return cell_of(name, bool(cell.value) if cell.ctype == XL_CELL_BOOLEAN else cell.value)


def column_name(number: int) -> str:
    """1 → A, 27 → AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _csv(content: bytes, file: Path) -> Workbook:
    """Lines of a text file in UTF-8, UTF-16 or GB 18030, parted by commas, semicolons or tabs."""
    text = _decoded(content)
    if text is None or "\x00" in text:
        raise NotAWorkbookError(path=file)
    head = text.partition("\n")[0]
    mark = max(",;\t，", key=head.count)
    rows: dict[int, dict[int, SheetCell]] = {}
    count = 0
    try:
        for at, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            count += max(len(row), 1)
            if count > MOST_CELLS:
                raise SheetTooLargeError(path=file.name)
            named = ((n, f"{column_name(n)}{at}", cell) for n, cell in enumerate(row, 1) if cell)
            if cells := {n: cell_of(name, cell) for n, name, cell in named}:
                rows[at] = cells
    except csv.Error as error:
        raise NotAWorkbookError(path=file) from error
    return Workbook([Sheet("", rows)])


def _decoded(content: bytes) -> str | None:
    codes = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    return None
