"""Amounts are exact, and their capitals follow the rules of bills."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.values.money import BadMoneyError, Money


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        ("50000", "伍万元整"),
        ("100000", "壹拾万元整"),
        ("0", "零元整"),
        ("0.5", "伍角整"),
        ("0.05", "伍分"),
        ("1.05", "壹元零伍分"),
        ("10.50", "壹拾元伍角整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10010", "壹万零壹拾元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("49999.99", "肆万玖仟玖佰玖拾玖元玖角玖分"),
        ("100000001", "壹亿零壹元整"),
        ("3500000", "叁佰伍拾万元整"),
    ],
)
def test_capitals_follow_the_rules_of_bills(text: str, capital: str) -> None:
    assert Money.parse(text).capital == capital


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5万",
        "50,000",
        "-1",
        "1.005",
        "01",
        "1e5",
        "１００",
        " 1",
        "1\n",
        ".5",
        "1.",
        "NaN",
        "9" * 13,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadMoneyError):
        Money.parse(text)


def test_an_amount_prints_for_files_documents_and_tables() -> None:
    amount = Money.parse("50000")
    assert (str(amount), amount.wan, amount.grouped) == ("50000.00", "5万元", "50,000.00")
    assert Money.of(100000).wan == "10万元"
    assert Money.parse("12345.60").wan == "1.23456万元"


def test_just_below_the_match_is_below() -> None:
    assert Money.parse("49999.99") < Money.of(50000) <= Money.parse("50000.00")


def test_amounts_add_up_exactly() -> None:
    assert Money.total([Money.parse("0.10")] * 3) == Money.parse("0.3")
    assert Money.of(5) - Money.of(7) == Money(Decimal(-2))
    assert (Money.of(5) - Money.of(7)).capital == "负贰元整"
    assert not Money.total([])


@pytest.mark.parametrize("amount", ["Infinity", "NaN", "0.001", "1e12", "-1e12"])
def test_an_amount_that_cents_cannot_say_is_refused(amount: str) -> None:
    with pytest.raises(BadMoneyError):
        Money(Decimal(amount))
