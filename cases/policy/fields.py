"""The fields of a case file that a condition may test."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from cases.schema.shipped import SchemaName, load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WRITTEN_BY_STEPS = ("办理", "档号", "资助周期", "政策摘要", "保管期限")
_KINDS = ("级别", "类别", "类型", "等级")


@cache
def known_fields() -> frozenset[str]:
    """Every dotted path of the case schema, through the rows of its tables."""
    return frozenset(field_schemas())


@cache
def field_schemas() -> Mapping[str, Mapping[str, Any]]:
    """What the case schema says of each path that people fill in."""
    found = _paths(load_schema(SchemaName.CASE), "")
    return {path: part for path, part in found if path.split(".")[0] not in _WRITTEN_BY_STEPS}


def is_one_of_kinds(path: str) -> bool:
    """Whether a field holds a level or kind, one value of several, and no free text."""
    return path.endswith(_KINDS) or "enum" in field_schemas().get(path, {})


def _paths(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The paths below one part of the schema."""
    for name, part in schema.get("properties", {}).items():
        path = f"{above}.{name}" if above else name
        yield path, part
        yield from _paths(part, path)
        yield from _paths(part.get("items") or {}, path)
