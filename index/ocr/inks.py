"""Black ink and red ink of a page apart: text under a stamp, and the red letterhead.

In the red channel red ink is as bright as paper, so that what stands under a stamp is read.
The letterhead is printed in red and gone there; it is looked for where red ink lies that is
no round stamp. Of a copy in grey the darkest ink is read again where a stamp lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_LIFT = 0.5  # faded red becomes paper
_REDNESS, _REDDEST = 60, 110
_LOOKED_AT = 1_200  # pixels on the longer side for finding stamps
_SMALLEST_STAMP = 0.06  # of the shorter side: 13 mm of A4
_CORNER = 0.1
_DARKEST, _PALEST = (20, 70), 190  # levels of grey: text from black on, a stamp beyond
_TOGETHER, _EDGE, _WIDEST_SLICE = 0.014, 0.015, 0.13
_THINNEST, _LEAST_RED = 6, 60
_MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Region:
    """An upright rectangle on a page, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def black_ink(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as grey without its red ink."""
    return _bytes(cv2.addWeighted(page[:, :, 0], 1.0, _redness(page), _LIFT, 0.0))


def red_ink(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as grey with nothing but its red ink."""
    return _bytes(cv2.convertScaleAbs(255 - _redness(page)))


def any_ink(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as grey where red is as dark as black."""
    return np.ascontiguousarray(page[:, :, 1])


def _redness(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How much more red than other light every place gives back."""
    red, green, blue = cv2.split(page)
    return _bytes(cv2.subtract(red, cv2.max(green, blue)))


def _bytes(found: object) -> NDArray[np.uint8]:
    return np.asarray(found, np.uint8)


def red_text_region(page: NDArray[np.uint8]) -> tuple[Region | None, list[Region]]:
    """Where red ink lies that may be text, and the stamps, which are none."""
    small, scale = _small(page)
    mask = ((_redness(small) > _REDNESS) & (small[:, :, 0] > _REDDEST)).astype(np.uint8)
    stamps = _stamps(mask) + _slices(mask)
    for each in stamps:
        mask[each.top : each.bottom, each.left : each.right] = 0
    texts = [piece for piece, _ in _pieces(mask, 3) if _may_be_text(piece)]
    found = [_grown(each, scale, page) for each in stamps]
    if sum(int(mask[t.top : t.bottom, t.left : t.right].sum()) for t in texts) < _LEAST_RED:
        return None, found
    return _grown(_around(texts), scale, page, _MARGIN), found


def grey_stamp_region(page: NDArray[np.uint8]) -> Region | None:
    """The stretch of a page without colours that a round stamp lies on, as wide as the page."""
    small, scale = _small(page)
    if int((_redness(small) > _REDNESS).sum()) >= _LEAST_RED:
        return None
    grey = any_ink(small)
    stamps = _stamps(((grey > _DARKEST[1]) & (grey < _PALEST)).astype(np.uint8))
    if not stamps:
        return None
    found = _grown(_around(stamps), scale, page)
    return Region(0, found.top, page.shape[1], found.bottom)


def darkest_ink(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page as grey with nothing but its darkest ink: a stamp copied in grey is lighter."""
    low, high = _DARKEST
    levels = (np.arange(256) - low) * (255 / (high - low))
    return _bytes(cv2.LUT(any_ink(page), np.clip(levels, 0, 255).astype(np.uint8)))


def _small(page: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """The page as small as stamps are looked for."""
    scale = min(1.0, _LOOKED_AT / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return _bytes(small), scale


def _pieces(mask: NDArray[np.uint8], reach: int) -> Iterator[tuple[Region, NDArray[np.bool_]]]:
    """What hangs together across so many pixels: its box, and its own part of the box."""
    joined = cv2.dilate(mask, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for number in range(1, count):
        region = _region(stats[number])
        yield region, labels[region.top : region.bottom, region.left : region.right] == number


def _stamps(mask: NDArray[np.uint8]) -> list[Region]:
    """Round stamps: large, about as wide as high, nothing in the corners."""
    least = _SMALLEST_STAMP * min(mask.shape)
    return [
        region
        for region, piece in _pieces(mask, 3)
        if min(piece.shape) >= least
        and 0.4 < piece.shape[1] / piece.shape[0] < 2.5
        and not any(each.any() for each in _corners(piece))
    ]


def _slices(mask: NDArray[np.uint8]) -> list[Region]:
    """The slices of a stamp across pages: narrow, and at the very edge of the paper."""
    height, width = mask.shape
    return [
        region
        for region, _ in _pieces(mask, round(_TOGETHER * width))
        if (region.left <= _EDGE * width or region.right >= (1 - _EDGE) * width)
        and region.right - region.left < _WIDEST_SLICE * width
        and region.bottom - region.top < height / 3
    ]


def _corners(piece: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], ...]:
    high, wide = (max(1, round(_CORNER * each)) for each in piece.shape)
    return piece[:high, :wide], piece[:high, -wide:], piece[-high:, -wide:], piece[-high:, :wide]


def _region(row: Sequence[int]) -> Region:
    left, top, width, height = (int(each) for each in row[:4])
    return Region(left, top, left + width, top + height)


def _may_be_text(region: Region) -> bool:
    """Not as thin as a rule."""
    return min(region.right - region.left, region.bottom - region.top) >= _THINNEST


def _around(regions: Sequence[Region]) -> Region:
    return Region(
        min(each.left for each in regions),
        min(each.top for each in regions),
        max(each.right for each in regions),
        max(each.bottom for each in regions),
    )


def _grown(region: Region, scale: float, page: NDArray[np.uint8], margin: float = 0.0) -> Region:
    """The same region on the page at its full size."""
    height, width = page.shape[:2]
    more = margin * max(width, height)
    return Region(
        max(0, int(region.left / scale - more)),
        max(0, int(region.top / scale - more)),
        min(width, int(region.right / scale + more)),
        min(height, int(region.bottom / scale + more)),
    )
