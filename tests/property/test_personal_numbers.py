"""A citizen's number and a phone are hidden whatever letters and signs are put around them."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cases.values.id_number import check_digit
from index.text.personal import HIDDEN, hide, personal_numbers

_DAYS = st.dates(date(1930, 1, 1), date(2005, 12, 31))
_SIGNS = st.sampled_from(["", " ", ".", "/", "·", "-", "_"])
_LETTERS = st.text(st.sampled_from("ABCTelwxQ"), max_size=4)


@given(_DAYS, st.integers(0, 999), _SIGNS, _LETTERS, _LETTERS)
def test_an_id_number_is_hidden_between_any_letters(
    born: date, serial: int, sign: str, before: str, after: str
) -> None:
    first = f"310107{born:%Y%m%d}{serial:03}"
    last = first[14:] + check_digit(first)
    text = f"{before}310107{sign}{born:%Y%m%d}{sign}{last}{after}"
    assert hide(text) == f"{before}{HIDDEN}{after}"
    assert personal_numbers(text) == ((first + last[-1]).lower(),)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), _LETTERS, _LETTERS)
def test_a_phone_is_hidden_between_any_letters(phone: str, before: str, after: str) -> None:
    text = f"{before}{phone}{after}"
    assert hide(text) == f"{before}{HIDDEN}{after}"
    assert personal_numbers(text) == (phone,)
