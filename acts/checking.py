"""Checking a case against its policy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acts.world import read_world
from cases.casefile import read_case
from cases.lifecycle.checking import check_case
from cases.schema.shipped import SchemaName, schema_text

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.findings import Finding


def check_target(bureau: Bureau, case_id: str) -> tuple[Finding, ...]:
    """What the policy and the form have to say about a case."""
    case = read_case(bureau.workspace, case_id)
    return check_case(read_world(bureau, case.batch), case)


def case_schema() -> dict[str, Any]:
    """The JSON Schema of case files."""
    return dict(json.loads(schema_text(SchemaName.CASE)))
