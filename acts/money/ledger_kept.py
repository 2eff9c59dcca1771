"""What an import booked, kept in the log by its digest, and held against the case again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from acts.auditing import log_entries
from acts.money.ledger_columns import SHEETS, SPENT, LedgerSheet
from acts.money.ledger_sheets import arrival_rows, entry_rows
from cases.digest import digest_of
from cases.lifecycle.correcting import is_correction, told_in
from cases.lifecycle.reading import text_of
from cases.lifecycle.refusing import clause, in_case, refuse
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from acts.bureau import Bureau
    from acts.money.ledger_rows import LedgerLine
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.lifecycle.world import World

ACTION = "money"


def kept_of(case: CaseFile, lines: Sequence[LedgerLine]) -> dict[str, str]:
    """Which lines of which list of a case an import just booked, and their digest."""
    found = {}
    for sheet in SHEETS:
        number = sum(each.case == case.id and each.sheet is sheet for each in lines)
        if number:
            last = len(_rows(case, sheet))
            found[sheet.name] = _told(case, sheet, last - number + 1, last)
    return found


def changed_lines(bureau: Bureau, world: World, cases: Sequence[CaseFile]) -> Iterator[Finding]:
    """Every stretch of imported lines that does not say any more what was booked."""
    asked = {case.id: case for case in cases}
    for entry in log_entries(bureau.workspace):
        case = asked.get(str(entry.get("object", "")))
        if entry.get("action") == ACTION and case is not None:
            yield from _differing(world, case, entry)


def _differing(world: World, case: CaseFile, entry: Mapping[str, Any]) -> Iterator[Finding]:
    """The lists of one import whose lines differ; one put right by a correction is its own."""
    facts = entry.get("facts") or {}
    for sheet in SHEETS:
        stretch = str(facts.get(sheet.name, "")).partition(" ")[0]
        first, _, last = stretch.partition("-")
        if not (first.isdecimal() and last.isdecimal()) or _corrected(case, sheet):
            continue
        if _told(case, sheet, int(first), int(last)) != facts[sheet.name]:
            whose, place = clause(world, Ground.BOOKKEEPING), in_case(case, sheet.path)
            told = {"案卷": case.id, "清单": sheet.name, "起": first, "止": last}
            yield refuse("M146", whose, place, **told, 来源=facts.get("来源", ""))


def _corrected(case: CaseFile, sheet: LedgerSheet) -> bool:
    """Whether the list was put right by a correction of its own."""
    keys = (text_of(told_in(each).get("字段")) for each in case.entered if is_correction(each))
    return sheet.path in keys


def _told(case: CaseFile, sheet: LedgerSheet, first: int, last: int) -> str:
    """The stretch, and the digest of what its lines say."""
    lines = [[str(cell) for cell in row] for row in _rows(case, sheet)[first - 1 : last]]
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return f"{first}-{last} {digest_of(text.encode())}"


def _rows(case: CaseFile, sheet: LedgerSheet) -> list[list[object]]:
    return list(entry_rows(case) if sheet is SPENT else arrival_rows(case))
