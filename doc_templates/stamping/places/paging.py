"""骑缝章: one stamp cut into slices along the right edge of all pages.

No rule fixes its form; by custom every page carries a slice, the pages pushed together show
the whole stamp, and a group of pages is small enough for each slice to be seen. Pages are pushed
together with their upper edges in line, so all slices of a group are as far from the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.stamping.places.missing import StampDoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.places.pageview import PageView
    from doc_templates.stamping.store.keeping import Stamp

LARGEST_GROUP = 15
_STAGGER = 0.16


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of the stamp a page carries: from ``start`` to ``end`` of its width.

    ``height`` is the stamp's centre as a part of that page's height, from below.
    """

    page: int
    start: float
    end: float
    height: float


def slices(pages: int) -> tuple[Slice, ...]:
    """The slices of pages of one size; a single page has no seam.

    Groups hold at most 15 pages; neighbours share one page and stand at different heights.
    """
    if pages < 2:
        return ()
    return tuple(
        Slice(page, place / len(group), (place + 1) / len(group), 0.5 + _STAGGER * (number % 2))
        for number, group in enumerate(_groups(pages))
        for place, page in enumerate(group)
    )


def slices_over(views: Sequence[PageView], stamp: Stamp) -> tuple[Slice, ...]:
    """The slices of these pages, whatever their sizes; measured from the top of the lowest one.

    Raises StampDoesNotFitError when a page is lower or narrower than the stamp.
    """
    parts = slices(len(views))
    if not parts:
        return ()
    lowest = min(view.height for view in views)
    _refuse_small(views, stamp)
    return tuple(
        Slice(
            part.page,
            part.start,
            part.end,
            1 - _from_top(part, lowest, stamp) / views[part.page].height,
        )
        for part in parts
    )


def _from_top(part: Slice, lowest: float, stamp: Stamp) -> float:
    """How far below the upper edge the stamp's centre is: all of it on the lowest page."""
    half = stamp.drawing.height / 2
    return max((1 - part.height) * lowest, half)


def _refuse_small(views: Sequence[PageView], stamp: Stamp) -> None:
    drawing = stamp.drawing
    for view in views:
        if view.height < drawing.height or view.width < drawing.width:
            raise StampDoesNotFitError(
                stamp=stamp.name, anchor="骑缝", page=view.index + 1, where="页边"
            )


def _groups(pages: int) -> list[range]:
    """Even groups, the last page of one being the first page of the next."""
    seams = pages - 1
    count = -(-seams // (LARGEST_GROUP - 1))
    edges = [round(index * seams / count) for index in range(count + 1)]
    return [range(start, end + 1) for start, end in pairwise(edges)]
