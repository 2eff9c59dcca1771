"""A project's whole life, decided step by step on the real policy."""

from __future__ import annotations

from tests.fixtures.little_bureau import Bureau, awarded_bureau, codes, funded_bureau, hints


def books(bureau: Bureau, case: str) -> None:
    match = {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"}
    bureau.append(case, "经费.配套到位", match)
    spent = {"资金来源": "资助资金", "用途": "设施设备添置", "凭证号": "E1"}
    bureau.append(case, "经费.支出", {"日期": "2020-03-01", "金额": "50000.00", **spent})


def test_a_project_runs_from_the_notice_to_its_close() -> None:
    bureau, case = funded_bureau()
    books(bureau, case)
    assert codes(bureau.assess_term(case)) == []
    done = bureau.case(case, "close", "2022-06-10", {"结论": "合格", "余额": "0.00"})
    assert codes(done) == []
    steps = [event["环节"] for event in bureau.world.cases[case].events]
    assert steps == [
        "apply",
        "review",
        "score",
        "publicise",
        "award",
        "agree",
        "disburse",
        "assess-term",
        "close",
    ]


def test_the_award_sets_a_term_of_three_years_less_a_day() -> None:
    bureau, case = awarded_bureau()
    assert str(bureau.world.cases[case].get("资助周期.起")) == "2019-06-20"
    assert str(bureau.world.cases[case].get("资助周期.止")) == "2022-06-19"


def test_the_entry_of_the_award_names_the_grant_and_who_entered_it() -> None:
    bureau, case = awarded_bureau()
    event = bureau.world.cases[case].events[-1]
    assert (event["环节"], str(event["日期"])) == ("award", "2019-06-20")
    assert str(event["记录"]["资助金额"]) == "50000.00"
    assert event["经办"] == "样经办"


def test_an_ended_case_takes_no_step_but_archiving() -> None:
    bureau, case = funded_bureau()
    assert codes(bureau.case(case, "archive", "2021-01-01")) == ["L017"]
    stop = {"理由": "单位迁出本区", "批准日期": "2021-01-01"}
    assert codes(bureau.case(case, "terminate", "2021-01-02", stop)) == []
    assert codes(bureau.case(case, "inspect", "2021-02-01")) == ["L012"]
    assert codes(bureau.case(case, "archive", "2021-02-01")) == []


def test_each_step_makes_its_documents_due() -> None:
    bureau, case = awarded_bureau()
    due = bureau.agree(case).documents
    assert [(each.target, each.kind) for each in due] == [(case, "responsibility-agreement")]
    paid = bureau.disburse().documents
    assert [(each.target, each.kind) for each in paid] == [("2019-1", "disbursement-notice")]


def test_a_recorded_breach_stays_in_the_entry() -> None:
    from cases.lifecycle.entering import Circumstances

    bureau, case = funded_bureau()
    books(bureau, case)
    late = Circumstances("2026-11-22", "样经办", True, "当时未及时登记", "样审核")
    assert codes(bureau.assess_term(case, "2022-06-19")) == ["L602"]
    decision = bureau.assess_term(case, "2022-06-19", late)
    assert codes(decision) == [] and hints(decision) == ["L602"]
    breach = bureau.world.cases[case].events[-1]["违例"]
    assert (breach["理由"], breach["同意人"]) == ("当时未及时登记", "样审核")
    assert breach["规则"][0].startswith("L602")
