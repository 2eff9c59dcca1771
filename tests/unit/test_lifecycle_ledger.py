"""The lines of the ledger: each fault by its code, whose rule it is, and what makes it good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.findings import Severity
from cases.lifecycle.ledger import accounts, expenditure
from cases.lifecycle.ledger_checks import ledger_findings
from tests.fixtures.little_bureau import (
    CHIEF,
    CLAWBACK,
    INSPECTED,
    Bureau,
    Edits,
    awarded_bureau,
    codes,
    funded_bureau,
)

LINE: Edits = {
    "日期": "2019-08-01",
    "金额": "1000.00",
    "资金来源": "资助资金",
    "用途": "技术攻关",
    "凭证号": "记-1",
}
ARRIVED: Edits = {"日期": "2019-08-01", "金额": "50000.00", "凭证号": "收-1"}
RECEIPT: Edits = {"号码": "0001", "金额": "50000.00", "开具方": "样例精密机械有限公司"}


def sound() -> tuple[Bureau, str]:
    """A funded case with its match and its receipt, and one good line."""
    bureau, case = funded_bureau()
    bureau.append(case, "经费.支出", LINE)
    bureau.append(case, "经费.配套到位", ARRIVED)
    bureau.append(case, "经费.收据", RECEIPT)
    return bureau, case


def told(bureau: Bureau, case: str, on: str = "2020-01-01") -> list[str]:
    world = bureau.world
    found = list(ledger_findings(world, world.cases[case], date.fromisoformat(on)))
    assert all(each.severity is Severity.WARNING and each.clause for each in found)
    return [each.code for each in found]


def clause_of(bureau: Bureau, case: str, code: str) -> str:
    world = bureau.world
    found = ledger_findings(world, world.cases[case], date(2020, 1, 1))
    return next(each.clause for each in found if each.code == code)


def test_a_sound_ledger_has_nothing_to_say() -> None:
    bureau, case = sound()
    assert told(bureau, case) == []
    assert bureau.check(case) == []


@pytest.mark.parametrize(
    ("change", "code", "clause"),
    [
        ({"金额": "50000.01", "凭证号": "记-2"}, "L625", "R90"),
        ({"用途": "工资", "凭证号": "记-2"}, "L623", "O19"),
        ({"用途": "其他", "凭证号": "记-2"}, "L622", "O18"),
        ({"用途": "带徒津贴", "凭证号": "记-2"}, "L635", "R80"),
        ({"凭证号": ""}, "L627", "R89"),
        ({"日期": "2022-06-20", "凭证号": "记-2"}, "L624", "R92"),
        ({"日期": "2019-07-14", "凭证号": "记-2"}, "L633", "R90"),
        ({}, "L628", "R89"),
        ({"用途": "培训培养"}, "L629", "R89"),
        ({"用途": "设施设备添置", "金额": "30000.01", "凭证号": "记-2"}, "L632", "R90"),
        ({"资金来源": "配套资金", "用途": "技术攻关", "凭证号": "记-2"}, "L634", "R80"),
        ({"资金来源": "配套资金", "用途": "带徒津贴", "金额": "50000.01"}, "L636", "R79"),
    ],
)
def test_a_line_that_is_amiss_is_told_with_its_clause(
    change: dict[str, str], code: str, clause: str
) -> None:
    bureau, case = sound()
    bureau.append(case, "经费.支出", {**LINE, **change})
    assert code in told(bureau, case)
    assert clause in clause_of(bureau, case, code)
    assert code in bureau.check(case)


def test_to_the_last_fen_of_grant_and_plan_nothing_is_said() -> None:
    bureau, case = sound()
    rest = {**LINE, "凭证号": "记-2", "用途": "设施设备添置", "金额": "30000.00"}
    more = {**LINE, "凭证号": "记-3", "用途": "技术攻关", "金额": "19000.00"}
    bureau.append(case, "经费.支出", rest, more)
    assert told(bureau, case) == []
    assert str(accounts(bureau.world.cases[case])[0].balance) == "0.00"


def test_a_corrected_line_no_longer_counts() -> None:
    bureau, case = sound()
    wrong = {**LINE, "用途": "工资", "凭证号": "记-2"}
    bureau.append(case, "经费.支出", wrong)
    assert "L623" in told(bureau, case)
    bureau.append(case, "经费.支出", {**wrong, "凭证号": "记-3", "冲销": 2, "摘要": "误列"})
    assert told(bureau, case) == []
    lines = expenditure(bureau.world.cases[case])
    assert [str(each.amount) for each in lines] == ["1000.00", "1000.00", "-1000.00"]
    assert str(accounts(bureau.world.cases[case])[0].spent) == "1000.00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"冲销": 2}, "L637"),
        ({"冲销": 9}, "L637"),
        ({"冲销": 0}, "L637"),
        ({"冲销": 1, "金额": "1000.01"}, "L638"),
        ({"冲销": 1, "用途": "其他"}, "L647"),
        ({"冲销": 1, "资金来源": "配套资金"}, "L647"),
        ({"冲销": 1, "摘要": ""}, "L648"),
    ],
)
def test_a_correction_takes_back_an_earlier_line_and_no_more(
    change: dict[str, object], code: str
) -> None:
    bureau, case = sound()
    bureau.append(case, "经费.支出", {**LINE, "凭证号": "记-2", "摘要": "误列", **change})
    assert code in told(bureau, case)


def test_a_voucher_pays_for_one_project_of_a_unit() -> None:
    bureau, case = sound()
    other = list(bureau.texts)[1]
    bureau.append(other, "经费.支出", LINE)
    assert "L630" in told(bureau, case)
    bureau.edit(other, {"经费.支出": [{**LINE, "金额": "2000.00"}]})
    assert told(bureau, case) == ["L631"]
    bureau.edit(other, {"单位.统一社会信用代码": ""})
    assert told(bureau, case) == []


@pytest.mark.parametrize(
    ("change", "codes_told"),
    [
        ({"金额": "49999.99"}, ["L603"]),
        ({"金额": "50000.00"}, []),
        ({"形式": "实物"}, ["L639", "L603"]),
        ({"出资方": "上级主管部门"}, ["L640", "L603"]),
        ({"凭证号": ""}, ["L646", "L603"]),
    ],
)
def test_what_counts_as_match(change: dict[str, str], codes_told: list[str]) -> None:
    bureau, case = sound()
    bureau.edit(case, {"经费.配套到位": [{**ARRIVED, **change}]})
    assert told(bureau, case) == codes_told


@pytest.mark.parametrize("payer", ["样例新机械有限公司", "样例旧机械有限公司", "所在单位"])
def test_the_units_present_and_former_names_are_the_unit(payer: str) -> None:
    bureau, case = sound()
    renamed = {"变更类型": "更名", "新名称": "样例新机械有限公司", "原名称": "样例旧机械有限公司"}
    bureau.append(case, "办理", {"环节": "change-unit", "日期": "2020-02-01", "记录": renamed})
    bureau.edit(case, {"经费.配套到位": [{**ARRIVED, "出资方": payer}]})
    assert told(bureau, case) == []


def test_money_of_the_department_by_its_name_counts_where_a_policy_lets_it_pay() -> None:
    bureau, case = sound()
    name = bureau.world.cases[case].get("单位.主管委办局")
    bureau.edit(case, {"经费.配套到位": [{**ARRIVED, "出资方": name}]})
    assert told(bureau, case) == ["L640", "L603"]


def test_a_match_too_small_tells_what_was_booked_and_what_counts() -> None:
    bureau, case = sound()
    bureau.edit(case, {"经费.配套到位": [{**ARRIVED, "出资方": "别家"}]})
    world = bureau.world
    found = ledger_findings(world, world.cases[case], date(2022, 6, 1))
    facts = next(f.facts for f in found if f.code == "L603")
    assert (str(facts["登记"]), str(facts["到位"])) == ("50000.00", "0.00")


def test_a_voucher_proves_the_match_once() -> None:
    bureau, case = sound()
    half = {**ARRIVED, "金额": "25000.00"}
    bureau.edit(case, {"经费.配套到位": [half, half]})
    assert told(bureau, case) == ["L641", "L603"]
    bureau.edit(case, {"经费.配套到位": [half, {**half, "凭证号": "收-2"}]})
    assert told(bureau, case) == []


@pytest.mark.parametrize(
    ("receipts", "codes_told"),
    [
        ([], ["L643"]),
        ([{**RECEIPT, "金额": "49999.99"}], ["L645"]),
        ([{**RECEIPT, "开具方": "样例商贸有限公司"}], ["L644"]),
        ([{"号码": "0001"}], []),
        ([{**RECEIPT, "笔次": 2}], ["L643"]),
    ],
)
def test_the_payee_gives_a_receipt_for_each_payment(
    receipts: list[Edits], codes_told: list[str]
) -> None:
    bureau, case = sound()
    bureau.edit(case, {"经费.收据": receipts})
    assert told(bureau, case) == codes_told


def test_what_is_left_after_the_last_day_is_told() -> None:
    bureau, case = sound()
    assert told(bureau, case, "2022-06-19") == []
    assert told(bureau, case, "2022-06-20") == ["L642"]
    assert "R92" in clause_at(bureau, case) and "O28" in clause_at(bureau, case)


def clause_at(bureau: Bureau, case: str) -> str:
    world = bureau.world
    found = ledger_findings(world, world.cases[case], date(2022, 6, 20))
    return next(each.clause for each in found if each.code == "L642")


def test_a_plan_that_does_not_come_to_the_grant_is_told() -> None:
    bureau, case = sound()
    bureau.edit(case, {"经费.资助计划": [{"用途": "技术攻关", "金额": "49999.99"}]})
    assert told(bureau, case) == ["L649"]


def test_before_the_award_there_is_no_ledger() -> None:
    bureau, _ = awarded_bureau()
    world = bureau.world
    unselected = world.cases[list(bureau.texts)[1]]
    assert list(ledger_findings(world, unselected, date(2020, 1, 1))) == []


def clawing(extents: tuple[str, ...] = ("全额", "结余部分", "违规部分")) -> tuple[Bureau, str]:
    bureau, case = sound()
    consequences = replace(bureau.policy.consequences, clawback=extents)
    bureau.policy = replace(bureau.policy, consequences=consequences)
    assert codes(bureau.case(case, "inspect", "2020-03-01", INSPECTED)) == []
    return bureau, case


@pytest.mark.parametrize(
    ("extent", "amount", "refused"),
    [
        ("结余部分", "49000.00", []),
        ("结余部分", "49000.01", ["L426"]),
        ("结余部分", "48999.99", ["L426"]),
        ("全额", "50000.00", []),
        ("全额", "49999.99", ["L426"]),
        ("违规部分", "8000.00", []),
        ("违规部分", "7999.99", []),
        ("违规部分", "8000.01", ["L426"]),
    ],
)
def test_what_is_taken_back_is_the_sum_of_its_extent(
    extent: str, amount: str, refused: list[str]
) -> None:
    bureau, case = clawing()
    facts = {**CLAWBACK, "追回范围": extent, "金额": amount}
    assert codes(bureau.case(case, "claw-back", "2020-04-01", facts)) == refused


def test_the_record_shows_how_the_sum_comes_about() -> None:
    bureau, case = clawing()
    facts = {**CLAWBACK, "追回范围": "结余部分", "金额": "49000.00"}
    bureau.case(case, "claw-back", "2020-04-01", facts)
    kept = bureau.world.cases[case].facts_of("claw-back")["算式"]
    assert kept == "结余部分：已拨50000.00元－已支出1000.00元－已追回0.00元＝49000.00元"


def test_an_extent_that_the_policy_does_not_know_is_refused() -> None:
    bureau, case = clawing(("结余部分",))
    facts = {**CLAWBACK, "追回范围": "全额", "金额": "50000.00"}
    assert codes(bureau.case(case, "claw-back", "2020-04-01", facts)) == ["L427"]
    plain = {**CLAWBACK, "金额": "8000.00"}
    assert codes(bureau.case(case, "claw-back", "2020-04-01", plain)) == ["L426"]


def test_a_policy_without_match_asks_for_none() -> None:
    bureau, case = awarded_bureau()
    programme = next(p for p in bureau.policy.programmes.values() if p.label == CHIEF)
    none = replace(programme.match, minimum=programme.match.minimum - programme.match.minimum)
    programmes = {**bureau.policy.programmes, programme.id: replace(programme, match=none)}
    bureau.policy = replace(bureau.policy, programmes=programmes)
    bureau.agree(case)
    bureau.edit(case, {"经费.配套账户": "", "经费.配套承诺": ""})
    assert codes(bureau.disburse()) == []
