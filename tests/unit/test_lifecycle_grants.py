"""Grants of any policy: in one payment or several, by grade, year, period, to units or people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.lifecycle.grants_due import first_share, grant_amount, granted, next_payment
from cases.lifecycle.world import programme_of
from cases.policy.programme import AnnualReport, Grant, GrantPeriod
from cases.policy.ruling import Grade
from cases.values.money import Money
from tests.fixtures.little_bureau import CHIEF, PAYMENT, Bureau, awarded_bureau, codes, hints

REPORT = AnnualReport(12, 10)
GRADES = (
    Grade("A", "85", Money.of(400000)),
    Grade("B", "75", Money.of(300000)),
    Grade("C", "60", Money.of(200000)),
    Grade("不合格", "0", None, passes=False),
)


def with_grant(bureau: Bureau, **changes: object) -> None:
    """The chief technicians' grant changed; no agreement in the policy's steps."""
    programme = next(p for p in bureau.policy.programmes.values() if p.label == CHIEF)
    own = replace(programme, grant=replace(programme.grant, **changes))  # type: ignore[arg-type]
    programmes = {**bureau.policy.programmes, programme.id: own}
    steps = tuple(name for name in bureau.policy.case_steps if name not in ("agree", "签订协议"))
    bureau.policy = replace(bureau.policy, programmes=programmes, case_steps=steps)


def pay(bureau: Bureau, case: str, amount: str, on: str, voucher: str) -> list[str]:
    facts = {**PAYMENT, "拨款日期": on, "支付凭证号": voucher, "金额": amount}
    return codes(bureau.case(case, "disburse", on, facts))


def sums(bureau: Bureau, case: str) -> list[str]:
    events = bureau.world.cases[case].events
    return [str(e["记录"]["金额"]) for e in events if e["环节"] == "disburse"]


def test_several_payments_come_to_the_grant_to_the_cent() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payments=3)
    for month, voucher in ((7, "P1"), (8, "P2"), (9, "P3")):
        day = f"2019-{month:02d}-15"
        done = bureau.batch("disburse", day, {**PAYMENT, "拨款日期": day, "支付凭证号": voucher})
        assert (codes(done), hints(done)) == ([], [])
    assert sums(bureau, case) == ["16666.66", "16666.67", "16666.67"]
    assert codes(bureau.disburse("2019-10-15", 支付凭证号="P4")) == ["L417"]


def test_no_payment_goes_beyond_what_is_left() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payments=2)
    assert pay(bureau, case, "30000.01", "2019-07-15", "P1") == []
    assert pay(bureau, case, "20000.00", "2019-08-15", "P2") == ["L418"]
    assert pay(bureau, case, "0.00", "2019-08-15", "P2") == ["L418"]
    assert pay(bureau, case, "19999.99", "2019-08-15", "P2") == []


def test_a_last_payment_that_leaves_something_is_told() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payments=2)
    assert pay(bureau, case, "30000.00", "2019-07-15", "P1") == []
    facts = {**PAYMENT, "拨款日期": "2019-08-15", "支付凭证号": "P2", "金额": "19999.99"}
    assert hints(bureau.case(case, "disburse", "2019-08-15", facts)) == ["L421"]


def test_a_payment_may_name_its_cases_and_sums() -> None:
    bureau, first = awarded_bureau(4, 3)
    second, third = list(bureau.texts)[1:3]
    with_grant(bureau, payments=2)
    rows = [{"案卷号": first, "金额": "20000.00"}, {"案卷号": second, "金额": "10000.50"}]
    assert codes(bureau.disburse(明细=rows)) == []
    assert [sums(bureau, name) for name in (first, second, third)] == [
        ["20000.00"],
        ["10000.50"],
        [],
    ]
    told = bureau.world.batch.facts_of("disburse")
    assert (told["案卷"], str(told["合计"])) == ([first, second], "30000.50")


@pytest.mark.parametrize("names", [["2019-SX-999"], ["2019-SX-002"], ["", ""]])
def test_a_payment_names_only_awarded_cases(names: list[str]) -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau)
    rows = [{"案卷号": name, "金额": "50000.00"} for name in names]
    assert set(codes(bureau.disburse(明细=rows))) & {"L425"}


@pytest.mark.parametrize(
    ("conclusion", "points", "amount"),
    [("A", "85", 400000), ("B", "75", 300000), ("C", "60", 200000), ("合格", "84.99", 300000)],
)
def test_a_graded_grant_pays_the_grade_reached(conclusion: str, points: str, amount: int) -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="分级", grades=GRADES, amount=Money.of(400000))
    bureau.append(
        case,
        "办理",
        {"环节": "assess-term", "日期": "2019-07-10", "记录": {"结论": conclusion, "总分": points}},
    )
    assert codes(bureau.disburse()) == []
    assert sums(bureau, case) == [str(Money.of(amount))]


def test_a_graded_grant_waits_for_its_grade_and_fails_with_it() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="分级", grades=GRADES, amount=Money.of(400000))
    assert codes(bureau.disburse()) == ["L417"]
    assert pay(bureau, case, "200000.00", "2019-07-15", "P1") == ["L419"]
    record = {"结论": "不合格", "总分": "59.99"}
    bureau.append(case, "办理", {"环节": "assess-term", "日期": "2019-07-10", "记录": record})
    assert codes(bureau.disburse()) == ["L417"]
    assert pay(bureau, case, "200000.00", "2019-07-15", "P1") == ["L420"]


def test_the_award_of_a_graded_grant_tells_no_amount() -> None:
    bureau, case = awarded_bureau()
    assert "资助方式" not in bureau.world.cases[case].facts_of("award")
    from tests.fixtures.little_bureau import reviewed_bureau

    fresh = reviewed_bureau()
    with_grant(fresh, mode="分级", grades=GRADES, amount=Money.of(400000))
    name = next(iter(fresh.texts))
    fresh.score([name])
    fresh.publicise()
    assert codes(fresh.award()) == []
    told = fresh.world.cases[name].facts_of("award")
    assert (told["资助方式"], told.get("资助金额")) == ("按验收等级", None)


def test_a_yearly_grant_is_paid_once_in_each_year_of_the_term() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="年度", payments=3, amount=Money.of(20000))
    assert pay(bureau, case, "20000.00", "2019-07-15", "P1") == []
    assert pay(bureau, case, "20000.00", "2020-06-19", "P2") == ["L422"]
    assert pay(bureau, case, "19999.99", "2020-06-20", "P2") == ["L410"]
    assert codes(bureau.disburse("2020-06-20", 拨款日期="2020-06-20", 支付凭证号="P2")) == []
    assert codes(bureau.disburse("2020-08-20", 拨款日期="2020-08-20", 支付凭证号="P3")) == ["L417"]
    assert codes(bureau.disburse("2021-06-20", 拨款日期="2021-06-20", 支付凭证号="P3")) == []
    assert sums(bureau, case) == ["20000.00"] * 3
    assert str(bureau.world.cases[case].get("资助周期.起")) == "2019-06-20"


def test_an_award_of_another_period_gives_another_amount() -> None:
    periods = (
        GrantPeriod(date(2016, 1, 1), date(2016, 12, 31), Money.of(50000)),
        GrantPeriod(date(2017, 1, 1), date(2019, 12, 31), Money.of(80000)),
    )
    grant = Grant(Money.of(10000), periods=periods)
    days = {date(2016, 12, 31): 50000, date(2017, 1, 1): 80000, date(2020, 1, 1): 10000}
    assert {day: int(grant_amount(grant, day).amount) for day in days} == days
    bureau, case = awarded_bureau()
    with_grant(bureau, periods=periods)
    assert codes(bureau.disburse()) == []
    assert sums(bureau, case) == ["80000.00"]


def test_a_leader_is_paid_into_an_account_of_his_own() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payee="个人")
    assert codes(bureau.disburse()) == ["L415"]
    bureau.edit(case, {"经费.收款账户": {"户名": "样乙", "账号": "6200000000000000001"}})
    assert codes(bureau.disburse()) == ["L412"]
    bureau.edit(case, {"经费.收款账户": {"户名": "样甲", "账号": "6200000000000000001"}})
    assert codes(bureau.disburse()) == []
    told = bureau.world.cases[case].facts_of("disburse")
    assert (told["收款人"], told.get("收款单位")) == ("样甲", None)


def test_a_unit_is_paid_into_its_own_account_alone() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau)
    other = {"户名": "样例商贸有限公司", "账号": "6200000000000000001"}
    bureau.edit(case, {"经费.收款账户": other})
    assert codes(bureau.disburse()) == ["L412"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("静财社〔2019〕18号", []),
        ("静财社[2019]18号", ["L423"]),
        ("静财社〔2019〕018号", ["L423"]),
        ("静财社（2019）第18号", ["L423"]),
    ],
)
def test_the_number_of_the_budget_is_written_as_document_numbers_are(
    number: str, told: list[str]
) -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau)
    done = bureau.disburse(指标文号=number)
    assert (codes(done), hints(done)) == ([], told)


def test_a_voucher_stands_for_one_payment_or_one_whole_batch() -> None:
    bureau, first = awarded_bureau(4, 2)
    second = list(bureau.texts)[1]
    with_grant(bureau)
    assert pay(bureau, first, "50000.00", "2019-07-15", "P001") == []
    assert pay(bureau, second, "50000.00", "2019-07-16", "P001") == ["L424"]
    assert pay(bureau, second, "50000.00", "2019-07-15", "P001") == []


def test_the_term_stays_where_the_first_payment_put_it() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payments=2)
    bureau.settings["O14"] = "拨款日"
    assert pay(bureau, case, "30000.00", "2019-07-15", "P1") == []
    start = bureau.world.cases[case].get("资助周期.起")
    assert pay(bureau, case, "20000.00", "2019-08-15", "P2") == []
    assert bureau.world.cases[case].get("资助周期.起") == start


def test_the_next_payment_of_a_case_is_known_without_paying() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payments=4)
    world = bureau.world
    own = world.cases[case]
    programme = programme_of(world.policy, own)
    assert programme is not None
    assert str(next_payment(world, programme, own)) == "12500.00"
    assert granted(programme, own) == Money.of(50000)
    assert str(first_share(Money.parse("0.05"), 3)) == "0.01"


def test_a_further_grant_beside_yearly_ones_is_paid_in_its_own_amount() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="年度", payments=2, amount=Money.of(60000))
    for year in (2019, 2020):
        assert pay(bureau, case, "60000.00", f"{year}-07-15", f"P{year}") == []
    again = {"金额": Money.of(50000), "追加周期起": date(2022, 6, 20)}
    bureau.append(case, "办理", {"环节": "follow-on", "日期": "2022-05-30", "记录": again})
    assert pay(bureau, case, "50000.00", "2022-06-19", "P9") == ["L422"]
    assert pay(bureau, case, "60000.00", "2022-06-20", "P9") == ["L410"]
    assert pay(bureau, case, "50000.00", "2022-06-20", "P9") == []
    assert pay(bureau, case, "50000.00", "2023-06-20", "P10")[0] == "L411"


def test_a_year_is_paid_on_the_report_of_the_year_before() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="年度", payments=2, on_report=True)
    chief = next(p for p in bureau.policy.programmes.values() if p.label == CHIEF)
    programmes = {**bureau.policy.programmes, chief.id: replace(chief, annual_report=REPORT)}
    bureau.policy = replace(bureau.policy, programmes=programmes)
    assert pay(bureau, case, "50000.00", "2019-07-15", "P1") == []
    assert pay(bureau, case, "50000.00", "2020-07-15", "P2") == ["L428"]
    assert codes(bureau.disburse("2020-07-15", 拨款日期="2020-07-15", 支付凭证号="P2")) == ["L417"]
    told = {"环节": "report", "日期": "2019-12-01", "记录": {"年度": "2019"}}
    bureau.append(case, "办理", told)
    assert pay(bureau, case, "50000.00", "2020-07-15", "P2") == []


def test_money_that_is_the_persons_own_wants_no_ledger_and_leaves_nothing_over() -> None:
    from tests.unit.test_lifecycle_in_term import assessed

    bureau, case = assessed()
    closing = {"结论": "合格", "余额": "0.00"}
    assert codes(bureau.case(case, "close", "2022-06-25", closing)) == ["L621", "L620"]
    with_grant(bureau, payee="个人", own_money=True)
    assert codes(bureau.case(case, "close", "2022-06-25", closing)) == []
    told = bureau.world.cases[case].facts_of("close")
    assert (told["账面余额"], told["资助支出"]) == ("0.00", "0.00")
