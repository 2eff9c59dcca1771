"""Rows of old registers: each a project of a past year, every cell that cannot be read named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from acts.old_years.columns import column_of, is_case_field, kind_of
from acts.old_years.oddities import tell_oddities
from acts.old_years.values import Read, nearest_word, read_old, read_term
from acts.papers.programmes import programme_in
from acts.rosters.roster_heads import find_heads, is_total, row_cells
from acts.rosters.roster_rows import cell_place
from acts.rosters.rosters import NoHeadsError
from cases.digest import digest_of, digest_of_file
from cases.findings import Finding, Place, Severity
from cases.values.bad_value import shown as shown_text
from cases.values.document_number import is_document_number
from cases.values.money import Money
from cases.words import message
from doc_templates.form_reading.labels import choices, kinds
from doc_templates.form_reading.values import READERS, read_choice
from index.sheet_reading import INEXACT, column_name, read_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from acts.rosters.roster_heads import Column, Heads
    from cases.policy.model import Policy
    from index.sheet_reading import Sheet, SheetCell

CONCLUSIONS = ("优秀", "良好", "合格", "基本合格", "不合格", "通过", "未通过")
_NEEDED = {"单位.名称": "单位", "带头人.姓名": "带头人"}
_FALLBACK = {"年度": "B240", "日期": "B241", "金额": "B242", "状态": "B243", "等级": "B244"}
_CODES = {
    "年度": "B201", "日期": "B204", "金额": "B205", "身份证号": "B206",
    "统一社会信用代码": "B207", "状态": "B208", "等级": "B209",
}  # fmt: skip
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年")
_SHORT = 60
REFILL = "（请重新填写）"  # what our refused-rows workbook puts where Excel lost the value
_SUMMED = ("资助金额", "拨款金额")
_LONG_AGO = (10_000, 70_000)  # Excel's serial days of 1927 to 2091


@dataclass(slots=True)
class OldRow:
    """One project as a register tells it: values and their cells by key, faults and doubts.

    ``lost`` are the keys whose cells hold nothing that could be read again.
    """

    file: str
    file_digest: str
    sheet: str
    number: int
    values: dict[str, str] = field(default_factory=dict, repr=False)
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    texts: tuple[str, ...] = field(default=(), repr=False)
    columns: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    title: str = ""

    @property
    def place(self) -> str:
        """Where the row stands: file, sheet, row."""
        return f"{self.file} “{self.sheet}” 第 {self.number} 行"

    @property
    def digest(self) -> str:
        """A digest of everything that was read."""
        return digest_of("\n".join(f"{k}={v}" for k, v in sorted(self.values.items())).encode())

    def fault(self, code: str, key: str, **facts: str) -> None:
        """Something that keeps the row from landing."""
        self.faults.append(Finding(code, place=self._at(key), facts=facts))

    def doubt(self, code: str, key: str, **facts: str) -> None:
        """Something that a clerk should look at."""
        self.doubts.append(Finding(code, Severity.WARNING, self._at(key), facts))

    def _at(self, key: str) -> Place:
        return Place(self.place, None, self.cells.get(key, ""))


@dataclass(slots=True)
class OldRegister:
    """What a workbook tells: heads, rows, and what there is to say of the whole."""

    file: str
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: list[OldRow] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def note(self, code: str, place: str = "", **facts: str) -> None:
        """Something about the workbook that a clerk should know."""
        self.notes.append(Finding(code, Severity.WARNING, Place(self.file, None, place), facts))


def read_old_register(file: Path, policy: Policy, today: date) -> OldRegister:
    """Every project of a workbook's visible sheets.

    Raises NoHeadsError and what ``read_workbook`` raises.
    """
    book, register = read_workbook(file), OldRegister(file.name)
    digest = digest_of_file(file)
    for name in book.hidden:
        register.note("B230", sheet=name)
    known = False
    for sheet in book.sheets:
        heads = find_heads(sheet, column_of)
        if heads is not None:
            _SheetReader(register, sheet, heads, policy, today, digest).read()
            known = True
    if not known:
        raise NoHeadsError(path=file.name)
    return register


class _SheetReader:
    """Reads the rows below the heads of one sheet."""

    def __init__(
        self,
        register: OldRegister,
        sheet: Sheet,
        heads: Heads,
        policy: Policy,
        today: date,
        digest: str,
    ) -> None:
        self._register, self._sheet, self._heads = register, sheet, heads
        self._policy, self._today, self._digest = policy, today, digest
        grades = (grade.label for grade in policy.assessment.grades)
        self._grades = tuple(dict.fromkeys((*grades, *CONCLUSIONS)))
        self._sums = dict.fromkeys(_SUMMED, Money.of(0))
        self._unread = dict.fromkeys(_SUMMED, 0)

    def read(self) -> None:
        """Every row, the sums, and the heads that nobody knows."""
        self._register.heads[self._sheet.name] = self._words()
        for number, words in self._heads.strangers.items():
            below = (row for row in self._sheet.rows if row > self._heads.last_row)
            if any(number in self._sheet.rows[row] for row in below):
                self._register.note("B231", self._sheet.name, head=words[:_SHORT])
        for number in sorted(self._sheet.rows):
            if number > self._heads.last_row:
                self._row(number, row_cells(self._sheet, self._heads, number))

    def _words(self) -> tuple[str, ...]:
        """The heads as they stand, column by column."""
        last = max((*self._heads.columns, *self._heads.strangers), default=0)
        named = {n: c.words for n, c in self._heads.columns.items()} | dict(self._heads.strangers)
        return tuple(named.get(number, "") for number in range(1, last + 1))

    def _row(self, number: int, cells: Mapping[int, SheetCell]) -> None:
        columns = self._heads.columns
        filled = [n for n, cell in sorted(cells.items()) if cell.text.strip() or cell.flaw]
        if any(is_total(cells[n].text) for n in filled[:4]):
            self._check_total(cells)
        elif number in self._sheet.hidden_rows:
            self._register.note("B232", f"{self._sheet.name} 第 {number} 行")
        elif len({columns[n].label.key for n in filled if n in columns} - {"", "编号"}) > 1:
            self._project(number, cells)

    def _project(self, number: int, found: Mapping[int, SheetCell]) -> None:
        """One row, without signs that steer a terminal."""
        cells = {n: replace(cell, text=_printable(cell.text)) for n, cell in found.items()}
        row = OldRow(self._register.file, self._digest, self._sheet.name, number)
        last = max((*self._heads.columns, *cells))
        texts = {n: cell.text for n, cell in cells.items()}
        row.title = " ".join(self._heads.title.split())[:200]
        for at, column in self._heads.columns.items():
            key = column.label.key
            if key:
                row.cells[key] = f"{column_name(at)}{number}“{column.words}”"
                row.columns[key] = at
                if at in cells:
                    self._take(row, key, cells[at], column)
        texts |= dict.fromkeys((row.columns[key] for key in row.lost), REFILL)
        row.texts = tuple(texts.get(at, "") for at in range(1, last + 1))
        self._judge(row)
        self._add_up(row)
        self._register.rows.append(row)

    def _add_up(self, row: OldRow) -> None:
        """What 合计 below must come to, as far as the amounts can be read."""
        wrong = {each.place.key for each in row.faults}
        for key in _SUMMED:
            if key in row.values:
                self._sums[key] += Money.parse(row.values[key])
            elif row.cells.get(key) in wrong:
                self._unread[key] += 1

    def _take(self, row: OldRow, key: str, cell: SheetCell, column: Column) -> None:
        """One cell of a row."""
        kind = kind_of(key)
        if cell.flaw and not (cell.flaw == INEXACT and kind in ("金额", "整数", "日期", "年度")):
            row.cells[key] = cell_place(cell, column)
            row.fault(cell.flaw, key, head=column.words)
            row.lost.append(key)
        elif cell.text.strip() == REFILL:
            row.fault("B255", key, head=column.words)
        elif kind == "起止":
            self._term(row, cell.text)
        elif kind in _CODES:
            text = self._dated(cell) if kind == "日期" else cell.text
            read = read_old(kind, text, column.label.unit, self._grades)
            self._put(row, key, kind, cell.text, read)
        elif is_case_field(key):
            self._field(row, key, kind, cell.text)
        elif cell.text.strip():
            row.values[key] = cell.text.strip()

    def _put(self, row: OldRow, key: str, kind: str, text: str, read: Read) -> None:
        """A value, or the fault with the nearest right writing; numbers are never repeated."""
        if not read.wrong:
            if read.value:
                row.values[key] = read.value
            return
        fallback = message(_FALLBACK[kind], {}) if kind in _FALLBACK else ""
        shown = "" if kind == "身份证号" else shown_text(text.strip())
        row.fault(_CODES[kind], key, text=shown, nearest=read.nearest or fallback)

    def _dated(self, cell: SheetCell) -> str:
        """A day that Excel shows as a number, written out."""
        first, last = _LONG_AGO
        if not (cell.number and cell.text.isdecimal() and first <= int(cell.text) <= last):
            return cell.text
        epoch = date(1904, 1, 1) if self._sheet.since_1904 else date(1899, 12, 30)
        return date.fromordinal(epoch.toordinal() + int(cell.text)).isoformat()

    def _term(self, row: OldRow, text: str) -> None:
        found = read_term(text)
        if found is None:
            row.fault("B210", "周期", text=shown_text(text))
            return
        for key, day in zip(("周期起", "周期止"), found, strict=True):
            row.cells.setdefault(key, row.cells["周期"])
            row.columns.setdefault(key, row.columns["周期"])
            if day:
                row.values[key] = day

    def _field(self, row: OldRow, key: str, kind: str, text: str) -> None:
        """A field of the case; a choice that nobody knows stays open and is told."""
        reader = READERS.get(kind, str.strip)
        value = read_choice(text, choices()[key]) if key in choices() else reader(text)
        if value is None:
            row.doubt("B233", key, text=shown_text(text))
        elif value:
            row.values[key] = value

    def _judge(self, row: OldRow) -> None:
        """What the row as a whole must say."""
        self._year(row)
        self._ahead(row)
        self._programme(row)
        for key, word in _NEEDED.items():
            if not row.values.get(key):
                row.fault("B203", key, word=word)
        self._days(row)
        number = row.values.get("公布文号", "")
        if number and not is_document_number(number):
            row.doubt("B216", "公布文号", text=shown_text(number))
        paid, granted = row.values.get("拨款金额"), row.values.get("资助金额")
        if paid and granted and Money.parse(paid) > Money.parse(granted):
            row.doubt("B218", "拨款金额", paid=paid, granted=granted)
        tell_oddities(row, self._policy)

    def _year(self, row: OldRow) -> None:
        if "年度" in row.values or any(each.code == "B201" for each in row.faults):
            return
        stated = _YEAR.search(self._heads.title)
        if stated is None:
            row.fault("B200", "年度")
        else:
            row.values["年度"] = stated[1]

    def _ahead(self, row: OldRow) -> None:
        """No past year lies ahead."""
        year = row.values.get("年度", "")
        if year and int(year) > self._today.year:
            row.fault("B250", "年度", year=year)

    def _programme(self, row: OldRow) -> None:
        words = row.values.get("项目类别", "")
        found = programme_in(self._policy, words or self._heads.title)
        if found is not None:
            row.values["项目类别"] = found.label
            return
        labels = [each.label for each in self._policy.programmes.values()]
        nearest = nearest_word(words, labels) or "、".join(labels)
        row.fault("B202", "项目类别", text=shown_text(words) or "（空）", nearest=nearest)

    def _days(self, row: OldRow) -> None:
        """Days that lie ahead, and terms that end before they begin."""
        for key in ("公布日期", "拨款日期", "考核日期", "追回日期", "结束日期", "周期起"):
            day = row.values.get(key, "")
            if day and date.fromisoformat(day) > self._today:
                row.fault("B217", key, day=day)
        start, end = row.values.get("周期起", ""), row.values.get("周期止", "")
        if start and end and end < start:
            row.fault("B211", "周期止", start=start, end=end)

    def _check_total(self, cells: Mapping[int, SheetCell]) -> None:
        """合计 must be what the rows above make."""
        for at, column in self._heads.columns.items():
            key = column.label.key
            if key not in _SUMMED or at not in cells:
                continue
            read = read_old("金额", cells[at].text, column.label.unit)
            if read.value and Money.parse(read.value) != self._sums[key]:
                facts = {"text": read.value, "sum": str(self._sums[key])}
                place = cell_place(cells[at], column)
                if unread := self._unread[key]:
                    self._register.note("B256", place, **facts, count=str(unread))
                else:
                    self._register.note("B219", place, **facts)


def _printable(text: str) -> str:
    """A cell's text on one line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def field_keys(values: Mapping[str, str]) -> list[str]:
    """The keys that are fields of a case file."""
    return [key for key in values if is_case_field(key) and key in kinds()]
