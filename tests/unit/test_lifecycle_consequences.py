"""What a failed 届满考核 brings: time to mend, the title, the money, a ban; annual reports."""

from __future__ import annotations

from datetime import date

import pytest

from cases.lifecycle.annual_reports import missing_reports, reports_due
from cases.lifecycle.reading import at
from cases.lifecycle.world import programme_of
from tests.fixtures.little_bureau import (
    AGREEMENT,
    ORDER,
    Edits,
    codes,
    funded_bureau,
    hints,
    person,
)
from tests.fixtures.little_district import YANGLI, District, bureau_of, district, unit
from tests.unit.test_lifecycle_districts import AT_SIXTY, NO_BEST, accepted

ENDING = "  禁报年数: 6\n"
GRADED = YANGLI[YANGLI.index("      方式: 分级") : YANGLI.index("    配套: {条款: R3, 不低于: 0")]
PAID_FIRST = (
    ("签订协议, 届满考核, 拨款, 结项", "签订协议, 拨款, 届满考核, 结项"),
    (GRADED, "      方式: 一次性\n"),
)
SPENT: Edits = {
    "日期": "2027-01-01",
    "金额": "400000.00",
    "资金来源": "资助资金",
    "用途": "培训培养",
    "凭证号": "P1",
}
LABELS = ("硬件建设", "内部管理", "项目成果", "人才培养", "社会效应")
TITLE = {"理由": "考核不合格", "批准日期": "2028-04-20"}
TOLD = {
    "事由": "考核不合格",
    "问题类型": "项目管理",
    "要求": ["补齐材料"],
    "送达日期": "2028-04-01",
}


def failing(written: str, *changes: tuple[str, str]) -> tuple[District, str]:
    """A project that failed on 2028-03-01 under a policy with this 不合格."""
    rule = (ENDING, f"{ENDING}  不合格: {{条款: R4, {written}}}\n" if written else ENDING)
    bureau = bureau_of(district(rule, *changes, NO_BEST, AT_SIXTY))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    assert codes(bureau.of(case, "agree", "07-01", AGREEMENT)) == []
    if changes:
        assert codes(bureau.paid("2026-07-15")) == []
    assert codes(bureau.of(case, "assess-term", "2028-03-01", accepted("50", "不合格"))) == []
    return bureau, case


def closed(bureau: District, case: str, on: str = "2028-12-01", **facts: object) -> list[str]:
    given = {"结论": "不合格", "余额": "0.00", **facts}
    return codes(bureau.of(case, "close", on, given))


def cancelled(bureau: District, case: str, on: str = "2028-04-22") -> list[str]:
    return codes(bureau.of(case, "cancel-title", on, {**TITLE, "批准日期": on}))


def test_a_policy_that_says_nothing_of_failure_lets_a_failed_project_be_closed() -> None:
    bureau, case = failing("", *PAID_FIRST)
    bureau.append(case, "经费.支出", SPENT)
    assert closed(bureau, case, "2028-12-01") == []


def test_a_title_the_policy_takes_goes_before_the_case_can_be_closed() -> None:
    bureau, case = failing("整改: 否, 取消称号: 是")
    decision = bureau.of(case, "close", "2028-04-01", {"结论": "不合格", "余额": "0.00"})
    [told] = [found for found in decision.findings if found.code == "L028"]
    assert codes(decision) == ["L028"]
    assert told.clause == "R4 政策第四条" and "取消称号" in told.message
    assert cancelled(bureau, case) == []
    assert closed(bureau, case) == ["L012"]


def test_a_title_is_not_taken_from_a_project_that_passed_or_was_never_assessed() -> None:
    bureau = bureau_of(district(NO_BEST, AT_SIXTY))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    bureau.of(case, "agree", "07-01", AGREEMENT)
    assert cancelled(bureau, case, "2028-03-01") == ["L025"]
    assert codes(bureau.of(case, "assess-term", "2028-03-01", accepted("80", "合格"))) == []
    assert cancelled(bureau, case) == ["L025"]


def test_a_policy_that_takes_no_titles_refuses() -> None:
    bureau, case = failing("整改: 否", ("  取消称号: 是\n  禁报年数: 6\n", ""), *PAID_FIRST)
    assert cancelled(bureau, case) == ["L024"]


