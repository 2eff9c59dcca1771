"""The filters of templates: what they print says what they were given, and nothing else passes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.values.days import parse_chinese_date
from cases.values.money import Money
from doc_templates.context import Reading, wrap_roots
from doc_templates.filters import OTHER_NAMES, OWN_FILTERS, UnsuitableValueError
from doc_templates.sandbox import document_sandbox

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
CENTS = st.integers(0, 10**14 - 1)
DIGITS = "〇一二三四五六七八九"


def wrapped(value: object) -> object:
    """A value as templates see it."""
    with Reading().watching():
        return wrap_roots({"值": value})["值"]


OTHERS = st.one_of(
    st.text(min_size=1).filter(lambda text: text not in ("是", "否")),
    st.booleans(),
    st.floats(allow_nan=False),
    st.lists(st.integers()).map(wrapped),
    st.dictionaries(st.text(), st.integers()).map(wrapped),
)


def counted(text: str) -> int:
    """The number that 一 to 九十九 says."""
    tens, ten, ones = text.rpartition("十")
    whole = (DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return whole + (DIGITS.index(ones) if ones else 0)


@given(DAYS)
def test_a_spelled_date_reads_back_as_its_day(day: date) -> None:
    year, _, rest = str(OWN_FILTERS["中文日期"](day)).partition("年")
    month, _, number = rest.removesuffix("日").partition("月")
    told = int("".join(str(DIGITS.index(digit)) for digit in year))
    assert date(told, counted(month), counted(number)) == day


@given(DAYS)
def test_an_official_date_reads_back_and_has_no_leading_nought(day: date) -> None:
    text = str(OWN_FILTERS["公文日期"](day))
    assert parse_chinese_date(text) == day
    assert "年0" not in text
    assert "月0" not in text


@given(CENTS)
def test_ten_thousands_say_the_amount_exactly(cents: int) -> None:
    text = str(OWN_FILTERS["万元"](Money(Decimal(cents) / 100)))
    assert Decimal(text.removesuffix("万元")) * 1_000_000 == cents


@given(CENTS)
def test_capital_and_grouped_are_of_the_same_amount(cents: int) -> None:
    money = Money(Decimal(cents) / 100)
    assert OWN_FILTERS["大写金额"](money) == money.capital
    assert Decimal(str(OWN_FILTERS["金额"](money)).replace(",", "")) == money.amount


@given(st.integers(1, 99))
def test_an_ordinal_in_characters_counts_right(number: int) -> None:
    assert counted(str(OWN_FILTERS["序号"](number, "汉字"))) == number


@given(st.text(min_size=1, max_size=40))
def test_a_masked_text_keeps_its_length_and_hides_a_part(text: str) -> None:
    hidden = str(OWN_FILTERS["脱敏"](text))
    assert len(hidden) == len(text)
    assert len(text) == 1 or "*" in hidden
    assert all(new in ("*", old) for new, old in zip(hidden, text, strict=True))


@given(st.lists(st.sampled_from("甲乙丙丁")), st.sampled_from("甲乙丙丁"))
def test_a_box_is_ticked_exactly_when_the_list_holds_the_option(rows: list[str], one: str) -> None:
    assert (OWN_FILTERS["勾选"](wrapped(rows), one) == "☑") == (one in rows)


@pytest.mark.parametrize("name", ["大写金额", "金额", "万元", "中文日期", "公文日期", "日期8"])
@given(value=OTHERS)
def test_a_value_of_another_type_is_refused_in_chinese(name: str, value: object) -> None:
    with Reading().watching(), pytest.raises(UnsuitableValueError, match=f"“{name}”要的是"):
        OWN_FILTERS[name](value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("勾选", "同意"), ("勾选", 1), ("脱敏", date(2019, 1, 1)), ("脱敏", True), ("序号", 0),
        ("序号", 100), ("序号", "1"), ("序号", True), ("合计", "甲"), ("逐项", "甲"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(name: str, value: object) -> None:
    with pytest.raises(UnsuitableValueError, match=f"“{name}"):
        OWN_FILTERS[name](value)


def test_every_other_name_is_the_same_filter() -> None:
    filters = document_sandbox().filters
    assert {filters[other] is OWN_FILTERS[name] for other, name in OTHER_NAMES.items()} == {True}
