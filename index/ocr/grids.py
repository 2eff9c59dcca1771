"""Tables by their rules: the cells of a page, and lines cut where a rule parts two cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from index.ocr.engine import Box

_SHORTEST = 0.02  # of the longer side; no stroke of a character is as long
_COVERED = 0.85
_LARGEST_CELL = 0.75  # of the page: that is the page itself
_MARGIN = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its number on the page and its box."""

    number: int
    left: int
    top: int
    right: int
    bottom: int


class Grid:
    """The rules of a page and the cells between them."""

    def __init__(self, page: NDArray[np.uint8]) -> None:
        """Find the rules and what they enclose."""
        self.downwards, across = _rules(page)
        walls = cv2.dilate(self.downwards | across, np.ones((5, 5), np.uint8))
        free = (walls == 0).astype(np.uint8)
        count, self._labels, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=4)
        self._cells = {
            number: Cell(number, *_box(stats[number]))
            for number in range(1, count)
            if _is_cell(stats[number], page.shape)
        }

    def cell_of(self, box: Box) -> Cell | None:
        """The cell most of a line lies in."""
        left, top = (max(0, int(each)) for each in box.min(axis=0))
        right, bottom = (int(each) + 1 for each in box.max(axis=0))
        numbers, counts = np.unique(self._labels[top:bottom, left:right], return_counts=True)
        shares = {int(n): int(count) for n, count in zip(numbers, counts, strict=True)}
        return self._cells.get(max(shares, key=lambda each: shares[each], default=0))

    def parted(self, boxes: Iterable[Box]) -> list[Box]:
        """The boxes, those that run over a rule cut there."""
        return [piece for each in boxes for piece in self._pieces(each)]

    def _pieces(self, box: Box) -> list[Box]:
        cuts = self._cuts(box)
        if not cuts:
            return [box]
        left, right = float(box[:, 0].min()), float(box[:, 0].max())
        edges = [left, *cuts, right]
        return [
            _between(box, (start - left) / (right - left), (end - left) / (right - left))
            for start, end in pairwise(edges)
            if end - start > 2 * _MARGIN
        ]

    def _cuts(self, box: Box) -> list[float]:
        """Where a rule runs through a box from top to bottom."""
        left, top = (max(0, int(each)) for each in box.min(axis=0))
        right, bottom = (int(each) + 1 for each in box.max(axis=0))
        beyond = (bottom - top) // 4  # a rule goes on where a stroke of a character ends
        strip = self.downwards[max(0, top - beyond) : bottom + beyond, left:right]
        if not strip.size or right - left <= bottom - top:
            return []
        wide = cv2.dilate(strip, np.ones((1, 5), np.uint8))  # a rule that leans a little
        columns = np.flatnonzero(wide.mean(axis=0) >= _COVERED)
        runs = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
        return [left + float(run.mean()) for run in runs if run.size]


def _rules(page: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Long straight strokes, downwards and across, as masks of 0 and 1."""
    ink = cv2.adaptiveThreshold(page, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    length = max(20, round(_SHORTEST * max(page.shape)))
    downwards = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return downwards.astype(np.uint8), across.astype(np.uint8)


def _box(row: Iterable[int]) -> tuple[int, int, int, int]:
    left, top, width, height = (int(each) for each in list(row)[:4])
    return left, top, left + width, top + height


def _is_cell(row: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether it is smaller than the page, and large enough for a character."""
    width, height, area = int(row[2]), int(row[3]), int(row[4])
    if width >= shape[1] or height >= shape[0]:
        return False
    return area < _LARGEST_CELL * shape[0] * shape[1] and min(width, height) > 8


def _between(box: Box, start: float, end: float) -> Box:
    """The part of a box from one share of its width to another."""
    above, below = box[1] - box[0], box[2] - box[3]
    corners = [box[0] + above * start, box[0] + above * end, box[3] + below * end,
               box[3] + below * start]  # fmt: skip
    return np.array(corners, np.float32)
