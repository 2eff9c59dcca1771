"""汇总表: a department's sheet with one application a row, as Excel or WPS makes it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from acts.papers.programmes import open_batch_of, programme_in
from acts.rosters.incoming import RARE, Incoming, put_at
from acts.rosters.roster_heads import find_heads, is_total, row_cells
from acts.rosters.roster_rows import RowReading, cell_place, read_row
from cases.casefile import read_batch
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.values.money import Money
from cases.yamlwriting import dump
from doc_templates.form_reading.labels import kinds
from doc_templates.form_reading.values import read_money
from index.sheet_reading import column_name, read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.rosters.roster_heads import Heads
    from cases.policy.model import Policy
    from index.sheet_reading import Sheet, SheetCell

_ONLY_WHERE_GIVEN = "选聘公示."  # studios give no such notice
_NAMES = ("单位.名称", "带头人.姓名")
_WIDE = 4  # a sheet of so many columns has remarks below it, not rows of one cell


class NoHeadsError(JiangdangError):
    """No row of the workbook names the fields of a case."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W715"


@dataclass(slots=True)
class Roster:
    """What a workbook holds: its applications, and what there is to say of the whole."""

    name: str
    rows: list[Incoming] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def note(self, code: str, place: str, **facts: str) -> None:
        """Something about the workbook that a clerk should know."""
        self.notes.append(Finding(code, Severity.WARNING, Place(self.name, None, place), facts))


def read_roster(bureau: Bureau, file: Path, batch: str) -> Roster:
    """Every application of a workbook's visible sheets.

    A head is a field's usual name (``单位名称``) or its key (``单位.名称``); a key takes values
    exactly as a case file writes them. Raises NoHeadsError and what ``read_workbook`` raises.
    """
    book, roster = read_workbook(file), Roster(file.name)
    for name in book.hidden:
        roster.note("W722", "", sheet=name)
    known = False
    for sheet in book.sheets:
        heads = find_heads(sheet)
        if heads is not None:
            _SheetReader(bureau, roster, sheet, heads, batch, several=known).read()
            known = True
        elif len(book.sheets) > 1 and sheet.rows:
            roster.note("W723", "", sheet=sheet.name)
    if not known:
        raise NoHeadsError(path=file.name)
    return roster


