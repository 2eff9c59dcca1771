"""Any district's steps: what a policy does not list, nobody asks for."""

from __future__ import annotations

import pytest

from cases.lifecycle.reading import at
from tests.fixtures.little_bureau import AGREEMENT, REVIEW, codes, hints
from tests.fixtures.little_district import (
    REVIEWED,
    WITHOUT_PUBLICITY,
    WITHOUT_SCORE,
    District,
    bureau_of,
    district,
)

NO_CAP = ("每部门不多于: 2, ", "")
ONE_PAYMENT = ("笔数: 2", "笔数: 1")
NO_BEST = ("优秀上限: {等级: 合格, 至多百分之: 30}\n  ", "")
AT_SIXTY = ("不低于: 60.5", "不低于: 60")


def accepted(points: str, conclusion: str) -> dict[str, object]:
    """A third party's points for the whole."""
    whole = {"综合": {"得分": points, "评语": "样", "依据": ["样材料"]}}
    told = {"方式": "委托第三方", "方法": ["实地考察"], "专家": ["样例评估有限公司"]}
    return {**told, "要素": whole, "培养人数": 3, "结论": conclusion}


def agreed(*changes: tuple[str, str]) -> tuple[District, str]:
    """A bureau whose first case is awarded and has its agreement."""
    bureau = bureau_of(district(NO_BEST, *changes))
    first = next(iter(bureau.texts))
    bureau.awarded([first])
    assert codes(bureau.of(first, "agree", "07-01", AGREEMENT)) == []
    return bureau, first


@pytest.mark.parametrize(
    ("points", "conclusion", "amount"),
    [("60", "合格", "200000"), ("75", "合格", "300000"), ("85", "合格", "400000")],
)
def test_a_grade_reached_from_its_bound_on_is_what_is_paid_after_acceptance(
    points: str, conclusion: str, amount: str
) -> None:
    bureau, case = agreed(ONE_PAYMENT, AT_SIXTY)
    assert codes(bureau.paid("2026-07-15")) == ["L417"]
    assert codes(bureau.of(case, "assess-term", "2028-11-01", accepted(points, conclusion))) == []
    assert codes(bureau.paid("2028-12-01")) == []
    [paid] = [e for e in bureau.world.cases[case].events if e["环节"] == "disburse"]
    assert str(at(paid, "记录.金额")).replace(".00", "") == amount


def test_points_just_below_the_lowest_bound_fail_and_bring_nothing() -> None:
    bureau, case = agreed(ONE_PAYMENT, AT_SIXTY)
    assert codes(bureau.of(case, "assess-term", "2028-11-01", accepted("59.99", "不合格"))) == []
    assert codes(bureau.paid("2028-12-01")) == ["L417"]


def test_without_review_nobody_needs_a_department_and_who_applied_is_a_candidate() -> None:
    bureau = bureau_of(district(NO_CAP))
    case = next(iter(bureau.texts))
    bureau.edit(case, {"单位.主管委办局": ""})
    bureau.awarded([case])
    assert "L002" in codes(bureau.of(case, "review", "06-25", REVIEW))


def test_with_review_the_department_is_asked_for_and_recommends() -> None:
    bureau = bureau_of(district(NO_CAP, REVIEWED))
    bureau.edit(next(iter(bureau.texts)), {"单位.主管委办局": ""})
    first, second = bureau.texts
    assert codes(bureau.notified()) == []
    assert codes(bureau.of(first, "apply", "04-22")) == ["L126"]
    assert codes(bureau.of(second, "apply", "04-22")) == []
    assert codes(bureau.scored([second])) == ["L300", "L301"]


def test_what_no_step_turned_away_cannot_be_declined() -> None:
    bureau = bureau_of(district())
    bureau.notified()
    bureau.applied()
    decision = bureau.of(next(iter(bureau.texts)), "decline", "05-06", {"理由": "样"})
    assert codes(decision) == ["L023"]


@pytest.mark.parametrize(
    ("changes", "choosing"),
    [((WITHOUT_SCORE,), "publicise"), ((WITHOUT_SCORE, WITHOUT_PUBLICITY), "award")],
)
def test_without_experts_the_first_list_made_known_names_who_is_chosen(
    changes: tuple[tuple[str, str], ...], choosing: str
) -> None:
    bureau = bureau_of(district(*changes))
    first, second = bureau.texts
    bureau.notified()
    bureau.applied()
    choose = bureau.shown if choosing == "publicise" else bureau.announced
    assert codes(choose()) == ["L321"]
    assert codes(choose(入选=["2026-YG-009"])) == ["L301"]
    assert codes(choose(入选=[first, first])) == ["L304"]
    assert codes(bureau.of(second, "unselected", "05-20", {"理由": "样"})) == ["L010"]
    assert codes(choose(入选=[first])) == []
    late = bureau.enter()
    assert codes(bureau.of(late, "apply", "06-30")) == ["L020"]
    assert codes(bureau.of(first, "unselected", "06-30", {"理由": "样"}))[0] in ("L016", "L320")
    assert codes(bureau.of(second, "unselected", "06-30", {"理由": "样"})) == []
    assert "L002" in codes(bureau.scored([first]))


