"""评分表 come back: every cell of every workbook looked at, every fault named by file and cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from acts.panel.score_workbooks import DECLARED, FIXED, MARK, heads_of, mark_of, project_cells
from cases.errors import JiangdangError
from cases.findings import Finding, Place, Severity
from cases.lifecycle.scoring import RECUSED
from index.sheet_reading import column_name, read_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from acts.panel.expert_pool import Expert
    from acts.panel.meetings import Meeting
    from index.sheet_reading import Sheet, SheetCell

_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_LONGEST_REMARK = 2_000
_HIGHEST = 200
_STATED = re.compile(r"专家：(.+?)工作单位：")


@dataclass(slots=True)
class Scored:
    """What one expert gave: by case the points of each column, or None where they recused."""

    expert: Expert
    file: str
    points: dict[str, tuple[Decimal, ...] | None] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    declared: bool = False


@dataclass(slots=True)
class Reading:
    """All workbooks read: what they say, and every fault."""

    scored: list[Scored] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def fault(self, code: str, place: Place, **facts: object) -> None:
        """Something that keeps the whole from being taken in."""
        texts = {key: str(value) for key, value in facts.items()}
        self.faults.append(Finding(code, Severity.ERROR, place, texts))


def read_scores(meeting: Meeting, panel: tuple[Expert, ...], files: list[Path]) -> Reading:
    """The workbooks of the whole panel; one missing, double or of somebody else is a fault."""
    reading = Reading()
    places: dict[str, str] = {}
    misused: set[str] = set()
    known = {each.name: each for each in panel}
    for file in files:
        found = _open(reading, meeting, file)
        if found is None:
            continue
        sheet, name, mark = found
        place = Place(file.name, None, sheet.name)
        stated = _stated(sheet)
        if stated not in ("", "".join(name.split())):
            misused.add(stated)
            reading.fault("E165", place, name=name, other=stated)
        elif name not in known:
            reading.fault("E143", place, name=name)
        elif name in places:
            reading.fault("E144", place, name=name, other=places[name])
        else:
            places[name] = file.name
            _Form(reading, meeting, known[name], file.name, sheet, mark).read()
    for name in (each for each in known if each not in places and each not in misused):
        reading.fault("E145", Place(key=name), name=name)
    return reading


def _open(reading: Reading, meeting: Meeting, file: Path) -> tuple[Sheet, str, str] | None:
    """The sheet of a workbook, whom it was made for, its mark; None where it is not ours."""
    try:
        book = read_workbook(file)
    except JiangdangError as error:
        reading.fault("E140", Place(file.name), reason=error.message)
        return None
    for sheet in book.sheets:
        mark = _mark(sheet)
        kind, target, name, *_ = (*mark.split("/"), "", "", "")
        if mark and (kind, target) == (meeting.kind, meeting.target):
            return sheet, name, mark
        if mark:
            facts = {"mark": f"{target}的{kind}", "wanted": f"{meeting.target}的{meeting.kind}"}
            reading.fault("E142", Place(file.name, None, sheet.name), **facts)
            return None
    for sheet in book.sheets:
        if stated := _stated(sheet):
            return sheet, stated, ""  # its mark is lost; what else is wrong will be told
    reading.fault("E141", Place(file.name))
    return None


def _stated(sheet: Sheet) -> str:
    """The expert whose name stands above the table, without blanks."""
    for cells in list(sheet.rows.values())[:_HIGHEST]:
        for cell in cells.values():
            if found := _STATED.search("".join(cell.text.split())):
                return found[1]
    return ""


def _mark(sheet: Sheet) -> str:
    """What stands beside 标识."""
    for cells in list(sheet.rows.values())[:_HIGHEST]:
        if MARK in (each.text.strip() for each in cells.values()):
            return next((c.text.strip() for c in cells.values() if "/" in c.text), "")
    return ""


class _Form:
    """Reads one expert's table, cell by cell."""

    def __init__(
        self, reading: Reading, meeting: Meeting, expert: Expert, file: str, sheet: Sheet,
        mark: str,
    ) -> None:  # fmt: skip
        self._reading, self._meeting, self._sheet, self._mark = reading, meeting, sheet, mark
        self._scored = Scored(expert, file)

    def read(self) -> None:
        """The heads, each project, the declaration; kept only if the table is the one given out."""
        head = self._head_row()
        if head is None:
            self._fault("E146", f"A{1}", wanted="、".join(FIXED))
            return
        before = len(self._reading.faults)
        self._check_heads(head)
        rows = self._rows(head)
        for place, case in enumerate(self._meeting.cases):
            if case.id not in rows:
                self._fault("E147", f"A{head + 1 + place}", case=case.id)
            else:
                self._project(place, rows[case.id])
        if self._mark != mark_of(self._meeting, self._scored.expert) and before == len(
            self._reading.faults
        ):
            self._fault("E148", f"A{head}")
        self._declaration()
        self._reading.scored.append(self._scored)

    def _fault(self, code: str, cell: str, **facts: object) -> None:
        place = Place(self._scored.file, None, f"{self._sheet.name} {cell}")
        self._reading.fault(code, place, **facts)

    def _cell(self, row: int, column: int) -> SheetCell | None:
        return self._sheet.rows.get(row, {}).get(column)

    def _text(self, row: int, column: int) -> str:
        cell = self._cell(row, column)
        return "".join(cell.text.split()) if cell is not None else ""

    def _head_row(self) -> int | None:
        rows = sorted(self._sheet.rows)[:_HIGHEST]
        return next((row for row in rows if self._text(row, 2) == FIXED[1]), None)

    def _check_heads(self, head: int) -> None:
        for column, wanted in enumerate(heads_of(self._meeting), 1):
            if self._text(head, column) != "".join(wanted.split()):
                cell = f"{column_name(column)}{head}"
                self._fault(
                    "E149", cell, wanted="".join(wanted.split()), text=self._text(head, column)[:40]
                )

    def _rows(self, head: int) -> dict[str, int]:
        """The row of each case; one twice and strangers are faults."""
        found: dict[str, int] = {}
        known = {case.id for case in self._meeting.cases}
        for row in sorted(row for row in self._sheet.rows if row > head):
            case = self._text(row, 2)
            if self._text(row, 1) in (DECLARED, MARK) or not case:
                continue
            if case in found:
                self._fault("E150", f"B{row}", case=case[:40], other=f"B{found[case]}")
            elif case not in known:
                self._fault("E151", f"B{row}", case=case[:40])
            else:
                found[case] = row
        return found

    def _project(self, place: int, row: int) -> None:
        """The points of one project, once it is the project that was given out."""
        cells = project_cells(self._meeting, place)
        for column, wanted in enumerate(cells, 1):
            if column > 2 and self._text(row, column) != "".join(wanted.split()):
                facts = {"head": FIXED[column - 1], "wanted": wanted}
                self._fault("E152", f"{column_name(column)}{row}", **facts)
        case = self._meeting.cases[place]
        recused = bool(self._scored.expert.tie_to(case))
        points = tuple(self._points(row, seat, recused=recused) for seat in self._seats())
        remark = self._cell(row, len(heads_of(self._meeting)))
        if remark is not None and (remark.formula or len(remark.text) > _LONGEST_REMARK):
            self._fault("E153", remark.name)
        elif remark is not None and not recused:
            self._scored.remarks[case.id] = remark.text.strip()
        if recused or all(each is None for each in points):
            self._scored.points[case.id] = None
        else:
            self._scored.points[case.id] = tuple(each or Decimal(0) for each in points)

    def _seats(self) -> range:
        return range(len(self._meeting.columns))

    def _points(self, row: int, seat: int, *, recused: bool) -> Decimal | None:
        """The points of one cell; None for a recusal and for a fault."""
        column = self._meeting.columns[seat]
        name = f"{column_name(len(FIXED) + 1 + seat)}{row}"
        cell, told = self._cell(row, len(FIXED) + 1 + seat), {"head": column.label}
        text = cell.text.strip() if cell is not None else ""
        if cell is not None and (cell.formula or cell.flaw):
            self._fault("E154", name, **told)
        elif recused:
            if text not in ("", RECUSED):
                self._fault("E155", name, text=text[:20], **told)
        elif not text or text == RECUSED:
            self._fault("E156", name, **told)
        elif not _POINTS.fullmatch(text):
            self._fault("E157", name, text=text[:20], **told)
        elif Decimal(text) > column.weight:
            self._fault("E158", name, text=text, weight=column.weight, **told)
        else:
            return Decimal(text)
        return None

    def _declaration(self) -> None:
        """回避声明 must say 是."""
        for row in sorted(self._sheet.rows, reverse=True)[:_HIGHEST]:
            if self._text(row, 1) == DECLARED:
                self._scored.declared = self._text(row, 3) == "是"
                if not self._scored.declared:
                    self._fault("E159", f"C{row}", text=self._text(row, 3)[:20])
                return
        self._fault("E160", "A1")


def shown(points: Decimal) -> str:
    """Points as they are typed: 12, 12.5."""
    return format(points.normalize(), "f") if points else "0"
