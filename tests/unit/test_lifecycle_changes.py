"""Changes of a running project: unit, term, second grant, leader; objections, withdrawal, 递补."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.casefile import parse_case
from cases.lifecycle.substitution import next_in_rank
from cases.lifecycle.world import ending_of
from cases.policy.model import Policy
from cases.policy.programme import FollowOn, Programme
from cases.values.money import Money
from tests.fixtures.little_bureau import (
    AGREEMENT,
    CHIEF,
    NOTICE,
    Bureau,
    awarded_bureau,
    codes,
    edited,
    funded_bureau,
    hints,
    person,
    reviewed_bureau,
)

PROOF = {"证明材料": ["准予变更登记通知书"], "生效日期": "2020-08-03", "理由": "样例理由"}
RENAMED = {**PROOF, "变更类型": "更名", "新名称": "样例精密装备有限公司"}
EXTENDED = {"新届满日": "2022-12-19", "理由": "设备到货推迟", "批准日期": "2022-03-01"}
OBJECTED = {
    "收到日期": "2019-06-05",
    "形式": "书面",
    "署名": "实名",
    "异议人": "样群众",
    "反映事项": "业绩不实",
}
ANSWERED = {
    "异议编号": "异议1",
    "核查情况": "调阅原件",
    "核查结论": "不成立",
    "核查人": ["样检一", "样检二"],
    "处理意见": "维持名单",
    "答复日期": "2019-06-12",
}
SERVED = {
    "送达方式": "直接送达",
    "送达日期": "2020-03-03",
    "送达人": "样送",
    "受送达人": "样受",
}
TOLD = {"理由": "申报材料不实", **SERVED}
GONE = {
    "理由": "申报材料不实",
    "批准日期": "2020-03-12",
    "陈述申辩": "未提出",
    **SERVED,
    "送达日期": "2020-03-13",
}
STEPPED = {
    **NOTICE,
    "公示起": "2020-03-17",
    "公示止": "2020-03-23",
}


def proved(bureau: Bureau, case: str) -> None:
    bureau.evidence[case] = ("change-unit/准予变更登记通知书",)


def chief_of(policy: Policy) -> Programme:
    return next(each for each in policy.programmes.values() if each.label == CHIEF)


def unit(bureau: Bureau, case: str) -> dict[str, object]:
    found = parse_case(bureau.texts[case]).data["单位"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"新名称": ""}, ["L900"]),
        ({"新名称": "样例精密机械有限公司"}, ["L901"]),
        ({"新统一社会信用代码": "91310000MA1FL0001X"}, ["L902"]),
        ({"变更类型": "迁址", "新地址": "静安区样例路9号"}, []),
        ({"变更类型": "迁址", "新地址": "外区样例路1号", "迁出本区": "是"}, ["L903"]),
        ({"变更类型": "合并分立", "新统一社会信用代码": "913", "批准日期": "2020-08-01"}, ["L904"]),
        ({"变更类型": "合并分立", "批准日期": "2020-08-01"}, ["L900"]),
        (
            {"变更类型": "变更账户", "新开户行": "样例二行", "新账号": "62", "户名": "别家"},
            ["L905"],
        ),
        ({"证明材料": ["没有的材料"]}, ["L906"]),
        ({"变更类型": "改行"}, ["L032"]),
        ({"批准日期": "2021-01-01"}, ["L021"]),
    ],
)
def test_a_change_of_the_unit(facts: dict[str, object], refused: list[str]) -> None:
    bureau, case = funded_bureau()
    proved(bureau, case)
    given = {**RENAMED, **facts}
    if given["变更类型"] == "变更账户" and "户名" not in facts:
        given["户名"] = unit(bureau, case)["名称"]
    assert codes(bureau.case(case, "change-unit", "2020-08-06", given)) == refused


def test_a_renamed_unit_bears_its_new_name_and_keeps_the_old_one_on_record() -> None:
    bureau, case = funded_bureau()
    proved(bureau, case)
    before = unit(bureau, case)["名称"]
    assert codes(bureau.case(case, "change-unit", "2020-08-06", RENAMED)) == []
    assert unit(bureau, case)["名称"] == "样例精密装备有限公司"
    record = bureau.world.cases[case].facts_of("change-unit")
    assert (record["原名称"], record["新名称"]) == (before, "样例精密装备有限公司")
    assert bureau.world.cases[case].facts_of("disburse")["收款单位"] == before


def test_a_change_before_the_award_is_no_change_of_a_project() -> None:
    bureau = reviewed_bureau()
    case = next(iter(bureau.texts))
    proved(bureau, case)
    assert codes(bureau.case(case, "change-unit", "2019-06-01", RENAMED)) == ["L015"]


@pytest.mark.parametrize(
    ("settings", "facts", "on", "refused"),
    [
        ({"O28": "报批延期"}, {}, "2022-03-02", []),
        ({}, {}, "2022-03-02", ["L910"]),
        ({"O28": "报批延期"}, {}, "2022-06-19", ["L911"]),
        ({"O28": "报批延期"}, {"新届满日": "2022-06-19"}, "2022-03-02", ["L913"]),
    ],
)
def test_a_longer_term(
    settings: dict[str, str], facts: dict[str, object], on: str, refused: list[str]
) -> None:
    bureau, case = funded_bureau()
    bureau.settings |= settings
    assert codes(bureau.case(case, "extend-term", on, {**EXTENDED, **facts})) == refused
    end = parse_case(bureau.texts[case]).get("资助周期.止")
    assert (end == date(2022, 12, 19)) is (refused == [])


def test_a_term_is_extended_once_and_fixed_terms_need_a_paper() -> None:
    bureau, case = funded_bureau()
    bureau.settings["O28"] = "报批延期"
    assert codes(bureau.case(case, "extend-term", "2022-03-02", EXTENDED)) == []
    again = {**EXTENDED, "新届满日": "2023-06-19"}
    assert codes(bureau.case(case, "extend-term", "2022-03-03", again)) == ["L912"]
    fixed, case = funded_bureau()
    fixed.settings["O28"] = "报批延期"
    term = replace(chief_of(fixed.policy).term, start=date(2019, 6, 20), end=date(2022, 6, 19))
    chief = replace(chief_of(fixed.policy), term=term)
    fixed.policy = replace(fixed.policy, programmes={**fixed.policy.programmes, chief.id: chief})
    assert codes(fixed.case(case, "extend-term", "2022-03-02", EXTENDED)) == ["L914"]
    stated = {**EXTENDED, "固定周期延长依据": "样政发〔2022〕1号"}
    assert codes(fixed.case(case, "extend-term", "2022-03-02", stated)) == []


def test_without_a_term_there_is_nothing_to_extend() -> None:
    bureau, case = awarded_bureau()
    bureau.settings["O28"] = "报批延期"
    bureau.edit(case, {"资助周期": {}})
    assert codes(bureau.case(case, "extend-term", "2022-03-02", EXTENDED)) == ["L915"]


def with_follow_on(**changed: object) -> tuple[Bureau, str]:
    bureau, case = funded_bureau()
    rule = FollowOn(Money.of(30000), ("优秀",), 1, 36)
    chief = replace(chief_of(bureau.policy), follow_on=replace(rule, **changed))
    bureau.policy = replace(bureau.policy, programmes={**bureau.policy.programmes, chief.id: chief})
    return bureau, case


AGAIN = {
    "公示起": "2022-05-23",
    "公示止": "2022-05-27",
    "公示结果": "无异议",
    "理由": "考核优秀",
    "批准日期": "2022-05-30",
}


def excellent(bureau: Bureau, case: str) -> None:
    from tests.fixtures.little_bureau import ELEMENTS

    best = {"硬件建设": 15, "内部管理": 20, "项目成果": 30, "人才培养": 25, "社会效应": 10}
    points = {name: {**row, "得分": best[name]} for name, row in ELEMENTS.items()}
    bureau.append(case, "经费.配套到位", {"日期": "2019-08-01", "金额": "50000.00", "凭证号": "P1"})
    assert codes(bureau.assess_term(case, 要素=points, 结论="优秀")) == []


def test_a_second_grant_follows_a_good_assessment_and_lengthens_the_term() -> None:
    bureau, case = with_follow_on()
    excellent(bureau, case)
    assert codes(bureau.case(case, "follow-on", "2022-05-30", AGAIN)) == []
    assert bureau.world.cases[case].facts_of("follow-on")["金额"] == Money.of(30000)
    assert parse_case(bureau.texts[case]).get("资助周期.止") == date(2025, 6, 19)
    assert "L922" in codes(bureau.case(case, "follow-on", "2022-05-31", AGAIN))


def test_a_second_grant_wants_a_new_agreement_its_own_payment_and_its_own_assessment() -> None:
    bureau, case = with_follow_on()
    excellent(bureau, case)
    assert codes(bureau.case(case, "follow-on", "2022-05-30", AGAIN)) == []
    paying = {"指标文号": "样财〔2022〕1号", "支付凭证号": "P9", "拨款日期": "2022-06-10"}
    first = {**paying, "金额": "30000.00", "收款单位": unit(bureau, case)["名称"]}
    assert "L930" in codes(bureau.case(case, "disburse", "2022-06-10", first))
    assert codes(bureau.case(case, "agree", "2022-06-01", AGREEMENT)) == []
    assert codes(bureau.case(case, "disburse", "2022-06-10", first)) == []
    closing = {"结论": "合格", "余额": "80000.00", "余额处理": "退回", "退款凭证号": "T1"}
    assert "L931" in codes(bureau.case(case, "close", "2025-06-01", closing))


@pytest.mark.parametrize(
    ("facts", "on", "refused"),
    [
        ({"金额": "40000.00"}, "2022-05-30", ["L923"]),
        ({"公示止": "2022-05-26"}, "2022-05-30", ["L924"]),
        ({}, "2022-05-27", ["L924", "L021"]),
        ({"公示起": "2035-05-21", "公示止": "2035-05-28"}, "2035-05-30", []),
    ],
)
def test_a_second_grant_is_the_policys_own_and_shown_first(
    facts: dict[str, object], on: str, refused: list[str]
) -> None:
    bureau, case = with_follow_on()
    excellent(bureau, case)
    decision = bureau.case(case, "follow-on", on, {**AGAIN, **facts})
    assert codes(decision) == refused
    assert ("L925" in hints(decision)) is on.startswith("2035")


def test_no_second_grant_without_a_rule_or_without_the_grade() -> None:
    bureau, case = funded_bureau()
    assert codes(bureau.case(case, "follow-on", "2022-05-30", AGAIN)) == ["L920"]
    bureau, case = with_follow_on()
    assert codes(bureau.case(case, "follow-on", "2022-05-30", AGAIN)) == ["L921"]


def test_after_another_leader_the_agreement_is_signed_anew() -> None:
    bureau, case = funded_bureau()
    new = {"姓名": "样乙", "身份证号": person(77), "技能等级": "高级技师"}
    facts = {"新带头人": new, "理由": "调离", "批准日期": "2020-03-01"}
    assert codes(bureau.case(case, "replace-leader", "2020-03-02", facts)) == []
    assert "L930" in codes(bureau.assess_term(case))
    signed = {**AGREEMENT, "带头人": "样乙"}
    assert codes(bureau.case(case, "agree", "2020-04-01", signed)) == []
    assert codes(bureau.case(case, "agree", "2020-04-02", signed)) == ["L011"]
    assert "L930" not in codes(bureau.assess_term(case))


# ---- objections


def shown_bureau(chiefs: int = 3, chosen: int = 2) -> tuple[Bureau, list[str]]:
    bureau = reviewed_bureau(chiefs)
    names = list(bureau.texts)
    assert codes(bureau.score(names[:chosen])) == []
    assert codes(bureau.publicise()) == []
    return bureau, names


@pytest.mark.parametrize(
    ("facts", "refused", "told"),
    [
        ({}, [], []),
        ({"异议人": ""}, ["L941"], []),
        ({"署名": "匿名", "异议人": ""}, [], ["L950"]),
        ({"收到日期": "2019-06-12"}, [], ["L942"]),
        ({"收到日期": "2019-06-20"}, ["L949"], ["L942"]),
        ({"形式": "托人带话"}, ["L032"], []),
    ],
)
def test_an_objection_is_registered(
    facts: dict[str, object], refused: list[str], told: list[str]
) -> None:
    bureau, names = shown_bureau()
    decision = bureau.case(names[0], "objection", "2019-06-13", {**OBJECTED, **facts})
    assert (codes(decision), hints(decision)) == (refused, told)


def test_nobody_objects_to_what_was_not_shown() -> None:
    bureau = reviewed_bureau()
    case = next(iter(bureau.texts))
    assert codes(bureau.case(case, "objection", "2019-06-13", OBJECTED)) == ["L940"]


def test_an_open_objection_holds_up_the_list_and_an_answer_lets_it_go() -> None:
    bureau, names = shown_bureau()
    assert codes(bureau.case(names[0], "objection", "2019-06-06", OBJECTED)) == []
    assert codes(bureau.award(公示结果="异议不成立", 异议处理="核查中")) == ["L945"]
    unknown = {**ANSWERED, "异议编号": "异议9"}
    assert codes(bureau.case(names[0], "answer-objection", "2019-06-12", unknown)) == ["L943"]
    unsaid = {**ANSWERED, "答复日期": ""}
    assert codes(bureau.case(names[0], "answer-objection", "2019-06-12", unsaid)) == ["L944"]
    assert codes(bureau.case(names[0], "answer-objection", "2019-06-12", ANSWERED)) == []
    assert codes(bureau.award()) == ["L947"]
    assert codes(bureau.award(公示结果="异议不成立", 异议处理="核查不成立")) == []


def test_an_objection_to_the_whole_list_holds_it_up_too() -> None:
    bureau, _ = shown_bureau()
    assert codes(bureau.batch("objection", "2019-06-06", OBJECTED)) == []
    assert codes(bureau.award(公示结果="异议不成立", 异议处理="核查中")) == ["L945"]
    assert codes(bureau.batch("answer-objection", "2019-06-12", ANSWERED)) == []
    assert codes(bureau.award(公示结果="异议不成立", 异议处理="核查不成立")) == []


def test_what_was_upheld_ends_the_case_before_the_list_goes_on() -> None:
    bureau, names = shown_bureau()
    ended = {"理由": "业绩不实", "异议人": "样群众", "核查结论": "成立"}
    assert codes(bureau.case(names[0], "objection", "2019-06-06", OBJECTED)) == []
    assert codes(bureau.case(names[0], "object", "2019-06-12", ended)) == ["L948"]
    upheld = {**ANSWERED, "核查结论": "成立"}
    assert codes(bureau.case(names[0], "answer-objection", "2019-06-12", upheld)) == []
    stated = {"公示结果": "一件异议成立", "异议处理": "取消一个项目"}
    assert codes(bureau.award(**stated)) == ["L946"]
    assert codes(bureau.case(names[0], "object", "2019-06-12", ended)) == []
    assert codes(bureau.award(**stated)) == []


# ---- withdrawal and 递补


def test_an_award_is_withdrawn_after_notice_and_hearing() -> None:
    bureau, case = awarded_bureau()
    assert codes(bureau.case(case, "withdraw", "2020-03-13", GONE)) == ["L951"]
    assert codes(bureau.case(case, "withdrawal-notice", "2020-03-02", TOLD)) == []
    assert codes(
        bureau.case(case, "withdraw", "2020-03-09", {**GONE, "批准日期": "2020-03-09"})
    ) == ["L953"]
    assert codes(bureau.case(case, "withdraw", "2020-03-13", GONE)) == []
    ended = ending_of(bureau.world.cases[case])
    assert ended is not None and ended.id == "withdraw"
    assert bureau.world.cases[case].facts_of("withdraw")["告知送达日期"] == date(2020, 3, 3)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, ["L955"]),
        ({"不追回理由": "尚未使用，已原路退回"}, []),
        ({"追回金额": "50000.00"}, ["L956", "L956"]),
        (
            {"追回金额": "60000.00", "缴款期限": "2020-04-30", "收款账户": {"户名": "样财政局"}},
            ["L954", "L957"],
        ),
        ({"追回金额": "50000.00", "缴款期限": "2020-04-30", "收款账户": {"户名": "样财政局"}}, []),
    ],
)
def test_what_was_paid_on_a_withdrawn_award_is_paid_back(
    facts: dict[str, object], refused: list[str]
) -> None:
    bureau, case = funded_bureau()
    told = {**TOLD, "追回金额": "50000.00"}
    assert codes(bureau.case(case, "withdrawal-notice", "2020-03-02", told)) == []
    assert codes(bureau.case(case, "withdraw", "2020-03-13", {**GONE, **facts})) == refused


def test_an_account_written_as_text_is_told_what_belongs_in_it() -> None:
    bureau, case = funded_bureau()
    assert (
        codes(bureau.case(case, "withdrawal-notice", "2020-03-02", {**TOLD, "追回金额": "1.00"}))
        == []
    )
    told = {**GONE, "追回金额": "1.00", "缴款期限": "2020-04-30", "收款账户": "样财政局"}
    found = bureau.case(case, "withdraw", "2020-03-13", told).findings
    (named,) = [each for each in found if each.code == "L031"]
    assert "户名、开户行、账号" in named.message


def test_a_notice_nobody_knows_to_have_arrived_starts_no_time() -> None:
    bureau, case = awarded_bureau()
    assert codes(bureau.case(case, "withdrawal-notice", "2020-03-02", TOLD)) == []
    bureau.edit(case, {"办理": [*_plain(bureau, case)]})
    assert "L952" in codes(bureau.case(case, "withdraw", "2020-03-13", GONE))


def _plain(bureau: Bureau, case: str) -> list[dict[str, object]]:
    """The entries with the last one's day of service left out."""
    import yaml

    rows: list[dict[str, object]] = yaml.safe_load(bureau.texts[case])["办理"]
    rows[-1] = {"环节": "withdrawal-notice", "日期": "2020-03-02", "记录": {"理由": "样"}}
    return [{**row, "日期": str(row["日期"])} for row in rows]


