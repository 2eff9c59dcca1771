"""Checking a case against its policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acts.sealing.ended import is_backfilled
from acts.world import read_world
from cases.casefile import read_case
from cases.findings import Finding, Place, Severity
from cases.lifecycle.checking import check_case
from cases.schema.shipped import SchemaName, schema_text

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.casefile import CaseFile


def check_target(bureau: Bureau, case_id: str) -> tuple[Finding, ...]:
    """What the policy and the form have to say about a case; of a past year, what it lacks."""
    case = read_case(bureau.workspace, case_id)
    if is_backfilled(case):
        return _lacking(bureau, case)
    return check_case(read_world(bureau, case.batch), case)


def _lacking(bureau: Bureau, case: CaseFile) -> tuple[Finding, ...]:
    """No gate is asked of a past year's case; papers and facts that are missing are pointed out."""
    from acts.old_years.gaps import gap_of

    gap = gap_of(bureau, case, bureau.policy(case.policy))
    lacking = {"B260": (*gap.papers, *gap.evidence), "B261": gap.facts, "B262": gap.supposed}
    return tuple(
        Finding(code, Severity.WARNING, Place(f"cases/{case.id}"), {"names": "、".join(names)})
        for code, names in lacking.items()
        if names
    )


def case_schema() -> dict[str, Any]:
    """The JSON Schema of case files."""
    return dict(json.loads(schema_text(SchemaName.CASE)))
