"""Stamps are found whoever made the PDF, and measured to a third of a millimetre."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from time import process_time

import pypdfium2
import pytest

from cases.errors import JiangdangError
from doc_templates.lint.measuring import measure
from doc_templates.lint.paper import lint_pdf
from doc_templates.lint.sheets import Area, PrintedStamp
from doc_templates.stamping.placing import Placement

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from hostile_pdfs import forms_within_forms
from lint_stamps import (
    AGREEMENT,
    AWARD,
    BLACK,
    LETTER,
    MM,
    Mark,
    as_form,
    as_note,
    as_picture,
    drawing,
    on_page,
    right_place,
    seamed,
    turned,
)
from stamping_desk import CATALOGUE, Desk, codes, linted, real, stamped_by_hand, stamps_on

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("lint-stamps")]

EXACT = 0.3  # mm
WAYS = (on_page, as_form, as_picture, as_note)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def only_stamp(pdf: bytes) -> PrintedStamp:
    ((_, stamp),) = stamps_on(pdf)
    return stamp


def area_of(mark: Mark) -> Area:
    half = mark.diameter / 2
    return Area(mark.x - half, mark.y - half, mark.x + half, mark.y + half)


def assert_near(found: Area, wanted: Area) -> None:
    for side in ("left", "top", "right", "bottom"):
        assert getattr(found, side) == pytest.approx(getattr(wanted, side), abs=EXACT)


# Finding stamps, whoever made them.


@pytest.mark.parametrize("way", WAYS)
def test_a_stamp_made_in_any_way_is_found_exactly_and_has_no_findings(
    way: Callable[[bytes, Mark], bytes],
) -> None:
    mark = right_place(real(AWARD))
    pdf = way(real(AWARD), mark)
    assert_near(only_stamp(pdf).area, area_of(mark))
    assert codes(pdf, AWARD) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", [{"lean": 12.0}, {"colour": BLACK}, {"diameter": 48.0}])
def test_what_is_wrong_is_told_of_a_stamp_made_in_any_way(
    way: Callable[[bytes, Mark], bytes], change: dict[str, object]
) -> None:
    mark = replace(right_place(real(AWARD)), **change)
    (found,) = linted(way(real(AWARD), mark), AWARD).findings
    assert found.code == {"lean": "D650", "colour": "D652", "diameter": "D649"}[min(change)]


@pytest.mark.parametrize("way", WAYS)
def test_a_turned_stamp_is_as_large_as_an_upright_one(way: Callable[[bytes, Mark], bytes]) -> None:
    mark = replace(right_place(real(AWARD)), lean=33.0)
    assert_near(only_stamp(way(real(AWARD), mark)).area, area_of(mark))


def test_our_own_stamps_are_measured_as_they_are_rendered(desk: Desk) -> None:
    pdf = desk.stamped(real(AWARD), dx_mm=1.7, dy_mm=-2.9)
    ((page, stamp),) = stamps_on(pdf)
    assert_near(stamp.area, rendered(pdf, page))


def test_a_second_signers_stamp_is_measured_as_it_is_rendered(desk: Desk) -> None:
    pdf = desk.both_stamped(3.0, 60.0)
    found = max((stamp for _, stamp in stamps_on(pdf)), key=lambda each: each.area.left)
    assert_near(found.area, rendered(pdf, stamps_on(pdf)[0][0], left=105.0))


def rendered(pdf: bytes, page: int, left: float = 0.0) -> Area:
    """Around the red pixels of a page right of a place, as a renderer draws them."""
    dots = 12.0
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        image = document[page - 1].render(scale=dots / MM).to_pil().convert("RGB")
    red, green, _ = image.crop((round(left * dots), 0, *image.size)).split()
    mask = green.point(lambda value: 255 * (value < 120))
    mask.paste(0, mask=red.point(lambda value: 255 * (value < 150)))
    box = mask.getbbox()
    assert box is not None
    sides = [side / dots for side in box]
    return Area(sides[0] + left, sides[1], sides[2] + left, sides[3])


@pytest.mark.parametrize("shift", [0.0, 40.0])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("way", [on_page, as_picture])
def test_turned_and_shifted_pages_are_measured_as_they_are_seen(
    way: Callable[[bytes, Mark], bytes], degrees: int, shift: float
) -> None:
    mark = right_place(real(AWARD))
    pdf = turned(way(real(AWARD), mark), degrees, shift)
    stamp = only_stamp(pdf)
    assert_near(stamp.area, area_of(mark))
    assert stamp.lean == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_second_signers_stamp_on_a_turned_page_is_seen_upright(degrees: int, desk: Desk) -> None:
    pdf = turned(real(AWARD), degrees, 40.0)
    first = Placement("", desk.office, page=3, x_mm=60, y_mm=60)
    second = Placement("", desk.other, page=3, x_mm=140, y_mm=200)
    found = stamps_on(desk.stamped(pdf, first, second))
    for (_, stamp), mark in zip(found, (Mark(3, 60, 60), Mark(3, 140, 200)), strict=True):
        assert_near(stamp.area, area_of(mark))
        assert stamp.lean == pytest.approx(0, abs=0.1)


def test_two_stamps_that_cross_are_still_two() -> None:
    marks = [Mark(1, 60, 200), Mark(1, 80, 210, diameter=40)]
    found = [stamp.area for _, stamp in stamps_on(on_page(real(AWARD), *marks))]
    assert len(found) == 2
    for area, mark in zip(found, marks, strict=True):
        assert_near(area, area_of(mark))


def test_the_red_head_of_a_paper_is_no_stamp() -> None:
    for template in (AWARD, LETTER, "city-recommendation"):
        assert stamps_on(real(template)) == []


def test_a_ring_that_is_not_red_and_holds_nothing_is_no_stamp() -> None:
    mark = Mark(1, 100, 150, colour=BLACK, signs=False)
    assert stamps_on(on_page(real(AWARD), mark)) == []


def test_red_boxes_and_bars_as_of_a_chart_are_no_stamps() -> None:
    bars = " ".join(f"{100 + 30 * at} 300 30 {60 + 10 * at} re f" for at in range(4))
    assert stamps_on(drawing(real(AWARD), 1, f"1 0 0 rg {bars} 300 300 120 100 re f")) == []


def test_a_red_picture_without_a_hole_is_no_stamp() -> None:
    assert stamps_on(as_picture(real(AWARD), Mark(1, 100, 150, solid=True))) == []


def test_what_a_clip_hides_is_no_stamp() -> None:
    assert stamps_on(as_form(real(AWARD), Mark(1, 100, 150), "0 0 5 5 re W n")) == []


def test_writing_inside_a_stamp_is_not_taken_for_text() -> None:
    mark = right_place(real(AWARD))
    x, y = mark.x * MM, (297 - mark.y) * MM
    red = " ".join(str(part) for part in mark.colour)
    written = drawing(
        on_page(real(AWARD), mark), mark.page, f"BT {red} rg /Helv 12 Tf {x} {y} Td (3101) Tj ET"
    )
    texts = [line.text for line in measure(written, "样例.pdf").sheets[mark.page - 1].lines]
    assert [line.text for line in measure(real(AWARD), "").sheets[mark.page - 1].lines] == texts


# 骑缝章.


@pytest.mark.parametrize("picture", [False, True])
def test_slices_are_no_blank_stamps_and_make_the_whole(picture: bool) -> None:
    pdf = seamed(stamped_by_hand(), picture=picture)
    parts = [stamp for _, stamp in stamps_on(pdf) if stamp.edge]
    assert [stamp.edge for stamp in parts] == ["右"] * len(measure(pdf, "").sheets)
    assert sum(stamp.area.width for stamp in parts) == pytest.approx(42, abs=EXACT)
    assert codes(pdf, AGREEMENT) == []


def test_our_own_slices_touch_each_other_and_make_the_whole(desk: Desk) -> None:
    found = stamps_on(desk.finished(f"{AGREEMENT} longest"))
    parts = [stamp for _, stamp in found if stamp.edge]
    assert len(parts) > 2
    assert sum(each.area.width for each in parts) == pytest.approx(42, abs=EXACT)
    for one, two in pairwise(parts):
        assert one.area.right - one.whole.left == pytest.approx(
            two.area.left - two.whole.left, abs=EXACT
        )


def test_a_long_papers_groups_of_slices_have_no_findings(desk: Desk) -> None:
    long = blank_pages(33)
    at = Placement("", desk.office, page=1, x_mm=60, y_mm=100)
    found = linted(desk.stamped(long, at, paging=desk.office), AGREEMENT).findings
    assert {each.code for each in found} & {"D655", "D656", "D658"} == set()


def blank_pages(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(210 * MM, 297 * MM)
    document.save(target := io.BytesIO())
    return target.getvalue()


# Files that mean no good.


DOTS = " ".join(f"{x * 6} {y * 8} 1 1 re f" for x in range(99) for y in range(100))
RINGS = tuple(Mark(1, 30 + x, 40 + y, diameter=30) for x in range(40) for y in range(40))


@pytest.mark.parametrize(
    "drawn",
    [
        f"1 0 0 rg {DOTS}",
        " ".join(replace(mark, signs=False).operators for mark in RINGS),
        " ".join(replace(mark, colour=BLACK).operators for mark in RINGS),
    ],
    ids=["red dots", "red rings", "black stamps"],
)
def test_thousands_of_things_like_stamps_are_looked_through_in_bounded_time(drawn: str) -> None:
    began = process_time()
    measure(drawing(blank_pages(1), 1, drawn), "样例.pdf")
    assert process_time() - began < 15


def test_forms_within_forms_are_looked_through_in_bounded_time() -> None:
    began = process_time()
    measure(forms_within_forms(levels=5, times=6), "样例.pdf")
    assert process_time() - began < 15


def test_a_torn_stamped_paper_is_measured_or_refused(desk: Desk) -> None:
    whole, chance = desk.finished(f"{AGREEMENT} realistic"), random.Random(45)
    for _ in range(20):
        torn = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            lint_pdf(bytes(torn), "样例.pdf", CATALOGUE)
        except JiangdangError as error:
            assert error.code in {"D500", "D501"}
