"""The published schemas are true JSON Schemas, and editors agree with our reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cases.schema.converting import READERS
from cases.schema.shipped import SchemaName, schema_text

EXAMPLES = Path(__file__).parents[2] / "examples"


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that is a mapping."""
    if isinstance(schema, list):
        return [each for item in schema for each in parts(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(each for item in schema.values() for each in parts(item))]


def as_editors_load(text: str) -> Any:
    """The data as an editor's YAML 1.2 reader has it: days are texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("name", list(SchemaName))
def test_a_schema_is_a_valid_schema_and_uses_types_we_read(name: SchemaName) -> None:
    schema = json.loads(schema_text(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    types = {part["x-类型"] for part in parts(schema) if isinstance(part.get("x-类型"), str)}
    assert types <= set(READERS)


@pytest.mark.parametrize(
    ("name", "example"),
    [
        (SchemaName.CASE, "case.yaml"),
        (SchemaName.BATCH, "batch.yaml"),
        (SchemaName.SETTINGS, "jiangdang.yaml"),
    ],
)
def test_an_example_passes_in_an_editor_and_a_wrong_one_fails(
    name: SchemaName, example: str
) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text(name)))
    data = as_editors_load((EXAMPLES / example).read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(data)] == []
    assert not validator.is_valid({**data, "格式版本": "一"})
    del data["格式版本"]
    assert not validator.is_valid(data)


def test_an_editor_flags_an_unknown_unit_kind_and_a_bad_amount() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text(SchemaName.CASE)))
    data = as_editors_load((EXAMPLES / "case.yaml").read_text(encoding="utf-8"))
    data["单位"]["类型"] = "机关"
    data["经费"]["配套承诺"] = "5万"
    assert len(list(validator.iter_errors(data))) == 2
