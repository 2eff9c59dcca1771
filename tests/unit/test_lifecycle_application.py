"""Gates of application: each refuses what its rule forbids and lets the rest pass."""

from __future__ import annotations

from datetime import date

import pytest

from cases.findings import Severity
from cases.lifecycle.checking import check_case
from cases.lifecycle.crosschecks import CHECKS
from cases.lifecycle.entering import Circumstances
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove
from cases.policy.ruling import Combination, Condition
from tests.fixtures.little_bureau import CHIEF, Bureau, Edits, codes, hints, person

CHIEF_FAULTS: dict[str, tuple[Edits, str]] = {
    "an applicant of no kind": ({"单位.类型": ""}, "L100"),
    "a grade below technician": ({"带头人.技能等级": "高级工"}, "L113"),
    "no standard and no recognition": ({"带头人.技能等级": "无国家职业标准"}, "L113"),
    "an appointment that ended": ({"带头人.聘期止": "2019-04-21"}, "L103"),
    "no notice inside the unit": ({"选聘公示": {}}, "L104"),
    "appointed before the notice ended": ({"带头人.聘任日期": "2018-05-17"}, "L105"),
    "a notice of four working days": ({"选聘公示.公示止": "2018-05-17"}, "L106"),
    "a notice with an objection open": ({"选聘公示.结果": "有异议"}, "L107"),
    "a match one cent too small": ({"经费.配套承诺": "49999.99"}, "L130"),
    "a match in goods": ({"经费.配套形式": "实物"}, "L131"),
    "a match paid by strangers": ({"经费.配套来源": "供应商"}, "L132"),
    "no education fund": ({"单位.职工教育经费": []}, "L112"),
    "no team": ({"团队": []}, "L112"),
    "no allowance for the post": ({"条件.岗位津贴": ""}, "L112"),
    "no promise of truth": ({"申报.承诺": "否"}, "L118"),
    "another day on the form": ({"申报.日期": "2019-04-23"}, "L119"),
    "no department": ({"单位.主管委办局": ""}, "L126"),
}
STUDIO_FAULTS: dict[str, tuple[Edits, str]] = {
    "a school": ({"单位.类型": "职业院校"}, "L100"),
    "seven trainees": ({"计划.带徒人数": 7}, "L111"),
    "a match of a chief technician": ({"经费.配套承诺": "99999.99"}, "L130"),
    "a team without managers": (
        {"团队": [{"姓名": "样甲", "人员类别": "高技能人才"}]},
        "L112",
    ),
    "a leader in bad health": ({"带头人.身体健康": "否"}, "L112"),
}


def applying(edits: Edits, *, studio: bool = False) -> tuple[Bureau, str]:
    bureau = Bureau()
    case = bureau.add(edits, studio=studio)
    assert codes(bureau.notify()) == []
    return bureau, case


@pytest.mark.parametrize("name", CHIEF_FAULTS)
def test_a_chief_technician_is_refused_for(name: str) -> None:
    edits, code = CHIEF_FAULTS[name]
    bureau, case = applying(edits)
    assert codes(bureau.apply(case)) == [code]
    assert "办理: []" in bureau.texts[case]


@pytest.mark.parametrize("name", STUDIO_FAULTS)
def test_a_studio_is_refused_for(name: str) -> None:
    edits, code = STUDIO_FAULTS[name]
    bureau, case = applying(edits, studio=True)
    assert codes(bureau.apply(case)) == [code]


@pytest.mark.parametrize(
    "edits",
    [
        {},
        {"经费.配套承诺": "50000.00"},
        {"带头人.技能等级": "技师"},
        {"带头人.技能等级": "无国家职业标准", "带头人.行业水平认定": "样例行业协会认定"},
        {"带头人.聘期止": "2019-04-22"},
        {"选聘公示.公示止": "2018-05-18", "带头人.聘任日期": "2018-05-18"},
        {"单位.类型": "职业院校"},
        {"带头人.荣誉": [], "业绩": []},
    ],
)
def test_a_sound_application_passes(edits: Edits) -> None:
    bureau, case = applying(edits)
    assert codes(bureau.apply(case)) == []


def test_a_sound_studio_passes_with_eight_trainees() -> None:
    bureau, case = applying({}, studio=True)
    assert codes(bureau.apply(case)) == []


def test_a_refusal_names_rule_clause_fact_and_remedy() -> None:
    bureau, case = applying({"经费.配套承诺": "49999.99"})
    (found,) = [each for each in bureau.apply(case).findings if each.code == "L130"]
    assert found.clause == "R79 政策八(一)"
    assert "49999.99" in found.message and "50000.00" in found.message and "请" in found.message


