"""The ink of a drawn thing: its colour, its exact extent, how far a star is turned."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from math import atan2, cos, degrees, dist, hypot, pi, sin
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from doc_templates.lint.drawn import around, segment_points
from doc_templates.lint.strokes import colour_of
from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.drawn import Drawn, Point
    from doc_templates.stamping.places.pageview import PageView

_MOST_CORNERS = 5_000
_STEPS = 16  # of a curve: a quarter of a stamp's ring is told to 0.03 mm
_SLIGHT = 0.01  # points
_FAINTEST = 20  # of 255
_LEAST_RED, _MOST_OTHERS, _MOST_APART = 100, 0.68, 0.3
_RAYS = 5
_STAR_RATIO = 0.2, 0.75  # of the inner corners' distance from the middle to the outer ones'
_ALIKE = 0.06


def ink_of(leaf: Drawn) -> str:
    """The colour in which a path or text is seen, as ``#RRGGBB``; nothing where it is not."""
    import pypdfium2.raw as pdfium

    if leaf.kind == pdfium.FPDF_PAGEOBJ_TEXT:
        return _seen_colour(leaf.thing, stroked=False)
    if leaf.kind != pdfium.FPDF_PAGEOBJ_PATH:
        return ""
    filled, stroked = _painted(leaf)
    found = _seen_colour(leaf.thing, stroked=False) if filled else ""
    return found or (_seen_colour(leaf.thing, stroked=True) if stroked else "")


def is_stamp_red(colour: str) -> bool:
    """Whether a colour is a red of stamps: bright, dark or pale, but no orange and no purple."""
    if not colour:
        return False
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    strong = red >= _LEAST_RED and max(green, blue) <= _MOST_OTHERS * red
    return strong and abs(green - blue) <= _MOST_APART * red


def corners_of(leaf: Drawn) -> int:
    """How many corners, and handles of curves, a path has; none where it is no path."""
    import pypdfium2.raw as pdfium

    if leaf.kind != pdfium.FPDF_PAGEOBJ_PATH:
        return 0
    return int(pdfium.FPDFPath_CountSegments(leaf.thing))


def ink_box(leaf: Drawn) -> Box:
    """The box around the ink of a path on the page, in points; around other things, roughly."""
    import pypdfium2.raw as pdfium

    points = _points(leaf) if leaf.kind == pdfium.FPDF_PAGEOBJ_PATH else []
    if not points:
        return leaf.bounds
    box, half = around(points), _half_line(leaf)
    return Box(box.left - half, box.bottom - half, box.right + half, box.top + half)


def star_turn(leaves: Iterable[Drawn], view: PageView) -> float | None:
    """By how many degrees a five-pointed star leans to the right as seen; none without a star."""
    for leaf in leaves:
        corners = _corners(leaf)
        if corners:
            turn = _leaning([view.seen(*corner) for corner in corners])
            if turn is not None:
                return turn
    return None


def lean_of(leaf: Drawn, view: PageView) -> float:
    """By how many degrees a thing's own coordinates lean to the right as seen."""
    a, b, _, _, e, f = leaf.matrix
    (x1, y1), (x2, y2) = view.seen(e, f), view.seen(e + a, f + b)
    return -degrees(atan2(y2 - y1, x2 - x1)) + 0.0