def test_a_list_once_chosen_is_not_chosen_again_at_the_award() -> None:
    bureau = bureau_of(district(WITHOUT_SCORE))
    first, second = bureau.texts
    bureau.awarded([first])
    events = [[e["环节"] for e in bureau.world.cases[name].events] for name in (first, second)]
    assert events == [["apply", "publicise", "award"], ["apply"]]


def test_without_agreement_and_payment_a_project_is_assessed_and_closed() -> None:
    line = ("签订协议, 届满考核, 拨款, 结项", "届满考核, 结项")
    bureau = bureau_of(district(NO_BEST, line))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    assert codes(bureau.of(case, "agree", "07-01", AGREEMENT)) == ["L002"]
    assert codes(bureau.paid("2026-07-15")) == ["L002"]
    assert codes(bureau.of(case, "assess-term", "2028-11-01", accepted("80", "合格"))) == []
    done = bureau.of(case, "close", "2028-12-01", {"结论": "合格", "余额": "0.00"})
    assert codes(done) == []


def test_without_a_notice_the_batch_needs_no_numbers() -> None:
    bureau = bureau_of(district(("下发工作通知, ", ""), WITHOUT_SCORE))
    bureau.open_without_numbers()
    case = next(iter(bureau.texts))
    bureau.applied()
    assert codes(bureau.shown(入选=[case])) == []


def test_a_notice_gives_the_departments_a_day_only_where_they_review() -> None:
    plain, reviewed = bureau_of(district()), bureau_of(district(REVIEWED))
    for bureau in (plain, reviewed):
        bureau.open_without_report_day()
    assert codes(plain.notified()) == []
    assert codes(reviewed.notified()) == ["L803"]


def test_a_policy_without_a_match_asks_for_none() -> None:
    bureau = bureau_of(district(("提前天数: 60", "提前天数: 60")))
    nothing = {"经费.配套承诺": "", "经费.配套形式": "", "经费.配套来源": "", "经费.配套账户": ""}
    case = bureau.enter(edits=nothing)
    bureau.notified()
    assert codes(bureau.of(case, "apply", "04-22")) == []
    heritage = bureau.enter("heritage", nothing)
    assert "L130" in codes(bureau.of(heritage, "apply", "04-22"))


def test_tasks_on_one_clause_are_each_told_and_those_on_none_in_their_words() -> None:
    more = (
        "- {条款: R4, 内容: 每年交流一次, 不少于: 3, 单位: 次}",
        "- {条款: R4, 内容: 每年交流一次}\n      - {条款: R4, 内容: 编写教材}",
    )
    bureau = bureau_of(district(more))
    case = next(iter(bureau.texts))
    bureau.edit(case, {"计划.目标任务": [{"任务": "R4", "内容": "样", "指标": "样"}]})
    bureau.notified()
    assert hints(bureau.of(case, "apply", "04-22")) == ["L128"]
    bureau.applied(list(bureau.texts)[1])
    bureau.scored([case])
    bureau.shown()
    bureau.announced()
    assert codes(bureau.of(case, "agree", "07-01", {**AGREEMENT, "量化指标": ["样"]})) == ["L402"]
    told = {**AGREEMENT, "量化指标": ["编写教材一部"]}
    assert codes(bureau.of(case, "agree", "07-01", told)) == []


def test_who_is_paid_follows_from_the_policy() -> None:
    bureau = bureau_of(
        district(("收款单位类型: {取值: [企业, 职业院校]}", "收款单位类型: {取值: [职业院校]}"))
    )
    bureau.notified()
    [found] = bureau.of(next(iter(bureau.texts)), "apply", "04-22").findings
    assert found.code == "L124" and "职业院校" in found.message


def test_how_many_were_trained_is_asked_only_where_the_policy_asks() -> None:
    told = {**accepted("75", "合格"), "培养人数": ""}
    for change, refused in ((ONE_PAYMENT, ["L030"]), (("培养人数: {不少于: 3}\n    ", ""), [])):
        bureau, case = agreed(change)
        assert codes(bureau.of(case, "assess-term", "2028-11-01", told)) == refused