def test_a_preference_that_fails_is_only_a_hint() -> None:
    bureau, case = applying({"带头人.荣誉": [], "业绩": []})
    decision = bureau.apply(case)
    assert [found.clause for found in decision.findings if found.code == "L113"] == [
        "R23 政策四(一)2"
    ]
    assert "L113" in hints(decision)


def test_a_school_is_pointed_out_as_payee() -> None:
    bureau, case = applying({"单位.类型": "职业院校"})
    assert hints(bureau.apply(case)) == ["L124"]


def test_a_bureau_may_pay_only_enterprises() -> None:
    bureau, case = applying({"单位.类型": "职业院校"})
    bureau.settings["O2"] = "只限企业"
    assert codes(bureau.apply(case)) == ["L124"]


def test_a_notice_in_an_unannounced_year_is_a_hint() -> None:
    edits = {"选聘公示.公示起": "2003-05-12", "选聘公示.公示止": "2003-05-16"}
    bureau, case = applying(edits)
    decision = bureau.apply(case)
    assert codes(decision) == [] and hints(decision) == ["L108"]


def test_the_bureau_may_want_a_longer_notice_and_the_refusal_says_so() -> None:
    bureau, case = applying({})
    bureau.settings["O8"] = "7"
    decision = bureau.apply(case)
    assert [found.clause for found in decision.findings] == ["本局设定 O8"]


def test_a_default_says_it_is_one() -> None:
    bureau, case = applying({"选聘公示.公示止": "2018-05-17"})
    assert [found.clause for found in bureau.apply(case).findings] == ["系统默认 O8"]


@pytest.mark.parametrize("on", ["2019-04-07", "2019-05-01"])
def test_outside_the_days_of_the_notice_is_refused(on: str) -> None:
    bureau, case = applying({"申报.日期": on})
    assert codes(bureau.apply(case, on)) == ["L116"]


def test_a_late_application_that_happened_is_kept_as_a_breach() -> None:
    bureau, case = applying({"申报.日期": "2019-05-01"})
    around = Circumstances(as_happened=True, reason="邮路延误", consenter="样审核")
    decision = bureau.case(case, "apply", "2019-05-01", around=around)
    assert codes(decision) == [] and [found.code for found in decision.breaches] == ["L116"]


def test_a_wrong_amount_is_never_waived() -> None:
    bureau, case = applying({"经费.配套承诺": "49999.99"})
    around = Circumstances(as_happened=True, reason="样", consenter="样审核")
    assert codes(bureau.case(case, "apply", "2019-04-22", around=around)) == ["L130"]


def test_a_question_left_open_is_refused() -> None:
    bureau, case = applying({})
    given = bureau.answers(case, "apply")
    del given["R14"]
    assert codes(bureau.case(case, "apply", "2019-04-22", {}, given)) == ["L120"]


def test_an_answer_of_no_is_refused() -> None:
    bureau, case = applying({})
    given = bureau.answers(case, "apply") | {"R17": {"结论": "不符合", "依据": "样", "签名": "样"}}
    assert codes(bureau.case(case, "apply", "2019-04-22", {}, given)) == ["L121"]


@pytest.mark.parametrize("missing", ["依据", "签名"])
def test_an_answer_without_ground_or_signature_is_refused(missing: str) -> None:
    bureau, case = applying({})
    given = bureau.answers(case, "apply")
    given["R12"] = {**given["R12"], missing: ""}
    assert codes(bureau.case(case, "apply", "2019-04-22", {}, given)) == ["L122"]


def test_an_unlisted_task_is_a_hint_at_application() -> None:
    bureau, case = applying({"计划.目标任务": [{"任务": "R52", "内容": "样", "指标": "样"}]})
    assert hints(bureau.apply(case)) == ["L128", "L128", "L128"]


def test_match_purposes_are_held_against_the_policy_and_the_promise() -> None:
    bureau, case = applying({"经费.配套用途": [{"用途": "团建", "金额": "100.00"}]})
    assert hints(bureau.apply(case)) == ["L133", "L134"]


def test_the_same_person_applies_once_per_programme() -> None:
    bureau, first = applying({})
    second = bureau.add({"带头人.身份证号": person(1)})
    assert codes(bureau.apply(first)) == []
    assert codes(bureau.apply(second)) == ["L115"]
    bureau.settings["O5"] = "不限"
    assert codes(bureau.apply(second)) == []


