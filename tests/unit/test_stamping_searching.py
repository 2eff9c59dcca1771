"""In a PDF from elsewhere the stamp finds its place by text, or says why it does not."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.stamping.places.asking import LAST_PAGE, PlaceUnreadableError, read_place
from doc_templates.stamping.places.choosing import NoTextError, NoUsualPlaceError, TextMissingError
from doc_templates.stamping.places.locating import (
    AnchorMissingError,
    Placement,
    Spot,
    default_place,
    locate,
)
from doc_templates.stamping.revisions.opening import CannotStampError
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from drawn_pages import LINE_MM, MM, Sheet, Text, drawn

NAME, DATE = "样例区财政局", "2019年3月25日"
BODY = "样例区财政局负责资助经费的拨付，样例区审计局负责监督。"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def seal(store: StampStore) -> Stamp:
    return store.sample(NAME)


@pytest.fixture(scope="module")
def hand(store: StampStore) -> Stamp:
    return store.sample("样带头", "签名章")


def spot_of(pdf: bytes, placement: Placement) -> Spot:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return locate(document, placement)
    finally:
        document.close()


def centre(spot: Spot) -> tuple[float, float]:
    """The stamp's centre in millimetres from the upper left, after the page's index."""
    x, y = spot.box.centre
    return x / MM, (spot.view.height - y) / MM


def signed_at(middle: float, y: float, name: str = NAME) -> list[Text]:
    """A signature with its date below."""
    return [Text.centred(middle, y, name), Text.centred(middle, y + LINE_MM, DATE)]


def test_the_forms_of_at_are_read(seal: Stamp) -> None:
    at = Placement.at
    assert at(seal, "第3页,105,200") == Placement("", seal, page=3, x_mm=105, y_mm=200)
    assert at(seal, " 3，105.5， 200 毫米") == Placement("", seal, page=3, x_mm=105.5, y_mm=200)
    assert at(seal, "末页,１０５,200") == Placement("", seal, page=LAST_PAGE, x_mm=105, y_mm=200)
    assert at(seal, "书签：stamp2") == Placement("stamp2", seal)
    assert at(seal, "单位（盖章）") == Placement("", seal, text="单位（盖章）")
    assert at(seal, "文字:第3页,1,2") == Placement("", seal, text="第3页,1,2")
    assert at(seal, "") == Placement("", seal)


@pytest.mark.parametrize(
    "given",
    ["第3页", "第3页,105", "3,105", "3,a,b", "0,10,10", "第0页,5,5", "-1,5,5", "末页", "末页,10",
     "1,99999,1", "书签:", "文字:", "章", "。" * 300, "1,1e3,5"],
)  # fmt: skip
def test_a_place_of_no_known_form_is_refused_with_the_forms(seal: Stamp, given: str) -> None:
    with pytest.raises(PlaceUnreadableError, match="第3页,105,200"):
        Placement.at(seal, given)


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_place_or_is_refused(text: str) -> None:
    try:
        place = read_place(text)
    except PlaceUnreadableError:
        return
    assert place.text or place.anchor or place.page or not text.strip()


def test_the_last_page_is_where_the_last_page_is(seal: Stamp) -> None:
    spot = spot_of(drawn(Sheet(), Sheet(), Sheet()), Placement.at(seal, "末页,60,80"))
    assert spot.view.index == 2
    assert centre(spot) == pytest.approx((60, 80), abs=0.1)


def test_the_last_place_counts_not_the_first(seal: Stamp) -> None:
    pdf = drawn(Sheet(signed_at(100, 100)), Sheet(signed_at(120, 150)), Sheet([Text(28, 60, BODY)]))
    spot = spot_of(pdf, Placement("", seal, text=NAME))
    assert spot.view.index == 1
    assert centre(spot)[0] == pytest.approx(120, abs=0.2)


@pytest.mark.parametrize(
    "later",
    [
        [Text(28, 100, BODY)],
        [Text(28, 100, f"{NAME}：")],
        [Text(28, 100, f"{NAME}……………………3")],
        [Text(28, 250, f"抄送：{NAME}。")],
        [Text(28, 250, NAME), Text(120, 250, f"{DATE}印发")],
        [Text(28, 10, NAME)],
        [Text(28, 290, NAME)],
        [Text(28, 60, NAME, 26), Text(28, 100, "正文" * 20)],
        [Text(28, 60, f"{NAME}文件", 30), Text(28, 100, "正文" * 20)],
    ],
    ids=[
        "sentence",
        "addressee",
        "contents",
        "copies",
        "imprint",
        "header",
        "footer",
        "big",
        "head",
    ],
)
def test_a_signature_with_its_date_is_preferred_to_other_places_of_the_name(
    seal: Stamp, later: list[Text]
) -> None:
    pdf = drawn(Sheet([Text(28, 100, BODY), *signed_at(115, 150)]), Sheet(later))
    for placement in (Placement("", seal, text=NAME), Placement("", seal)):
        assert spot_of(pdf, placement).view.index == 0


@pytest.mark.parametrize(
    "texts",
    [
        [Text(100, 150, "样 例 区 财 政 局")],
        [Text(100, 150, "样例区"), Text(120, 150, "财政局")],
        [Text(100, 150, "样例区财"), Text(100, 160, "政局")],
        [Text(60, 150, "样例区财"), Text(110, 150, "政局")],
        [Text(100, 150, "样"), Text(110, 150, "例区财政局")],
        [Text(110, 150, "例区财政局"), Text(100, 150, "样")],
        [Text(100, 150, "样例区财\u200b政局")],
    ],
    ids=["spaced", "runs", "lines", "cells", "letters", "drawn out of order", "zero width"],
)
def test_a_name_is_found_however_its_characters_are_strewn(seal: Stamp, texts: list[Text]) -> None:
    pdf = drawn(Sheet([Text(28, 60, "正文" * 20), *texts, Text.centred(115, 170, DATE)]))
    spot = spot_of(pdf, Placement("", seal, text=NAME))
    assert centre(spot)[0] == pytest.approx(115, abs=8)
    assert spot.box.bottom < (297 - 170) * MM < spot.box.top


@pytest.mark.parametrize(
    ("printed", "sought"),
    [("（盖章）", "(盖章)"), ("(盖 章)", "（盖章）"), ("ＡＢＣ公司", "abc公司"),
     ("\u2f64电公司", "用电公司")],
    ids=["full width mark", "half width mark", "full width letters", "radical"],
)  # fmt: skip
def test_widths_and_look_alikes_make_no_difference(seal: Stamp, printed: str, sought: str) -> None:
    text = Text(100, 150, printed)
    pdf = drawn(Sheet([Text(28, 60, "正文" * 20), text]))
    spot = spot_of(pdf, Placement("", seal, text=sought))
    assert centre(spot)[0] == pytest.approx(100 + text.width / 2, abs=0.5)


def test_without_a_word_the_bookmark_comes_first(seal: Stamp) -> None:
    texts = [*signed_at(115, 100), *signed_at(100, 200, "样例区审计局")]
    document = pypdfium2.PdfDocument(drawn(Sheet(texts, marks={"stamp1": (83, 197)})))
    spot = default_place(document, seal)
    document.close()
    assert centre(spot)[1] == pytest.approx(200 + LINE_MM / 2 - 4.6, abs=0.3)


def test_without_a_bookmark_the_owners_name_is_looked_for_in_full_and_in_short(
    store: StampStore,
) -> None:
    stamp = store.sample("上海市样例区人力资源和社会保障局")
    pdf = drawn(
        Sheet([Text(28, 60, "正文" * 20), *signed_at(115, 150, "样例区人力资源和社会保障局")])
    )
    assert centre(spot_of(pdf, Placement("", stamp)))[0] == pytest.approx(115, abs=0.3)


@pytest.mark.parametrize("mark", ["（盖章）", "（公章）", "(盖 章)", "（单位公章）"])
def test_without_a_name_the_mark_for_stamps_is_taken(seal: Stamp, mark: str) -> None:
    texts = [Text(28, 60, "正文" * 20), Text(28, 150, "单位意见：同意"), Text(120, 180, mark),
             Text(120, 190, "年　　月　　日")]  # fmt: skip
    spot = spot_of(drawn(Sheet(texts)), Placement("", seal))
    middle = 120 + Text(0, 0, "年　　月　　日").width / 2
    assert centre(spot) == pytest.approx((middle, 185 - 4.6), abs=0.5)


def test_a_mark_in_a_sentence_is_no_place(seal: Stamp) -> None:
    pdf = drawn(Sheet([Text(28, 60, "材料一式两份（盖章），按时报送。")]))
    with pytest.raises(NoUsualPlaceError, match="--at"):
        spot_of(pdf, Placement("", seal))


def test_a_hand_written_name_goes_behind_the_mark_for_signatures(hand: Stamp) -> None:
    texts = [Text(28, 60, "正文" * 20), Text(28, 150, "乙方（签字）："), *signed_at(115, 190)]
    spot = spot_of(drawn(Sheet(texts, marks={"stamp1": (99, 187)})), Placement("", hand))
    assert spot.box.left / MM > 28 + Text(0, 0, "乙方（签字）：").width - 0.1
    assert spot.box.bottom / MM < 297 - 150 < spot.box.top / MM


def test_a_text_that_is_not_there_is_named(seal: Stamp) -> None:
    pdf = drawn(Sheet([Text(28, 60, BODY)]))
    with pytest.raises(TextMissingError, match="样例区教育局"):
        spot_of(pdf, Placement("", seal, text="样例区教育局"))


def test_a_bookmark_that_is_not_there_is_named_unless_a_text_stands_in(seal: Stamp) -> None:
    pdf = drawn(Sheet([Text(28, 60, "正文" * 20), *signed_at(115, 150)]))
    with pytest.raises(AnchorMissingError, match="stamp9"):
        spot_of(pdf, Placement.at(seal, "书签:stamp9"))
    spot = spot_of(pdf, Placement("stamp9", seal, text=NAME))
    assert centre(spot)[0] == pytest.approx(115, abs=0.2)


@pytest.mark.parametrize("text", ["", "样例区财政局"])
def test_a_scan_without_text_says_that_it_is_one(seal: Stamp, text: str) -> None:
    scan = drawn(Sheet(content="0.5 g 50 50 400 600 re f"), Sheet())
    with pytest.raises(NoTextError, match="扫描件"):
        spot_of(scan, Placement("", seal, text=text))


def test_what_was_cut_off_the_page_is_not_looked_at(seal: Stamp) -> None:
    seen = Sheet([Text(28, 60, "正文" * 20), *signed_at(115, 150)])
    cut = Sheet([Text(28, 60, "正文" * 20), *signed_at(-30, 150)], crop=60)
    assert spot_of(drawn(seen, cut), Placement("", seal, text=NAME)).view.index == 0


@pytest.mark.parametrize(
    ("whole", "broken"),
    [(b"/Kids[6 0 R 8 0 R]", b"/Kids[6 0 R 99 0 R]"), (b"/Count 2", b"/Count 3")],
)
def test_a_page_that_cannot_be_read_is_named(seal: Stamp, whole: bytes, broken: bytes) -> None:
    pdf = drawn(Sheet(signed_at(115, 150)), Sheet())
    assert whole in pdf
    with pytest.raises(CannotStampError, match="页损坏"):
        spot_of(pdf.replace(whole, broken), Placement("", seal))


def test_a_name_in_a_few_hundred_pages_is_found_soon(seal: Stamp) -> None:
    import time

    sheets = [Sheet([Text(28, 40 + 10 * row, "正文内容" * 7) for row in range(22)])] * 300
    pdf = drawn(Sheet(signed_at(115, 150)), *sheets)
    began = time.process_time()
    assert spot_of(pdf, Placement("", seal, text=NAME)).view.index == 0
    assert time.process_time() - began < 10
