"""更正: a new entry puts a fact right; the old one stays, and every reader takes the new one."""

from __future__ import annotations

from datetime import date

import pytest

from cases.casefile import parse_case
from cases.lifecycle.world import ending_of, records
from cases.values.money import Money
from tests.fixtures.funded_workspace import paid_bureau
from tests.fixtures.little_bureau import (
    PAYMENT,
    Bureau,
    awarded_bureau,
    codes,
    funded_bureau,
    hints,
    person,
    reviewed_bureau,
)

DAY = "2020-02-03"


def place_of(bureau: Bureau, target: str, step: str) -> int:
    file = bureau.world.cases.get(target) or bureau.world.batch
    return [str(each["环节"]) for each in file.entered].index(step) + 1


def corrected(bureau: Bureau, case: str, step: str, key: str, new: object) -> list[str]:
    facts = {"字段": key, "新值": new, "理由": "录入写错"}
    if step:
        facts["条目"] = place_of(bureau, case, step)
    return codes(bureau.case(case, "correct", DAY, facts))


def batch_corrected(bureau: Bureau, step: str, key: str, new: object) -> list[str]:
    facts = {"字段": key, "新值": new, "理由": "录入写错"}
    if step:
        facts["条目"] = place_of(bureau, bureau.world.batch.id, step)
    return codes(bureau.batch("correct", DAY, facts))


def test_a_corrected_fact_is_what_every_reader_gets_and_the_old_one_stays() -> None:
    bureau, case = funded_bureau()
    before = bureau.world.cases[case].entered
    assert corrected(bureau, case, "disburse", "支付凭证号", "P011") == []
    after = bureau.world.cases[case]
    assert after.entered[: len(before)] == before
    assert after.facts_of("disburse")["支付凭证号"] == "P011"
    assert records(after, "disburse")[-1]["支付凭证号"] == "P011"
    assert after.facts_of("correct")["原值"] == "P001"
    assert after.step == "disburse"


def test_a_correction_names_step_day_and_what_it_touches() -> None:
    bureau, case = funded_bureau()
    facts = {"条目": place_of(bureau, case, "disburse"), "字段": "支付凭证号", "新值": "P011",
             "理由": "录入写错"}  # fmt: skip
    decision = bureau.case(case, "correct", DAY, facts)
    assert hints(decision) == ["L976"]
    told = bureau.world.cases[case].facts_of("correct")
    assert (told["更正环节"], str(told["更正日期"])) == ("拨款", "2019-07-15")


@pytest.mark.parametrize(
    ("step", "key", "new", "refused"),
    [
        ("disburse", "支付凭证号", "P001", ["L972"]),
        ("disburse", "环节", "apply", ["L973"]),
        ("agree", "量化指标.0", "一项", ["L973"]),
        ("agree", "份数..", "3", ["L973"]),
        ("", "经费.支出.0.金额", "1", ["L973"]),
        ("", ".", "1", ["L973"]),
        ("disburse", "登记", "x", ["L973"]),
        ("", "案卷号", "2019-SX-009", ["L973"]),
        ("", "资助周期.止", "2023-01-01", ["L973"]),
        ("disburse", "金额", "40000.00", ["L974"]),
        ("disburse", "拨款日期", "2019-06-01", ["L974"]),
        ("review", "结论", "随便", ["L974"]),
        ("agree", "份数", "1", ["L974"]),
        ("agree", "日期", "2019-08-01", ["L974"]),
    ],
)
def test_what_a_correction_may_not_do(step: str, key: str, new: object, refused: list[str]) -> None:
    bureau, case = funded_bureau()
    assert sorted(set(corrected(bureau, case, step, key, new))) == refused


@pytest.mark.parametrize(
    ("step", "key", "listed"),
    [
        ("disburse", "不存在", "支付凭证号"),
        ("disburse", "日期.年", ""),
        ("disburse", "支付凭证号.号", ""),
        ("agree", "核对.R999", "份数"),
        ("", "不存在", "带头人"),
        ("", "带头人.不存在", "姓名"),
    ],
)
def test_a_field_that_does_not_exist_is_refused_and_those_that_do_are_listed(
    step: str, key: str, listed: str
) -> None:
    bureau, case = funded_bureau()
    facts = {"字段": key, "新值": "1", "理由": "样"}
    if step:
        facts["条目"] = str(place_of(bureau, case, step))
    found = bureau.case(case, "correct", DAY, facts).findings
    refused = [f for f in found if f.code in ("L973", "L977")]
    assert len(refused) == 1
    assert listed in str(refused[0].facts.get("可选", ""))


