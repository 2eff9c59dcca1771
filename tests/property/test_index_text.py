"""What holds of every text: folding, places, pairs, and what is hidden."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.highlighting import highlights
from index.text.folding import MASK, SEPARATOR, fold, fold_query, fold_text, folded_signs
from index.text.grams import bigram_counts, bigrams, query_bigrams
from index.text.mentions import mentions, number_key
from index.text.personal import hide, hide_pages, personal_numbers

SIGNS = "甲乙資资aZ１2()（〕 \n\t\r\u3000\u00ad\u200b㎡ﬁé\u0301㈠，。" + SEPARATOR + MASK
TEXT = st.one_of(st.text(SIGNS, max_size=40), st.text(max_size=20))
GAPS = st.sampled_from(("", " ", "-", "\n", "\r\n", " \n ", "\u200b", "\u00ad", "\f", "\t"))


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_query(fold_query(text)) == fold_query(text)


@given(TEXT)
def test_folding_with_places_is_folding_and_the_places_are_true(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    assert len(folded.places) == len(folded.text)
    assert list(folded.places) == sorted(folded.places)
    for sign, place in zip(folded.text, folded.places, strict=True):
        assert sign in folded_signs(text[place])


@given(TEXT, st.data())
def test_any_stretch_of_a_page_is_found_in_the_folded_page(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stretch = text[start : data.draw(st.integers(start, len(text)))]
    assert fold_text(stretch) in fold_text(text)


@given(TEXT, st.data())
def test_a_stretch_without_cells_has_only_pairs_of_its_text(text: str, data: st.DataObject) -> None:
    folded = fold_text(text)
    start = data.draw(st.integers(0, len(folded)))
    stretch = folded[start : data.draw(st.integers(start, len(folded)))]
    assert bigrams(folded) == set(bigram_counts(folded))
    if SEPARATOR not in stretch and MASK not in stretch:
        assert len(query_bigrams(stretch)) == len(set(pairwise(stretch)))
        assert set(query_bigrams(stretch)) <= bigrams(folded)
    assert not any(SEPARATOR in pair or MASK in pair for pair in bigrams(folded))


@given(TEXT, st.data())
def test_whatever_stands_in_the_folded_page_is_highlighted(text: str, data: st.DataObject) -> None:
    folded = fold_text(text)
    start = data.draw(st.integers(0, len(folded)))
    term = fold_query(folded[start : data.draw(st.integers(start, len(folded)))])
    shown = highlights([text], [term])
    assert bool(shown) == (bool(term) and term in folded)
    if len(shown) == 1 and not set("【】") & set(text):
        marked = re.findall("【(.*?)】", shown[0], re.DOTALL)
        assert any(term in fold_text(mark) for mark in marked)


def _broken(digits: str, gaps: list[str]) -> str:
    return "".join(digit + gap for digit, gap in zip(digits, [*gaps, ""], strict=True))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 9999),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
    st.lists(GAPS, min_size=17, max_size=17),
)
def test_not_one_digit_of_a_broken_id_number_stays(
    region: int, born: date, serial: int, gaps: list[str]
) -> None:
    number = f"31{region:04d}{born:%Y%m%d}{serial:03d}X"
    text = f"身份证号：{_broken(number, gaps)}，住址"
    assert not re.search("[0-9X]", hide(text))
    assert personal_numbers(text) == (number.lower(),)
    pages = hide_pages(text.split("\f"))
    assert len(pages) == text.count("\f") + 1
    assert not re.search("[0-9X]", "".join(pages))


@given(TEXT)
def test_hiding_twice_is_hiding_once_but_for_masks(text: str) -> None:
    assert personal_numbers(hide(text)) == ()


PREFIXES = st.sampled_from(
    ("静人社", "沪人社职发", "国办发", "财社", "静府办规", "经信规", "沪财教")
)
BEFORE = st.sampled_from(
    (
        "",
        "根据",
        "按照",
        "，详见",
        "《通知》（",
        "依据《办法》(",
        "研究",
        "并经",
        "收到",
        "及",
        "\t",
        "。",
    )
)
BRACKETS = st.sampled_from(("〔〕", "［］", "[]", "【】", "（）", "()", "〔]"))
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    BEFORE,
    PREFIXES,
    BRACKETS,
    st.integers(1990, 2030),
    st.integers(1, 9999),
    st.sampled_from(("", "第")),
    st.booleans(),
    st.sampled_from(("", " ", "\n")),
)
def test_every_writing_of_a_document_number_is_found(
    before: str, prefix: str, brackets: str, year: int, count: int, di: str, wide: bool, gap: str
) -> None:
    number = f"{prefix}{gap}{brackets[0]}{year}{brackets[1]}{di}{gap}{count}{gap}号"
    number = number.translate(WIDE) if wide else number
    key = f"{prefix}({year}){count}号"
    assert key in mentions(f"{before}{number}的要求").numbers
    assert number_key(number) == key