def _painted(leaf: Drawn) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is drawn along its line."""
    import pypdfium2.raw as pdfium

    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(leaf.thing, filled, stroked)
    return bool(filled.value), bool(stroked.value)


def _seen_colour(thing: Any, *, stroked: bool) -> str:
    """The colour a thing is filled or drawn with, unless it is see-through."""
    import pypdfium2.raw as pdfium

    parts = [ctypes.c_uint() for _ in range(4)]
    ask = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    seen = ask(thing, *parts) and parts[3].value >= _FAINTEST
    return colour_of(thing, stroked=stroked) if seen else ""


def _half_line(leaf: Drawn) -> float:
    """Half the thickness of the line a path is drawn with, in points."""
    import pypdfium2.raw as pdfium

    if not _painted(leaf)[1]:
        return 0.0
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(leaf.thing, width)
    a, b, c, d, _, _ = leaf.matrix
    return float(width.value * abs(a * d - b * c) ** 0.5 / 2)


def _segments(leaf: Drawn, most: int) -> Iterator[tuple[int, Point]]:
    """The kind and the point of each segment of a path."""
    import pypdfium2.raw as pdfium

    def ask(at: int) -> Any:
        return pdfium.FPDFPath_GetPathSegment(leaf.thing, at)

    count = min(pdfium.FPDFPath_CountSegments(leaf.thing), most)
    for segment, point in segment_points(ask, count, leaf.matrix):
        yield pdfium.FPDFPathSegment_GetType(segment), point


def _points(leaf: Drawn) -> list[Point]:
    """Corners of a path, and points along its curves that reach beyond them, on the page."""
    import pypdfium2.raw as pdfium

    points: list[Point] = []
    curves: list[list[Point]] = []
    handles: list[Point] = []
    for kind, point in _segments(leaf, _MOST_CORNERS):
        handles = [*handles, point] if kind == pdfium.FPDF_SEGMENT_BEZIERTO else []
        if not handles:
            points.append(point)
        elif len(handles) == 3:
            curves.append([points[-1] if points else handles[0], *handles])
            points.append(point)
            handles = []
    if not curves:
        return points
    box = around(points)
    bent = [curve for curve in curves if not _is_in(curve[1:3], box)]
    return points + [point for curve in bent for point in _curve(*curve)]


def _is_in(points: Iterable[Point], box: Box) -> bool:
    return all(
        box.left - _SLIGHT <= x <= box.right + _SLIGHT
        and box.bottom - _SLIGHT <= y <= box.top + _SLIGHT
        for x, y in points
    )


def _curve(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    """Points along a Bézier curve, its end the last."""
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield (
            sum(share * point[0] for share, point in zip(shares, (a, b, c, d), strict=True)),
            sum(share * point[1] for share, point in zip(shares, (a, b, c, d), strict=True)),
        )


def _corners(leaf: Drawn) -> list[Point]:
    """The corners of a path of five or ten straight lines; none of others."""
    import pypdfium2.raw as pdfium

    if leaf.kind != pdfium.FPDF_PAGEOBJ_PATH:
        return []
    if not _RAYS <= pdfium.FPDFPath_CountSegments(leaf.thing) <= 2 * _RAYS + 2:
        return []
    points: list[Point] = []
    for kind, point in _segments(leaf, 2 * _RAYS + 2):
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return []
        if not points or min(dist(point, other) for other in points) > 0.01:
            points.append(point)
    return points if len(points) in (_RAYS, 2 * _RAYS) else []


def _leaning(corners: Sequence[Point]) -> float | None:
    """By how much a star leans, when corners are those of one: within 36 degrees."""
    x, y = mean(at[0] for at in corners), mean(at[1] for at in corners)
    far = [hypot(px - x, py - y) for px, py in corners]
    reach = max(far)
    outer = [at for at, away in zip(corners, far, strict=True) if away > (1 - _ALIKE) * reach]
    inner = [away for away in far if away <= (1 - _ALIKE) * reach]
    if len(outer) != _RAYS or not _is_pointed(corners, inner, reach):
        return None
    fifth = 2 * pi / _RAYS
    leans = [(atan2(px - x, py - y)) * _RAYS for px, py in outer]
    middle = atan2(mean(sin(each) for each in leans), mean(cos(each) for each in leans))
    if any(cos(each - middle) < 0.9 for each in leans):
        return None
    return degrees(middle / 2 / pi * fifth)


def _is_pointed(corners: Sequence[Point], inner: Sequence[float], reach: float) -> bool:
    """Whether the inner corners are a star's; a star of five corners crosses itself."""
    if inner:
        low, high = _STAR_RATIO
        return len(inner) == _RAYS and low < median(inner) / reach < high
    side = median(dist(one, two) for one, two in pairwise(corners))
    return side > 1.5 * reach
