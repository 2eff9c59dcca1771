"""The shipped policy says exactly what its text says."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from cases.lifecycle import crosschecks
from cases.policy import ruling
from cases.policy.checks import CHECKS
from cases.policy.conditions import ASKED
from cases.policy.consistency import questions_in
from cases.policy.explaining import explain
from cases.policy.library import find_policy
from cases.policy.model import Policy
from cases.policy.programme import Programme
from cases.policy.ruling import Combination, Condition, RuleSource
from cases.values.money import Money


@cache
def jingan() -> Policy:
    return find_policy("jingan-2019", None)


def chief() -> Programme:
    return jingan().programmes["chief-technician"]


def studio() -> Programme:
    return jingan().programmes["master-studio"]


def leaves(condition: Condition) -> list[Condition]:
    return [condition] if not condition.parts else [x for p in condition.parts for x in leaves(p)]


FIGURES = {
    "the chief technicians' quota is 50 (R9)": lambda: (chief().quota.number, 50),
    "the studios' quota is 10 (R10)": lambda: (studio().quota.number, 10),
    "quotas run from 2018 (R8)": lambda: (chief().quota.start, date(2018, 1, 1)),
    "quotas run to 2021 (R8)": lambda: (studio().quota.end, date(2021, 12, 31)),
    "a chief technician gets 50000 yuan (R78)": lambda: (str(chief().grant.amount), "50000.00"),
    "a studio gets 100000 yuan (R81)": lambda: (str(studio().grant.amount), "100000.00"),
    "grants are one-off (R78)": lambda: ({chief().grant.mode, studio().grant.mode}, {"一次性"}),
    "grants are paid once (R81)": lambda: ({chief().grant.payments, studio().grant.payments}, {1}),
    "a chief technician's unit adds 50000 (R79)": lambda: (chief().match.minimum, Money.of(50000)),
    "a studio's unit adds 100000 (R82)": lambda: (studio().match.minimum, Money.of(100000)),
    "the match is cash (O17)": lambda: (chief().match.forms, ("货币",)),
    "a chief technician's term is 36 months (R51)": lambda: (chief().term.months, 36),
    "a studio's term is 36 months (R56)": lambda: (studio().term.months, 36),
    "a studio trains at least 8 (R59)": lambda: (studio().trainees, 8),
    "a chief technician trains no set number (R54)": lambda: (chief().trainees, None),
    "three kinds of units apply for chief technicians (R19)": lambda: (
        chief().applicant_kinds,
        ("企业", "职业院校", "社会培训机构"),
    ),
    "only enterprises apply for studios (R33)": lambda: (studio().applicant_kinds, ("企业",)),
    "the payee is written as an enterprise (R84)": lambda: (chief().grant.payee, "企业"),
    "chief technicians need the internal notice (R18)": lambda: (chief().internal_notice, True),
    "studios need no internal notice (R18)": lambda: (studio().internal_notice, False),
    "chief technicians have four tasks (R52-R55)": lambda: (
        [task.rule for task in chief().tasks],
        ["R52", "R53", "R54", "R55"],
    ),
    "studios have six tasks (R57-R62)": lambda: (
        [task.rule for task in studio().tasks],
        ["R57", "R58", "R59", "R60", "R61", "R62"],
    ),
    "case ids carry SX and DS": lambda: ((chief().code, studio().code), ("SX", "DS")),
    "five elements weigh 15/20/30/25/10 (R73-R77, O22)": lambda: (
        [(e.rule, e.weight) for e in jingan().assessment.elements],
        [("R73", 15), ("R74", 20), ("R75", 30), ("R76", 25), ("R77", 10)],
    ),
    "four methods of assessment (R72)": lambda: (len(jingan().assessment.methods), 4),
    "two kinds of assessors (R71)": lambda: (
        jingan().assessment.assessors,
        ("组织专家", "委托第三方"),
    ),
    "assessment starts 90 days before (O21)": lambda: (jingan().assessment.days_before_end, 90),
    "rectification takes 30 days (O25)": lambda: (jingan().consequences.rectify_days, 30),
    "money rules are R88 to R92": lambda: (
        list(jingan().funds.rules),
        ["R88", "R89", "R90", "R91", "R92"],
    ),
    "in force from its issue (R5)": lambda: (jingan().valid_from, date(2019, 3, 25)),
    "issued on 2019-03-25 (R3)": lambda: (jingan().issued, date(2019, 3, 25)),
    "out of force after 2021 (O32)": lambda: (jingan().valid_to, date(2021, 12, 31)),
    "the whole programme is 3.5 million yuan": lambda: (
        chief().grant.amount * chief().quota.number + studio().grant.amount * studio().quota.number,
        Money.of(3_500_000),
    ),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
def test_the_shipped_policy_states(figure):
    stated, expected = figure()
    assert stated == expected


def test_every_one_of_the_94_rules_has_its_clause():
    expected = [f"R{n}" for n in range(1, 93) if n != 32] + ["R32a", "R32b", "R32c"]
    assert sorted(jingan().clauses) == sorted(expected)
    assert len(jingan().clauses) == 94
    assert str(jingan().clauses["R79"]) == "R79 八(一)"


def test_every_eligibility_rule_stands_in_a_tree():
    cited = {leaf.rule for each in (chief(), studio()) for leaf in leaves(each.eligibility)}
    expected = {"R14", "R15", "R16", "R17", "R18", *(f"R{n}" for n in range(20, 40))}
    assert expected - cited == {"R32", "R33"}
    assert {"R32a", "R32b", "R32c"} <= cited


def test_the_master_needs_one_of_three():
    three = next(part for part in studio().eligibility.parts if part.rule == "R32a")
    assert three.kind is Combination.ANY
    assert {part.rule for part in three.parts} == {"R32a", "R32b", "R32c"}


def test_the_studio_team_has_three_kinds_of_people():
    team = next(leaf for leaf in leaves(studio().eligibility) if leaf.field == "团队.人员类别")
    assert team.test is ruling.Test.CONTAINS_ALL
    assert team.value == ("高技能人才", "专业技术人员", "管理人员")


def test_only_the_award_winning_condition_is_a_preference():
    preferred = {leaf.rule for leaf in leaves(chief().eligibility) if leaf.preferred}
    assert preferred == {"R23"}


def test_cross_record_checks_are_named():
    checks = {leaf.check: leaf.rule for p in (chief(), studio()) for leaf in leaves(p.eligibility)}
    assert checks["leader_in_chief_technician_term"] == "R32b"
    assert checks["within_appointment"] == "R26"
    assert checks["internal_notice_order"] == "R18"


def test_the_lifecycle_carries_out_every_check_a_policy_may_name():
    assert set(crosschecks.CHECKS) == set(CHECKS)


def test_questions_are_asked_of_somebody_at_a_step_of_the_policy():
    for programme in jingan().programmes.values():
        for question in questions_in(programme.eligibility):
            assert question.asked_of in ASKED
            assert question.step in jingan().case_steps
            assert question.label.endswith("？")


def test_all_open_points_are_defaults_of_the_system():
    points = jingan().open_points
    assert {f"O{n}" for n in range(1, 33)} <= set(points)
    assert {point.source for point in points.values()} == {RuleSource.DEFAULT}
    assert (points["O8"].value, points["O12"].value, points["O25"].value) == ("5", "5", "30")


def test_every_element_and_late_step_has_its_evidence():
    labels = {element.label for element in jingan().assessment.elements}
    for programme in jingan().programmes.values():
        assert {item.element for item in programme.evidence if item.element} == labels
        assert {"apply", "disburse", "assess", "assess-term"} == {
            i.step for i in programme.evidence
        }


def test_rules_that_no_figure_holds_are_carried_by_a_statement():
    carried = {statement.rule for statement in jingan().statements}
    assert {"R1", "R6", "R7", "R11", "R12", "R43", "R63", "R67", "R91"} <= carried


def test_the_policy_is_explained_with_its_figures():
    text = "\n".join(explain(jingan()))
    for words in ("50 个", "10 个", "5万元", "10万元", "36 个月", "至少 8 人", "R32b", "90 天"):
        assert words in text
    assert "？：" not in text
    assert "P4" not in text
