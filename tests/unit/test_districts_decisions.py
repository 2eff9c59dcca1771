"""Every branch of the shipped policies of other districts, decided in memory."""

from __future__ import annotations

from datetime import date

import pytest

from cases.lifecycle.reading import at
from cases.values.money import Money
from tests.fixtures.districts_bureaus import HONOURED, ORDER, STUDIO, Place
from tests.fixtures.little_bureau import codes, hints

PAID_FIRST = (
    "签订协议, 届满考核, 拨款, 结项]",
    "签订协议, 拨款, 届满考核, 结项]",
)
ONE_OFF = ("方式: 分级", "方式: 一次性")
NO_GRADES = (
    """      等级:
        - {名称: A, 不低于: 85, 金额: 400000.00}
        - {名称: B, 不低于: 75, 金额: 300000.00}
        - {名称: C, 不低于: 60, 金额: 200000.00}
        - {名称: 不合格, 不低于: 0, 金额: 0, 通过: 否}
""",
    "",
)


# ---- Dongguan 2024: paid by the grade reached


@pytest.mark.parametrize(
    ("points", "grade", "amount"),
    [(60, "C", "200000"), (74.99, "C", "200000"), (75, "B", "300000"), (84.99, "B", "300000"),
     (85, "A", "400000"), (100, "A", "400000")],
)  # fmt: skip
def test_dongguan_pays_what_the_grade_brings_its_bounds_included(
    points: float, grade: str, amount: str
) -> None:
    place = Place.at("dongguan-2024")
    place.chosen()
    assert codes(place.paid("2024-07-15")) == ["L417"]
    decision = place.reach("2026-01-15", points, grade)
    assert (codes(decision), hints(decision)) == ([], [])
    assert codes(place.paid("2026-02-10")) == []
    assert place.paid_last() == amount


def test_59_99_points_are_no_c_in_dongguan() -> None:
    place = Place.at("dongguan-2024")
    place.chosen()
    assert codes(place.reach("2026-01-15", 59.99, "不合格")) == []
    assert codes(place.paid("2026-02-10")) == ["L417"]


def test_a_grade_that_the_points_do_not_reach_is_not_given() -> None:
    place = Place.at("dongguan-2024")
    place.chosen()
    decision = place.reach("2026-01-15", 59.99, "C")
    assert set(codes(decision)) | set(hints(decision))


def failed_in_dongguan() -> Place:
    """A studio of Dongguan with 50 points, told to mend within three months from service."""
    place = Place.at("dongguan-2024")
    place.chosen()
    assert codes(place.reach("2026-01-15", 50, "不合格")) == []
    served = {**ORDER, "送达日期": "2026-02-02"}
    assert codes(place.of_case("rectify", "2026-02-02", served)) == []
    return place


def test_three_months_are_given_to_mend_in_dongguan() -> None:
    events = failed_in_dongguan().world.cases["2024-DG-001"].events
    assert str(at(events[-1], "记录.整改期限")) == "2026-05-02"


def test_the_title_stays_while_the_three_months_run() -> None:
    place = failed_in_dongguan()
    gone = {"理由": "再不合格", "批准日期": "2026-03-01"}
    assert codes(place.of_case("cancel-title", "2026-03-02", gone)) != []


def test_a_studio_that_mended_is_assessed_again_and_paid() -> None:
    place = failed_in_dongguan()
    assert codes(place.reach("2026-05-06", 76, "B")) == []
    assert codes(place.paid("2026-05-20")) == []
    assert place.paid_last() == "300000"


def test_a_studio_that_fails_again_loses_its_title() -> None:
    place = failed_in_dongguan()
    assert codes(place.reach("2026-05-06", 58, "不合格")) == []
    gone = {"理由": "再次验收不合格", "批准日期": "2026-05-08"}
    assert codes(place.of_case("cancel-title", "2026-05-11", gone)) == []


