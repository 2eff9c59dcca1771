"""Gates after the award: agreement, money, inspection, claw-back, assessment, close."""

from __future__ import annotations

import pytest

from cases.lifecycle.entering import Circumstances
from tests.fixtures.little_bureau import (
    AGREEMENT,
    CLAWBACK,
    ELEMENTS,
    INSPECTED,
    ORDER,
    PAYMENT,
    Bureau,
    Edits,
    awarded_bureau,
    codes,
    funded_bureau,
    hints,
    person,
)

HAPPENED = Circumstances(as_happened=True, reason="样", consenter="样审核")
Given = dict[str, object]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"带头人": "样乙"}, ["L401"]),
        ({"份数": 1}, ["L403"]),
        ({"单位代表": ""}, ["L030"]),
        ({"份数": "四"}, ["L031"]),
    ],
)
def test_an_agreement(facts: Given, refused: list[str]) -> None:
    bureau, case = awarded_bureau()
    assert codes(bureau.agree(case, **facts)) == refused


def test_an_agreement_carries_every_task() -> None:
    bureau, case = awarded_bureau()
    bureau.edit(case, {"计划.目标任务": []})
    assert codes(bureau.agree(case)) == ["L402"] * 4
    figures = [f"R{number} 三项" for number in range(52, 56)]
    assert codes(bureau.agree(case, 量化指标=figures)) == []


def test_money_before_the_agreement_is_our_default_and_may_have_happened() -> None:
    bureau, _ = awarded_bureau()
    decision = bureau.disburse()
    assert codes(decision) == ["L414"]
    assert [found.clause for found in decision.findings] == ["系统默认"]
    assert codes(bureau.batch("disburse", "2019-07-15", PAYMENT, HAPPENED)) == []


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"金额": "50000.00", "收款单位": "样例精密机械有限公司"}, []),
        ({"金额": "49999.99"}, ["L410"]),
        ({"金额": "50000.01"}, ["L410"]),
        ({}, ["L410"]),
        ({"金额": "50000.00", "收款单位": "样例商贸有限公司"}, ["L412"]),
        ({"金额": "50000.00", "指标文号": ""}, ["L030"]),
        ({"金额": "50000.00", "支付凭证号": ""}, ["L030"]),
        ({"金额": "50000.00", "拨款日期": "2019-06-19"}, ["L416"]),
        ({"金额": "50000.00", "拨款日期": "2019-07-16"}, ["L416"]),
    ],
)
def test_a_payment(facts: Given, refused: list[str]) -> None:
    bureau, case = awarded_bureau()
    bureau.agree(case)
    assert codes(bureau.case(case, "disburse", "2019-07-15", {**PAYMENT, **facts})) == refused


def test_a_case_is_paid_once() -> None:
    bureau, case = funded_bureau()
    again = {**PAYMENT, "金额": "50000.00", "支付凭证号": "P002"}
    assert codes(bureau.case(case, "disburse", "2019-08-01", again)) == ["L411"]
    assert codes(bureau.disburse("2019-08-01")) == ["L417"]


@pytest.mark.parametrize(("key", "code"), [("经费.配套账户", "L413"), ("单位.账号", "L415")])
def test_a_payment_needs_both_accounts(key: str, code: str) -> None:
    bureau, case = awarded_bureau()
    bureau.agree(case)
    bureau.edit(case, {key: ""})
    assert codes(bureau.disburse()) == [code]


def test_a_bureau_may_want_the_match_before_it_pays() -> None:
    bureau, case = awarded_bureau()
    bureau.agree(case)
    bureau.settings["O16"] = "拨款前以专账凭证证明"
    assert codes(bureau.disburse()) == ["L603"]
    bureau.append(case, "经费.配套到位", {"日期": "2019-07-02", "金额": "50000.00", "凭证号": "M1"})
    assert codes(bureau.disburse()) == []


def test_the_batch_pays_every_awarded_case_its_own_grant() -> None:
    bureau, first = awarded_bureau(4, 2)
    second = list(bureau.texts)[1]
    for case in (first, second):
        bureau.agree(case)
    assert codes(bureau.disburse()) == []
    assert str(bureau.world.batch.facts_of("disburse")["合计"]) == "100000.00"
    assert str(bureau.world.cases[second].facts_of("disburse")["金额"]) == "50000.00"


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"检查人": ["样检一"]}, ["L501"]),
        ({"检查人": ["样检一", "样检一"]}, ["L501"]),
        ({"问题类型": "其他"}, ["L502"]),
        ({"发现问题": "否", "问题类型": ""}, []),
        ({"事实": ""}, ["L030"]),
    ],
)
def test_an_inspection(facts: Given, refused: list[str]) -> None:
    bureau, case = funded_bureau()
    assert codes(bureau.case(case, "inspect", "2020-03-01", {**INSPECTED, **facts})) == refused


