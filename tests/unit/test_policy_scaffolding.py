"""A new policy begins as a skeleton that says of every key what it is for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cases.policy.library import policy_text, shipped_policies
from cases.policy.loading import PolicyFaultsError, load_policy
from cases.policy.publishing import policy_schema
from cases.policy.scaffolding import (
    SCHEMA_LINE,
    open_points_text,
    scaffold,
    scaffold_from,
)
from cases.yamlnodes import compose, plain
from tests.fixtures.command_line import Desk

SKELETON = scaffold("yangli-2027")
# What the clerk fills in, by the key that ``policy check`` names.
FILLED = {
    "名称": "样例区办法",
    "发文机关": "样例区人力资源和社会保障局",
    "辖区": "样例市样例区",
    "发文日期": "2026-01-05",
    "施行日期": "2026-01-05",
    "项目.0.名称": "技能大师工作室",
    "项目.0.带头人称谓": "技能大师",
    "项目.0.名额.数量": "5",
    "项目.0.名额.起": "2026-01-01",
    "项目.0.名额.止": "2026-12-31",
    "项目.0.资助.金额": "50000",
    "项目.0.配套.不低于": "0",
    "项目.0.周期.月数": "36",
    "项目.0.任务.0.内容": "带徒传技",
    "项目.0.申报条件.全部.1.问题": "是否一线？",
    "条款.R1.出处": "第一条",
    "条款.R1.要旨": "办法",
    "未定事项.0.默认": "样人社",
}


def faults(text: str):
    try:
        load_policy(text, "policy.yaml")
    except PolicyFaultsError as error:
        return error.findings
    return ()


def filled(text: str) -> str:
    """The skeleton with each fault that names an empty key filled in its line."""
    lines = text.splitlines(keepends=True)
    for found in reversed(faults(text)):
        assert found.code == "P104", (found.code, str(found.place))
        line = lines[found.place.line - 1]
        name = found.place.key.rpartition(".")[2]
        value = FILLED[found.place.key]
        lines[found.place.line - 1] = line.replace(f"{name}: ''", f"{name}: '{value}'", 1)
    return "".join(lines)


def with_everything_optional(text: str) -> str:
    """The skeleton with the ``#`` before its optional keys taken away."""
    return re.sub(r"^#(?! \S)", "", text, flags=re.MULTILINE)


def test_a_skeleton_passes_once_what_check_names_is_filled():
    assert {found.place.key for found in faults(SKELETON)} == set(FILLED)
    assert faults(filled(SKELETON)) == ()


def test_every_optional_key_of_the_skeleton_holds_as_it_stands():
    text = with_everything_optional(filled(SKELETON))
    assert [each.code for each in faults(text)] == ["P121"]
    text = text.replace("      共用: [另一类项目的名称]", "")
    assert faults(text) == ()


def keys_of_the_schema(part: object) -> set[str]:
    found: set[str] = set()
    if isinstance(part, dict):
        found |= set(part.get("properties", {}))
        for inner in part.values():
            found |= keys_of_the_schema(inner)
    if isinstance(part, list):
        for inner in part:
            found |= keys_of_the_schema(inner)
    return found


def test_the_skeleton_speaks_of_every_key_there_is():
    schema = json.loads(json.dumps(policy_schema()))
    del schema["properties"]["规则依据"]["properties"]
    silent = {key for key in keys_of_the_schema(schema) if key not in SKELETON}
    assert silent == set()


def test_the_open_points_of_a_skeleton_are_of_no_one_district():
    assert "静" not in SKELETON.partition("未定事项:")[2]
    points = plain(compose(open_points_text(), "x"))["未定事项"]
    told = plain(compose(SKELETON, "x"))["未定事项"]
    assert [each["编号"] for each in told] == [each["编号"] for each in points]


@pytest.mark.parametrize("other", sorted(shipped_policies()))
def test_a_policy_may_begin_from_another_with_its_numbers(other):
    text = scaffold_from("yangli-2027", other, policy_text(other, None))
    named = {(found.code, found.place.key) for found in faults(text)}
    assert named == {("P104", "发文日期"), ("P104", "施行日期")}
    text = text.replace("发文日期: ''", "发文日期: 2027-01-05")
    text = text.replace("施行日期: ''", "施行日期: 2027-01-05")
    fresh, old = load_policy(text, "policy.yaml"), shipped_policies()[other]
    assert (fresh.id, fresh.supersedes, fresh.valid_to) == ("yangli-2027", other, None)
    assert fresh.programmes == old.programmes
    assert text.count("#") >= policy_text(other, None).count("#")


def test_the_skeleton_lies_beside_the_schema_its_first_line_names(tmp_path):
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root)
    path = desk.root / desk.json("policy", "new", "yangli-2027")["path"]
    assert path.read_text("utf-8").startswith(SCHEMA_LINE)
    named = path.parent / SCHEMA_LINE.strip().partition("$schema=")[2]
    assert json.loads(named.read_text("utf-8")) == desk.json("policy", "schema")
    desk.json("policy", "new", "yangli-2028", "--from", "pudong-2025")
    rows = {row["policy"] for row in desk.json("policy", "list")}
    assert {"yangli-2027", "yangli-2028"} <= rows


def test_a_new_bureau_writes_its_policy_and_opens_a_batch_under_it(tmp_path):
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root)
    path = desk.root / desk.json("policy", "new", "yangli-2027")["path"]
    assert desk.run("policy", "check", path).code == 3
    path.write_text(filled(path.read_text("utf-8")), "utf-8")
    checked = desk.json("policy", "check", path)
    assert checked["findings"] == []
    assert any("技能大师工作室资助 5万元" in each for each in checked["sentences"])
    record = tmp_path / "b.yaml"
    record.write_text("政策: yangli-2027\n", "utf-8")
    made = desk.json("batch", "open", "2026-1", "--record", record, "--on", "2026-02-02")
    assert made["policy"] == "yangli-2027"
    assert list((desk.root / "policies" / "留存").glob("yangli-2027-*.yaml"))


def test_a_workspace_begins_under_a_policy_file_as_the_bureaus_own(tmp_path):
    file = tmp_path / "本市办法.yaml"
    file.write_text(filled(SKELETON), "utf-8")
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root, "--policy", file)
    settings = (desk.root / "jiangdang.yaml").read_text("utf-8")
    policy = load_policy(filled(SKELETON), "x.yaml")
    assert f"当前政策: {policy.id}" in settings
    assert f"机关全称: {policy.issuer.split('、')[0]}" in settings
    assert "静安" not in settings
    assert (desk.root / "policies" / f"{policy.id}.yaml").read_text("utf-8") == file.read_text(
        "utf-8"
    )
    assert desk.run("policy", "show", policy.id).code == 0


def test_a_policy_file_with_faults_begins_no_workspace(tmp_path):
    file = tmp_path / "本市办法.yaml"
    file.write_text(SKELETON, "utf-8")
    for named, code in ((file, 3), (tmp_path / "没有.yaml", 4)):
        assert Desk(tmp_path).run("init", tmp_path / "局", "--policy", named).code == code
        assert not (tmp_path / "局").exists()


def test_a_policy_does_not_begin_from_one_nobody_has(tmp_path):
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root)
    said = desk.run("policy", "new", "yangli-2027", "--from", "nobody-1", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "P301")
    assert not list((desk.root / "policies").glob("*.yaml"))


def test_the_example_is_the_bureaus_of_nowhere():
    example = Path(__file__).parents[2] / "examples" / "policy-minimal.yaml"
    assert "静" not in example.read_text("utf-8").replace("jingan", "")
