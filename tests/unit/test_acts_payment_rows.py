"""How a payment notice speaks of its money: one-off, of a grade, a year, to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acts.money.payment_rows import payment_rows, payment_words, payments_of, with_sums
from cases.values.money import Money
from tests.fixtures.little_bureau import CHIEF, PAYMENT, STUDIO, Bureau, awarded_bureau, codes
from tests.unit.test_lifecycle_grants import GRADES, with_grant

ACCOUNT = {"户名": "样甲", "开户行": "样例银行", "账号": "6200000000000000001"}


def told(bureau: Bureau, on: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The words and the rows of the notice of that day."""
    world, day = bureau.world, date.fromisoformat(on)
    payments = payments_of(world, day)
    lists = {CHIEF: [{"案卷号": name, "金额": None} for name in sorted(payments)]}
    lists = with_sums(lists, payments)
    return payment_words(world, lists, payments, {}), payment_rows(world, lists)


def pay(bureau: Bureau, on: str, voucher: str) -> None:
    assert codes(bureau.disburse(on, 拨款日期=on, 支付凭证号=voucher)) == []


def test_a_grant_in_one_payment_is_a_one_off() -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau, source="就业补助资金")
    pay(bureau, "2019-07-15", "P1")
    words, rows = told(bureau, "2019-07-15")
    assert (words["名目"], words["后缀"], words["来源"]) == ("一次性资助经费", "", "就业补助资金")
    assert (words["收款方"], words["指标文号"]) == ("收款单位", PAYMENT["指标文号"])
    assert rows[0]["收款方"] == "样例精密机械有限公司"


@pytest.mark.parametrize(
    ("mode", "days", "names", "suffixes"),
    [
        ("一次性", ("2019-07-15", "2019-08-15"), ("第一笔资助经费", "第二笔资助经费"), "笔"),
        ("年度", ("2019-07-15", "2020-07-15"), ("第一年度资助经费", "第二年度资助经费"), "年度"),
    ],
)
def test_one_of_several_payments_says_which(
    mode: str, days: tuple[str, str], names: tuple[str, str], suffixes: str
) -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau, mode=mode, payments=2)
    for number, day in enumerate(days):
        pay(bureau, day, f"P{number}")
    for number, day in enumerate(days):
        words, rows = told(bureau, day)
        assert words["名目"] == names[number]
        assert words["后缀"] == f"第{'一二'[number]}{suffixes}"
        assert rows[0]["金额"] == Money.of(25000 if mode == "一次性" else 50000)


def test_a_graded_grant_is_paid_by_its_grade() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode="分级", grades=GRADES, amount=Money.of(400000))
    record = {"结论": "B", "总分": "80"}
    bureau.append(case, "办理", {"环节": "assess-term", "日期": "2019-07-10", "记录": record})
    pay(bureau, "2019-07-15", "P1")
    words, rows = told(bureau, "2019-07-15")
    assert words["名目"] == "按验收等级核定的资助经费"
    assert rows[0]["金额"] == Money.of(300000)


def test_of_a_persons_account_only_the_last_signs_are_printed() -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, payee="个人")
    bureau.edit(case, {"经费.收款账户": ACCOUNT})
    pay(bureau, "2019-07-15", "P1")
    words, rows = told(bureau, "2019-07-15")
    assert (words["收款方"], words["到人"]) == ("收款人", True)
    assert (rows[0]["收款方"], rows[0]["账号"]) == ("样甲", "尾号0001")


def test_a_notice_of_another_day_lists_nothing_of_this_one() -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau)
    pay(bureau, "2019-07-15", "P1")
    assert told(bureau, "2019-07-16")[1] == []


@pytest.mark.parametrize("mode", ["一次性", "年度"])
def test_the_notice_of_a_further_grant_names_it(mode: str) -> None:
    bureau, case = awarded_bureau()
    with_grant(bureau, mode=mode)
    pay(bureau, "2019-07-15", "P1")
    again = {"金额": Money.of(30000), "追加周期起": date(2022, 6, 20)}
    bureau.append(case, "办理", {"环节": "follow-on", "日期": "2022-05-30", "记录": again})
    rows = [{"案卷号": case}]
    bureau.disburse("2022-07-15", 拨款日期="2022-07-15", 支付凭证号="P2", 明细=rows)
    words, _ = told(bureau, "2022-07-15")
    assert (words["名目"], words["后缀"]) == ("追加资助经费", "追加")


def test_a_notice_of_several_kinds_names_no_year_that_is_only_ones() -> None:
    bureau, _ = awarded_bureau()
    with_grant(bureau, mode="年度", payments=3)
    studio = bureau.policy.programmes["master-studio"]
    grant = replace(studio.grant, payee="个人", mode="一次性", payments=1)
    kinds = {**bureau.policy.programmes, "master-studio": replace(studio, grant=grant)}
    bureau.policy = replace(bureau.policy, programmes=kinds)
    words = payment_words(bureau.world, {CHIEF: [], STUDIO: []}, {"x": {"笔次": "1"}}, {})
    assert (words["后缀"], words["收款方"], words["对象"]) == ("", "收款方", "各单位和收款人")
    assert words["名目"] == "第一年度资助经费、一次性资助经费"
