"""The published schema of policy files agrees with the loader."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from cases.policy import conditions, loading, programmes
from cases.policy.checks import CHECKS
from cases.policy.publishing import policy_schema_text
from cases.policy.scaffolding import open_points_text
from cases.yamlnodes import compose, plain

SCHEMA = json.loads(policy_schema_text())
FIXTURES = Path(__file__).parent.parent / "fixtures" / "policies"
TEXTS = {
    "jingan": files("cases").joinpath("policies", "jingan-2019.yaml").read_text(encoding="utf-8"),
    "yangli": (FIXTURES / "yangli-2026.yaml").read_text(encoding="utf-8") + open_points_text(),
}


class EditorLoader(yaml.SafeLoader):
    """Reads scalars as editors do: whole numbers and decimals are numbers, days are text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.endswith((":int", ":float"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(data: object) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_policy_that_loads_fits_the_schema(text):
    assert faults(plain(compose(text, "policy.yaml"))) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_policy_fits_the_schema_as_editors_read_it(text):
    assert faults(yaml.load(text, EditorLoader)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("辖区: 上海", "管辖: 样\n辖区: 上海"),
        ("金额: 50000.00", "金额: 5万"),
        ("条款: R51", "条款: 第51条"),
        ("取消称号: 是", "取消称号: 对"),
        ("月数: 36, ", ""),
        ("检查: within_appointment", "检查: beyond"),
        ("检查: within_appointment", "字段: 单位.名称, 检查: within_appointment"),
        ("[申报, 初审,", "[申报, 复审,"),
    ],
)
def test_the_schema_sees_what_an_editor_should_mark(old, new):
    assert old in TEXTS["jingan"]
    assert faults(plain(compose(TEXTS["jingan"].replace(old, new, 1), "policy.yaml")))


def test_the_schema_knows_the_keys_the_loader_reads():
    programme, condition = SCHEMA["$defs"]["项目"], SCHEMA["$defs"]["条件"]
    for part, required, optional in (
        (SCHEMA, loading.REQUIRED, loading.OPTIONAL),
        (programme, programmes.REQUIRED, programmes.OPTIONAL),
        (condition, conditions.REQUIRED, conditions.OPTIONAL),
    ):
        assert set(part["required"]) == set(required)
        assert set(part["properties"]) == {*required, *optional}


def test_the_schema_knows_the_checks_the_loader_knows():
    assert [each["const"] for each in SCHEMA["$defs"]["检查"]["oneOf"]] == list(CHECKS)


def test_everything_in_the_schema_is_explained():
    def silent(part: object, path: str) -> list[str]:
        found = []
        for name, inner in part.get("properties", {}).items():
            here = f"{path}.{name}"
            if "description" not in inner and "$ref" not in inner:
                found.append(here)
            found += silent(inner, here) + silent(inner.get("items") or {}, here)
        return found

    assert silent(SCHEMA, "") == []
    assert all("description" in part for part in SCHEMA["$defs"].values())
