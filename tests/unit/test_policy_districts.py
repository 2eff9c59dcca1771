"""Another district's policy is data too."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.policy import ruling
from cases.policy.explaining import explain
from cases.policy.loading import load_policy
from cases.policy.model import Policy
from cases.policy.scaffolding import neutral_points_text, open_points_text
from cases.values.money import Money

EXAMPLE = Path(__file__).parents[2] / "examples" / "policy-minimal.yaml"
FIXTURE = Path(__file__).parent.parent / "fixtures" / "policies" / "yangli-2026.yaml"


@pytest.fixture(scope="module")
def district() -> Policy:
    text = FIXTURE.read_text(encoding="utf-8") + open_points_text()
    return load_policy(text, FIXTURE.name)


def test_amounts_may_depend_on_the_grade(district):
    grant = district.programmes["studio"].grant
    assert [(grade.label, grade.amount) for grade in grant.grades] == [
        ("A", Money.of(400000)),
        ("B", Money.of(300000)),
        ("C", Money.of(200000)),
        ("不合格", Money.of(0)),
    ]
    assert (grant.mode, grant.payments) == ("分级", 2)


def test_a_term_may_run_between_two_days_of_the_calendar(district):
    term = district.programmes["studio"].term
    assert (term.months, term.start, term.end) == (None, date(2026, 4, 1), date(2028, 12, 31))


def test_a_district_may_do_without_review(district):
    assert "review" not in district.case_steps


def test_money_may_follow_the_assessment(district):
    steps = district.case_steps
    assert steps.index("assess-term") < steps.index("disburse")


def test_departments_may_have_a_cap_and_programmes_share_a_quota(district):
    quota = district.programmes["studio"].quota
    assert (quota.per_department, quota.shared_with, quota.scope) == (2, ("样例传承室",), "年度")


def test_others_may_pay_the_match_in_kind(district):
    match = district.programmes["studio"].match
    assert match.payers == ("所在单位", "上级主管部门")
    assert match.forms == ("货币", "实物")
    assert not match.minimum


def test_fields_may_be_held_against_numbers(district):
    tests = [part.test for part in district.programmes["studio"].eligibility.parts]
    assert tests == [ruling.Test.AT_LEAST, ruling.Test.AT_MOST]


def test_bans_and_follow_up_grants_are_kept(district):
    assert district.consequences.ban_years == 6
    cap = district.assessment.excellent_cap
    assert cap is not None
    assert (cap.grade, cap.percent) == ("合格", 30)
    assert district.valid_to is None


def test_the_district_is_explained(district):
    text = "\n".join(explain(district))
    for words in ("未定失效日期", "A ≥85 40万元", "2026年4月1日至2028年12月31日", "6 年内"):
        assert words in text


def test_the_minimal_example_loads_and_reads_in_plain_words():
    policy = load_policy(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    assert policy.id == EXAMPLE.stem
    assert policy.valid_to is None
    assert "技能大师工作室资助 8万元，一次性，分 1 笔，付给单位（R3）。" in explain(policy)


def test_the_minimal_example_has_the_defaults_of_the_system():
    assert EXAMPLE.read_text(encoding="utf-8").endswith(
        neutral_points_text().replace("默认: ''", "默认: 样人社", 1)
    )
