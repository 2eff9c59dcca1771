"""No two stamps touch: they are moved apart a little, or both are named."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
import pytest

from doc_templates.stamping.places.arranging import LEAST_GAP, StampsTouchError, gap, locate_all
from doc_templates.stamping.places.locating import Placement, Spot
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from drawn_pages import LINE_MM, MM, Sheet, Text, drawn

DATE = "2019年3月25日"
ONE, TWO = "样例区财政局", "样例区审计局"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def one(store: StampStore) -> Stamp:
    return store.sample(ONE)


@pytest.fixture(scope="module")
def two(store: StampStore) -> Stamp:
    return store.sample(TWO)


def spots_of(pdf: bytes, *placements: Placement) -> list[Spot]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return locate_all(document, placements)
    finally:
        document.close()


def side_by_side(apart: float, down: float = 0.0) -> bytes:
    """Two signatures with their dates whose middles are so far apart."""
    texts = [Text(28, 100, "正文" * 14)]
    for name, x, y in ((ONE, 105 - apart / 2, 126.0), (TWO, 105 + apart / 2, 126.0 + down)):
        texts += [Text.centred(x, y, name, 8), Text.centred(x, y + LINE_MM, DATE, 8)]
    return drawn(Sheet(texts))


def by_text(*stamps: Stamp) -> list[Placement]:
    return [Placement("", stamp, text=stamp.owner) for stamp in stamps]


def test_stamps_far_enough_apart_stay_where_they_are(one: Stamp, two: Stamp) -> None:
    first, second = spots_of(side_by_side(50), *by_text(one, two))
    assert (second.box.centre[0] - first.box.centre[0]) / MM == pytest.approx(50, abs=0.2)


@pytest.mark.parametrize("apart", [35, 39, 42])
def test_stamps_that_would_touch_are_moved_apart_by_the_same_way(
    one: Stamp, two: Stamp, apart: float
) -> None:
    first, second = spots_of(side_by_side(apart), *by_text(one, two))
    assert gap(first, second) == pytest.approx(LEAST_GAP, abs=0.01)
    middle = (first.box.centre[0] + second.box.centre[0]) / 2 / MM
    assert middle == pytest.approx(105, abs=0.2)
    assert first.box.centre[1] == pytest.approx(second.box.centre[1], abs=0.5)


def test_the_order_given_is_the_order_returned(one: Stamp, two: Stamp) -> None:
    spots = spots_of(side_by_side(40), *by_text(two, one))
    assert [spot.stamp.owner for spot in spots] == [TWO, ONE]
    assert spots[0].box.left > spots[1].box.left


def test_stamps_that_cannot_keep_to_their_names_are_refused_by_both_names(
    one: Stamp, two: Stamp
) -> None:
    with pytest.raises(StampsTouchError, match=f"{ONE}.*{TWO}.*第 1 页"):
        spots_of(side_by_side(30), *by_text(one, two))
    with pytest.raises(StampsTouchError):
        spots_of(side_by_side(0, down=25), *by_text(one, two))


def test_places_chosen_by_hand_are_never_moved(one: Stamp, two: Stamp) -> None:
    near = (Placement("", one, page=1, x_mm=60, y_mm=80),
            Placement("", two, page=1, x_mm=101, y_mm=80))  # fmt: skip
    with pytest.raises(StampsTouchError):
        spots_of(drawn(Sheet()), *near)
    fixed = Placement("", two, page=1, x_mm=105 + 19.5, y_mm=126 + LINE_MM / 2 - 4.6)
    first, second = spots_of(side_by_side(39), by_text(one)[0], fixed)
    assert second.box.centre[0] / MM == pytest.approx(124.5, abs=0.01)
    assert gap(first, second) == pytest.approx(LEAST_GAP, abs=0.01)


def test_stamps_of_different_pages_never_touch(one: Stamp, two: Stamp) -> None:
    pdf = drawn(Sheet(), Sheet())
    places = (Placement("", one, page=1, x_mm=60, y_mm=80),
              Placement("", two, page=2, x_mm=60, y_mm=80))  # fmt: skip
    assert [spot.view.index for spot in spots_of(pdf, *places)] == [0, 1]


def test_a_name_stamp_beside_a_seal_is_judged_by_its_own_shape(
    store: StampStore, one: Stamp
) -> None:
    hand = store.sample("样带头", "签名章")
    corner = Placement("", hand, page=1, x_mm=60 + 17 + hand.drawing.width_mm / 2, y_mm=80 - 22)
    seal = Placement("", one, page=1, x_mm=60, y_mm=80)
    assert len(spots_of(drawn(Sheet()), seal, corner)) == 2
    with pytest.raises(StampsTouchError):
        spots_of(drawn(Sheet()), seal, Placement("", hand, page=1, x_mm=60, y_mm=58))


def test_three_in_a_row_each_find_room(store: StampStore) -> None:
    stamps = [store.sample(name) for name in (ONE, TWO, "样例区教育局")]
    texts = [Text(28, 100, "正文" * 14)]
    for at, stamp in enumerate(stamps):
        texts.append(Text.centred(63 + 41 * at, 126, stamp.owner, 10))
    spots = spots_of(drawn(Sheet(texts)), *by_text(*stamps))
    lefts = [spot.box.left for spot in spots]
    assert lefts == sorted(lefts)
    assert gap(spots[0], spots[1]) >= LEAST_GAP - 0.01
    assert gap(spots[1], spots[2]) >= LEAST_GAP - 0.01
    assert spots[0].box.left >= 28 * MM - 0.01
    assert spots[2].box.right <= 184 * MM + 0.01
