"""Refused rows as a workbook: the cells as they stood, what is wrong, how it may be put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.keeping.exporting import refuse_unfit_place
from acts.listing import NotExcelError
from acts.old_years.columns import REFUSAL_HEADS
from index.sheets import Table, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.old_years.importing import LandedYears
    from acts.old_years.rows import OldRegister, OldRow

_TITLE = "没有导入的行：改好有底色的格，存盘后再导入本表"


def write_refused(landed: LandedYears, file: Path) -> None:
    """The refused rows of each register on a sheet of their own; raises NotExcelError.

    The workbook can be put right and imported again: the columns of reasons are passed over.
    """
    if file.suffix.lower() != ".xlsx":
        raise NotExcelError(path=file)
    refuse_unfit_place(file)
    tables = list(_tables(landed))
    empty = Table("没有", "没有被退回的行", REFUSAL_HEADS, [])
    write_book(file, tables or [empty])


def _tables(landed: LandedYears) -> Iterator[Table]:
    for number, register in enumerate(landed.registers, start=1):
        groups: dict[str, list[OldRow]] = {}
        for row in register.rows:
            if row.faults:
                groups.setdefault(row.sheet, []).append(row)
        for sheet, rows in groups.items():
            yield _table(register, f"{number}-{sheet}", rows)


def _table(register: OldRegister, name: str, rows: list[OldRow]) -> Table:
    heads = register.heads[rows[0].sheet]
    body, marked = [], set()
    for at, row in enumerate(rows):
        texts = [*row.texts, *("" for _ in range(len(heads) - len(row.texts)))][: len(heads)]
        reasons = "\n".join(each.message for each in row.faults)
        nearest = "\n".join(each.facts.get("nearest", "") for each in row.faults).strip()
        body.append((*texts, row.place, reasons, nearest))
        wrong = {each.place.key for each in row.faults}
        columns = {
            row.columns[key]
            for key, cell in row.cells.items()
            if cell in wrong and key in row.columns
        }
        marked |= {(at, column - 1) for column in columns}
    title = f"{rows[0].title}　{_TITLE}" if rows[0].title else _TITLE
    return Table(_safe(name), title, (*heads, *REFUSAL_HEADS), body, frozenset(marked))


def _safe(name: str) -> str:
    """A name that Excel takes for a sheet."""
    return "".join("_" if sign in "[]:*?/\\" else sign for sign in name)[:31]