def test_a_field_of_a_batch_that_does_not_exist_is_refused() -> None:
    bureau, _ = funded_bureau()
    assert "L977" in batch_corrected(bureau, "", "不存在", "1")
    assert "L977" in batch_corrected(bureau, "disburse", "不存在", "1")


def test_an_entry_that_is_not_there_is_not_corrected() -> None:
    bureau, case = funded_bureau()
    facts = {"条目": 99, "字段": "支付凭证号", "新值": "P2", "理由": "样"}
    assert codes(bureau.case(case, "correct", DAY, facts)) == ["L970"]


def test_what_was_left_out_is_filled_in_and_that_is_said() -> None:
    bureau, case = funded_bureau()
    facts = {"条目": place_of(bureau, case, "disburse"), "字段": "签名", "新值": "样", "理由": "补"}
    decision = bureau.case(case, "correct", DAY, facts)
    assert (codes(decision), hints(decision)) == ([], ["L971", "L976"])


def test_a_refusal_quotes_the_gate_and_the_entry_that_breaks() -> None:
    bureau, case = funded_bureau()
    facts = {
        "条目": place_of(bureau, case, "disburse"),
        "字段": "金额",
        "新值": "1.00",
        "理由": "样",
    }
    found = next(f for f in bureau.case(case, "correct", DAY, facts).findings if f.code == "L974")
    assert found.facts["环节"] == "拨款" and "50000" in str(found.facts["原话"])
    assert found.clause.startswith("R78")


def test_a_corrected_first_day_moves_the_term() -> None:
    bureau, case = awarded_bureau()
    assert corrected(bureau, case, "award", "起算日", "2019-07-01") == []
    term = parse_case(bureau.texts[case]).data["资助周期"]
    assert (term["起"], term["止"]) == (date(2019, 7, 1), date(2022, 6, 30))


def test_a_corrected_leader_is_the_leader_from_now_on() -> None:
    bureau, case = funded_bureau()
    new = {"姓名": "样已", "身份证号": person(77), "技能等级": "高级技师"}
    facts = {"新带头人": new, "理由": "调离", "批准日期": "2020-01-01"}
    assert codes(bureau.case(case, "replace-leader", "2020-01-02", facts)) == []
    assert corrected(bureau, case, "replace-leader", "新带头人.姓名", "样己") == []
    assert parse_case(bureau.texts[case]).get("带头人.姓名") == "样己"
    assert corrected(bureau, case, "replace-leader", "新带头人.技能等级", "初级工") == ["L974"]


def test_a_value_of_the_case_itself_is_put_right_and_the_old_one_recorded() -> None:
    bureau, case = funded_bureau()
    assert corrected(bureau, case, "", "带头人.职业工种", "数控铣工") == []
    assert parse_case(bureau.texts[case]).get("带头人.职业工种") == "数控铣工"
    assert bureau.world.cases[case].facts_of("correct")["原值"]
    assert "L974" in corrected(bureau, case, "", "带头人.技能等级", "初级工")


def test_the_last_of_several_corrections_holds_and_a_correction_is_itself_corrected() -> None:
    bureau, case = funded_bureau()
    for number in ("P011", "P012"):
        assert corrected(bureau, case, "disburse", "支付凭证号", number) == []
    assert bureau.world.cases[case].facts_of("disburse")["支付凭证号"] == "P012"
    last = len(bureau.world.cases[case].entered)
    facts = {"条目": last, "字段": "新值", "新值": "P013", "理由": "又写错"}
    assert codes(bureau.case(case, "correct", DAY, facts)) == []
    assert bureau.world.cases[case].facts_of("disburse")["支付凭证号"] == "P013"
    wrong = {"条目": last, "字段": "条目", "新值": "2", "理由": "样"}
    assert codes(bureau.case(case, "correct", DAY, wrong)) == ["L973"]


def test_an_ended_case_is_corrected_too_and_stays_ended() -> None:
    bureau, case = awarded_bureau(chiefs=3)
    other = list(bureau.texts)[1]
    assert codes(bureau.case(other, "unselected", "2019-07-01", {"理由": "名次在后"})) == []
    assert corrected(bureau, other, "unselected", "理由", "名次在拟资助名额之后") == []
    ended = ending_of(bureau.world.cases[other])
    assert ended is not None and ended.id == "unselected" and case != other


def test_a_sealed_file_is_told_to_be_sealed_anew() -> None:
    bureau, case = funded_bureau()
    bureau.edit(case, {"档号": "J001-ZY·JN·2019-D30-001"})
    facts = {
        "条目": place_of(bureau, case, "disburse"),
        "字段": "支付凭证号",
        "新值": "P2",
        "理由": "样",
    }
    assert hints(bureau.case(case, "correct", DAY, facts)) == ["L976", "L975"]


