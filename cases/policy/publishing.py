"""The JSON Schema of policy files, for editors that complete and check them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cases.lifecycle.steps import STEPS
from cases.policy.checks import CHECKS
from cases.policy.consistency import belongs_to_batch, belongs_to_case
from cases.policy.fields import known_fields
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.lifecycle.steps import Step


def policy_schema_text() -> str:
    """The schema as ``policy schema`` prints it."""
    return json.dumps(policy_schema(), ensure_ascii=False, indent=1) + "\n"


@cache
def policy_schema() -> dict[str, Any]:
    """The schema, with the steps, fields and checks there are."""
    shipped = files("cases.schema").joinpath("policy.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(shipped)
    parts = schema["$defs"]
    parts["环节"]["enum"] = _names(STEPS)
    parts["批次环节"]["enum"] = _names(filter(belongs_to_batch, STEPS))
    parts["案卷环节"]["enum"] = _names(filter(belongs_to_case, STEPS))
    parts["字段"]["enum"] = sorted(known_fields())
    parts["检查"]["oneOf"] = [{"const": name, "description": told} for name, told in CHECKS.items()]
    grounds = schema["properties"]["规则依据"]["properties"]
    for name in map(str, Ground):
        grounds.setdefault(name, {"$ref": "#/$defs/条款编号", "description": name})
    return schema


def _names(steps: Iterable[Step]) -> list[str]:
    """Steps as files may write them: by label or by id."""
    return [name for step in steps for name in (step.label, step.id)]
