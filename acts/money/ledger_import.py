"""Taking a ledger's workbook back in: new lines are appended, what is booked stays (九)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from acts.money.ledger_columns import MONEY, NUMBER, SHEETS, SPENT, LedgerSheet
from acts.money.ledger_kept import ACTION, kept_of
from acts.money.ledger_rows import LedgerFile, LedgerLine, read_ledger
from acts.money.ledger_sheets import arrival_rows, entry_rows
from acts.world import read_world, with_changes
from cases.casefile import all_cases
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.lifecycle.grants_due import NOTHING
from cases.lifecycle.ledger_checks import ledger_findings
from cases.lifecycle.world import ending_of
from cases.settings import Role
from cases.values.money import Money
from cases.yamltext import Append

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import CaseFile

_OURS = "填入时未给出"


class FaultyLedgerError(JiangdangError):
    """Rows of the workbook are faulty; nothing was entered."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "M102"


@dataclass(slots=True)
class LedgerImported:
    """How many lines each case got, and what the ledgers now have to say."""

    added: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``--json`` shows it."""
        found = [each.as_json() for each in self.findings]
        return {"added": self.added, "entries": sum(self.added.values()), "findings": found}


def import_ledger(bureau: Bureau, file: Path) -> LedgerImported:
    """Append the new lines of a workbook to their cases, all in one act or none.

    Raises FaultyLedgerError with every faulty row, and what reading the file raises.
    """
    person = bureau.acting(Role.CLERK)
    book, cases = read_ledger(file), all_cases(bureau.workspace)
    check = _Check(book, cases, bureau.now.date())
    faults = list(check.faults())
    if faults:
        raise FaultyLedgerError(path=file.name, count=len(faults), findings=faults)
    done = LedgerImported()
    for line in check.new:
        done.added[line.case] = done.added.get(line.case, 0) + 1
    if not done.added:
        return done
    changes = _changes(check.new)
    paths = {case: f"cases/{case}/case.yaml" for case in changes}
    world = read_world(bureau, cases[check.new[0].case].batch, cases)
    world, files = with_changes(world, changes, paths)
    with bureau.journal.act(ACTION, person.name, next(iter(changes))) as act:
        for case, edited in files.items():
            act.write(edited.path, edited.text.encode(), before=edited.before)
            told = {"笔数": done.added[case], "来源": file.name}
            act.enter(ACTION, case, {**told, **kept_of(world.cases[case], check.new)})
    done.findings = tuple(_said(bureau, world.cases, changes))
    return done


def _changes(lines: Sequence[LedgerLine]) -> dict[str, tuple[Append, ...]]:
    """The lines as items at the end of their lists."""
    found: dict[str, tuple[Append, ...]] = {}
    for line in lines:
        path = tuple(line.sheet.path.split("."))
        found[line.case] = (*found.get(line.case, ()), Append(path, _item(line)))
    return found


def _item(line: LedgerLine) -> dict[str, object]:
    """The line as the case file writes it: amounts above nought, empty keys left out."""
    values = {key: value for key, value in line.values.items() if value not in ("", None)}
    amount = values.get("金额")
    if isinstance(amount, Money) and amount < NOTHING:
        values["金额"] = NOTHING - amount
    return values


def _said(
    bureau: Bureau, cases: Mapping[str, CaseFile], changed: Mapping[str, object]
) -> Iterator[Finding]:
    """What the ledgers of the changed cases have to say now."""
    worlds: dict[str, Any] = {}
    for name in changed:
        batch = cases[name].batch
        if batch not in worlds:
            worlds[batch] = read_world(bureau, batch, cases)
        yield from ledger_findings(worlds[batch], cases[name], bureau.now.date())


class _Check:
    """Holds the lines of a file against what the cases have booked."""

    def __init__(self, book: LedgerFile, cases: Mapping[str, CaseFile], today: date) -> None:
        self._book, self._cases, self._today = book, cases, today
        self.new: list[LedgerLine] = []
        self._booked: dict[tuple[str, str], list[list[object]]] = {}
        self._seen: dict[tuple[str, str], dict[int, LedgerLine]] = {}
        self._fresh: dict[tuple[str, str], int] = {}

    def faults(self) -> Iterator[Finding]:
        """Every fault of every line, and every booked line that is not there."""
        for line in self._book.lines:
            self._line(line)
            yield from line.faults
        yield from self._removed()

    def _line(self, line: LedgerLine) -> None:
        case = self._cases.get(line.case)
        if case is None:
            if line.case:
                line.fault("M110", "案卷号", case=line.case[:20])
            return
        booked = self._rows(case.id, line.sheet)
        seen = self._seen.setdefault((case.id, line.sheet.path), {})
        if line.number is not None and line.number in seen:
            line.fault("M126", NUMBER, number=line.number)
        elif line.number is not None and line.number <= len(booked):
            seen[line.number] = line
            self._unchanged(line, booked[line.number - 1])
        else:
            self._appended(line, case, booked)

    def _rows(self, case: str, sheet: LedgerSheet) -> list[list[object]]:
        """The booked lines of a case as the sheet shows them."""
        key = (case, sheet.path)
        if key not in self._booked:
            rows = entry_rows if sheet is SPENT else arrival_rows
            self._booked[key] = list(rows(self._cases[case]))
        return self._booked[key]

    def _unchanged(self, line: LedgerLine, booked: Sequence[object]) -> None:
        """A booked line says what it said; a column that the sheet leaves out is not asked."""
        for column, kept in zip(line.sheet.columns, booked[2:], strict=True):
            given = line.values.get(column.key, _OURS)
            if given not in (_OURS, kept) and column.kind == MONEY and _same_sum(given, kept):
                continue
            if given not in (_OURS, kept):
                facts = {"number": line.number, "was": kept or "空", "now": given or "空"}
                line.fault("M117", column.head, **facts)

    def _appended(
        self,
        line: LedgerLine,
        case: CaseFile,
        booked: Sequence[Sequence[object]],
    ) -> None:
        """A new line: whole, in its place, of a case that runs, not booked before."""
        key = (case.id, line.sheet.path)
        self._fresh[key] = self._fresh.get(key, 0) + 1
        place = len(booked) + self._fresh[key]
        if line.number is not None and line.number != place:
            facts = {"booked": len(booked), "place": self._fresh[key], "next": place}
            line.fault("M127", NUMBER, number=line.number, **facts)
        if ending_of(case) is not None:
            line.fault("M112", "案卷号", case=case.id)
        day = line.values.get("日期")
        if isinstance(day, date) and day > self._today:
            line.fault("M132", line.sheet.columns[0].head, day=day, today=self._today)
        self._correction(line, booked, place)
        for column in line.sheet.columns:
            empty = line.values.get(column.key, "") == ""
            told = any(f.facts.get("head") == column.head for f in line.faults)
            if column.required and empty and not told:
                line.fault("M113", column.head)
        self._booked_before(line, booked)
        self.new.append(line)

    def _correction(self, line: LedgerLine, booked: Sequence[Sequence[object]], place: int) -> None:
        """What stands below nought corrects a line before it, of whose kind it is."""
        amount, corrects = line.values.get("金额"), line.values.get("冲销")
        below = isinstance(amount, Money) and amount < NOTHING
        if line.sheet is not SPENT or not isinstance(corrects, int):
            if below:
                line.fault("M120", line.sheet.columns[1].head, amount=amount)
            return
        if isinstance(amount, Money) and not below:
            line.values["金额"] = NOTHING - amount
        if not line.values.get("摘要"):
            line.fault("M122", "摘要")
        if not 0 < corrects < place:
            line.fault("M128", "冲销", number=corrects)
            return
        before = [*(_as_values(line.sheet, row) for row in booked), *self._fresh_values(line)]
        self._taken_back(line, before[corrects - 1], _left_of(before, corrects))

    def _taken_back(self, line: LedgerLine, target: Mapping[str, object], left: Money) -> None:
        """What is corrected is no correction, of the same source and purpose, and not less."""
        number, amount = line.values["冲销"], line.values.get("金额")
        for key in ("资金来源", "用途"):
            kept = target.get(key)
            line.values[key] = line.values.get(key) or kept or ""
            if kept and line.values[key] != kept:
                line.fault("M130", key, number=number, was=kept, now=line.values[key])
        if target.get("冲销"):
            line.fault("M129", "冲销", number=number)
        elif isinstance(amount, Money) and left + amount < NOTHING:
            line.fault("M131", line.sheet.columns[1].head, number=number, left=left)

    def _fresh_values(self, line: LedgerLine) -> list[Mapping[str, object]]:
        """The new lines before this one, of the same case and sheet."""
        return [o.values for o in self.new if o.case == line.case and o.sheet is line.sheet]

    def _booked_before(self, line: LedgerLine, booked: Sequence[Sequence[object]]) -> None:
        """A line that says all that a booked one says is the same line."""
        own = [line.values.get(column.key, "") or "" for column in line.sheet.columns]
        rows = [list(row[2:]) for row in booked]
        for other in self._fresh_values(line):
            rows.append([other.get(column.key, "") or "" for column in line.sheet.columns])
        if not line.faults and own in rows:
            line.fault("M125", NUMBER, number=rows.index(own) + 1)

    def _removed(self) -> Iterator[Finding]:
        """The booked lines that the workbook had, or must have, and has no more."""
        for case, path in sorted({*self._book.counted, *self._seen}):
            if case not in self._cases or path not in self._book.paths:
                continue
            sheet = next(each for each in SHEETS if each.path == path)
            seen = self._seen.get((case, path), {})
            needed = self._needed(case, sheet, seen)
            gone = [str(number) for number in range(1, needed + 1) if number not in seen]
            if gone:
                place = Place(self._book.name, None, sheet.name)
                facts = {"case": case, "numbers": "、".join(gone)}
                yield Finding("M118", Severity.ERROR, place, facts)

    def _needed(self, case: str, sheet: LedgerSheet, seen: Mapping[int, LedgerLine]) -> int:
        """How many booked lines must be there: as many as were when the workbook was written.

        Where it does not say, all of them, if any booked line is there.
        """
        booked = len(self._rows(case, sheet))
        counted = self._book.counted.get((case, sheet.path))
        if counted is not None:
            return min(counted, booked)
        return booked if seen else 0


def _as_values(sheet: LedgerSheet, row: Sequence[object]) -> dict[str, object]:
    """A booked line by key, as a new one is."""
    return {column.key: kept for column, kept in zip(sheet.columns, row[2:], strict=True)}


def _left_of(lines: Sequence[Mapping[str, object]], number: int) -> Money:
    """What the corrections so far left of a line, corrections being below nought."""
    sums = [
        lines[number - 1].get("金额"),
        *(o.get("金额") for o in lines if o.get("冲销") == number),
    ]
    return Money.total(each for each in sums if isinstance(each, Money))


def _same_sum(given: object, kept: object) -> bool:
    """Whether a correction is written above nought here and below nought there."""
    if not isinstance(given, Money) or not isinstance(kept, Money):
        return False
    return kept < NOTHING and given == NOTHING - kept