def withdrawn_bureau(chiefs: int = 4, chosen: int = 1) -> tuple[Bureau, list[str]]:
    bureau = reviewed_bureau(chiefs)
    names = list(bureau.texts)
    assert codes(bureau.score(names[:chosen])) == []
    assert codes(bureau.publicise()) == []
    assert codes(bureau.award()) == []
    assert codes(bureau.case(names[0], "withdrawal-notice", "2020-03-02", TOLD)) == []
    assert codes(bureau.case(names[0], "withdraw", "2020-03-13", GONE)) == []
    return bureau, names


@pytest.mark.parametrize(
    ("place", "facts", "refused", "told"),
    [
        (1, {}, [], []),
        (2, {}, ["L963"], []),
        (2, {"递补说明": "前一名放弃", "签名": "样局长"}, [], ["L963"]),
        (0, {}, ["L962", "L963"], []),
        (1, {"撤销案卷": "2019-SX-002"}, ["L960"], []),
        (1, {"公示止": "2020-03-20"}, ["L330"], []),
    ],
)
def test_the_next_in_rank_steps_up_with_a_notice_of_its_own(
    place: int, facts: dict[str, object], refused: list[str], told: list[str]
) -> None:
    bureau, names = withdrawn_bureau()
    given = {**STEPPED, "撤销案卷": names[0], "递补": [names[place]], **facts}
    decision = bureau.batch("step-up", "2020-03-16", given)
    assert (codes(decision), hints(decision)) == (refused, told)


