"""The schemas as they are shipped, for our reader and for editors."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]


class SchemaName(StrEnum):
    """The files that have a schema."""

    CASE = "case"
    BATCH = "batch"
    SETTINGS = "jiangdang"
    RECORD = "record"
    STAMP = "stamp"
    CALENDAR = "calendar"
    EXPERTS = "experts"


def schema_text(name: SchemaName) -> str:
    """The schema as ``case schema`` prints it."""
    return files("cases.schema").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def load_schema(name: SchemaName) -> Mapping[str, Any]:
    """The schema, with every reference to its own definitions put in place."""
    raw = cast("Schema", json.loads(schema_text(name)))
    return cast("Schema", _resolved(raw, raw.get("$defs", {})))


def _resolved(part: Any, definitions: Schema) -> Any:
    """A part of the schema without ``$ref``."""
    if isinstance(part, list):
        return [_resolved(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        own = {key: value for key, value in part.items() if key != "$ref"}
        name = str(part["$ref"]).rpartition("/")[2]
        return {**_resolved(definitions[name], definitions), **own}
    return {key: _resolved(each, definitions) for key, each in part.items() if key != "$defs"}