def test_what_the_batch_handed_to_its_cases_is_handed_on_anew() -> None:
    bureau, case = funded_bureau()
    assert batch_corrected(bureau, "disburse", "支付凭证号", "P011") == []
    assert bureau.world.batch.facts_of("disburse")["支付凭证号"] == "P011"
    own = bureau.world.cases[case]
    assert own.facts_of("disburse")["支付凭证号"] == "P011"
    assert own.facts_of("disburse")["金额"] == Money.of(50000)
    assert own.entered[-2]["记录"]["支付凭证号"] == "P001"


@pytest.mark.parametrize(
    ("key", "new"), [("指标文号", "样财〔2019〕2号"), ("拨款日期", "2019-07-12")]
)
def test_one_case_of_a_batch_payment_is_put_right_by_itself(key: str, new: str) -> None:
    bureau = paid_bureau()
    first, second = list(bureau.texts)[:2]
    assert corrected(bureau, second, "disburse", key, new) == []
    assert str(bureau.world.cases[second].facts_of("disburse")[key]) == new
    assert str(bureau.world.cases[first].facts_of("disburse")[key]) == PAYMENT[key]
    assert corrected(bureau, first, "disburse", key, new) == []


def test_a_voucher_of_another_payment_is_no_correction() -> None:
    bureau, _ = awarded_bureau(chiefs=3, chosen=2)
    for name, voucher in zip(list(bureau.texts), ("P001", "P002"), strict=False):
        assert codes(bureau.agree(name)) == []
        paid = bureau.disburse(支付凭证号=voucher, 明细=[{"案卷号": name, "金额": "50000.00"}])
        assert codes(paid) == []
    assert corrected(bureau, list(bureau.texts)[1], "disburse", "支付凭证号", "P001") == []
    assert corrected(bureau, list(bureau.texts)[1], "disburse", "拨款日期", "2019-07-12") == [
        "L974"
    ]


def test_corrected_points_give_everybody_new_places() -> None:
    bureau, case = awarded_bureau(chiefs=3)
    rows = [dict(row) for row in bureau.world.batch.facts_of("score")["评分"]]
    last = list(bureau.texts)[2]
    for row in rows:
        if row["案卷号"] == last:
            row["得分"] = [94] * 5
    middle = list(bureau.texts)[1]
    for row in rows:
        if row["案卷号"] == middle:
            row["得分"] = [93] * 5
    assert batch_corrected(bureau, "score", "评分", rows) == []
    assert bureau.world.cases[last].facts_of("score")["名次"] == 2
    assert bureau.world.cases[middle].facts_of("score")["名次"] == 3
    assert bureau.world.cases[case].facts_of("score")["名次"] == 1


def test_points_that_would_have_chosen_somebody_else_are_no_correction() -> None:
    bureau, _ = awarded_bureau(chiefs=3)
    rows = [dict(row) for row in bureau.world.batch.facts_of("score")["评分"]]
    rows[2]["得分"] = [99] * 5
    assert batch_corrected(bureau, "score", "评分", rows) == ["L974"]
    assert "L973" in batch_corrected(bureau, "score", "入选", [list(bureau.texts)[2]])


def test_a_notice_that_would_not_have_been_over_is_no_correction() -> None:
    bureau, _ = awarded_bureau()
    assert batch_corrected(bureau, "publicise", "公示止", "2019-06-24") == ["L974"]
    assert batch_corrected(bureau, "publicise", "公示止", "2019-06-12") == []
    case = next(iter(bureau.texts))
    assert str(bureau.world.cases[case].facts_of("publicise")["公示止"]) == "2019-06-12"


def test_a_value_of_the_batch_itself_is_put_right() -> None:
    bureau = reviewed_bureau()
    facts = {"字段": "联系人", "新值": "样新联络", "理由": "写错"}
    assert codes(bureau.batch("correct", "2019-05-08", facts)) == []
    assert bureau.world.batch.get("联系人") == "样新联络"


def test_a_corrected_first_day_of_the_batch_moves_every_term() -> None:
    bureau, case = awarded_bureau()
    assert batch_corrected(bureau, "award", "起算日", "2019-07-01") == []
    assert parse_case(bureau.texts[case]).get("资助周期.止") == date(2022, 6, 30)


def test_a_correction_does_not_bar_what_happened_before_it_was_made() -> None:
    bureau, case = funded_bureau()
    assert corrected(bureau, case, "disburse", "支付凭证号", "P011") == []
    earlier = {"考核期": "2019年", "结论": "合格", "考核人": "样考核"}
    assert codes(bureau.case(case, "assess", "2019-12-30", earlier)) == []
