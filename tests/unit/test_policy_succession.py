"""Policies beside each other: replaced, holding at once, shown in the version batches use."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.policy.library import all_policies
from cases.policy.loading import load_policy
from cases.policy.succession import beside_others, last_day, successor_on
from tests.fixtures.command_line import Desk
from tests.unit.test_policy_versions import OF_2019, record_digest

EXAMPLE = Path(__file__).parents[2] / "examples" / "policy-minimal.yaml"


def district(name: str, start: str, end: str = "", former: str = "") -> str:
    text = EXAMPLE.read_text("utf-8").replace("编号: policy-minimal", f"编号: {name}")
    text = text.replace("施行日期: 2026-03-02", f"施行日期: {start}")
    text = text.replace("失效日期: ''", f"失效日期: '{end}'")
    return f"取代: {former}\n{text}" if former else text


def known(*texts: str):
    policies = [load_policy(text, "policy.yaml") for text in texts]
    return {policy.id: policy for policy in policies}


def codes(policies, name: str) -> list[str]:
    return [found.code for found in beside_others(policies[name], policies)]


OLD, NEW = district("yang-1", "2023-01-01"), district("yang-2", "2026-01-01", former="yang-1")


def test_a_policy_that_replaces_another_ends_it_the_day_before():
    both = known(OLD, NEW)
    assert last_day(both["yang-1"], both) == date(2025, 12, 31)
    assert codes(both, "yang-1") == codes(both, "yang-2") == []
    assert successor_on(both["yang-1"], both, date(2025, 12, 31)) is None
    assert successor_on(both["yang-1"], both, date(2026, 1, 1)) is both["yang-2"]


def test_a_successor_of_the_successor_stands_in():
    three = known(OLD, NEW, district("yang-3", "2028-01-01", former="yang-2"))
    assert successor_on(three["yang-1"], three, date(2029, 1, 1)) is three["yang-3"]


def test_policies_that_replace_each_other_are_told_and_end_nowhere():
    both = known(district("yang-1", "2026-01-01", former="yang-2"), NEW)
    assert "P563" in codes(both, "yang-1")
    assert successor_on(both["yang-1"], both, date(2030, 1, 1)) is None


def test_two_policies_of_one_place_at_once_are_told():
    both = known(OLD, district("yang-2", "2026-01-01"))
    found = list(beside_others(both["yang-2"], both))
    assert [each.code for each in found] == ["P564"]
    assert "2026-01-01" in found[0].message
    one_after_the_other = known(district("yang-1", "2023-01-01", "2025-12-31"), NEW)
    assert codes(one_after_the_other, "yang-2") == []


def test_a_predecessor_nobody_has_is_told():
    assert codes(known(NEW), "yang-2") == ["P562"]


def test_the_shipped_policies_stand_well_beside_each_other():
    shipped = all_policies(None)
    assert {name: codes(shipped, name) for name in shipped} == {name: [] for name in shipped}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root)
    return desk


def place(desk: Desk, text: str, name: str) -> Path:
    path = desk.root / "policies" / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


def open_under(desk: Desk, policy: str, on: str):
    record = desk.root.parent / "b.yaml"
    record.write_text(f"政策: {policy}\n", "utf-8")
    batch = f"{on[:4]}-1"
    return desk.run("batch", "open", batch, "--record", record, "--on", on, "--json")


def test_no_batch_opens_under_a_policy_that_was_replaced(desk):
    place(desk, OLD, "yang-1")
    place(desk, NEW, "yang-2")
    said = open_under(desk, "yang-1", "2026-05-01")
    assert (said.code, said.json["error"]["code"]) == (3, "P565")
    assert "yang-2" in said.json["error"]["message"]
    assert open_under(desk, "yang-1", "2025-05-01").code == 0
    assert open_under(desk, "yang-2", "2026-05-01").code == 0


def test_a_policy_past_its_days_names_its_successor(desk):
    place(desk, district("yang-1", "2023-01-01", "2025-06-30"), "yang-1")
    assert open_under(desk, "yang-1", "2026-05-01").json["error"]["code"] == "W416"
    place(desk, NEW, "yang-2")
    assert open_under(desk, "yang-1", "2026-05-01").json["error"]["code"] == "P565"
    assert open_under(desk, "yang-1", "2025-08-01").json["error"]["code"] == "W416"


def test_list_and_check_tell_what_holds_at_once(desk):
    place(desk, OLD, "yang-1")
    path = place(desk, district("yang-2", "2026-01-01"), "yang-2")
    rows = {row["policy"]: row for row in desk.json("policy", "list")}
    assert [each["code"] for each in rows["yang-2"]["findings"]] == ["P564"]
    assert "⚠ [P564]" in desk.run("policy", "list").out
    checked = desk.json("policy", "check", path)
    assert [each["severity"] for each in checked["findings"]] == ["warning"]
    assert checked["sentences"]


def test_check_tells_a_file_that_will_not_be_found(desk):
    path = place(desk, OLD, "yang-9")
    found = desk.json("policy", "check", path)["findings"]
    assert [(each["code"], each["severity"]) for each in found] == [("P568", "warning")]


def test_check_tells_a_sentence_that_no_paper_prints(desk):
    said = "表述:\n  - {条款: R1, 载体: award-notise, 环节: 公布, 内容: 样句。}\n"
    found = desk.json("policy", "check", place(desk, said + OLD, "yang-1"))["findings"]
    assert [each["code"] for each in found] == ["P571"]
    assert "award-notice" in found[0]["message"]


def test_the_versions_in_use_are_counted_and_shown(desk):
    assert desk.run("batch", "open", "2020-1", "--on", "2020-04-07").code == 0
    assert desk.run("batch", "open", "2020-2", "--on", "2020-05-07").code == 0
    record_digest(desk.root / "batches" / "2020-2" / "batch.yaml", OF_2019)
    rows = {row["policy"]: row["versions"] for row in desk.json("policy", "list")}
    assert (rows["jingan-2019"], rows["pudong-2025"]) == (2, 0)
    told = desk.json("policy", "show", "jingan-2019")["sentences"]
    assert any("2020-2 按 5bff69dc3d17 版本办" in each for each in told)
    older = desk.json("policy", "show", "jingan-2019", "--digest", "5bff69dc3d17")
    assert older["digest"] == OF_2019


@pytest.mark.parametrize("digest", ["0000", "sha256:", "../x"])
def test_a_version_nobody_has_is_not_found(desk, digest):
    said = desk.run("policy", "show", "jingan-2019", "--digest", digest, "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "P566")


def test_a_faulty_policy_of_the_bureau_stops_no_batch_of_another(desk):
    place(desk, "编号: 写到一半", "yang-9")
    assert desk.run("batch", "open", "2020-1", "--on", "2020-04-07").code == 0
