"""骑缝章: one stamp cut into slices along the right edge of all pages.

No rule fixes its form; by custom every page carries a slice, the pages pushed together show
the whole stamp, and a group of pages is small enough for each slice to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

LARGEST_GROUP = 15
_STAGGER = 0.16


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of the stamp a page carries: from ``start`` to ``end`` of its width."""

    page: int
    start: float
    end: float
    height: float


def slices(pages: int) -> tuple[Slice, ...]:
    """The slices of all pages; a single page has no seam.

    Groups hold at most 15 pages; neighbours share one page and stand at different heights
    (``height``: the stamp's centre as a part of the page's height).
    """
    if pages < 2:
        return ()
    return tuple(
        Slice(page, place / len(group), (place + 1) / len(group), 0.5 + _STAGGER * (number % 2))
        for number, group in enumerate(_groups(pages))
        for place, page in enumerate(group)
    )


def _groups(pages: int) -> list[range]:
    """Even groups, the last page of one being the first page of the next."""
    seams = pages - 1
    count = -(-seams // (LARGEST_GROUP - 1))
    edges = [round(index * seams / count) for index in range(count + 1)]
    return [range(start, end + 1) for start, end in pairwise(edges)]
