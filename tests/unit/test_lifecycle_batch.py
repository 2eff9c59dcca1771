"""Gates of the batch: notice, review, panel, public notice, award."""

from __future__ import annotations

import pytest

from cases.lifecycle.entering import Circumstances
from tests.fixtures.little_bureau import (
    BATCH,
    Bureau,
    awarded_bureau,
    codes,
    edited,
    hints,
    reviewed_bureau,
)


def applied() -> tuple[Bureau, str]:
    bureau = Bureau()
    case = bureau.add()
    bureau.notify()
    assert codes(bureau.apply(case)) == []
    return bureau, case


@pytest.mark.parametrize(
    ("on", "batch", "refused"),
    [
        ("2019-04-01", {}, []),
        ("2019-03-24", {}, ["L801"]),
        ("2022-01-01", {}, ["L802", "L804"]),
        ("2019-04-01", {"联系电话": ""}, ["L803"]),
        ("2019-04-01", {"上报截止": ""}, ["L803"]),
        ("2019-04-01", {"上报截止": "2019-04-29"}, ["L804"]),
        ("2019-04-09", {}, ["L804"]),
        ("2019-04-01", {"名额": {}}, ["L805"]),
        ("2019-04-01", {"名额": {"技能大师工作室": 11}}, ["L806"]),
    ],
)
def test_a_work_notice(on: str, batch: dict[str, object], refused: list[str]) -> None:
    bureau = Bureau(batch_text=edited(BATCH, batch))
    assert codes(bureau.batch("notify", on)) == refused


@pytest.mark.parametrize(
    ("bodies", "refused"),
    [
        ("无", []),
        (["样例区财政局", "样例区教育局"], []),
        ([f"样例区第{number}局" for number in range(6)], ["L807"]),
        (["样例区财政局" * 6], ["L808"]),
        ({"机关": "样例区财政局"}, ["L031"]),
    ],
)
def test_the_bodies_of_a_joint_notice_fit_one_page(bodies: object, refused: list[str]) -> None:
    assert codes(Bureau().batch("notify", "2019-04-01", {"联合发文": bodies})) == refused


def test_the_days_given_with_the_notice_become_the_batchs_own() -> None:
    bureau = Bureau()
    decision = bureau.batch("notify", "2019-04-01", {"上报截止": "2019-05-20"})
    assert codes(decision) == []
    assert str(bureau.world.batch.get("上报截止")) == "2019-05-20"
    assert [(each.target, each.kind) for each in decision.documents] == [("2019-1", "work-notice")]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"主管委办局": "样例区教育局"}, ["L200"]),
        ({"结论": ""}, ["L030"]),
        ({"结论": "同意"}, ["L032"]),
        ({"结论": "不予推荐"}, ["L203"]),
        ({"结论": "不予推荐", "理由": "场地不足"}, []),
        ({"负责人": ""}, ["L030"]),
    ],
)
def test_a_review(facts: dict[str, object], refused: list[str]) -> None:
    bureau, case = applied()
    assert codes(bureau.review(case, **facts)) == refused


def test_a_late_review_is_refused_unless_it_happened() -> None:
    from tests.fixtures.little_bureau import REVIEW

    bureau, case = applied()
    assert codes(bureau.case(case, "review", "2019-05-11", REVIEW)) == ["L201"]
    around = Circumstances(as_happened=True, reason="样", consenter="样审核")
    late = bureau.case(case, "review", "2019-05-11", REVIEW, around=around)
    assert codes(late) == [] and [found.code for found in late.breaches] == ["L201"]


def test_every_review_question_is_answered() -> None:
    from tests.fixtures.little_bureau import REVIEW

    bureau, case = applied()
    decision = bureau.case(case, "review", "2019-05-06", REVIEW, {})
    assert set(codes(decision)) == {"L120"}
    assert len(codes(decision)) == len(bureau.answers(case, "review"))


def test_an_unfit_answer_fits_only_a_refusal() -> None:
    from tests.fixtures.little_bureau import REVIEW

    bureau, case = applied()
    no = bureau.answers(case, "review", "不符合")
    assert set(codes(bureau.case(case, "review", "2019-05-06", REVIEW, no))) == {"L121"}
    declined = {**REVIEW, "结论": "不予推荐", "理由": "样"}
    assert codes(bureau.case(case, "review", "2019-05-06", declined, no)) == []


