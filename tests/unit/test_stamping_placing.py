"""Stamps land upright where the reader expects them, whatever the page's own coordinates."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest

from doc_templates.stamping.places.locating import AnchorMissingError, StampDoesNotFitError
from doc_templates.stamping.placing import (
    AlreadySignedError,
    CannotStampError,
    NothingToStampError,
    Placement,
    TooManySpotsError,
    stamp_and_sign,
)
from doc_templates.stamping.revisions.signing import StampExpiredError, StampRevokedError
from doc_templates.stamping.store.keeping import Stamp, StampStore
from tests.fixtures.small_pdfs import paper, put_out_of_use

MM = 72 / 25.4
WHEN = datetime(2026, 3, 25, 10, tzinfo=UTC)
SCALE = 2.0


class Seen(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def seal(store: StampStore) -> Stamp:
    return store.sample("样例公司")


@pytest.fixture(scope="module")
def leader(store: StampStore) -> Stamp:
    return store.sample("样带头", "签名章")


def red_on(pdf: bytes, page: int = 0) -> list[tuple[int, int]]:
    """The red pixels of a page as the reader sees it, x from the left and y from the top."""
    document = pypdfium2.PdfDocument(pdf)
    bitmap = document[page].render(scale=SCALE)
    data, stride, step = bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels
    found = [
        (x, y)
        for y in range(bitmap.height)
        for x in range(bitmap.width)
        if data[y * stride + x * step + 2] > 180 and data[y * stride + x * step] < 100
    ]
    document.close()
    return found


def seen_stamp(pdf: bytes, page: int = 0) -> Seen:
    """The box around the red of a page, in millimetres from the upper left."""
    pixels = red_on(pdf, page)
    across = [x / SCALE / MM for x, _ in pixels]
    down = [y / SCALE / MM for _, y in pixels]
    return Seen(min(across), min(down), max(across), max(down))


def stamped(
    pdf: bytes, store: StampStore, *placements: Placement, paging: Stamp | None = None
) -> bytes:
    return stamp_and_sign(pdf, placements, signers=store, when=WHEN, paging=paging)


def test_the_bytes_given_stay_the_beginning_of_the_result(store: StampStore, seal: Stamp) -> None:
    given = paper()
    assert stamped(given, store, Placement("stamp1", seal)).startswith(given)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("box", ["0 0 595 842", "-100 50 495 892", "0.00002 0.00003 595 842"])
def test_a_stamp_by_hand_is_where_it_was_asked_for_on_turned_and_shifted_pages(
    store: StampStore, seal: Stamp, rotate: int, box: str
) -> None:
    placement = Placement("", seal, page=1, x_mm=60, y_mm=80)
    seen = seen_stamp(stamped(paper(box=box, rotate=rotate), store, placement))
    assert seen == pytest.approx((39, 59, 81, 101), abs=0.6)


def test_a_stamp_on_a_turned_page_stands_upright(store: StampStore, seal: Stamp) -> None:
    placement = Placement("", seal, page=1, x_mm=60, y_mm=80)
    upright = set(red_on(stamped(paper(), store, placement)))
    turned = set(red_on(stamped(paper(rotate=90), store, placement)))
    assert len(upright & turned) > 0.85 * len(upright)


@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_a_later_signers_stamp_stands_upright_in_its_field(
    store: StampStore, seal: Stamp, leader: Stamp, rotate: int
) -> None:
    first = Placement("", leader, page=1, x_mm=150, y_mm=180)
    second = Placement("", seal, page=1, x_mm=60, y_mm=80)
    plain = set(red_on(stamped(paper(rotate=rotate), store, second)))
    pdf = stamped(paper(rotate=rotate), store, first, second)
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    bitmap = document[0].render(scale=SCALE, may_draw_forms=True)
    data, stride, step = bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels
    drawn = {(x, y) for x, y in plain if data[y * stride + x * step] < 140}
    assert len(drawn) > 0.85 * len(plain)


def test_signature_and_date_lie_a_little_below_the_centre(store: StampStore, seal: Stamp) -> None:
    text = (
        "BT /F 16 Tf 100 600 Td (Body text of the notice stands here) Tj ET "
        "BT /F 16 Tf 260 385 Td (Sample bureau of the district) Tj ET"
    )
    seen = seen_stamp(stamped(paper(content=text), store, Placement("stamp1", seal)))
    centre = (seen.top + seen.bottom) / 2
    line = 297 - 390 / MM
    assert 4 <= line - centre <= 5.5


def test_the_offset_moves_the_stamp_right_and_up(store: StampStore, seal: Stamp) -> None:
    still = seen_stamp(stamped(paper(), store, Placement("stamp1", seal)))
    moved = seen_stamp(stamped(paper(), store, Placement("stamp1", seal, dx_mm=-20, dy_mm=10)))
    assert moved.left - still.left == pytest.approx(-20, abs=0.5)
    assert moved.top - still.top == pytest.approx(-10, abs=0.5)


def test_a_stamp_near_the_edge_stays_on_the_page(store: StampStore, seal: Stamp) -> None:
    placement = Placement("", seal, page=1, x_mm=205, y_mm=290)
    seen = seen_stamp(stamped(paper(), store, placement))
    assert seen.right < 209
    assert seen.bottom < 297.5
    assert seen.right - seen.left == pytest.approx(42, abs=0.6)


def test_a_missing_anchor_is_named(store: StampStore, seal: Stamp) -> None:
    with pytest.raises(AnchorMissingError, match="stamp9"):
        stamped(paper(), store, Placement("stamp9", seal))
    with pytest.raises(AnchorMissingError, match="第 7 页"):
        stamped(paper(), store, Placement("", seal, page=7))


def test_a_page_too_small_or_a_point_outside_is_refused(store: StampStore, seal: Stamp) -> None:
    with pytest.raises(StampDoesNotFitError):
        stamped(paper(box="0 0 100 100"), store, Placement("", seal, page=1))
    with pytest.raises(StampDoesNotFitError):
        stamped(paper(), store, Placement("", seal, page=1, x_mm=500, y_mm=10))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nnot really", b"hello" * 99])
def test_what_is_no_pdf_is_refused_with_a_reason(
    store: StampStore, seal: Stamp, pdf: bytes
) -> None:
    with pytest.raises(CannotStampError, match="损坏"):
        stamped(pdf, store, Placement("stamp1", seal))


def test_a_signed_pdf_is_never_stamped_again(store: StampStore, seal: Stamp) -> None:
    once = stamped(paper(), store, Placement("stamp1", seal))
    with pytest.raises(AlreadySignedError, match="样例公司"):
        stamped(once, store, Placement("stamp1", seal))


def test_no_placement_and_two_spots_of_a_later_signer_are_refused(
    store: StampStore, seal: Stamp, leader: Stamp
) -> None:
    with pytest.raises(NothingToStampError):
        stamped(paper(), store)
    first, twice = Placement("stamp1", seal), Placement("stamp1", leader)
    with pytest.raises(TooManySpotsError):
        stamped(paper(), store, first, twice, Placement("", leader, page=1, x_mm=50, y_mm=50))


def test_a_revoked_or_expired_stamp_signs_nothing(tmp_path: Path) -> None:
    store = StampStore(tmp_path / "stamps", demo=True)
    stamp = store.sample("样例公司")
    late = datetime(2099, 1, 1, tzinfo=UTC)
    with pytest.raises(StampExpiredError):
        stamp_and_sign(paper(), [Placement("stamp1", stamp)], signers=store, when=late)
    gone = put_out_of_use(store, stamp.name, WHEN.date())
    with pytest.raises(StampRevokedError, match="停用"):
        stamped(paper(), store, Placement("stamp1", gone))
