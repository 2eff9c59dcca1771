"""届满考核: exact points of several experts, deductions, bonus, bounds, cap, proofs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from cases.lifecycle.assessing import (
    grade_of,
    points_of_assessment,
    recorded_points,
    shown_total,
)
from cases.policy.judging import Failure, GradeCap
from cases.policy.library import find_policy
from tests.fixtures.little_bureau import (
    ASSESSED,
    ELEMENTS,
    Bureau,
    awarded_bureau,
    codes,
    funded_bureau,
    hints,
    jingan,
)
from tests.fixtures.rubrics import with_rubric

Given = dict[str, object]
HANGZHOU = with_rubric("hangzhou").assessment
FULL: dict[str, dict[str, int]] = {
    "基础保障": {"场地": 10, "设备": 5, "单位配套经费与制度": 10, "经费使用合规账目清": 10},
    "日常管理": {"制度上墙": 5, "计划总结及时报送": 10},
    "技术攻关": {"参与技改": 5, "总结推广成果": 10},
    "技术交流": {"交流研讨展示": 5, "服务社会": 5, "校企合作": 5},
    "带徒传艺": {"每年带徒不少于十人": 10, "每年培养高技能人才不少于三人": 10},
}


def hangzhou(**facts: object) -> Given:
    elements = {label: {"细项": items, "评语": "样"} for label, items in FULL.items()}
    scored = [{"专家": f"样专{n}", "要素": elements} for n in "甲乙丙"]
    return {"评分": scored, **facts}


def lines(**counts: int) -> list[Given]:
    return [{"名称": name, "次数": count, "理由": "样"} for name, count in counts.items()]


def total_of(facts: Given) -> str:
    return shown_total(points_of_assessment(HANGZHOU, facts).total)


@pytest.mark.parametrize(
    ("points", "grade"),
    [("59.99", "不合格"), ("59.995", "不合格"), ("60", "C"), ("74.99", "C"), ("75", "B"),
     ("84.99", "B"), ("85", "A"), ("100", "A"), ("0", "不合格")],
)  # fmt: skip
def test_the_bounds_of_dongguan_belong_to_the_higher_grade(points: str, grade: str) -> None:
    reached = grade_of(find_policy("dongguan-2024", None).assessment, Fraction(points))
    assert reached is not None
    assert reached.label == grade


def test_nothing_is_rounded_up_to_a_pass_nor_printed_as_if() -> None:
    assert shown_total(Fraction("59.995")) == "59.99"
    assert shown_total(Fraction(60)) == "60"
    assert shown_total(Fraction(181, 3)) == "60.33"


def test_the_thirteen_items_of_hangzhou_make_a_hundred() -> None:
    assert sum(item.weight for each in HANGZHOU.elements for item in each.items) == 100
    assert total_of(hangzhou()) == "100"


@pytest.mark.parametrize(
    ("deducted", "total"),
    [
        ({"无标牌": 1}, "98"),
        ({"无标牌": 1, "无荣誉栏": 1}, "95"),
        ({"无标牌": 5}, "98"),
        ({"带徒每少一人": 4, "无花名册": 1}, "94"),
        ({"带徒每少一人": 30, "培养高技能人才每少一人": 30, "无花名册": 2}, "80"),
        ({"培养高技能人才每少一人": 3}, "91"),
    ],
)
def test_deductions_count_up_to_their_most_and_to_what_the_element_has(
    deducted: dict[str, int], total: str
) -> None:
    assert total_of(hangzhou(扣分=lines(**deducted))) == total


@pytest.mark.parametrize(
    ("bonus", "total"),
    [({"培养技师": 1}, "101"), ({"培养技师": 3, "培养高级技师": 2}, "107"),
     ({"培养高级技师": 50}, "110")],
)  # fmt: skip
def test_the_bonus_stops_at_its_most(bonus: dict[str, int], total: str) -> None:
    assert total_of(hangzhou(加分=lines(**bonus))) == total


def test_no_total_falls_below_nought() -> None:
    nothing = {label: {"细项": dict.fromkeys(items, 0)} for label, items in FULL.items()}
    facts = {"评分": [{"专家": "样", "要素": nothing}], "扣分": lines(无标牌=1)}
    assert total_of(facts) == "0"


def scored(*hardware: object, **facts: object) -> Given:
    """Experts who differ over 硬件建设 only; each element with a remark and its proof."""
    proofs = {label: {"依据": ["样材料"]} for label in ELEMENTS}
    points = {label: each["得分"] for label, each in ELEMENTS.items()}
    rows = [
        {"专家": f"样专{n}", "要素": {**points, "硬件建设": own}, "评语": f"{n}说良好"}
        for n, own in zip("甲乙丙丁戊己", hardware, strict=False)
    ]
    return {"要素": proofs, "评分": rows, "专家": [row["专家"] for row in rows], **facts}


def proved() -> tuple[Bureau, str]:
    bureau, case = funded_bureau()
    bureau.append(case, "经费.配套到位", {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"})
    return bureau, case


def test_the_points_of_several_experts_are_kept_as_their_mean_with_every_remark() -> None:
    bureau, case = proved()
    assert codes(bureau.assess_term(case, **scored("12.5", 13, 13))) == []
    kept = bureau.world.cases[case].facts_of("assess-term")
    assert kept["要素"]["硬件建设"]["得分"] == "12.83"
    assert (
        kept["要素"]["硬件建设"]["评语"] == "样专甲：甲说良好；样专乙：乙说良好；样专丙：丙说良好"
    )
    assert kept["要素"]["硬件建设"]["依据"] == ["样材料"]
    assert kept["总分"] == "80.83"


def test_a_total_of_thirds_is_exact_before_it_is_printed() -> None:
    thirds = [{"专家": n, "要素": {e.label: "10" if n != "丙" else "9" for e in
               jingan().assessment.elements}} for n in "甲乙丙"]  # fmt: skip
    points = points_of_assessment(jingan().assessment, {"评分": thirds})
    assert points.total == Fraction(145, 3)
    assert recorded_points(jingan().assessment, {"评分": thirds})["总分"] == "48.33"


def test_the_extremes_are_left_out_where_the_policy_says_so() -> None:
    dropping = replace(jingan().assessment, drop_extremes=True, least_experts=5)
    facts = scored(0, 12, 12, 12, 15)
    assert points_of_assessment(dropping, facts).elements["硬件建设"] == 12
    assert points_of_assessment(jingan().assessment, facts).elements["硬件建设"] == Fraction(51, 5)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        (scored(12, 12, ""), ["L600"]),
        (scored(12, 12, 16), ["L601"]),
        (scored(12, 12, "很好"), ["L600"]),
        ({**scored(12, 12), "专家": ["样专甲"]}, ["L613"]),
        ({**scored(12, 12), "评分": [*scored(12)["评分"]] * 2}, ["L613"]),  # type: ignore[misc]
        ({"扣分": lines(迟到=1)}, ["L614"]),
        ({"加分": lines(获奖=1)}, ["L614"]),
        ({"方式": "委托第三方"}, ["L617"]),
        ({"方式": "委托第三方", "第三方": "样例评估中心"}, ["L618"]),
    ],
)
def test_an_assessment_of_several_experts_is_whole(facts: Given, refused: list[str]) -> None:
    bureau, case = proved()
    assert codes(bureau.assess_term(case, **facts)) == refused


def test_a_mean_told_beside_the_experts_own_points_is_theirs() -> None:
    bureau, case = proved()
    facts = scored(12, 12, 13)
    told = {**facts["要素"], "硬件建设": {"得分": "13", "依据": ["样材料"]}}  # type: ignore[dict-item]
    assert codes(bureau.assess_term(case, **{**facts, "要素": told})) == ["E100"]
    told["硬件建设"]["得分"] = "12.33"
    assert codes(bureau.assess_term(case, **{**facts, "要素": told})) == []


@pytest.mark.parametrize(
    ("items", "refused"),
    [
        ({"场地": 10, "设备": 5, "单位配套经费与制度": 10, "经费使用合规账目清": 10}, []),
        ({"场地": 11, "设备": 5, "单位配套经费与制度": 10, "经费使用合规账目清": 9}, ["E100"]),
        ({"场地": 10, "车位": 5}, ["E100"]),
    ],
)
def test_items_keep_within_what_they_are_worth(items: Given, refused: list[str]) -> None:
    bureau, case = proved()
    bureau.policy = with_rubric("hangzhou")
    facts = hangzhou(专家=["样专甲", "样专乙", "样专丙"], 结论="优秀")
    facts["评分"][0]["要素"] = {
        **facts["评分"][0]["要素"],
        "基础保障": {"细项": items, "评语": "样"},
    }  # type: ignore[index]
    given = {**ASSESSED, **facts, "要素": {}}
    given.pop("要素")
    assert codes(bureau.case(case, "assess-term", "2022-05-20", given)) == [
        *refused,
        "L616",
    ]


@pytest.mark.parametrize("lacking", ["次数", "理由"])
def test_a_deduction_says_how_often_and_why(lacking: str) -> None:
    bureau, case = proved()
    bureau.policy = with_rubric("hangzhou")
    line = {"名称": "无标牌", "次数": 1, "理由": "样", lacking: ""}
    facts = hangzhou(专家=["样专甲", "样专乙", "样专丙"], 结论="合格", 说明="样", 签名="样")
    given = {**ASSESSED, **facts, "扣分": [line]}
    given.pop("要素")
    assert codes(bureau.case(case, "assess-term", "2022-05-20", given)) == ["L615"]


def test_a_third_party_that_was_commissioned_assesses() -> None:
    bureau, case = proved()
    assert codes(bureau.batch("call-term", "2022-03-01", {"第三方": "样例评估中心"})) == []
    assert codes(bureau.assess_term(case, 方式="委托第三方", 第三方="样例评估中心")) == []
    bureau, case = proved()
    bureau.batch("call-term", "2022-03-01", {"第三方": "样例评估中心"})
    other = {"方式": "委托第三方", "第三方": "样例审计所"}
    assert codes(bureau.assess_term(case, **other)) == ["L618"]


def test_proofs_named_by_their_path_must_be_held() -> None:
    bureau, case = proved()
    path = "evidence/要素/硬件建设/001_清单.xlsx"
    elements = {**ELEMENTS, "硬件建设": {**ELEMENTS["硬件建设"], "依据": [path]}}
    assert codes(bureau.assess_term(case, 要素=elements)) == ["L619"]
    bureau.evidence[case] = ("要素/硬件建设", path)
    assert codes(bureau.assess_term(case, 要素=elements)) == []


def test_held_proofs_of_an_element_need_no_list() -> None:
    bureau, case = proved()
    bureau.evidence[case] = ("要素/硬件建设",)
    elements = {**ELEMENTS, "硬件建设": {**ELEMENTS["硬件建设"], "依据": []}}
    assert hints(bureau.assess_term(case, 要素=elements)) == []


VISIT = {"方法": "实地考察", "日期": "2022-05-10", "地点": "样例车间", "参加人": ["样专甲"]}


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({}, []),
        ({"地点": ""}, ["L626"]),
        ({"参加人": []}, ["L626"]),
        ({"方法": "问卷调查"}, ["L626"]),
        ({"日期": "2022-05-21"}, ["L626"]),
    ],
)
def test_a_visit_tells_day_place_and_people(changed: Given, refused: list[str]) -> None:
    bureau, case = proved()
    decision = bureau.assess_term(case, 考核记录=[{**VISIT, **changed}])
    assert codes(decision) == refused


def excellent(bureau: Bureau, case: str) -> list[str]:
    best = {label: {**each, "得分": int(str(each["得分"])) + 2} for label, each in ELEMENTS.items()}
    return codes(bureau.assess_term(case, 要素=best, 结论="优秀"))


@pytest.mark.parametrize(("percent", "allowed"), [(100, 3), (67, 2), (66, 1), (33, 0), (34, 1)])
def test_of_a_batch_only_a_share_is_excellent(percent: int, allowed: int) -> None:
    bureau, _ = awarded_bureau(4, 3)
    cap = GradeCap("优秀", percent, "R68")
    bureau.policy = replace(jingan(), assessment=replace(jingan().assessment, excellent_cap=cap))
    names = list(bureau.texts)[:3]
    for name in names:
        bureau.agree(name)
        row = {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"}
        bureau.append(name, "经费.配套到位", row)
    assert codes(bureau.disburse()) == []
    told = [excellent(bureau, name) for name in names]
    assert told == [[]] * allowed + [["L616"]] * (3 - allowed)


ORDER: Given = {
    "事由": "届满考核不合格",
    "问题类型": "项目管理",
    "要求": ["补齐台账"],
    "送达方式": "直接送达",
    "送达日期": "2022-05-26",
    "送达人": "样送",
    "受送达人": "样受",
}


def failed_bureau() -> tuple[Bureau, str]:
    """A project whose assessment did not pass, under a policy that has it mended and seen again."""
    bureau, case = proved()
    failure = Failure(rectify=True, withdraw_title=True)
    policy = jingan()
    bureau.policy = replace(policy, consequences=replace(policy.consequences, failure=failure))
    poor = {label: {**each, "得分": 5} for label, each in ELEMENTS.items()}
    assert codes(bureau.assess_term(case, 要素=poor, 结论="不合格")) == []
    return bureau, case


def test_a_project_is_assessed_once_unless_it_failed_and_was_mended() -> None:
    bureau, case = proved()
    assert codes(bureau.assess_term(case)) == []
    assert codes(bureau.assess_term(case)) == ["L011"]
    bureau, case = failed_bureau()
    assert codes(bureau.assess_term(case)) == ["L011"]


def test_after_mending_a_failed_project_is_assessed_again_even_after_its_term() -> None:
    bureau, case = failed_bureau()
    assert codes(bureau.case(case, "rectify", "2022-05-25", ORDER)) == []
    facts = {"结论": "整改到位", "复查人": "样复查"}
    assert codes(bureau.case(case, "recheck", "2022-07-20", facts)) == []
    assert codes(bureau.assess_term(case, "2022-08-20")) == []
    kept = bureau.world.cases[case]
    assert kept.facts_of("assess-term")["结论"] == "合格"