def test_missing_papers_are_a_hint_at_review() -> None:
    bureau, case = applied()
    assert hints(bureau.review(case)) == ["L205"]
    bureau, case = applied()
    items = bureau.policy.programmes["chief-technician"].evidence
    bureau.evidence[case] = tuple(f"申报/{item.name}" for item in items if item.required)
    assert hints(bureau.review(case)) == []


def test_only_a_case_not_recommended_is_declined() -> None:
    bureau, case = applied()
    assert codes(bureau.case(case, "decline", "2019-05-07", {"理由": "样"})) == ["L010"]
    bureau.review(case)
    assert codes(bureau.case(case, "decline", "2019-05-07", {"理由": "样"})) == ["L210"]


def test_ten_candidates_for_ten_awards_are_refused_and_eleven_pass() -> None:
    for chiefs, refused in ((10, ["L300"]), (11, [])):
        bureau = reviewed_bureau(chiefs)
        bureau.batch_text = edited(bureau.batch_text, {"名额.首席技师资助项目": 10})
        assert codes(bureau.score(list(bureau.texts)[:10])) == refused


def test_each_list_needs_its_own_margin() -> None:
    bureau = reviewed_bureau(3, 1)
    names = list(bureau.texts)
    assert codes(bureau.score([names[0], names[3]])) == ["L300"]
    assert codes(bureau.score([names[0]])) == []


def test_the_bureau_may_want_a_wider_margin() -> None:
    bureau = reviewed_bureau(2)
    bureau.settings["O11"] = "2"
    assert codes(bureau.score([next(iter(bureau.texts))])) == ["L300"]


def test_the_quota_of_the_batch_is_hard() -> None:
    bureau = reviewed_bureau(6)
    names = list(bureau.texts)
    signed = {"名额说明": "样", "签名": "样"}
    assert codes(bureau.score(names[:5], **signed)) == ["L306"]
    assert codes(bureau.score(names[:4])) == []


def test_beyond_the_period_only_with_a_signed_reason() -> None:
    bureau = reviewed_bureau(2)
    first = next(iter(bureau.texts))
    for number in range(101, 151):
        early = edited(
            bureau.texts[first].split("办理:")[0] + "办理: []\n",
            {"案卷号": f"2018-SX-{number}", "批次": "2018-1"},
        )
        bureau.texts[f"2018-SX-{number}"] = early
        scored = {"环节": "score", "日期": "2019-03-26", "记录": {"入选": "是"}}
        bureau.append(f"2018-SX-{number}", "办理", scored)
    assert codes(bureau.score([first])) == ["L305"]
    decision = bureau.score([first], 名额说明="区里同意增加", 签名="样负责")
    assert codes(decision) == [] and "L305" in hints(decision)


def test_a_department_keeps_to_its_limit_where_there_is_one() -> None:
    from dataclasses import replace

    bureau = reviewed_bureau(3)
    chief = bureau.policy.programmes["chief-technician"]
    limited = replace(chief, quota=replace(chief.quota, per_department=2))
    programmes = {**bureau.policy.programmes, "chief-technician": limited}
    bureau.policy = replace(bureau.policy, programmes=programmes)
    assert codes(bureau.score([next(iter(bureau.texts))])) == ["L312"]


def experts(count: int, *, silent: bool = False) -> dict[str, object]:
    rows = [{"姓名": f"样专{n}", "单位": "样", "回避声明": "是"} for n in range(count)]
    if silent:
        rows[0]["回避声明"] = "否"
    return {"专家": rows}


def scores(bureau: Bureau, count: int) -> list[dict[str, object]]:
    return [
        {"案卷号": name, "得分": [90 - place] * count} for place, name in enumerate(bureau.texts)
    ]


def test_an_expert_without_a_statement_is_refused() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert codes(bureau.score([first], **experts(5, silent=True))) == ["L302"]


@pytest.mark.parametrize(("count", "told"), [(3, ["L303"]), (6, ["L303"]), (5, []), (7, [])])
def test_an_even_or_small_panel_is_a_hint(count: int, told: list[str]) -> None:
    bureau = reviewed_bureau()
    given = {**experts(count), "评分": scores(bureau, count)}
    decision = bureau.score([next(iter(bureau.texts))], **given)
    assert codes(decision) == [] and hints(decision) == told


