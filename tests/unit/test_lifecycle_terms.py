"""The term: fixed days or months, counted from whose day, by whose rule (O14)."""

from __future__ import annotations

from datetime import date

import pytest

from cases.lifecycle.grants_due import grant_amount
from cases.lifecycle.reading import at
from cases.lifecycle.term_start import anchor_of, anchor_rule
from tests.fixtures.little_bureau import AGREEMENT, codes, jingan
from tests.fixtures.little_district import District, bureau_of, district
from tests.unit.test_lifecycle_consequences import PAID_FIRST

FIXED = "周期: {条款: R4, 起: 2026-04-01, 止: 2028-12-31}"
ANCHORS = ("公布名单文件成文日", "拨款日", "协议签订日")
ONE_OFF = PAID_FIRST[1]
LINE = ("签订协议, 届满考核, 拨款, 结项", "签订协议, 拨款, 届满考核, 结项")


def term(bureau: District, case: str) -> tuple[str, str] | None:
    found = at(bureau.world.cases[case].data, "资助周期")
    start, end = (str(at(found, key)) for key in ("起", "止"))
    return None if start == "None" else (start, end)


def awarded(*changes: tuple[str, str], **settings: str) -> tuple[District, str]:
    bureau = bureau_of(district(*changes))
    bureau.settings.update(settings)
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    return bureau, case


def months(anchor: str = "") -> tuple[str, str]:
    told = f", 起算: {anchor}" if anchor else ""
    return (FIXED, f"周期: {{条款: R4, 月数: 12{told}}}")


def test_a_term_of_fixed_days_may_have_begun_before_the_award() -> None:
    bureau, case = awarded()
    assert term(bureau, case) == ("2026-04-01", "2028-12-31")
    assert str(at(bureau.world.cases[case].events[-1], "记录.起算日")) == "2026-04-01"


@pytest.mark.parametrize(
    ("given", "refused"), [("2026-04-01", []), ("2026-04-02", ["L326"]), ("2026-07-01", ["L326"])]
)
def test_no_other_first_day_is_given_to_a_term_of_fixed_days(
    given: str, refused: list[str]
) -> None:
    bureau = bureau_of(district())
    bureau.notified()
    bureau.applied()
    case = next(iter(bureau.texts))
    bureau.scored([case])
    bureau.shown()
    decision = bureau.announced(起算日=given)
    assert codes(decision) == refused
    if refused:
        assert decision.findings[0].clause == "R4 政策第四条"


@pytest.mark.parametrize(
    ("own", "setting", "anchor"),
    [
        ("", "", ANCHORS[0]),
        ("", "拨款日", "拨款日"),
        ("协议签订日", "", "协议签订日"),
        ("协议签订日", ANCHORS[0], "协议签订日"),
        ("协议签订日", "拨款日", "拨款日"),
        ("拨款日", "", "拨款日"),
    ],
)
def test_the_bureaus_setting_comes_before_the_policys_day_and_that_before_the_default(
    own: str, setting: str, anchor: str
) -> None:
    bureau = bureau_of(district(months(own)))
    if setting:
        bureau.settings["O14"] = setting
    programme = bureau.policy.programmes["studio"]
    assert anchor_of(bureau.world, programme) == anchor
    stands_on = "R4" if own and anchor == own else "O14"
    assert anchor_rule(bureau.world, programme) == stands_on


def test_a_default_of_the_policys_own_open_point_holds_where_the_term_says_nothing() -> None:
    own = ("起算？, 类型: [公布名单文件成文日, 拨款日, 协议签订日], 默认: 公布名单文件成文日",)
    changed = (own[0], own[0].replace("默认: 公布名单文件成文日", "默认: 拨款日"))
    bureau = bureau_of(district(changed, months()))
    assert anchor_of(bureau.world, bureau.policy.programmes["studio"]) == "拨款日"


def test_a_term_starts_at_the_award_the_agreement_or_the_payment() -> None:
    for anchor, expected in zip(
        ANCHORS, (("06-22", "06-21"), ("07-15", "07-14"), ("07-01", "06-30")), strict=True
    ):
        bureau, case = awarded(months(anchor), LINE, ONE_OFF)
        assert (term(bureau, case) is not None) is (anchor == ANCHORS[0])
        assert codes(bureau.of(case, "agree", "07-01", AGREEMENT)) == []
        assert codes(bureau.paid("2026-07-15")) == []
        assert term(bureau, case) == (f"2026-{expected[0]}", f"2027-{expected[1]}")


def test_a_first_day_before_the_award_names_the_rule_it_breaks() -> None:
    bureau = bureau_of(district(months("协议签订日")))
    bureau.notified()
    bureau.applied()
    bureau.scored([next(iter(bureau.texts))])
    bureau.shown()
    decision = bureau.announced(起算日="2026-06-21")
    assert codes(decision) == ["L352"] and decision.findings[0].clause == "R4 政策第四条"


def test_jingan_counts_from_the_list_by_our_default() -> None:
    bureau = District(policy=jingan())
    for programme in bureau.policy.programmes.values():
        assert anchor_of(bureau.world, programme) == ANCHORS[0]
        assert anchor_rule(bureau.world, programme) == "O14"


def test_the_amount_is_that_of_the_share_of_time_the_award_falls_in() -> None:
    text = "{金额: 30000.00, 方式: 年度, 笔数: 3}"
    periods = "[{起: 2026-01-01, 止: 2026-06-22, 金额: 50000.00}]"
    policy = district((text, f"{{金额: 80000.00, 分期: {periods}}}"))
    grant = policy.programmes["heritage"].grant
    assert str(grant_amount(grant, date(2026, 6, 22)).amount) == "50000.00"
    assert str(grant_amount(grant, date(2026, 6, 23)).amount) == "80000.00"
    bureau = bureau_of(policy, "heritage heritage")
    case = next(iter(bureau.texts))
    bureau.awarded([case])
    assert str(at(bureau.world.cases[case].events[-1], "记录.资助金额")) == "50000.00"
