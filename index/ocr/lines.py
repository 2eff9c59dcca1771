"""A line of text on a page, straightened by the page's lean, and how lines become text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ocr.engine import Box
    from index.ocr.grids import Cell

_LONG = 5  # times as wide as high: its lean can be told


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line: its text, how sure that is, its box on the straightened page."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    cell: Cell | None = None

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Where its middle runs."""
        return (self.top + self.bottom) / 2

    def overlap(self, other: Line) -> float:
        """The share of the smaller of two boxes that lies in the other."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        smaller = min(self.width * self.height, other.width * other.height)
        return max(wide, 0.0) * max(high, 0.0) / max(smaller, 1.0)


def lean(boxes: Iterable[Box]) -> float:
    """The slope of a page's lines: how far they sink for every pixel to the right."""
    slopes = [
        float((box[1][1] - box[0][1]) / max(box[1][0] - box[0][0], 1.0))
        for box in boxes
        if abs(box[1][0] - box[0][0]) > _LONG * abs(box[3][1] - box[0][1])
    ]
    return float(np.median(slopes)) if slopes else 0.0


def placed(box: Box, text: str, confidence: float, slope: float, cell: Cell | None = None) -> Line:
    """A line at its place on the straightened page."""
    turn = math.atan(slope)
    middle = box.mean(axis=0)
    x = float(middle[0] * math.cos(turn) + middle[1] * math.sin(turn))
    y = float(middle[1] * math.cos(turn) - middle[0] * math.sin(turn))
    wide = float(np.linalg.norm(box[1] - box[0]) + np.linalg.norm(box[2] - box[3])) / 4
    high = float(np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 4
    return Line(text, confidence, x - wide, y - high, x + wide, y + high, cell)


def confidence_of(parts: Sequence[tuple[float, int]]) -> float | None:
    """The mean of confidences, weighted by characters; None without any."""
    signs = sum(count for _, count in parts)
    if not signs:
        return None
    return round(sum(sure * count for sure, count in parts) / signs, 4)
