"""The slices of a 骑缝章, laid side by side, are the whole stamp, pixel by pixel.

Stamps and pages are chosen so that cuts fall between pixels. The only difference allowed is how
pdfium rounds the grey of an outline's edge when it is drawn elsewhere: 3 of 255 levels, at most.
There is no allowance at the cuts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops

from doc_templates.stamping.places.locating import Placement, Spot, StampDoesNotFitError
from doc_templates.stamping.places.pageview import Box, PageView, view_of
from doc_templates.stamping.places.paging import Slice, slices_over
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.revisions.printing import Press
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from drawn_pages import MM, Sheet, Text, drawn

ROUNDING = 3
SCALE = 4
WHEN = datetime(2026, 3, 25, 10, tzinfo=UTC)
# Pages -> the stamp's width in points, a multiple of the pages of each group.
WIDTHS = {2: 120, 3: 120, 7: 112, 15: 120, 16: 126, 40: 112}
UPRIGHT = Sheet(width=600 / MM, height=840 / MM)
LYING = Sheet(width=840 / MM, height=600 / MM)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


def wide(store: StampStore, points: int) -> Stamp:
    """A stamp of a width in points."""
    return store.sample(f"样例{points}公司", "公章", points / MM)


def views_of(pdf: bytes) -> list[PageView]:
    document = pypdfium2.PdfDocument(pdf)
    found = [view_of(document[index], index) for index in range(len(document))]
    document.close()
    return found


def printed(pdf: bytes, work: Callable[[Press], None]) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    press = Press(writer)
    work(press)
    press.finish()
    writer.write(target := BytesIO())
    return target.getvalue()


def sliced(sheets: Sequence[Sheet], stamp: Stamp) -> tuple[bytes, list[PageView], list[Slice]]:
    """The pages with their slices."""
    pdf = drawn(*sheets)
    views = views_of(pdf)
    parts = list(slices_over(views, stamp))

    def work(press: Press) -> None:
        for part in parts:
            press.print_slice(views[part.page], stamp, part)

    return printed(pdf, work), views, parts


def look(document: Any, view: PageView, box: Box) -> Image.Image:
    """A part of a page as pixels."""
    crop = (box.left, box.bottom, view.width - box.right, view.height - box.top)
    bitmap = document[view.index].render(scale=SCALE, crop=crop)
    return bitmap.to_pil().convert("RGB")


def groups_of(parts: Sequence[Slice]) -> list[list[Slice]]:
    groups: list[list[Slice]] = []
    for part in parts:
        if part.start == 0:
            groups.append([])
        groups[-1].append(part)
    return groups


def centre_of(view: PageView, part: Slice) -> float:
    return view.height * part.height


def rejoined(
    pdf: bytes, views: Sequence[PageView], group: Sequence[Slice], high: int
) -> Image.Image:
    """What the pages of a group show when they are pushed together, upper edges in line."""
    document = pypdfium2.PdfDocument(pdf)
    joined = Image.new("RGB", (high * SCALE, high * SCALE), "blue")
    for part in group:
        view = views[part.page]
        bottom = round(centre_of(view, part) - high / 2)
        first = round((view.width - high * (part.end - part.start)) * SCALE) / SCALE
        seen = look(document, view, Box(first, bottom, view.width, bottom + high))
        joined.paste(seen, (round(high * part.start * SCALE), 0))
    document.close()
    return joined


def whole(sheet: Sheet, stamp: Stamp, centre: float, high: int) -> Image.Image:
    """The stamp printed in one piece, at the same height."""
    blank = drawn(sheet)
    (view,) = views_of(blank)
    half = high / 2
    spot = Spot(stamp, view, Box(200, centre - half, 200 + high, centre + half))
    document = pypdfium2.PdfDocument(printed(blank, lambda press: press.print_spot(spot)))
    bottom = round(centre - half)
    seen = look(document, view, Box(200, bottom, 200 + high, bottom + high))
    document.close()
    return seen


def assert_the_same(one: Image.Image, other: Image.Image) -> None:
    assert one.size == other.size
    assert one.getbbox() is not None
    assert max(most for _, most in ImageChops.difference(one, other).getextrema()) <= ROUNDING
    assert min(least for least, _ in one.getextrema()) < 60


@pytest.mark.parametrize("pages", WIDTHS)
def test_the_slices_of_every_group_rejoin_to_the_whole_stamp(store: StampStore, pages: int) -> None:
    high = WIDTHS[pages]
    stamp = wide(store, high)
    pdf, views, parts = sliced([UPRIGHT] * pages, stamp)
    for group in groups_of(parts):
        centre = centre_of(views[group[0].page], group[0])
        assert_the_same(rejoined(pdf, views, group, high), whole(UPRIGHT, stamp, centre, high))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(("shift", "crop"), [((0, 0), 0), ((-100, 33), 0), ((20, -80), 15)])
def test_turned_shifted_and_cropped_pages_carry_the_same_slices(
    store: StampStore, rotate: int, shift: tuple[float, float], crop: float
) -> None:
    stamp = wide(store, 112)
    moved = (shift[0] / MM, shift[1] / MM)
    sheet = replace(UPRIGHT, rotate=rotate, shift=moved, crop=crop / MM)
    pdf, views, parts = sliced([sheet] * 7, stamp)
    assert_the_same(rejoined(pdf, views, parts, 112), whole(UPRIGHT, stamp, 420, 112))


def test_upright_and_lying_pages_pushed_together_make_one_stamp(store: StampStore) -> None:
    stamp = wide(store, 112)
    pdf, views, parts = sliced([UPRIGHT, LYING, UPRIGHT, LYING, LYING, UPRIGHT, LYING], stamp)
    assert_the_same(rejoined(pdf, views, parts, 112), whole(LYING, stamp, 300, 112))


def test_on_pages_of_different_heights_all_slices_are_as_far_from_the_top(
    store: StampStore,
) -> None:
    heights = (840, 600, 1200, 400)
    sheets = [Sheet(width=600 / MM, height=high / MM) for high in heights]
    stamp = wide(store, 120)
    pdf, views, parts = sliced(sheets, stamp)
    tops = [views[part.page].height - centre_of(views[part.page], part) for part in parts]
    assert tops == pytest.approx([200] * 4)
    assert_the_same(rejoined(pdf, views, parts, 120), whole(sheets[-1], stamp, 200, 120))


def test_pages_of_odd_sizes_carry_the_slices_of_neighbouring_groups_apart(
    store: StampStore,
) -> None:
    stamp = wide(store, 120)
    views = views_of(drawn(*[UPRIGHT, LYING] * 20))
    parts = slices_over(views, stamp)
    tops = [views[part.page].height - centre_of(views[part.page], part) for part in parts]
    assert len({round(top, 6) for top in tops}) == 2
    assert min(tops) >= 60


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_stamped_and_signed_paper_carries_the_whole_stamp_over_its_pages(
    store: StampStore, rotate: int
) -> None:
    stamp = wide(store, 120)
    sheets = [Sheet(width=600 / MM, height=840 / MM, rotate=rotate)] * 3
    first = Placement("", stamp, page=1, x_mm=60, y_mm=200)
    pdf = stamp_and_sign(drawn(*sheets), [first], signers=store, when=WHEN, paging=stamp)
    views = views_of(pdf)
    joined = rejoined(pdf, views, slices_over(views, stamp), 120)
    assert_the_same(joined, whole(UPRIGHT, stamp, 420, 120))


def test_a_page_lower_than_the_stamp_is_named(store: StampStore) -> None:
    sheets = [UPRIGHT, Sheet(width=200, height=30)]
    with pytest.raises(StampDoesNotFitError, match="第 2 页"):
        slices_over(views_of(drawn(*sheets)), wide(store, 120))


@pytest.mark.parametrize("pages", [2, 3, 15])
def test_slices_stay_in_the_right_margin(store: StampStore, pages: int) -> None:
    stamp = store.sample("样例公司")
    views = views_of(drawn(*[Sheet()] * pages))
    widths = [
        stamp.drawing.width_mm * (part.end - part.start) for part in slices_over(views, stamp)
    ]
    assert max(widths) <= 21.01 < 26


def test_text_that_reaches_the_edge_stays_readable_under_a_slice(store: StampStore) -> None:
    stamp = wide(store, 120)
    centre = 840 / 2 / MM
    line = Text(600 / MM - 25, centre, "顶到纸边的文字")
    sheet = Sheet([line], width=600 / MM, height=840 / MM)
    plain, (view, _) = drawn(sheet, sheet), views_of(drawn(sheet, sheet))
    pdf, _, _ = sliced([sheet] * 2, stamp)
    box = Box(600 - 70, 380, 600, 460)
    before, after = (look(pypdfium2.PdfDocument(each), view, box) for each in (plain, pdf))
    dark = [at for at, grey in enumerate(before.convert("L").tobytes()) if grey < 5]
    still = after.convert("L").tobytes()
    assert len(dark) > 500
    assert max(still[at] for at in dark) < 30