class _SheetReader:
    """Reads the rows below the heads of one sheet."""

    def __init__(
        self, bureau: Bureau, roster: Roster, sheet: Sheet, heads: Heads, batch: str, *,
        several: bool,
    ) -> None:  # fmt: skip
        self._bureau, self._roster, self._sheet, self._heads = bureau, roster, sheet, heads
        self._keys = frozenset(c.label.key for c in heads.columns.values() if c.label.key)
        self._place = f"{roster.name} “{sheet.name}”" if several else roster.name
        self._batch = batch
        if "批次" not in self._keys and not batch:
            self._batch = open_batch_of(bureau, roster.name)
        self._policies: dict[str, Policy] = {}
        self._sums: dict[int, Money] = {}
        self._since: dict[int, Money] = {}

    def read(self) -> None:
        """Every row, and what is odd about the sheet."""
        self._name_strangers()
        for number in sorted(self._sheet.rows):
            if number > self._heads.last_row:
                self._row(number, row_cells(self._sheet, self._heads, number))

    def _name_strangers(self) -> None:
        """Heads that nobody knows, where something stands below them."""
        for number, words in self._heads.strangers.items():
            below = (r for r in self._sheet.rows if r > self._heads.last_row)
            if any(number in self._sheet.rows[row] for row in below):
                self._roster.note("W724", "", head=words)
        hidden = [
            self._heads.columns[number].words
            for number in sorted(self._sheet.hidden_columns)
            if number in self._heads.columns
        ]
        if hidden:
            self._roster.note("W725", "", heads="、".join(hidden))

    def _row(self, number: int, cells: dict[int, SheetCell]) -> None:
        place = f"{self._place} 第 {number} 行"
        filled = [n for n, c in cells.items() if (c.text.strip() or c.flaw)]
        known = [n for n in filled if n in self._heads.columns and self._heads.columns[n].label.key]
        if any(is_total(cells[n].text) for n in sorted(filled)[:4]):
            self._check_total(cells)
        elif not known or (len(filled) == 1 and len(self._heads.columns) >= _WIDE):
            self._remark([cells[n] for n in filled])
        elif number in self._sheet.hidden_rows:
            hidden = Finding("W716", place=Place(place), facts={})
            self._roster.rows.append(Incoming(place, "", faults=(hidden,)))
        else:
            self._application(place, number, cells)

    def _remark(self, cells: list[SheetCell]) -> None:
        """A row that fills in no application; a number that somebody wrote ahead says nothing."""
        words = [cell for cell in cells if not cell.text.strip().isdecimal()]
        if words:
            self._roster.note("W718", words[0].name, text=words[0].text[:60])

    def _application(self, place: str, number: int, cells: dict[int, SheetCell]) -> None:
        columns, since_1904 = self._heads.columns, self._sheet.since_1904
        found = read_row(place, cells, columns, since_1904=since_1904)
        self._add_up(cells)
        exact = any(column.exact for column in self._heads.columns.values())
        if not exact:
            found.faults += self._nameless(place, number, found)
        self._roster.rows.append(
            Incoming(
                place,
                dump(self._case(found)),
                found.places,
                tuple(found.doubts),
                tuple(found.faults),
                asked=None if exact else self._keys,
            )
        )

    def _nameless(self, place: str, row: int, found: RowReading) -> Iterator[Finding]:
        """An application names its unit and its leader where the sheet has columns for them."""
        told = {column.label.key: (n, column.words) for n, column in self._heads.columns.items()}
        for key in _NAMES:
            if key in told and not found.values.get(key):
                number, words = told[key]
                at = Place(place, None, f"{column_name(number)}{row}“{words}”")
                yield Finding("B103", place=at, facts={"head": words})

    def _case(self, found: RowReading) -> dict[str, Any]:
        """The row's fields as a case; what the sheet has no column for stays empty."""
        case: dict[str, Any] = {"格式版本": "1"}
        if not any(column.exact for column in self._heads.columns.values()):
            case |= {"单位": {"名称": "", "类型": ""}, "带头人": {"姓名": ""}}
        batch = str(found.values.get("批次", "")) or self._batch
        named = self._programme(batch, str(found.values.get("项目类别", "")))
        filled = {**found.values, "批次": batch, "项目类别": named}
        for column in self._heads.columns.values():
            key = column.label.key
            rare = key.startswith(RARE if column.exact else (*RARE, _ONLY_WHERE_GIVEN))
            if key and not rare:
                put_at(case, key, [] if kinds().get(key) == "列表" else "")
        for key, value in filled.items():
            if value not in ("", [], None):
                put_at(case, key, value)
        return {**case, "资助周期": {}, "办理": []}

    def _programme(self, batch: str, words: str) -> str:
        """The programme's own label; without a column, the one in the sheet's title."""
        with suppress(JiangdangError):
            found = programme_in(self._policy(batch), words or self._heads.title)
            return found.label if found is not None else words
        return words

    def _policy(self, batch: str) -> Policy:
        """The policy of a batch, read once."""
        if batch not in self._policies:
            found = read_batch(self._bureau.workspace, batch)
            self._policies[batch] = self._bureau.policy_of(found)
        return self._policies[batch]

    def _add_up(self, cells: dict[int, SheetCell]) -> None:
        for number, column in self._heads.columns.items():
            if kinds().get(column.label.key) == "金额" and number in cells:
                read = read_money(cells[number].text, column.label.unit)
                for sums in (self._sums, self._since):
                    if read:
                        sums[number] = sums.get(number, Money.of(0)) + Money.parse(read)

    def _check_total(self, cells: dict[int, SheetCell]) -> None:
        """合计 must be what its rows make; 小计 counts the rows since the last one."""
        for number, total in self._sums.items():
            cell, column = cells.get(number), self._heads.columns[number]
            read = read_money(cell.text, column.label.unit) if cell is not None else ""
            if cell and read and Money.parse(read) not in (total, self._since.get(number)):
                place = cell_place(cell, column)
                self._roster.note("W719", place, text=read, sum=str(total))
        self._since = {}