def test_a_fact_of_the_wrong_shape_is_told_in_words_of_its_own() -> None:
    bureau, names = withdrawn_bureau()
    stepped = {**STEPPED, "撤销案卷": [names[0]], "递补": [names[1]]}
    found = bureau.batch("step-up", "2020-03-16", stepped).findings
    (told,) = [each for each in found if each.code in ("L031", "L960")]
    assert "不写成列表" in told.message and "[" not in told.message


def test_one_steps_up_for_each_place_and_is_announced_after_its_own_notice() -> None:
    bureau, names = withdrawn_bureau()
    given = {**STEPPED, "撤销案卷": names[0], "递补": [names[1]]}
    two = {**given, "递补": [names[1], names[2]]}
    assert codes(bureau.batch("step-up", "2020-03-16", two)) == ["L968"]
    assert codes(bureau.batch("step-up-award", "2020-03-16", {"公示结果": "无异议"})) == ["L966"]
    assert codes(bureau.batch("step-up", "2020-03-16", given)) == []
    again = {**given, "递补": [names[2]]}
    assert codes(bureau.batch("step-up", "2020-03-16", again)) == ["L969", "L961"]
    assert codes(bureau.batch("step-up-award", "2020-03-23", {"公示结果": "无异议"})) == ["L967"]
    assert codes(bureau.batch("step-up-award", "2020-03-24", {"公示结果": "无异议"})) == []
    case = bureau.world.cases[names[1]]
    assert case.facts_of("award")["资助金额"] == "50000.00"
    assert case.get("资助周期.起") == date(2020, 3, 24)
    assert next_in_rank(bureau.world, CHIEF) == (names[2],)
    assert codes(bureau.batch("step-up", "2020-03-25", again))[0] == "L961"