def test_every_expert_scores_every_candidate() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert codes(bureau.score([first], 评分=scores(bureau, 4))) == ["L307", "L307"]


@pytest.mark.parametrize(
    ("parts", "told"),
    [([[50, 40]] * 5, []), ([[50, 39]] + [[50, 40]] * 4, ["L313"]), ([], []), ("九十", [])],
)
def test_points_of_the_indicators_add_up_where_they_are_told(
    parts: object, told: list[str]
) -> None:
    bureau = reviewed_bureau()
    first, *others = scores(bureau, 5)
    given = [{**first, "分项": parts}, *others]
    assert codes(bureau.score([next(iter(bureau.texts))], 评分=given)) == told


def test_strangers_and_doubles_are_not_selected() -> None:
    bureau = reviewed_bureau(3)
    first = next(iter(bureau.texts))
    assert codes(bureau.score([first, "2019-SX-099"])) == ["L301"]
    assert codes(bureau.score([first, first])) == ["L304"]


def test_passing_over_the_best_needs_a_signed_reason() -> None:
    bureau = reviewed_bureau()
    second = list(bureau.texts)[1]
    assert codes(bureau.score([second])) == ["L308"]
    decision = bureau.score([second], 名额说明="第一名放弃", 签名="样负责")
    assert codes(decision) == [] and hints(decision) == ["L308"]


def test_meeting_approval_and_entry_follow_each_other() -> None:
    bureau = reviewed_bureau()
    assert codes(bureau.score([next(iter(bureau.texts))], 审定日期="2019-05-19")) == ["L311"]


def test_cases_never_reviewed_are_pointed_out_and_come_too_late() -> None:
    bureau = reviewed_bureau()
    late = bureau.add()
    bureau.case(late, "apply", "2019-04-22")
    assert hints(bureau.score([next(iter(bureau.texts))])) == ["L310"]
    assert codes(bureau.review(late)) == ["L020"]


def test_scores_and_places_are_written_into_the_cases() -> None:
    bureau = reviewed_bureau()
    first, second = bureau.texts
    bureau.score([first])
    records = [bureau.world.cases[name].facts_of("score") for name in (first, second)]
    assert [(r["得分"], str(r["名次"]), r["入选"]) for r in records] == [
        ("95.00", "1", "是"),
        ("94.00", "2", "否"),
    ]


def test_unselected_is_only_for_those_not_selected() -> None:
    bureau = reviewed_bureau()
    first, second = bureau.texts
    bureau.score([first])
    why = {"理由": "名额所限"}
    assert codes(bureau.case(first, "unselected", "2019-05-23", why)) == ["L320"]
    assert codes(bureau.case(second, "unselected", "2019-05-23", why)) == []


def scored() -> Bureau:
    bureau = reviewed_bureau()
    assert codes(bureau.score([next(iter(bureau.texts))])) == []
    return bureau


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, []),
        ({"公示起": "2019-06-04", "公示止": "2019-06-06"}, ["L330"]),
        ({"公示起": "2019-06-02", "公示止": "2019-06-10"}, ["L331"]),
        ({"公示起": "2019-06-11", "公示止": "2019-06-04"}, ["L331"]),
        ({"公示起": "2019-06-08", "公示止": "2019-06-20"}, ["L332"]),
        ({"监督电话": ""}, ["L030"]),
        ({"咨询电话": ""}, ["L030"]),
        ({"公示止": "六月十一日"}, ["L031"]),
    ],
)
def test_a_public_notice(facts: dict[str, object], refused: list[str]) -> None:
    assert codes(scored().publicise(**facts)) == refused


def test_five_working_days_count_the_first_and_skip_the_holiday() -> None:
    # 2019-06-07 is 端午节: from 06-04 the fifth working day is 06-11.
    assert codes(scored().publicise(公示起="2019-06-04", 公示止="2019-06-10")) == ["L330"]
    assert codes(scored().publicise(公示起="2019-06-04", 公示止="2019-06-11")) == []


def test_a_notice_in_an_unannounced_year_is_a_hint() -> None:
    bureau = scored()
    given = {"公示起": "2031-06-04", "公示止": "2031-06-11"}
    decision = bureau.publicise(**given)
    assert codes(decision) == [] and hints(decision) == ["L108"]


