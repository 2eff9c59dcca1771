"""What a policy may name: fields of cases, checks across records, the grounds of gates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.policy.checks import CHECKS
from cases.policy.fields import field_schemas
from cases.policy.publishing import policy_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SORTS = {"object": "各项", "array": "列表"}


def vocabulary() -> dict[str, list[dict[str, Any]]]:
    """Fields with their sort and values, checks and grounds with what they mean."""
    grounds = policy_schema()["properties"]["规则依据"]["properties"]
    return {
        "fields": list(_fields()),
        "checks": [{"check": name, "meaning": told} for name, told in CHECKS.items()],
        "grounds": [{"ground": name, "meaning": g["description"]} for name, g in grounds.items()],
    }


def _fields() -> Iterator[dict[str, Any]]:
    """Each field with what may be filled in; a list is told by its rows."""
    for path, schema in field_schemas().items():
        kind = schema.get("type", "")
        sort = _SORTS.get(kind, "") if isinstance(kind, str) else ""
        yield {"field": path, "sort": sort or schema.get("x-类型", ""), "values": _values(schema)}


def _values(schema: Mapping[str, Any]) -> list[str]:
    """The values allowed, where they are listed."""
    return [str(value) for value in schema.get("enum", ()) if value]
