"""Excel 97–2003 and before (.xls): every sheet, cells as people see them, text boxes, comments."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from index.extraction.readers.buried_pictures import blips_of_workbook
from index.extraction.readers.cell_formats import BUILT_IN, GENERAL, shown_number
from index.extraction.readers.compound import CompoundFile
from index.extraction.readers.old_boxes import box_texts
from index.extraction.readers.pictures import pictures_behind
from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_BOX = b"\xd0\xcf\x11\xe0"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!",
           42: "#N/A"}  # fmt: skip


def read_old_spreadsheet(content: bytes, harvest: Harvest) -> None:
    """A page a sheet, headed by the sheet's name."""
    import xlrd
    import xlrd.biffh

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, logfile=io.StringIO(),
            ignore_workbook_corruption=True,
        )  # fmt: skip
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFileError(ENCRYPTED) from error
        raise damaged("Excel 结构读不通") from error
    stream = _stream(content)
    boxes = box_texts(stream)
    for number in range(book.nsheets):
        _sheet(book, number, boxes.get(number, []), harvest)
    pictures_behind(blips_of_workbook(stream), harvest)


def _stream(content: bytes) -> bytes:
    """The records of the workbook, out of their box where they have one."""
    if not content.startswith(_BOX):
        return content
    box = CompoundFile(content)
    return box.read("Workbook") or box.read("Book")


def _sheet(book: Any, number: int, boxes: list[str], harvest: Harvest) -> None:
    """One sheet; one that breaks off is told, the others are read."""
    name = str(book.sheet_names()[number])
    lines = [name]
    try:
        sheet = book.sheet_by_index(number)
        for row in range(sheet.nrows):
            harvest.bounds.spend_cells(sheet.row_len(row))
            lines.append("\t".join(_row(book, sheet, row)))
        lines += boxes
        book.unload_sheet(number)
    except (UnreadableFileError, MemoryError):
        raise
    except Exception:  # xlrd fails in many ways on torn sheets
        harvest.leave(name, "I203", {"reason": "工作表读不通"})
    finally:
        harvest.page("\n".join(line for line in lines if line.strip()))


def _row(book: Any, sheet: Any, row: int) -> list[str]:
    cells = [_cell(book, sheet, row, column) for column in range(sheet.row_len(row))]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(book: Any, sheet: Any, row: int, column: int) -> str:
    """A cell as it shows."""
    import xlrd

    sort, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if sort in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        form = _form(book, sheet.cell_xf_index(row, column))
        return shown_number(value, form, since_1904=book.datemode == 1)
    if sort == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if sort == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(value, "")
    return str(value).replace("\t", " ").replace("\r", "").replace("\n", " ")


def _form(book: Any, style: int) -> str:
    """The number format of a cell."""
    try:
        key = book.xf_list[style].format_key
        form = book.format_map[key].format_str
    except (IndexError, KeyError):
        return GENERAL
    return str(BUILT_IN.get(key, form) if key < 164 and key != 0 else form)