def test_who_was_told_not_to_be_selected_may_still_step_up_and_be_paid() -> None:
    bureau, names = withdrawn_bureau()
    assert codes(bureau.case(names[1], "unselected", "2020-03-14", {"理由": "名次在后"})) == []
    given = {**STEPPED, "撤销案卷": names[0], "递补": [names[1]]}
    assert codes(bureau.batch("step-up", "2020-03-16", given)) == []
    assert codes(bureau.batch("step-up-award", "2020-03-24", {"公示结果": "无异议"})) == []
    assert ending_of(bureau.world.cases[names[1]]) is None
    assert codes(bureau.case(names[1], "agree", "2020-04-01", AGREEMENT)) == []
    paying = {"指标文号": "样财〔2020〕1号", "支付凭证号": "P2", "拨款日期": "2020-04-10"}
    assert codes(bureau.batch("disburse", "2020-04-10", paying)) == []
    assert bureau.world.batch.facts_of("disburse")["案卷"] == [names[1]]


def test_equals_step_up_only_with_a_reason() -> None:
    bureau, names = withdrawn_bureau()
    for name in names[1:3]:
        bureau.edit(name, {"办理": [*_ranked(bureau, name, 2)]})
    given = {**STEPPED, "撤销案卷": names[0], "递补": [names[1]]}
    assert codes(bureau.batch("step-up", "2020-03-16", given)) == ["L963"]


def _ranked(bureau: Bureau, case: str, place: int) -> list[dict[str, object]]:
    import yaml

    rows: list[dict[str, object]] = yaml.safe_load(bureau.texts[case])["办理"]
    for row in rows:
        if row["环节"] == "score":
            row["记录"] = {"得分": "90.00", "名次": place, "入选": "否"}
    return [{**row, "日期": str(row["日期"])} for row in rows]


def test_nobody_steps_up_beyond_the_notice_or_after_the_policy() -> None:
    bureau, names = withdrawn_bureau()
    given = {**STEPPED, "撤销案卷": names[0], "递补": [names[1]]}
    ended = bureau.copy()
    ended.policy = replace(ended.policy, valid_to=date(2020, 1, 1))
    assert codes(ended.batch("step-up", "2020-03-16", given)) == ["L964"]
    full = bureau.copy()
    full.batch_text = edited(full.batch_text, {f"名额.{CHIEF}": 0})
    assert codes(full.batch("step-up", "2020-03-16", given)) == ["L965"]
