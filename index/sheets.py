"""Excel sheets read and written as rows of text; the one home of the workbook library."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.saving import write_durably

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MOST_ROWS = 100_000


class NotAWorkbookError(JiangdangError):
    """The file is not an Excel workbook that can be read."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "I301"


def read_rows(file: Path) -> Iterator[list[str]]:
    """The rows of a workbook's first sheet, cells as text; raises NotAWorkbookError."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, IndexError) as error:
        raise NotAWorkbookError(path=file) from error
    for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS):
        yield ["" if cell is None else _text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as a clerk typed it: dates without a time of day, whole numbers whole."""
    text = str(cell)
    return text.removesuffix(" 00:00:00").removesuffix(".0")


def write_rows(file: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as ``.xlsx`` or, by its suffix, as ``.csv`` that Excel opens in UTF-8."""
    body = [[str(cell) for cell in row] for row in rows]
    content = _csv(heads, body) if file.suffix.lower() == ".csv" else _xlsx(heads, body)
    write_durably(file, content)


def _csv(heads: Sequence[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([list(heads), *([_harmless(c) for c in row] for row in rows)])
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _xlsx(heads: Sequence[str], rows: list[list[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    for row in (list(heads), *rows):
        sheet.append([_harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
