"""A page as a picture turned into text: both inks, whichever way it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from index.ocr.engine import runs_downwards
from index.ocr.grids import Grid
from index.ocr.inks import (
    any_ink,
    black_ink,
    darkest_ink,
    grey_stamp_region,
    red_ink,
    red_text_region,
)
from index.ocr.lines import Line, confidence_of, lean, placed
from index.ocr.numbers import mended
from index.ocr.ordering import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.ocr.engine import Box, Engine
    from index.ocr.inks import Region

_UNSURE = 0.5  # below this a page may lie another way
_LEAST, _LEAST_ALONE = 0.3, 0.6  # a sign alone is a speck sooner than a word
_SAME = 0.5
_LONG = 3  # times as high as wide: cut into stretches
_STRETCH, _SHORTEST = 2, 600
_NARROWEST = 8  # pixels: no character can be read in less
_DARK = 90  # light letters on a slide or a blackboard


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of a page, how sure it is, and how many characters that weighs."""

    text: str
    confidence: float | None
    weight: int


def read_page(engine: Engine, page: NDArray[np.uint8]) -> PageRead:
    """The text of a page, dark on light; a very long one is read stretch by stretch."""
    if min(page.shape[:2]) < _NARROWEST:
        return PageRead("", None, 0)
    if np.median(black_ink(page)) < _DARK:
        page = 255 - page
    parts = [_read_upright(engine, each) for each in _stretches(page)]
    weights = [(each.confidence or 0.0, each.weight) for each in parts if each.weight]
    text = "\n".join(each.text for each in parts if each.text)
    return PageRead(mended(text), confidence_of(weights), sum(each.weight for each in parts))


def _stretches(page: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """A long picture cut where there is least ink, so that no line is cut through."""
    width = max(page.shape[1], _SHORTEST)
    while page.shape[0] > _LONG * width:
        lowest, highest = int(1.5 * width), _STRETCH * width
        rows = page[lowest:highest].astype(np.int16)
        changes = np.abs(np.diff(rows, axis=1)).sum(axis=(1, 2))
        cut = lowest + int(np.argmin(cv2.blur(changes.astype(np.float32).reshape(-1, 1), (1, 9))))
        yield page[:cut]
        page = page[cut:]
    yield page


def _read_upright(engine: Engine, page: NDArray[np.uint8]) -> PageRead:
    """The text of a page that may lie on its side or stand on its head."""
    boxes = engine.boxes(black_ink(page))
    if sum(runs_downwards(each) for each in boxes) > len(boxes) / 2:
        page = _turned(page, 1)
        boxes = engine.boxes(black_ink(page))
    if boxes and engine.is_upside_down(black_ink(page), boxes):
        page, boxes = _turned(page, 2), [_upended(each, page.shape) for each in boxes]
    found = _read(engine, page, boxes)
    if found.confidence is None or found.confidence >= _UNSURE:
        return found
    other = _turned(page, 2)
    second = _read(engine, other, engine.boxes(black_ink(other)))
    return max(found, second, key=lambda each: each.confidence or 0.0)


def _turned(page: NDArray[np.uint8], quarters: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(page, quarters))


def _upended(box: Box, shape: tuple[int, ...]) -> Box:
    """A box on the page turned by half."""
    far = np.array([shape[1], shape[0]], np.float32)
    return np.ascontiguousarray((far - box)[[2, 3, 0, 1]])


def _read(engine: Engine, page: NDArray[np.uint8], boxes: Sequence[Box]) -> PageRead:
    """The text of an upright page whose lines in black ink are known."""
    black = black_ink(page)
    grid = Grid(black)
    parted = grid.parted(boxes)
    slope = lean(parted)
    lines = _recognised(engine, black, parted, slope, grid)
    lines = _merged(lines, _red_lines(engine, page, slope, grid))
    lines = _merged(lines, _dark_lines(engine, page, slope, grid))
    weights = [(each.confidence, len(each.text)) for each in lines]
    weight = sum(count for _, count in weights)
    return PageRead(in_order(lines, slope), confidence_of(weights), weight)


def _red_lines(engine: Engine, page: NDArray[np.uint8], slope: float, grid: Grid) -> list[Line]:
    """What is printed in red: the letterhead, the labels of a form. Round stamps are left out."""
    region, stamps = red_text_region(page)
    if region is None:
        return []
    part = np.ascontiguousarray(page[region.top : region.bottom, region.left : region.right])
    corner = np.array([region.left, region.top], np.float32)
    boxes = [each + corner for each in engine.boxes(red_ink(part))]
    outside = [each for each in boxes if not _is_inside(each, stamps)]
    return _recognised(engine, any_ink(page), outside, slope, grid)


def _dark_lines(engine: Engine, page: NDArray[np.uint8], slope: float, grid: Grid) -> list[Line]:
    """What is printed darker than the stamp on it, of a copy without colours."""
    region = grey_stamp_region(page)
    if region is None:
        return []
    dark = darkest_ink(page)
    corner = np.array([region.left, region.top], np.float32)
    part = np.ascontiguousarray(dark[region.top : region.bottom])
    return _recognised(engine, dark, [each + corner for each in engine.boxes(part)], slope, grid)


def _is_inside(box: Box, stamps: Sequence[Region]) -> bool:
    x, y = (float(each) for each in box.mean(axis=0))
    return any(each.holds(x, y) for each in stamps)


def _merged(first: list[Line], second: list[Line]) -> list[Line]:
    """The lines of two inks; of those at one place, the better one."""
    lines = list(first)
    for line in second:
        same = [each for each in lines if each.overlap(line) > _SAME]
        if all(_worth(each) < _worth(line) for each in same):
            lines = [each for each in lines if each not in same] + [line]
    return lines


def _worth(line: Line) -> float:
    return line.confidence * len(line.text)


def _recognised(
    engine: Engine, page: NDArray[np.uint8], boxes: Sequence[Box], slope: float, grid: Grid
) -> list[Line]:
    """What the boxes say, without specks."""
    return [
        placed(box, text, sure, slope, grid.cell_of(box))
        for box, (text, sure) in zip(boxes, engine.read(page, boxes), strict=True)
        if text and sure >= (_LEAST_ALONE if len(text) == 1 else _LEAST)
    ]