def test_looking_after_a_project_beyond_its_term_is_a_hint() -> None:
    bureau, case = funded_bureau()
    facts = {"考核期": "2022年", "结论": "合格", "考核人": "样"}
    assert hints(bureau.case(case, "assess", "2022-06-19", facts)) == []
    assert hints(bureau.case(case, "assess", "2022-06-20", facts)) == ["L542"]


def inspected(**facts: object) -> tuple[Bureau, str]:
    bureau, case = funded_bureau()
    assert codes(bureau.case(case, "inspect", "2020-03-01", {**INSPECTED, **facts})) == []
    return bureau, case


def test_nothing_is_to_be_mended_where_nothing_was_found() -> None:
    bureau, case = inspected(发现问题="否", 问题类型="")
    assert codes(bureau.case(case, "rectify", "2020-03-20", ORDER)) == ["L510"]


@pytest.mark.parametrize(
    ("facts", "refused", "told"),
    [
        ({}, [], []),
        ({"问题类型": "态度问题"}, ["L502"], []),
        ({"整改期限": "2020-04-01"}, ["L511"], []),
        ({"整改期限": "2020-04-20"}, [], ["L512"]),
        ({"整改期限": "2020-05-01"}, [], []),
        ({"送达日期": "2020-03-19"}, ["L513"], []),
        ({"送达人": ""}, ["L030"], []),
    ],
)
def test_an_order_to_mend(facts: Given, refused: list[str], told: list[str]) -> None:
    bureau, case = inspected()
    decision = bureau.case(case, "rectify", "2020-03-20", {**ORDER, **facts})
    assert (codes(decision), hints(decision)) == (refused, told)


def test_the_deadline_is_thirty_days_from_service_by_default() -> None:
    bureau, case = inspected()
    decision = bureau.case(case, "rectify", "2020-03-20", ORDER)
    assert str(bureau.world.cases[case].facts_of("rectify")["整改期限"]) == "2020-05-01"
    assert [each.kind for each in decision.documents] == ["rectification-order", "service-receipt"]


def test_what_is_rechecked_was_ordered_and_only_once() -> None:
    bureau, case = inspected()
    done = {"结论": "整改到位", "复查人": "样检一"}
    assert codes(bureau.case(case, "recheck", "2020-05-02", done)) == ["L520"]
    bureau.case(case, "rectify", "2020-03-20", ORDER)
    assert codes(bureau.case(case, "recheck", "2020-05-02", done)) == []
    assert codes(bureau.case(case, "recheck", "2020-05-03", done)) == ["L520"]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"情节严重理由": ""}, ["L531"]),
        ({"签名": ""}, ["L531"]),
        ({"金额": "0.00"}, ["L534"]),
        ({"金额": "50000.01"}, ["L534"]),
        ({"金额": "50000.00"}, []),
        ({"阶段": "通知"}, ["L032"]),
        ({"计算说明": ""}, ["L030"]),
        ({"阶段": "决定", "缴款期限": "2020-07-01", "收款账户": "样账户"}, ["L532"]),
    ],
)
def test_a_prior_notice(facts: Given, refused: list[str]) -> None:
    bureau, case = inspected()
    decision = bureau.case(case, "claw-back", "2020-05-06", {**CLAWBACK, **facts})
    assert codes(decision) == refused


def test_bad_management_alone_takes_no_money_back() -> None:
    bureau, case = inspected(问题类型="项目管理")
    assert codes(bureau.case(case, "claw-back", "2020-05-06", CLAWBACK)) == ["L530"]


def test_money_never_paid_is_not_taken_back() -> None:
    bureau, case = awarded_bureau()
    bureau.case(case, "inspect", "2020-03-01", INSPECTED)
    assert codes(bureau.case(case, "claw-back", "2020-05-06", CLAWBACK)) == ["L536", "L534"]


DECISION: Given = {**CLAWBACK, "阶段": "决定", "缴款期限": "2020-07-01", "收款账户": "样账户"}


def told(**facts: object) -> tuple[Bureau, str]:
    bureau, case = inspected()
    notice = {**CLAWBACK, "告知送达日期": "2020-05-08", **facts}
    assert codes(bureau.case(case, "claw-back", "2020-05-06", notice)) == []
    return bureau, case


