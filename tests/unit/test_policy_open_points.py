"""Open points: the bureau's settings override the defaults, and say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.policy.library import find_policy
from cases.policy.open_points import BadOpenPointsError, effective
from cases.policy.ruling import RuleSource


@pytest.fixture(scope="module")
def policy():
    return find_policy("jingan-2019", None)


def test_without_settings_every_value_is_a_default(policy):
    assert effective(policy, {}) == policy.open_points


def test_a_setting_of_the_bureau_overrides_and_says_whose_it_is(policy):
    points = effective(policy, {"O12": " 7 ", "O17": "是"})
    assert (points["O12"].value, points["O12"].source) == ("7", RuleSource.BUREAU)
    assert (points["O17"].value, points["O17"].source) == ("是", RuleSource.BUREAU)
    assert points["O8"].source is RuleSource.DEFAULT


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("O12", "七", "P202"),
        ("O12", "0", "P202"),
        ("O12", "", "P202"),
        ("O17", "也许", "P202"),
        ("O1", "  ", "P202"),
        ("O18", "长" * 501, "P202"),
        ("O33", "1", "P201"),
        ("名额", "1", "P201"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(policy, name, value, code):
    with pytest.raises(BadOpenPointsError) as caught:
        effective(policy, {name: value})
    (fault,) = caught.value.findings
    assert (fault.code, fault.place.key) == (code, f"开放事项.{name}")
    assert name in fault.message


def test_all_wrong_settings_are_told_at_once(policy):
    with pytest.raises(BadOpenPointsError) as caught:
        effective(policy, {"O12": "七", "O99": "1", "O25": "一月"})
    assert [fault.code for fault in caught.value.findings] == ["P202", "P201", "P202"]


def test_what_the_policy_text_settles_the_bureau_cannot_change(policy):
    settled = replace(policy.open_points["O12"], source=RuleSource.POLICY)
    strict = replace(policy, open_points={**policy.open_points, "O12": settled})
    with pytest.raises(BadOpenPointsError) as caught:
        effective(strict, {"O12": "7"})
    assert [fault.code for fault in caught.value.findings] == ["P203"]


POINT = "类型: 整数, 至少: 1, 默认: 5}\n  - {编号: O13"


def with_point(written: str) -> str:
    from tests.unit.test_policy_faults import SHIPPED

    assert SHIPPED.count(POINT) == 1
    return SHIPPED.replace(POINT, POINT.replace("默认: 5", f"默认: 5, {written}"))


def test_a_point_that_the_policy_settles_names_its_clause_when_it_refuses() -> None:
    from cases.lifecycle.refusing import clause
    from cases.policy.explaining import explain
    from cases.policy.loading import load_policy
    from tests.fixtures.little_bureau import Bureau

    policy = load_policy(with_point("来源: 政策条款, 条款: R47"), "jingan-2019.yaml")
    world = replace(Bureau().world, policy=policy)
    assert clause(world, "O12") == clause(world, "R47") != ""
    assert "O12 社会公示工作日：5（政策条款 R47）。" in explain(policy)