def test_time_to_mend_comes_first_and_must_run_out_in_vain() -> None:
    bureau, case = failing("整改: 是, 取消称号: 是")
    assert cancelled(bureau, case) == ["L026"]
    order = {**ORDER, **TOLD}
    assert codes(bureau.of(case, "rectify", "2028-04-01", order)) == []
    [entry] = [e for e in bureau.world.cases[case].events if e["环节"] == "rectify"]
    assert str(at(entry, "记录.整改期限")) == "2028-06-30"
    assert cancelled(bureau, case, "2028-06-30") == ["L027", "L026"]
    assert cancelled(bureau, case, "2028-07-01") == ["L026"]
    seen = {"结论": "未整改到位", "复查人": "样复"}
    assert codes(bureau.of(case, "recheck", "2028-07-01", seen)) == []
    assert cancelled(bureau, case, "2028-07-01") == []


@pytest.mark.parametrize(
    ("points", "grade", "title", "close"),
    [("55", "不合格", [], ["L028"]), ("60", "合格", ["L025"], [])],
)
def test_what_was_mended_is_assessed_again(
    points: str, grade: str, title: list[str], close: list[str]
) -> None:
    bureau, case = failing("整改: 是, 取消称号: 是", *PAID_FIRST)
    again = accepted(points, grade)
    assert codes(bureau.of(case, "assess-term", "2028-03-10", again)) == ["L011"]
    assert codes(bureau.of(case, "rectify", "2028-04-01", {**ORDER, **TOLD})) == []
    assert codes(bureau.of(case, "assess-term", "2029-01-10", again)) == []
    bureau.append(case, "经费.支出", SPENT)
    other = bureau.copy()
    assert (
        codes(bureau.of(case, "cancel-title", "2029-01-11", {**TITLE, "批准日期": "2029-01-11"}))
        == title
    )
    done = {"结论": grade, "余额": "0.00"}
    assert codes(other.of(case, "close", "2029-01-11", done)) == close


def test_a_failure_made_good_does_not_count_for_a_later_one() -> None:
    bureau, case = failing("整改: 是, 取消称号: 是")
    assert codes(bureau.of(case, "rectify", "2028-04-01", {**ORDER, **TOLD})) == []
    assert codes(bureau.of(case, "assess-term", "2028-07-10", accepted("60", "合格"))) == []
    failed = {"环节": "assess-term", "日期": "2030-07-10", "记录": {"结论": "不合格"}}
    bureau.append(case, "办理", failed)
    assert cancelled(bureau, case, "2030-07-11") == ["L026"]


def test_the_time_to_mend_may_be_given_in_months() -> None:
    months = ("整改: {天数: 90}", "整改: {条款: R4, 月数: 3}")
    bureau = bureau_of(district(NO_BEST, AT_SIXTY, months))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    bureau.of(case, "agree", "07-01", AGREEMENT)
    assert codes(bureau.of(case, "assess-term", "2028-03-01", accepted("50", "不合格"))) == []
    order = {**ORDER, **TOLD, "送达日期": "2028-11-30"}
    told = bureau.of(case, "rectify", "2028-11-30", {**order, "整改期限": "2029-02-27"})
    assert hints(told) == ["L512"] and told.findings[0].clause == "R4 政策第四条"
    bureau, case = bureau.copy(), case
    assert codes(bureau.of(case, "rectify", "2028-11-30", order)) == []
    entry = [e for e in bureau.world.cases[case].events if e["环节"] == "rectify"][-1]
    assert str(at(entry, "记录.整改期限")) == "2029-02-28"


def test_money_the_policy_takes_back_is_taken_back_first() -> None:
    bureau, case = failing(
        "整改: 否, 取消称号: 是, 追回: 全额", *PAID_FIRST, ("[结余部分]", "[全额]")
    )
    assert cancelled(bureau, case) == ["L028"]
    told = {"阶段": "事先告知", "金额": "400000.00", "计算说明": "全额"}
    assert codes(bureau.of(case, "claw-back", "2028-03-10", told)) == []
    decided = {**told, "阶段": "决定", "告知送达日期": "2028-03-10", "缴款期限": "2028-06-01"}
    decided |= {"收款账户": "样例区国库"}
    assert codes(bureau.of(case, "claw-back", "2028-04-21", decided)) == []
    assert cancelled(bureau, case) == []