@pytest.mark.parametrize(
    ("on", "facts", "refused"),
    [
        ("2020-05-14", {}, ["L533"]),
        ("2020-05-15", {}, ["L533"]),
        ("2020-05-16", {}, []),
        ("2020-05-16", {"金额": "8000.01"}, ["L537"]),
        ("2020-05-16", {"缴款期限": ""}, ["L538"]),
        ("2020-05-16", {"收款账户": ""}, ["L538"]),
    ],
)
def test_a_claw_back_decision(on: str, facts: Given, refused: list[str]) -> None:
    # Served on 2020-05-09: the five working days are 05-11 to 05-15.
    bureau, case = told(告知送达日期="2020-05-09")
    assert codes(bureau.case(case, "claw-back", on, {**DECISION, **facts})) == refused


def test_a_notice_never_served_starts_no_time() -> None:
    bureau, case = told(告知送达日期="")
    assert codes(bureau.case(case, "claw-back", "2020-06-16", DECISION)) == ["L535"]


def test_there_is_one_decision_with_its_own_documents() -> None:
    bureau, case = told()
    decision = bureau.case(case, "claw-back", "2020-06-16", DECISION)
    assert [each.kind for each in decision.documents] == ["clawback-decision", "service-receipt"]
    assert "L539" in codes(bureau.case(case, "claw-back", "2020-06-17", DECISION))


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        ({"姓名": "样新", "身份证号": person(900), "技能等级": "技师"}, []),
        ({"姓名": "", "身份证号": person(900), "技能等级": "技师"}, ["L540"]),
        ({"姓名": "样新", "身份证号": person(1), "技能等级": "技师"}, ["L541"]),
        ({"姓名": "样新", "身份证号": person(900), "技能等级": "高级工"}, ["L101"]),
        ({"姓名": "样新", "身份证号": person(900), "技能等级": "无国家职业标准"}, ["L102"]),
    ],
)
def test_a_new_leader(new: Given, refused: list[str]) -> None:
    bureau, case = funded_bureau()
    facts = {"新带头人": new, "理由": "退休", "批准日期": "2020-03-01"}
    assert codes(bureau.case(case, "replace-leader", "2020-03-02", facts)) == refused
    expected = "样甲" if refused else "样新"
    assert bureau.world.cases[case].get("带头人.姓名") == expected


def test_an_approval_comes_before_its_act() -> None:
    bureau, case = funded_bureau()
    facts = {"理由": "样", "批准日期": "2020-03-03"}
    assert codes(bureau.case(case, "terminate", "2020-03-02", facts)) == ["L021"]
    assert codes(bureau.case(case, "terminate", "2020-03-03", facts)) == []


def proved(edits: Edits | None = None) -> tuple[Bureau, str]:
    bureau, case = funded_bureau()
    bureau.append(case, "经费.配套到位", {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"})
    bureau.edit(case, edits or {})
    return bureau, case


def element(label: str, **facts: object) -> Given:
    elements = dict(ELEMENTS)
    elements[label] = {**elements[label], **facts}
    return {"要素": elements}


@pytest.mark.parametrize(
    ("facts", "refused", "told"),
    [
        ({}, [], []),
        ({"方式": "自行考核"}, ["L605"], []),
        ({"方式": "委托第三方", "专家": ["样例评估中心"]}, ["L618"], []),
        ({"方法": ["电话询问"]}, ["L604"], []),
        ({"专家": []}, ["L609"], []),
        ({"结论": "优良"}, ["L607"], []),
        ({"结论": "优秀"}, ["L608"], []),
        ({"结论": "优秀", "说明": "样", "签名": "样"}, [], ["L608"]),
        (element("社会效应", 评语=""), ["L600"], []),
        (element("社会效应", 得分="11"), ["L601"], []),
        (element("社会效应", 依据=[]), [], ["L611"]),
    ],
)
def test_an_assessment(facts: Given, refused: list[str], told: list[str]) -> None:
    bureau, case = proved()
    decision = bureau.assess_term(case, **facts)
    assert (codes(decision), hints(decision)) == (refused, told)


@pytest.mark.parametrize("missing", ["硬件建设", "内部管理", "项目成果", "人才培养", "社会效应"])
def test_all_five_elements_are_assessed(missing: str) -> None:
    bureau, case = proved()
    given = {k: v for k, v in ELEMENTS.items() if k != missing}
    assert codes(bureau.assess_term(case, 要素=given)) == ["L600"]


@pytest.mark.parametrize(("on", "refused"), [("2022-06-18", []), ("2022-06-19", ["L602"])])
def test_the_assessment_comes_before_the_last_day(on: str, refused: list[str]) -> None:
    bureau, case = proved()
    assert codes(bureau.assess_term(case, on)) == refused


def test_without_a_term_nothing_is_assessed() -> None:
    bureau, case = proved({"资助周期": {}})
    assert codes(bureau.assess_term(case)) == ["L610"]


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        ({"日期": "2020-03-01", "金额": "49999.99", "凭证号": "M1"}, ["L603"]),
        ({"日期": "2020-03-01", "金额": "50000.00", "凭证号": ""}, ["L603"]),
        ({"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"}, []),
    ],
)
def test_vouchers_prove_the_match(row: Given, refused: list[str]) -> None:
    bureau, case = proved({"经费.配套到位": [row]})
    assert codes(bureau.assess_term(case)) == refused


