"""Days, terms and working days come out as the calendar has them."""

from __future__ import annotations

from datetime import date

import pytest

from cases.values.bad_value import BadValueError
from cases.values.calendar import (
    BUILT_IN,
    CalendarUnknownError,
    count_working_days,
    is_working_day,
    working_days,
)
from cases.values.days import (
    Term,
    chinese_date,
    months_after,
    parse_chinese_date,
    parse_date,
    parse_month,
)


@pytest.mark.parametrize(
    "text",
    [
        "2019-3-25",
        "20190325",
        "2019-02-29",
        "2019/03/25",
        "2019-03-25 ",
        "２０１９-03-25",
        "1819-01-01",
    ],
)
def test_a_day_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_date(text)


@pytest.mark.parametrize("text", ["2019年03月25日", "二〇一九年三月二十五日", "2019年13月1日"])
def test_a_day_with_noughts_is_no_day_of_a_document(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_chinese_date(text)


def test_a_day_is_printed_without_noughts() -> None:
    assert chinese_date(parse_date("2019-03-05")) == "2019年3月5日"


@pytest.mark.parametrize("text", ["1975-3", "1975-13", "1975-03-01", ""])
def test_a_month_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_month(text)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2019-06-01", 36, "2022-05-31"),
        ("2020-02-29", 36, "2023-02-28"),
        ("2020-02-29", 48, "2024-02-28"),
        ("2019-01-31", 1, "2019-02-28"),
        ("2019-03-01", 12, "2020-02-29"),
        ("2019-06-20", 36, "2022-06-19"),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: str, months: int, last: str) -> None:
    assert Term(parse_date(start), months).last_day == parse_date(last)


def test_both_ends_belong_to_a_term() -> None:
    term = Term(date(2019, 6, 1), 36)
    assert [day in term for day in (date(2019, 6, 1), date(2022, 5, 31))] == [True, True]
    assert [day in term for day in (date(2019, 5, 31), date(2022, 6, 1))] == [False, False]


@pytest.mark.parametrize("months", [0, -1, 1201])
def test_a_term_of_no_length_is_refused(months: int) -> None:
    with pytest.raises(BadValueError):
        Term(date(2019, 6, 1), months)


def test_months_are_counted_to_the_last_day_a_month_has() -> None:
    assert months_after(date(2019, 8, 31), 6) == date(2020, 2, 29)
    assert months_after(date(2019, 12, 1), 1) == date(2020, 1, 1)


def test_five_working_days_end_as_a_real_notice_did() -> None:
    assert working_days(date(2021, 8, 18), 5, BUILT_IN)[-1] == date(2021, 8, 24)


def test_holidays_are_left_out_and_shifted_weekends_count() -> None:
    found = [day.isoformat()[5:] for day in working_days(date(2021, 9, 29), 5, BUILT_IN)]
    assert found == ["09-29", "09-30", "10-08", "10-09", "10-11"]
    assert is_working_day(date(2019, 4, 28), BUILT_IN)
    assert not is_working_day(date(2019, 5, 1), BUILT_IN)
    assert count_working_days(date(2021, 9, 29), date(2021, 10, 11), BUILT_IN) == 5


def test_a_year_without_announced_holidays_is_not_guessed() -> None:
    with pytest.raises(CalendarUnknownError) as caught:
        working_days(date(2090, 1, 4), 5, BUILT_IN)
    assert "2090" in caught.value.message


def test_no_working_days_at_all_is_refused() -> None:
    with pytest.raises(BadValueError):
        working_days(date(2021, 8, 18), 0, BUILT_IN)