def test_what_is_left_of_the_money_is_clawed_back_before_the_title_goes() -> None:
    place = Place.at("dongguan-2024", PAID_FIRST, ONE_OFF, NO_GRADES)
    case = place.chosen()
    assert codes(place.paid("2024-07-15")) == []
    line = {"日期": "2025-03-03", "金额": "150000.00", "资金来源": "资助资金",
            "用途": "技术攻关", "凭证号": "样凭-1"}  # fmt: skip
    place.append(case, "经费.支出", line)
    assert codes(place.reach("2026-01-15", 50, "不合格")) == []
    place.of_case("rectify", "2026-02-02", {**ORDER, "送达日期": "2026-02-02"})
    assert codes(place.reach("2026-05-06", 50, "不合格")) == []
    gone = {"理由": "再次验收不合格", "批准日期": "2026-05-08"}
    assert codes(place.of_case("cancel-title", "2026-05-11", gone)) == ["L028"]
    told = {"追回范围": "结余部分", "金额": "250000.00", "计算说明": "拨付四十万元，支出十五万元"}
    served = {"告知送达日期": "2026-05-12"}
    assert codes(
        place.of_case("claw-back", "2026-05-12", {**told, "阶段": "事先告知", **served})
    ) == []  # fmt: skip
    account = {"户名": "样例市财政局", "账号": "6200000000000000099", "开户行": "样例银行"}
    decided = {**told, "阶段": "决定", **served, "缴款期限": "2026-06-10", "收款账户": account,
               "陈述申辩": "未提出"}  # fmt: skip
    assert codes(place.of_case("claw-back", "2026-05-25", decided)) == []
    assert codes(place.of_case("cancel-title", "2026-05-26", gone)) == []


# ---- Xiamen 2016 and 2019: reports each year, the plaque, six years


def failed_in_xiamen() -> Place:
    """A studio of Xiamen that failed; its plaque is down."""
    place = Place.at("xiamen-2016")
    place.chosen()
    assert codes(place.paid("2016-07-15")) == []
    assert codes(place.reach("2019-05-10", 40, "不合格")) == []
    gone = {"理由": "届满考核不合格", "批准日期": "2019-05-30"}
    assert codes(place.of_case("cancel-title", "2019-06-03", gone)) == []
    return place


def test_xiamen_pays_50_thousand_in_2016() -> None:
    place = Place.at("xiamen-2016")
    place.chosen()
    assert codes(place.paid("2016-07-15")) == []
    assert place.paid_last() == "50000"


def test_a_failed_studio_of_xiamen_is_not_closed_but_loses_its_plaque() -> None:
    place = Place.at("xiamen-2016")
    place.chosen()
    assert codes(place.paid("2016-07-15")) == []
    assert codes(place.reach("2019-05-10", 59.99, "不合格")) == []
    closed = {"结论": "不合格", "余额": "50000.00", "余额处理": "退回", "退款凭证号": "样退1"}
    assert "L028" in codes(place.of_case("close", "2019-06-03", closed))


def second_round(place: Place) -> str:
    """A second batch, with an application laid down."""
    place.open(2016, 2, **{STUDIO: 1})
    assert codes(place.notified()) == []
    return place.enter(STUDIO, HONOURED)


@pytest.mark.parametrize(("day", "refused"), [("2025-06-03", True), ("2025-06-04", False)])
def test_the_ban_of_six_years_holds_to_its_last_day(day: str, refused: bool) -> None:
    place = failed_in_xiamen()
    again = second_round(place)
    old = place.world.cases[place.first]
    place.edit(again, {"带头人.身份证号": old.get("带头人.身份证号"), "申报.日期": day})
    found = codes(place.case(again, "apply", day))
    assert ("L140" in found) is refused


def test_the_years_of_the_term_owe_a_report_each() -> None:
    place = Place.at("xiamen-2016")
    place.chosen()
    assert codes(place.paid("2016-07-15")) == []
    told = {"年度": 2016, "报告人": "样甲", "内容": "按计划完成"}
    assert codes(place.of_case("report", "2016-12-20", told)) == []
    assert codes(place.of_case("report", "2016-12-21", told)) != []
    assert codes(place.of_case("report", "2017-12-20", {**told, "年度": 2017})) == []


def test_a_studio_that_passed_may_apply_for_the_next_round() -> None:
    place = Place.at("xiamen-2016")
    place.chosen()
    assert codes(place.paid("2016-07-15")) == []
    line = {"日期": "2017-03-03", "金额": "50000.00", "资金来源": "资助资金",
            "用途": "技术攻关", "凭证号": "样凭-1"}  # fmt: skip
    place.append(place.first, "经费.支出", line)
    assert codes(place.reach("2019-05-10", 80, "合格")) == []
    closed = {"结论": "合格", "余额": "0.00", "余额处理": "已用完"}
    assert codes(place.of_case("close", "2019-06-03", closed)) == []
    old = place.world.cases[place.first]
    again = second_round(place)
    place.edit(again, {"带头人.身份证号": old.get("带头人.身份证号"), "申报.日期": "2019-07-20"})
    assert codes(place.case(again, "apply", "2019-07-20")) == ["L116"]