@pytest.mark.parametrize(
    ("trained", "conclusion", "refused"),
    [(7, "合格", ["L606"]), (7, "优秀", ["L606"]), (7, "不合格", []), (8, "合格", [])],
)
def test_fewer_trainees_bar_a_pass_but_not_the_close(
    trained: int, conclusion: str, refused: list[str]
) -> None:
    bureau, case = proved()
    bureau.edit(case, {"项目类别": "技能大师工作室"})
    bureau.append(case, "经费.配套到位", {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M2"})
    decision = bureau.assess_term(case, 培养人数=trained, 结论=conclusion)
    assert codes(decision) == refused
    assert ("L612" in hints(decision)) is (trained < 8 and not refused)


def assessed(*spent: Given) -> tuple[Bureau, str]:
    bureau, case = proved()
    assert codes(bureau.assess_term(case)) == []
    line = {"日期": "2020-03-01", "资金来源": "资助资金", "用途": "设施设备添置", "凭证号": "E1"}
    for row in spent:
        bureau.append(case, "经费.支出", {**line, **row})
    return bureau, case


WHOLE: Given = {"金额": "50000.00"}


@pytest.mark.parametrize(
    ("rows", "facts", "refused"),
    [
        ([WHOLE], {"余额": "0.00"}, []),
        ([WHOLE], {"余额": "1.00"}, ["L621"]),
        ([{"金额": "49000.00"}], {"余额": "1000.00"}, ["L620"]),
        ([{"金额": "49000.00"}], {"余额": "1000.00", "退款凭证号": "T1"}, []),
        ([{"金额": "49000.00"}], {"余额": "1000.00", "余额处理": "报批延期"}, ["L620"]),
        ([{"金额": "50000.01"}], {"余额": "0.00"}, ["L625"]),
        ([{**WHOLE, "用途": "职工工资"}], {"余额": "0.00"}, ["L623"]),
        ([{**WHOLE, "日期": "2019-06-19"}], {"余额": "0.00"}, ["L624"]),
        ([{**WHOLE, "日期": "2022-06-20"}], {"余额": "0.00"}, ["L624"]),
        ([{**WHOLE, "凭证号": ""}], {"余额": "0.00"}, ["L627"]),
        ([WHOLE], {}, ["L030"]),
    ],
)
def test_a_close(rows: list[Given], facts: Given, refused: list[str]) -> None:
    bureau, case = assessed(*rows)
    assert codes(bureau.case(case, "close", "2022-06-25", {"结论": "合格", **facts})) == refused


def test_an_unlisted_purpose_is_a_hint() -> None:
    bureau, case = assessed({**WHOLE, "用途": "其他"})
    done = bureau.case(case, "close", "2022-06-25", {"结论": "合格", "余额": "0.00"})
    assert codes(done) == [] and hints(done) == ["L622", "L643"]


def test_a_bureau_may_extend_a_balance() -> None:
    bureau, case = assessed({"金额": "49000.00"})
    bureau.settings["O28"] = "报批延期"
    facts = {"结论": "合格", "余额": "1000.00", "余额处理": "报批延期"}
    assert codes(bureau.case(case, "close", "2022-06-25", facts)) == []


def test_money_clawed_back_is_no_balance() -> None:
    bureau, case = told()
    assert codes(bureau.case(case, "claw-back", "2020-06-16", DECISION)) == []
    bureau.append(case, "经费.配套到位", {"日期": "2020-07-01", "金额": "50000.00", "凭证号": "M1"})
    line = {"日期": "2020-03-01", "资金来源": "资助资金", "用途": "设施设备添置", "凭证号": "E1"}
    bureau.append(case, "经费.支出", {**line, "金额": "42000.00"})
    assert codes(bureau.assess_term(case)) == []
    done = bureau.case(case, "close", "2022-06-25", {"结论": "合格", "余额": "0.00"})
    assert codes(done) == []


def test_the_agreement_names_what_it_records() -> None:
    bureau, case = awarded_bureau()
    bureau.agree(case)
    assert bureau.world.cases[case].facts_of("agree")["单位代表"] == AGREEMENT["单位代表"]