@pytest.mark.parametrize(
    ("on", "facts", "refused"),
    [
        ("2019-06-11", {}, ["L350"]),
        ("2019-06-12", {}, []),
        ("2019-06-12", {"公示结果": "有异议"}, ["L351"]),
        ("2019-06-12", {"公示结果": "有异议", "异议处理": "查实不成立"}, []),
        ("2019-06-12", {"公示结果": ""}, ["L030"]),
        ("2019-06-12", {"起算日": "2019-06-11"}, ["L352"]),
        ("2019-06-12", {"起算日": "2019-07-01"}, []),
    ],
)
def test_an_award(on: str, facts: dict[str, object], refused: list[str]) -> None:
    bureau = scored()
    bureau.publicise()
    assert codes(bureau.award(on, **facts)) == refused


def test_a_given_first_day_starts_the_term() -> None:
    bureau = scored()
    bureau.publicise()
    bureau.award(起算日="2020-02-29")
    first = next(iter(bureau.texts))
    assert str(bureau.world.cases[first].get("资助周期.止")) == "2023-02-28"


def test_a_bureau_may_count_the_term_from_the_payment() -> None:
    bureau = scored()
    bureau.settings["O14"] = "拨款日"
    bureau.publicise()
    bureau.award()
    first = next(iter(bureau.texts))
    assert bureau.world.cases[first].get("资助周期.起") is None
    bureau.agree(first)
    bureau.disburse()
    assert str(bureau.world.cases[first].get("资助周期.起")) == "2019-07-15"


def test_a_case_objected_to_is_not_awarded() -> None:
    bureau = scored()
    first, second = bureau.texts
    bureau.publicise()
    why = {"理由": "材料不实", "异议人": "样某", "核查结论": "属实"}
    assert codes(bureau.case(second, "object", "2019-06-12", why)) == ["L010"]
    assert codes(bureau.case(first, "object", "2019-06-12", why)) == []
    assert codes(bureau.award()) == ["L333"]


def test_objections_come_before_the_award() -> None:
    bureau, case = awarded_bureau()
    why = {"理由": "样", "异议人": "样某", "核查结论": "属实"}
    assert codes(bureau.case(case, "object", "2019-07-01", why)) == ["L016"]


def test_an_awarded_school_is_pointed_out() -> None:
    bureau = Bureau()
    school, _ = bureau.add({"单位.类型": "职业院校"}), bureau.add()
    bureau.notify()
    for name in bureau.texts:
        bureau.apply(name)
        bureau.review(name)
    bureau.score([school])
    bureau.publicise()
    decision = bureau.award()
    assert codes(decision) == [] and hints(decision) == ["L124"]


def test_only_awarded_projects_are_recommended_to_the_city() -> None:
    bureau, case = awarded_bureau()
    other = list(bureau.texts)[1]
    assert codes(bureau.batch("recommend", "2020-01-06", {"推荐": [other]})) == ["L360"]
    assert codes(bureau.batch("recommend", "2020-01-06", {})) == ["L030"]
    assert codes(bureau.batch("recommend", "2020-01-06", {"推荐": [case]})) == []


def test_a_policy_may_choose_everybody_who_is_fit() -> None:
    from dataclasses import replace

    bureau = reviewed_bureau()
    name = next(iter(bureau.texts))
    chiefs = [each for each in bureau.texts if each.split("-")[1] == name.split("-")[1]]
    assert codes(bureau.score(chiefs)) == ["L300"]
    bureau.policy = replace(bureau.policy, panel=replace(bureau.policy.panel, surplus=False))
    assert codes(bureau.score(chiefs)) == []


def test_a_department_may_have_one_number_for_several_programmes() -> None:
    from dataclasses import replace

    bureau = reviewed_bureau(2, 2)
    first = next(iter(bureau.texts))
    for together, refused in ((False, []), (True, ["L312"])):
        programmes = {
            key: replace(each, quota=replace(each.quota, per_department=3, together=together))
            for key, each in bureau.policy.programmes.items()
        }
        bureau.policy = replace(bureau.policy, programmes=programmes)
        assert codes(bureau.copy().score([first])) == refused
