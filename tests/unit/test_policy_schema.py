"""The published schema of policy files agrees with the loader."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from cases.findings import Finding
from cases.lifecycle.steps import STEPS
from cases.policy import loading, programmes
from cases.policy.checks import CHECKS
from cases.policy.conditions import TESTS
from cases.policy.fields import known_fields
from cases.policy.grounds import Ground
from cases.policy.publishing import policy_schema_text
from cases.policy.scaffolding import open_points_text
from cases.schema.shipped import SchemaName, load_schema
from cases.yamlnodes import compose, plain

SCHEMA = json.loads(policy_schema_text())
FIXTURES = Path(__file__).parent.parent / "fixtures" / "policies"
EXAMPLES = Path(__file__).parents[2] / "examples"
SHIPPED = sorted(
    (each for each in files("cases").joinpath("policies").iterdir() if each.name.endswith(".yaml")),
    key=lambda each: each.name,
)
TEXTS = {
    **{each.name: each.read_text(encoding="utf-8") for each in SHIPPED},
    **{
        each.name: each.read_text(encoding="utf-8") + open_points_text()
        for each in sorted(FIXTURES.glob("*.yaml"))
    },
    "minimal": (EXAMPLES / "policy-minimal.yaml").read_text(encoding="utf-8"),
}
JINGAN = TEXTS["jingan-2019.yaml"]
EVERY_KEY = TEXTS["quanmian-2026.yaml"].replace(
    "默认: 静人社}", "默认: 静人社, 来源: 政策条款, 条款: R7}"
)
STRANGE = "zzz"


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
    assert old in JINGAN
    assert faults(plain(compose(JINGAN.replace(old, new, 1), "policy.yaml")))


def resolved(part: dict) -> dict:
    """A part of the schema with what it refers to."""
    return SCHEMA["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def objects(part: dict, data: object, path: tuple[str | int, ...] = ()):
    """Every mapping of a file whose keys are named by the schema, with its place in the file."""
    part = resolved(part)
    if isinstance(data, dict):
        if "properties" in part:
            yield path, part
        for name, value in data.items():
            inner = part.get("properties", {}).get(name, part.get("additionalProperties"))
            if isinstance(inner, dict):
                yield from objects(inner, value, (*path, name))
    if isinstance(data, list) and "items" in part:
        for place, item in enumerate(data):
            yield from objects(part["items"], item, (*path, place))


def every_key() -> dict:
    return plain(compose(EVERY_KEY, "policy.yaml"))


OBJECTS = {
    ".".join(map(str, path)): (path, part)
    for path, part in objects(SCHEMA, every_key())
    if path[:1] != ("未定事项",) or path[1] == 0
}


def faults_without(path: tuple[str | int, ...]) -> list[Finding]:
    """What the loader says of a file with one mapping emptied but for a strange key."""
    data = every_key()
    if not path:
        return loading_faults({STRANGE: "1"})
    inner = data
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = {STRANGE: "1"}
    return loading_faults(data)


def loading_faults(data: dict) -> list[Finding]:
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_style='"')
    with pytest.raises(loading.PolicyFaultsError) as caught:
        loading.load_policy(text, "policy.yaml")
    return list(caught.value.findings)


@pytest.mark.parametrize("key", OBJECTS, ids=lambda key: key or "top")
def test_the_schema_and_the_loader_know_the_same_keys(key):
    path, part = OBJECTS[key]
    found = faults_without(path)
    strange = f"{key}.{STRANGE}" if key else STRANGE
    known = [each.facts["known"] for each in found if each.place.key == strange]
    assert [set(each.split("、")) for each in known] == [set(part["properties"])]
    prefix = f"{key}." if key else ""
    missing = {
        each.facts["name"]
        for each in found
        if each.code == "P102" and each.place.key == prefix + each.facts["name"]
    }
    assert missing - {"名称"} == set(part["required"]) - {"名称"}


def test_every_key_of_the_schema_stands_in_the_policy_of_every_key():
    seen: dict[int, set[str]] = {}
    parts = {id(part): part for _, part in OBJECTS.values()}
    for path, part in OBJECTS.values():
        inner = every_key()
        for name in path:
            inner = inner[name]
        seen.setdefault(id(part), set()).update(inner)
    allowed = {"天数", "工作日", "至少", *Ground, *TESTS}
    lacking = [set(part["properties"]) - seen[key] for key, part in parts.items()]
    assert set().union(*lacking) <= allowed
    assert len(parts) > 25


def test_the_schema_knows_the_checks_the_loader_knows():
    assert [each["const"] for each in SCHEMA["$defs"]["检查"]["oneOf"]] == list(CHECKS)


def test_the_schema_names_every_step_and_every_field():
    labels = {name for step in STEPS for name in (step.id, step.label)}
    assert set(SCHEMA["$defs"]["环节"]["enum"]) == labels
    assert set(SCHEMA["$defs"]["字段"]["enum"]) == known_fields()


def test_units_of_a_case_are_of_the_kinds_a_policy_may_name():
    case = load_schema(SchemaName.CASE)["properties"]["单位"]["properties"]["类型"]
    assert tuple(case["enum"]) == programmes.APPLICANTS
    assert SCHEMA["$defs"]["单位类型"]["enum"] == case["enum"]


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
