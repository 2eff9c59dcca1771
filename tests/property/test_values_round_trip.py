"""What a value prints, it reads back as itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cases.masking import masked
from cases.values import credit_code, id_number
from cases.values.credit_code import CreditCode
from cases.values.days import Term, chinese_date, parse_chinese_date, parse_date
from cases.values.document_number import DocumentNumber
from cases.values.id_number import IdNumber
from cases.values.ids import BatchId, CaseId
from cases.values.money import Money
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod

CENTS = st.integers(0, 10**14 - 1)
YEARS = st.integers(1900, 2099)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
LETTERS = st.sampled_from("ABCDEFGHJKLMNPQRTUWXY")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def money_of(cents: int) -> Money:
    return Money(Decimal(cents) / 100)


def read_capital(text: str) -> int:
    """An independent reader of capitals, in cents."""
    total = section = digit = cents = 0
    for sign in text.removesuffix("整"):
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        elif sign in "万亿":
            total += (section + digit) * (10**4 if sign == "万" else 10**8)
            section = digit = 0
        elif sign == "元":
            total, section, digit = total + section + digit, 0, 0
        elif sign == "角":
            cents, digit = cents + digit * 10, 0
        else:
            cents, digit = cents + digit, 0
    return total * 100 + cents


@given(CENTS)
def test_money_reads_back_and_so_do_its_capitals(cents: int) -> None:
    money = money_of(cents)
    assert Money.parse(str(money)) == money
    assert read_capital(money.capital) == cents
    assert "零零" not in money.capital
    assert Decimal(money.wan.removesuffix("万元")) * 10000 == money.amount


@given(CENTS, CENTS)
def test_money_adds_like_cents(left: int, right: int) -> None:
    assert money_of(left) - money_of(right) + money_of(right) == money_of(left)
    assert (money_of(left) < money_of(right)) == (left < right)


@given(st.text("静府人社办发沪", min_size=1, max_size=6), YEARS, st.integers(1, 99999))
def test_a_document_number_reads_back(prefix: str, year: int, number: int) -> None:
    value = DocumentNumber(prefix, year, number)
    assert DocumentNumber.parse(str(value)) == value


@given(
    st.text("ABJZ019", min_size=4, max_size=4),
    st.sampled_from(["WS", "ZY·JN", "KJ·JJ"]),
    YEARS,
    st.sampled_from(RetentionPeriod),
    st.sampled_from(["", "BGS", "ZNK", "Z01"]),
    st.integers(0, 999),
    st.integers(1, 9999),
)
def test_a_reference_code_reads_back(
    fonds: str, category: str, year: int, kept: RetentionPeriod, office: str, file: int, item: int
) -> None:
    value = ReferenceCode(fonds, category, year, kept, office, file, item)
    assert ReferenceCode.parse(str(value)) == value
    assert RetentionPeriod.parse(str(kept)) is RetentionPeriod.from_code(kept.code) is kept


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9), st.integers(0, 999999))
def test_a_credit_code_reads_back_and_one_wrong_sign_is_seen(body: str, region: int) -> None:
    first = f"91{region:06d}{body}"
    code = first + credit_code.check_digit(first)
    assert str(CreditCode.parse(code)) == code
    other = "0" if code[10] != "0" else "1"
    assert credit_code.check_digit(first[:10] + other + first[11:]) != code[17]


@given(st.integers(110000, 659999), DAYS, st.integers(0, 999))
def test_an_id_number_reads_back_and_is_never_shown(region: int, born: date, serial: int) -> None:
    first = f"{region}{born:%Y%m%d}{serial:03d}"
    number = IdNumber.parse(first + id_number.check_digit(first))
    assert IdNumber.parse(str(number)) == number
    assert number.born == born
    assert f"{born:%Y%m%d}" not in number.masked
    assert masked(f"证号：{number}。") == f"证号：{number.masked}。"


@given(DAYS)
def test_a_day_reads_back_both_ways(day: date) -> None:
    assert parse_date(day.isoformat()) == parse_chinese_date(chinese_date(day)) == day


@given(DAYS, st.integers(1, 120), st.integers(1, 120))
def test_a_longer_term_never_ends_earlier(start: date, months: int, more: int) -> None:
    term = Term(start, months)
    assert start <= term.last_day < Term(start, months + more).last_day
    assert term.last_day in term
    assert term.last_day + timedelta(days=1) not in term


@given(YEARS, LETTERS, LETTERS, st.integers(1, 999), st.integers(1, 99))
def test_ids_read_back(year: int, one: str, two: str, number: int, batch: int) -> None:
    case = CaseId(year, one + two, number)
    assert CaseId.parse(str(case)) == case
    assert BatchId.parse(str(BatchId(year, batch))) == BatchId(year, batch)
