"""Tables written as Excel sheets or CSV: text stays text, nothing in them runs as a formula."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FIRST_EXCEL_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_WIDEST, _NARROWEST = 40, 8
_TEXT, _DAY, _MONEY, _WHOLE = "@", "yyyy-mm-dd", "#,##0.00", "0"
_LANDSCAPE_A3 = 8


class NotAWorkbookError(JiangdangError):
    """The file is not an Excel workbook that can be read."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "I301"


def write_rows(file: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as ``.xlsx`` or, by its suffix, as ``.csv`` that Excel opens in UTF-8."""
    body = [[str(cell) for cell in row] for row in rows]
    content = _csv(heads, body) if file.suffix.lower() == ".csv" else _xlsx(heads, body)
    write_durably(file, content)


def write_typed_rows(
    file: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """A sheet to print and to read back: days, amounts and counts as such, all else as text.

    ``title`` names the sheet and heads every printed page; the heads stay in sight.
    """
    write_durably(file, _xlsx(heads, list(rows), title))


def harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula; ``unharmed`` gives it back."""
    return f"'{cell}" if cell.lstrip("'").startswith(_STARTS) else cell


def unharmed(cell: str) -> str:
    """The text without the sign that made it harmless."""
    marked = cell.startswith("'") and cell.lstrip("'").startswith(_STARTS)
    return cell[1:] if marked else cell


def _csv(heads: Sequence[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([list(heads), *([harmless(c) for c in row] for row in rows)])
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(heads: Sequence[str], rows: Sequence[Sequence[object]], title: str = "清单") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for at, row in enumerate((heads, *rows), start=1):
        for column, value in enumerate(row, start=1):
            if value != "":
                _fill(sheet.cell(at, column), value)
    _dress(sheet, heads, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, value: object) -> None:
    """Put a value into a cell as its kind; a text is stored as a text whatever it says."""
    if isinstance(value, Money):
        cell.value, cell.number_format = Decimal(value.amount), _MONEY
    elif isinstance(value, int) and not isinstance(value, bool):
        cell.value, cell.number_format = value, _WHOLE
    elif isinstance(value, date) and value >= _FIRST_EXCEL_DAY:
        cell.value, cell.number_format = value, _DAY
    else:
        cell.value = harmless(str(value))
        cell.data_type, cell.number_format = "s", _TEXT


def _dress(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Bold heads that stay in sight and repeat on paper, fitting columns, one page wide."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column in range(1, len(heads) + 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="center")
        cells = [str(heads[column - 1]), *(str(row[column - 1]) for row in rows)]
        widest = max(_width(line) for cell in cells for line in (cell.splitlines() or [""]))
        width = min(max(widest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _LANDSCAPE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text, sheet.oddFooter.center.text = "&A", "第 &P 页 共 &N 页"


def _width(text: str) -> int:
    """Columns a text takes; 汉字 take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
