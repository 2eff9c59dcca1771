"""Tables written as Excel sheets or CSV: text stays text, nothing in them runs as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from cases.errors import JiangdangError, Kind
from cases.saving import replacing_durably, write_durably
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIRST_EXCEL_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_WIDEST, _NARROWEST = 40, 8
_MOST_ROWS = 1_000_000  # Excel takes 1,048,576 a sheet
_LOOKED_AT = 500  # rows whose texts set the widths
_TEXT, _DAY, _MONEY, _WHOLE = "@", "yyyy-mm-dd", "#,##0.00", "0"
_A3 = 8
A4 = 9


class NotAWorkbookError(JiangdangError):
    """The file is not an Excel workbook that can be read."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "I301"


def write_rows(file: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as ``.xlsx`` or, by its suffix, as ``.csv`` that Excel opens in UTF-8."""
    body = [[str(cell) for cell in row] for row in rows]
    plain = file.suffix.lower() == ".csv"
    write_durably(file, _csv(heads, body) if plain else _xlsx(heads, body, "清单", _as_text))


def write_typed_rows(
    file: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """A sheet to print and to read back: days, amounts and counts as such, all else as text.

    ``title`` names the sheet and heads every printed page; the heads stay in sight.
    """
    write_durably(file, _xlsx(heads, list(rows), title, _filled))


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook: its name, the line above its heads, heads, rows.

    ``marked`` are the cells, by row and column counted from 0, that are shown in colour;
    ``last_bold`` sets the last row, a total, in bold; ``paper`` is Excel's number of a format;
    ``widths`` are those of columns in 汉字, 0 as wide as the texts need.
    """

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    marked: frozenset[tuple[int, int]] = frozenset()
    last_bold: bool = False
    paper: int = _A3
    widths: tuple[int, ...] = ()


def write_book(file: Path, tables: Iterable[Table]) -> None:
    """A workbook of titled tables, each on a sheet of its own, ready to print."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for each in tables:
        _fill_titled(book.create_sheet(each.name[:31]), each)
    out = io.BytesIO()
    book.save(out)
    write_durably(file, out.getvalue())


def _fill_titled(sheet: Any, each: Table) -> None:
    """Title, heads and rows of one table; title and heads stay in sight."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    _lay_out(sheet, each.heads, each.rows)
    sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref = "A3", "1:2", None
    for column, width in enumerate(each.widths, start=1):
        if width:
            sheet.column_dimensions[get_column_letter(column)].width = 2 * width + 2
    sheet.page_setup.paperSize = each.paper
    title = _filled(sheet, each.title)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    sheet.append([_head(sheet, head) for head in each.heads])
    for number, row in enumerate(each.rows):
        cells = [_filled(sheet, value) for value in row]
        for column, cell in enumerate(cells):
            if (number, column) in each.marked:
                cells[column] = cell = cell or WriteOnlyCell(sheet)
                cell.fill = PatternFill("solid", fgColor="FFF2CC")
            if cell is not None and each.last_bold and number == len(each.rows) - 1:
                cell.font = Font(bold=True)
        sheet.append(cells)


def write_listing(
    file: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    about: Callable[[], Iterable[tuple[str, str]]],
) -> None:
    """A long list, written as it comes, and what is to be said about it.

    ``about`` is asked when the last row is written. An ``.xlsx`` says it on a sheet of its own,
    a ``.csv`` in a file beside it, which is there before the list is.
    """
    texts = ([str(cell) for cell in row] for row in rows)
    if file.suffix.lower() == ".csv":
        with replacing_durably(file) as stream:
            _stream_csv(stream, heads, texts)
            told = "".join(f"{name}：{value}\n" for name, value in about())
            write_durably(beside(file), told.encode())
        return
    with replacing_durably(file) as stream:
        _stream_book(heads, texts, about).save(stream)


def beside(file: Path) -> Path:
    """Where it is said what a ``.csv`` list holds."""
    return file.with_name(f"{file.name}.说明.txt")


def harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; ``unharmed`` gives it back."""
    return f"'{cell}" if cell.lstrip("'").startswith(_STARTS) else cell


def unharmed(cell: str) -> str:
    """The text without the sign that made it harmless."""
    marked = cell.startswith("'") and cell.lstrip("'").startswith(_STARTS)
    return cell[1:] if marked else cell


def _stream_csv(stream: BinaryIO, heads: Sequence[str], rows: Iterable[list[str]]) -> None:
    """The list as CSV that Excel opens in UTF-8."""
    wrapped = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(wrapped)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    wrapped.detach()


def _stream_book(
    heads: Sequence[str],
    rows: Iterable[list[str]],
    about: Callable[[], Iterable[tuple[str, str]]],
) -> Any:
    """The workbook; openpyxl keeps the rows in a file of its own while they come."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    queue = iter(rows)
    for number in count(1):
        first = list(islice(queue, _LOOKED_AT))
        if not first and number > 1:
            break
        title = "清单" if number == 1 else f"清单{number}"
        _fill_sheet(book.create_sheet(title), heads, chain(first, queue))
    told: Any = book.create_sheet("说明")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 16, 80
    for name, value in about():
        told.append([_filled(told, name), _filled(told, value)])
    return book


def _fill_sheet(sheet: Any, heads: Sequence[str], rows: Iterable[list[str]]) -> None:
    """As many rows as a sheet may hold."""
    queue = iter(rows)
    first = list(islice(queue, _LOOKED_AT))
    _lay_out(sheet, heads, first)
    sheet.append([_head(sheet, each) for each in heads])
    held = 1
    for row in islice(chain(first, queue), _MOST_ROWS):
        sheet.append([_as_text(sheet, each) for each in row])
        held += 1
    sheet.auto_filter.ref = _extent(heads, held)


def _csv(heads: Sequence[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([list(heads), *([harmless(c) for c in row] for row in rows)])
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    title: str,
    fill: Callable[[Any, object], Any],
) -> bytes:
    """The workbook, written row by row so that long lists take little memory."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    _lay_out(sheet, heads, rows)
    sheet.append([_head(sheet, each) for each in heads])
    for row in rows:
        sheet.append([fill(sheet, each) for each in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_text(_sheet: Any, value: object) -> str:
    """A text that no sheet refuses or runs."""
    return harmless(_UNWRITABLE.sub("", str(value)))


def _filled(sheet: Any, value: object) -> Any:
    """A cell of its value's kind; a text is stored as a text whatever it says."""
    from openpyxl.cell import WriteOnlyCell

    if value == "":
        return None
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, Money):
        cell.value, cell.number_format = value.amount, _MONEY
    elif isinstance(value, Decimal):
        cell.value = value
    elif isinstance(value, int) and not isinstance(value, bool):
        cell.value, cell.number_format = value, _WHOLE
    elif isinstance(value, date) and value >= _FIRST_EXCEL_DAY:
        cell.value, cell.number_format = value, _DAY
    else:
        cell.value = _as_text(sheet, value)
        cell.data_type, cell.number_format = "s", _TEXT
    return cell


def _head(sheet: Any, text: str) -> Any:
    from openpyxl.styles import Alignment, Font

    cell = _filled(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    return cell


def _lay_out(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Heads that stay in sight and repeat on paper, fitting columns, one page wide."""
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(heads):
        cells = [head, *(str(row[column]) for row in rows[:_LOOKED_AT])]
        widest = max(_width(line) for cell in cells for line in (cell.splitlines() or [""]))
        width = min(max(widest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = _extent(heads, len(rows) + 1)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text, sheet.oddFooter.center.text = "&A", "第 &P 页 共 &N 页"


def _extent(heads: Sequence[str], rows: int) -> str:
    """The cells of a table, heads included."""
    from openpyxl.utils import get_column_letter

    return f"A1:{get_column_letter(len(heads))}{rows}"


def _width(text: str) -> int:
    """Columns a text takes; 汉字 take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
