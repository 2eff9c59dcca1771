"""However many pages there are, every page carries a slice and each group makes one stamp."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doc_templates.stamping.places.pageview import Box, PageView
from doc_templates.stamping.places.paging import LARGEST_GROUP, slices


@given(st.integers(2, 400))
def test_every_page_has_a_slice_and_groups_are_small_enough(pages: int) -> None:
    parts = slices(pages)
    assert {part.page for part in parts} == set(range(pages))
    assert min(part.end - part.start for part in parts) >= 1 / LARGEST_GROUP - 1e-9


@given(st.integers(2, 400))
def test_the_slices_of_a_group_join_without_gap_or_overlap(pages: int) -> None:
    for one, two in pairwise(slices(pages)):
        if two.start == 0:
            assert one.end == pytest.approx(1)
            assert (two.page, two.height != one.height) == (one.page, True)
        else:
            assert two.start == pytest.approx(one.end)
            assert two.page == one.page + 1


def test_a_single_page_has_no_seam() -> None:
    assert slices(1) == slices(0) == ()


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-500, 500),
    st.floats(-500, 500),
    st.floats(0, 800),
    st.floats(0, 800),
)
def test_seen_and_page_coordinates_are_each_others_inverse(
    rotation: int, left: float, bottom: float, x: float, y: float
) -> None:
    view = PageView(0, Box(left, bottom, left + 595, bottom + 842), rotation)
    box = Box(x, y, x + 10, y + 20)
    back = view.seen_box(view.page_box(box))
    assert (back.left, back.bottom, back.right, back.top) == pytest.approx(
        (box.left, box.bottom, box.right, box.top), abs=1e-6
    )