def banned(years: int = 6) -> District:
    """A bureau whose first case lost its title on 2028-04-22."""
    bureau, case = failing(f"整改: 否, 取消称号: 是, 禁报年数: {years}")
    assert cancelled(bureau, case) == []
    return bureau


def apply_again(bureau: District, on: str, edits: Edits) -> list[str]:
    bureau.open(int(on[:4]))
    case = bureau.enter(edits={"申报.日期": on, **edits})
    assert codes(bureau.notified()) == []
    return codes(bureau.of(case, "apply", on))


SAME_PERSON: Edits = {"带头人.身份证号": person(1), "单位.统一社会信用代码": unit(8)}
SAME_UNIT: Edits = {"带头人.身份证号": person(8), "单位.统一社会信用代码": unit(1)}
NOBODY: Edits = {"带头人.身份证号": person(8), "单位.统一社会信用代码": unit(8)}


@pytest.mark.parametrize(
    ("on", "who", "refused"),
    [
        ("2034-04-22", SAME_PERSON, ["L140"]),
        ("2034-04-23", SAME_PERSON, []),
        ("2034-04-22", SAME_UNIT, ["L140"]),
        ("2034-04-23", SAME_UNIT, []),
        ("2029-04-22", NOBODY, []),
    ],
)
def test_leader_and_unit_may_not_apply_until_the_ban_is_over(
    on: str, who: Edits, refused: list[str]
) -> None:
    assert apply_again(banned(), on, who) == refused


def test_a_refusal_by_a_ban_says_from_which_case_and_until_which_day() -> None:
    bureau = banned()
    old = next(iter(bureau.texts))
    bureau.open(2030)
    case = bureau.enter(edits=SAME_PERSON)
    bureau.notified()
    [found] = bureau.of(case, "apply", "2030-04-22").findings
    assert found.facts["案卷"] == old and found.facts["止"] == "2034-04-22"
    assert found.clause == "R4 政策第四条"


def test_a_ban_named_among_the_conditions_says_their_clause() -> None:
    named = "- {条款: R2, 名称: 不在禁报期内, 检查: not_banned}"
    tree = (
        "      任一:\n        - {条款: R1, 名称: 职工不少于五十人",
        f"      全部:\n        {named}\n        - {{条款: R1, 名称: 职工不少于五十人",
    )
    rule = (ENDING, f"{ENDING}  不合格: {{条款: R4, 整改: 否, 取消称号: 是, 禁报年数: 6}}\n")
    bureau = bureau_of(district(NO_BEST, AT_SIXTY, rule, tree))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    bureau.of(case, "agree", "07-01", AGREEMENT)
    bureau.of(case, "assess-term", "2028-03-01", accepted("50", "不合格"))
    assert cancelled(bureau, case) == []
    bureau.open(2030)
    again = bureau.enter(edits=SAME_PERSON)
    bureau.notified()
    [found] = bureau.of(again, "apply", "2030-04-22").findings
    assert (found.code, found.clause) == ("L140", "R2 政策第二条")


def test_a_failed_project_of_old_years_bans_without_any_record_of_it() -> None:
    bureau = banned()
    old = next(iter(bureau.texts))
    events = [e for e in bureau.world.cases[old].events if e["环节"] in ("award", "assess-term")]
    bureau.edit(
        old,
        {
            "办理": [
                *map(dict, events),
                {"环节": "close", "日期": "2028-04-22", "记录": {"结论": "不合格"}},
            ]
        },
    )
    assert apply_again(bureau, "2030-04-22", SAME_PERSON) == ["L140"]


def test_a_policy_without_years_bans_nobody() -> None:
    bureau, case = failing(
        "整改: 否, 取消称号: 是", ("  禁报年数: 6\n  不合格", "  不合格"), *PAID_FIRST
    )
    assert cancelled(bureau, case) == []
    assert apply_again(bureau, "2029-04-22", SAME_PERSON) == []