def test_xiamen_pays_80_thousand_in_2019_for_one_calendar_term() -> None:
    place = Place.at("xiamen-2019")
    case = place.chosen()
    assert codes(place.paid("2019-07-15")) == []
    assert place.paid_last() == "80000"
    term = place.world.cases[case].get("资助周期")
    assert (term["起"], term["止"]) == (date(2019, 1, 1), date(2021, 12, 31))


def test_the_amount_is_that_of_the_day_an_award_is_announced() -> None:
    early = (
        "起: 2017-01-01, 止: 2021-12-31, 金额: 80000.00",
        "起: 2020-01-01, 止: 2021-12-31, 金额: 80000.00",
    )
    until = (
        "起: 2016-01-01, 止: 2016-12-31, 金额: 50000.00",
        "起: 2016-01-01, 止: 2019-12-31, 金额: 50000.00",
    )
    place = Place.at("xiamen-2019", early, until)
    place.chosen()
    assert codes(place.paid("2019-07-15")) == []
    assert place.paid_last() == "50000"


# ---- Pudong 2025: nobody reviews


def test_pudong_goes_from_the_application_to_the_experts() -> None:
    place = Place.at("pudong-2025")
    place.chosen()
    steps = [event["环节"] for event in place.world.cases[place.first].events]
    assert steps == ["apply", "score", "publicise", "award"]
    assert codes(place.paid("2025-07-15")) == []
    assert place.paid_last() == "80000"


def test_a_review_is_no_step_of_pudong() -> None:
    place = Place.at("pudong-2025")
    assert codes(place.notified()) == []
    place.applied()
    assert codes(place.of_case("review", "2025-05-06", {"结论": "同意推荐"})) == ["L002"]


def test_pudong_asks_for_no_department_and_no_match() -> None:
    place = Place.at("pudong-2025")
    for case in place.texts:
        place.edit(case, {"单位.主管委办局": "", "经费.配套账户": ""})
    place.chosen()
    assert codes(place.paid("2025-07-15")) == []


# ---- Shanghai 2023: the superior department pays, a second grant


@pytest.mark.parametrize(("payer", "refused"), [
    ("所在单位", []), ("上级主管部门", []), ("属地政府", ["L132"]),
])  # fmt: skip
def test_the_unit_or_its_superior_pays_the_match_in_shanghai(
    payer: str, refused: list[str]
) -> None:
    place = Place.at("shanghai-2023")
    place.edit(place.first, {"经费.配套来源": payer})
    assert codes(place.notified()) == []
    assert codes(place.of_case("apply", "2023-04-22")) == refused


def excellent_in_shanghai(points: float, grade: str) -> Place:
    place = Place.at("shanghai-2023")
    case = place.chosen()
    assert codes(place.paid("2023-07-15")) == []
    matched = {"日期": "2023-09-01", "金额": "100000.00", "凭证号": "样凭-配"}
    place.append(case, "经费.配套到位", matched)
    called = {"考核起": "2026-03-02", "考核止": "2026-04-30"}
    assert codes(place.batch("call-term", "2026-02-02", called)) == []
    assert codes(place.reach("2026-03-10", points, grade)) == []
    return place


SECOND = {
    "公示起": "2026-03-23",
    "公示止": "2026-03-31",
    "公示结果": "无异议",
    "理由": "考核优良",
    "批准日期": "2026-04-01",
}


def test_an_excellent_studio_of_shanghai_gets_100_thousand_more() -> None:
    place = excellent_in_shanghai(90, "优良")
    assert codes(place.of_case("follow-on", "2026-04-02", SECOND)) == []
    last = place.world.cases[place.first].events[-1]
    assert at(last, "记录.金额") == Money.of(100000)


def test_a_studio_that_just_passed_gets_no_second_grant() -> None:
    place = excellent_in_shanghai(70, "合格")
    assert codes(place.of_case("follow-on", "2026-04-02", SECOND)) == ["L921"]


def test_a_second_grant_is_not_followed_by_a_third() -> None:
    place = excellent_in_shanghai(90, "优良")
    assert codes(place.of_case("follow-on", "2026-04-02", SECOND)) == []
    assert "L922" in codes(place.of_case("follow-on", "2026-04-03", SECOND))
