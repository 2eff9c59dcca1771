"""What the ledger has to say while the term runs: the closing gates' own words, as hints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cases.findings import Finding, Severity
from cases.lifecycle.gates_closing import SPENDING_GATES, used_up_in_time
from cases.lifecycle.gates_match import match_vouchers
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove, has_taken, programme_of

if TYPE_CHECKING:
    from datetime import date

    from cases.casefile import CaseFile
    from cases.lifecycle.world import World


def ledger_findings(world: World, case: CaseFile, on: date) -> Iterator[Finding]:
    """Overspent, misspent, unproved, left over as of that day; nothing before the award."""
    programme = programme_of(world.policy, case)
    if programme is None or not has_taken(case, "award"):
        return
    move = CaseMove(world, case, programme, find_step("close"), on, {}, {})
    for gate in (*SPENDING_GATES, used_up_in_time, match_vouchers):
        for found in gate(move):
            yield replace(found, severity=Severity.WARNING)