def test_a_bureau_may_only_tell_of_failures_or_take_titles_at_once() -> None:
    bureau, case = funded_bureau()
    assert codes(
        bureau.case(case, "cancel-title", "2022-05-21", {**TITLE, "批准日期": "2022-05-21"})
    ) == ["L025"]
    bureau.append(case, "经费.配套到位", {"日期": "2019-08-01", "金额": "50000.00", "凭证号": "M1"})
    low = {
        "结论": "不合格",
        "要素": {
            k: {"得分": 5, "评语": "样", "依据": ["样"]}
            for k in ("硬件建设", "内部管理", "项目成果", "人才培养", "社会效应")
        },
    }
    assert codes(bureau.assess_term(case, **low)) == []
    cancel = {**TITLE, "批准日期": "2022-05-21"}
    assert codes(bureau.case(case, "cancel-title", "2022-05-21", cancel)) == ["L026"]
    bureau.settings["O23"] = "只通报"
    assert codes(bureau.case(case, "cancel-title", "2022-05-21", cancel)) == ["L024"]
    bureau.settings["O23"] = "直接取消称号"
    assert codes(bureau.case(case, "cancel-title", "2022-05-21", cancel)) == []


# ---- annual reports


def reporting(day: str = "12-31") -> tuple[District, str]:
    asked = (
        "    培养人数: {不少于: 3}\n",
        f"    培养人数: {{不少于: 3}}\n    年度报告: {{条款: R4, 截止: '{day}'}}\n",
    )
    bureau = bureau_of(district(NO_BEST, AT_SIXTY, asked))
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    bureau.of(case, "agree", "07-01", AGREEMENT)
    return bureau, case


def report(year: int, **facts: object) -> dict[str, object]:
    return {"年度": year, "报告人": "样甲", "内容": "按计划进行", **facts}


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("12-31", ["2026-12-31", "2027-12-31", "2028-12-31"]),
        ("03-31", ["2027-03-31", "2028-03-31"]),
        ("04-01", ["2026-04-01", "2027-04-01", "2028-04-01"]),
    ],
)
def test_a_project_reports_once_in_each_year_of_its_term(day: str, due: list[str]) -> None:
    bureau, case = reporting(day)
    found = bureau.world.cases[case]
    programme = programme_of(bureau.policy, found)
    assert programme is not None
    assert [str(each) for each in reports_due(programme, found)] == due
    assert missing_reports(programme, found, date.fromisoformat(due[0])) == ()


def test_a_report_is_of_a_year_of_the_term_and_comes_once_late_or_not() -> None:
    bureau, case = reporting()
    assert codes(bureau.of(case, "report", "2026-12-01", report(2025))) == ["L850"]
    done = bureau.of(case, "report", "2026-12-31", report(2026))
    assert codes(done) == [] and hints(done) == []
    assert codes(bureau.of(case, "report", "2027-01-02", report(2026))) == ["L851"]
    late = bureau.of(case, "report", "2028-01-01", report(2027))
    assert codes(late) == [] and hints(late) == ["L852"]
    assert late.findings[0].clause == "R4 政策第四条"


def test_the_assessment_names_the_reports_that_are_missing() -> None:
    bureau, case = reporting()
    assert codes(bureau.of(case, "report", "2026-12-31", report(2026))) == []
    done = bureau.of(case, "assess-term", "2028-11-01", accepted("80", "合格"))
    [found] = [each for each in done.findings if each.code == "L853"]
    assert found.facts["年度"] == "2027" and codes(done) == []


def test_a_failure_may_have_a_time_to_mend_of_its_own() -> None:
    bureau, case = failing("整改: 是, 月数: 2")
    served = {**ORDER, **TOLD}
    for fault, due in (("项目管理", "2028-06-01"), ("违规行为", "2028-06-30")):
        ordered = bureau.copy()
        facts = {**served, "问题类型": fault}
        assert codes(ordered.of(case, "rectify", "2028-04-01", facts)) == []
        entry = [e for e in ordered.world.cases[case].events if e["环节"] == "rectify"][-1]
        assert str(at(entry, "记录.整改期限")) == due


@pytest.mark.parametrize(
    ("day", "told"), [("2028-05-31", ["L512"]), ("2028-06-01", []), ("2028-06-02", ["L514"])]
)
def test_the_time_the_policy_gives_is_neither_cut_nor_stretched_unseen(
    day: str, told: list[str]
) -> None:
    bureau, case = failing("整改: 是, 月数: 2")
    found = bureau.of(case, "rectify", "2028-04-01", {**ORDER, **TOLD, "整改期限": day})
    assert (codes(found), hints(found)) == ([], told)
    assert [each.clause for each in found.findings] == ["R4 政策第四条"] * len(told)