def test_a_declined_case_does_not_bar_another() -> None:
    bureau, first = applying({})
    second = bureau.add({"带头人.身份证号": person(1)})
    bureau.apply(first)
    bureau.review(first, 结论="不予推荐", 理由="样")
    bureau.case(first, "decline", "2019-05-07", {"理由": "样"})
    bureau.settings |= {"O9": ""}
    assert codes(bureau.case(second, "apply", "2019-05-07")) == ["L119", "L116"]


def term_of_chief(bureau: Bureau, start: str, end: str) -> str:
    """An awarded chief technician's project with that term, of another batch."""
    case = bureau.add({"批次": "2018-1", "资助周期": {"起": start, "止": end}})
    bureau.append(case, "办理", {"环节": "award", "日期": start})
    return case


@pytest.mark.parametrize(("on", "refused"), [("2022-05-31", []), ("2022-06-01", ["L113"])])
def test_the_last_day_of_a_running_project_still_counts(on: str, refused: list[str]) -> None:
    bureau = Bureau()
    term_of_chief(bureau, "2019-06-01", "2022-05-31")
    days = {"申报起": "2022-05-01", "申报截止": "2022-06-30", "上报截止": "2022-07-30"}
    bureau.settings["O32"] = "可以继续"
    assert codes(bureau.batch("notify", "2022-04-30", days)) == []
    own = {"带头人.身份证号": person(1), "带头人.荣誉": [], "带头人.绝技绝活": ""}
    studio = bureau.add({**own, "申报.日期": on}, studio=True)
    given = bureau.answers(studio, "apply")
    given["R32a"] = {"结论": "不符合", "依据": "样", "签名": "样"}
    assert codes(bureau.case(studio, "apply", on, {}, given)) == refused


def test_another_persons_project_does_not_count() -> None:
    bureau = Bureau()
    term_of_chief(bureau, "2019-01-01", "2021-12-31")
    bureau.notify()
    studio = bureau.add({"带头人.荣誉": [], "带头人.绝技绝活": ""}, studio=True)
    given = bureau.answers(studio, "apply")
    given["R32a"] = {"结论": "不符合", "依据": "样", "签名": "样"}
    decision = bureau.case(studio, "apply", "2019-04-22", {}, given)
    assert codes(decision) == ["L113"]
    assert "身份证号" in decision.findings[-1].message


def test_the_cross_case_check_speaks_for_itself() -> None:
    bureau = Bureau()
    term_of_chief(bureau, "2019-06-01", "2022-05-31")
    name = bureau.add({"带头人.身份证号": person(1)}, studio=True)
    world, studio = bureau.world, bureau.policy.programmes["master-studio"]
    apply, check = find_step("apply"), CHECKS["leader_in_chief_technician_term"]
    days = (date(2022, 5, 31), date(2022, 6, 1))
    moves = [CaseMove(world, world.cases[name], studio, apply, day, {}, {}) for day in days]
    node = Condition(Combination.CHECK, "R32b", "样")
    assert [[found.code for found in check(move, node)] for move in moves] == [[], ["L114"]]


def test_checking_a_form_finds_what_application_would() -> None:
    bureau = Bureau()
    sound = bureau.add()
    small = bureau.add({"经费.配套承诺": "49999.99"})
    undated = bureau.add({"申报.日期": ""})
    unknown = bureau.add({"项目类别": "技能能手"})
    foreign = bureau.add({"批次": "2019-2"})
    other = bureau.add({"政策": "样例政策"})
    assert bureau.check(sound) == []
    assert bureau.check(small) == ["L130", "L134"]
    assert bureau.check(undated) == ["L127"]
    assert bureau.check(unknown) == ["L019"]
    assert bureau.check(foreign) == ["L018"]
    assert bureau.check(other) == ["L022"]


def test_the_programmes_ask_their_own_questions() -> None:
    bureau = Bureau()
    chief, studio = bureau.add(), bureau.add(studio=True)
    assert "R12" in bureau.answers(chief, "apply")
    assert "R12" not in bureau.answers(studio, "apply")
    assert CHIEF in bureau.texts[chief]


def test_checking_a_form_only_points_out_what_an_answer_may_still_carry() -> None:
    bureau = Bureau()
    name = bureau.add({"带头人.荣誉": []}, studio=True)
    world = bureau.world
    found = check_case(world, world.cases[name])
    assert [(each.code, each.severity) for each in found] == [("L113", Severity.WARNING)]
