"""Wherever the signature stands, on pages however turned, the stamp keeps the standard's rules.

GB/T 9704-2012 7.3.5.1: over signature and date, both a little below its centre; its top within a
line of the text; inside the text block; touching no text above.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doc_templates.stamping.places.locating import Placement, Spot, locate
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from drawn_pages import LINE_MM, MM, SIZE, Sheet, Text, drawn

HIGH = SIZE / MM
DATE = "2019年3月25日"
RADIUS = 21.0
FOOT = 20.0  # millimetres from the last line to the paper's edge
SIZES = {"A4": (210, 297), "A4 lying": (297, 210), "A3": (297, 420), "A3 lying": (420, 297)}
MARGINS = {"A4": (28, 26), "A4 lying": (35, 37), "A3": (28, 26), "A3 lying": (35, 37)}


@cache
def seal() -> Stamp:
    return StampStore(Path(mkdtemp()) / "stamps", demo=True).sample("样例公司")


@dataclass(frozen=True)
class Closing:
    """The end of a paper: where its name stands, how far below the text, dated or not."""

    size: str
    letters: int
    middle: float
    name_y: float
    blanks: int
    dated: bool
    note: bool

    @property
    def sheet(self) -> Sheet:
        width, height = SIZES[self.size]
        left, right = MARGINS[self.size]
        text = Text(left, self.name_y - LINE_MM * (self.blanks + 1),
                    "正" * int((width - left - right) / HIGH))  # fmt: skip
        name = Text.centred(self.middle, self.name_y, "样" * self.letters)
        texts = [text, name]
        if self.dated:
            texts.append(Text.centred(self.middle, self.name_y + LINE_MM, DATE))
        if self.note:
            texts.append(Text(left, self.name_y + 2 * LINE_MM, "（此件公开发布）"))
        marks = {"stamp1": (name.x, self.name_y - HIGH / 2)}
        return Sheet(texts, width=width, height=height, marks=marks)

    @property
    def block(self) -> tuple[float, float]:
        """Top and bottom of what the stamp is pressed on, from the page's top."""
        last = self.name_y + LINE_MM * self.dated
        return self.name_y - HIGH / 2, last + HIGH / 2

    @property
    def text_bottom(self) -> float:
        return self.name_y - LINE_MM * (self.blanks + 1) + HIGH / 2


@st.composite
def closings(draw: st.DrawFn, fewest: int = 1, most: int = 5) -> Closing:
    size = draw(st.sampled_from(sorted(SIZES)))
    (width, height), (left, right) = SIZES[size], MARGINS[size]
    letters = draw(st.integers(4, 20))
    half = max(letters * HIGH / 2, 5 * HIGH)
    middle = draw(st.floats(left + half, width - right - half))
    dated = draw(st.booleans())
    free = draw(st.integers(fewest, most))
    name_y = draw(st.floats(30 + LINE_MM * (free + 1), height - FOOT - LINE_MM * dated))
    note = dated and name_y + 2 * LINE_MM < height - 10 and draw(st.booleans())
    return Closing(size, letters, middle, name_y, free, dated, note)


def spot_on(sheet: Sheet, placement: Placement) -> Spot:
    document = pypdfium2.PdfDocument(drawn(sheet))
    try:
        return locate(document, placement)
    finally:
        document.close()


def sides(spot: Spot) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in millimetres from the upper left."""
    box, high = spot.box, spot.view.height
    return box.left / MM, (high - box.top) / MM, box.right / MM, (high - box.bottom) / MM


@settings(max_examples=150, deadline=None)
@given(closings())
def test_signature_and_date_are_always_under_the_stamp_below_its_centre(closing: Closing) -> None:
    left, top, right, bottom = sides(spot_on(closing.sheet, Placement("stamp1", seal())))
    above, below = closing.block
    assert top < above < below < bottom
    assert (above + below) / 2 - (top + bottom) / 2 >= 1.4
    assert left - 0.1 <= closing.middle <= right + 0.1


@settings(max_examples=150, deadline=None)
@given(closings())
def test_the_stamp_is_centred_unless_it_would_leave_the_text_block(closing: Closing) -> None:
    left, _, right, _ = sides(spot_on(closing.sheet, Placement("stamp1", seal())))
    (width, _), (first, last) = SIZES[closing.size], MARGINS[closing.size]
    assert left >= first - 0.1
    assert right <= width - last + 0.1
    nearest = min(max(closing.middle, first + RADIUS), width - last - RADIUS)
    assert (left + right) / 2 == pytest.approx(nearest, abs=0.3)


@settings(max_examples=150, deadline=None)
@given(closings(2))
def test_with_two_blank_lines_no_text_above_is_touched(closing: Closing) -> None:
    _, top, _, bottom = sides(spot_on(closing.sheet, Placement("stamp1", seal())))
    assert top >= closing.text_bottom
    assert bottom <= SIZES[closing.size][1] - 4.9


@settings(max_examples=150, deadline=None)
@given(closings(2, 2))
def test_after_two_blank_lines_the_stamps_top_is_within_a_line_of_the_text(
    closing: Closing,
) -> None:
    _, top, _, _ = sides(spot_on(closing.sheet, Placement("stamp1", seal())))
    room = LINE_MM if closing.dated else 1.5 * LINE_MM
    assert top - closing.text_bottom <= room


@settings(max_examples=100, deadline=None)
@given(
    closings(),
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(st.floats(-400, 400), st.floats(-400, 400)),
    st.floats(0, 60),
    st.booleans(),
)
def test_turned_shifted_and_cropped_pages_make_no_difference(
    closing: Closing, rotate: int, shift: tuple[float, float], crop: float, by_text: bool
) -> None:
    placement = Placement("stamp1", seal())
    if by_text:
        placement = Placement("", seal(), text="样" * closing.letters)
    plain = sides(spot_on(closing.sheet, placement))
    sheet = replace(closing.sheet, rotate=rotate, shift=shift, crop=crop)
    assert sides(spot_on(sheet, placement)) == pytest.approx(plain, abs=0.1)
