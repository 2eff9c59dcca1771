"""The ruled lines of a PDF's page: stroked lines, sides of boxes, thin filled bars."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from doc_templates.lint.drawn import segment_points
from doc_templates.lint.sheets import Stroke
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from doc_templates.lint.drawn import Drawn, Point
    from doc_templates.stamping.places.pageview import PageView

_MOST_CORNERS = 400
_SHORTEST = 2.0  # mm: shorter ones belong to drawings
_SHORTEST_BAR = 8.0  # mm: shorter bars are parts of letters drawn as outlines, as in stamps
_THICKEST = 2.0  # mm: a thicker bar is an area
_SLANT = 0.2  # mm
_SAME = 0.05  # mm


def strokes_of(leaves: Iterable[Drawn], view: PageView) -> tuple[Stroke, ...]:
    """The lines along the page's edges, each once, from top to bottom."""
    found: dict[tuple[int, ...], Stroke] = {}
    for leaf in leaves:
        for stroke in _strokes(leaf, view):
            found.setdefault(_key(stroke), stroke)
    return tuple(sorted(found.values(), key=lambda each: (each.top, each.left)))


def colour_of(thing: Any, *, stroked: bool = False) -> str:
    """The colour a page object is filled or stroked with, as ``#RRGGBB``."""
    import pypdfium2.raw as pdfium

    parts = [ctypes.c_uint() for _ in range(4)]
    ask = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    ask(thing, *(ctypes.byref(part) for part in parts))
    return "#" + "".join(f"{part.value & 255:02X}" for part in parts[:3])


def _strokes(drawn: Drawn, view: PageView) -> Iterator[Stroke]:
    """The straight lines of a path, in millimetres as seen."""
    import pypdfium2.raw as pdfium

    if drawn.kind != pdfium.FPDF_PAGEOBJ_PATH:
        return
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(drawn.thing, ctypes.byref(filled), ctypes.byref(stroked))
    parts = _parts(drawn, view)
    if stroked.value:
        yield from _stroked(drawn, parts)
    elif filled.value:
        yield from _filled(drawn, parts)


def _stroked(drawn: Drawn, parts: list[list[Point]]) -> Iterator[Stroke]:
    import pypdfium2.raw as pdfium

    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(drawn.thing, ctypes.byref(width))
    a, b, c, d, _, _ = drawn.matrix
    thick = width.value * abs(a * d - b * c) ** 0.5 / POINTS_PER_MM
    colour = colour_of(drawn.thing, stroked=True)
    for part in parts:
        for one, two in pairwise(part):
            yield from _line(one, two, thick, colour)


def _line(one: Point, two: Point, thick: float, colour: str) -> Iterator[Stroke]:
    """A stroke between two points, when it runs along an edge of the page and is long enough."""
    (x1, x2), (y1, y2) = sorted((one[0], two[0])), sorted((one[1], two[1]))
    half = thick / 2
    if y2 - y1 <= _SLANT and x2 - x1 >= _SHORTEST:
        yield Stroke(x1, y1 - half, x2, y2 + half, thick, colour)
    elif x2 - x1 <= _SLANT and y2 - y1 >= _SHORTEST:
        yield Stroke(x1 - half, y1, x2 + half, y2, thick, colour)


def _filled(drawn: Drawn, parts: list[list[Point]]) -> Iterator[Stroke]:
    """Thin bars, which are drawn as lines too."""
    for part in parts:
        across, down = [x for x, _ in part], [y for _, y in part]
        if any(abs(x1 - x2) > _SLANT < abs(y1 - y2) for (x1, y1), (x2, y2) in pairwise(part)):
            continue
        left, top, right, bottom = min(across), min(down), max(across), max(down)
        thin, long = sorted((right - left, bottom - top))
        if thin <= _THICKEST and long >= _SHORTEST_BAR:
            yield Stroke(left, top, right, bottom, thin, colour_of(drawn.thing))


def _parts(drawn: Drawn, view: PageView) -> list[list[Point]]:
    """The path's corners, part by part; curves are left out."""
    import pypdfium2.raw as pdfium

    def ask(at: int) -> Any:
        return pdfium.FPDFPath_GetPathSegment(drawn.thing, at)

    parts: list[list[Point]] = []
    count = min(pdfium.FPDFPath_CountSegments(drawn.thing), _MOST_CORNERS)
    for segment, point in segment_points(ask, count, drawn.matrix):
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            parts.append([])
            continue
        parts[-1].append(_seen(point, view))
        if pdfium.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return [part for part in parts if len(part) > 1]


def _seen(point: Point, view: PageView) -> Point:
    """A corner in millimetres from the upper left of the page as seen."""
    x, y = view.seen(*point)
    return x / POINTS_PER_MM, (view.height - y) / POINTS_PER_MM


def _key(stroke: Stroke) -> tuple[int, ...]:
    """The same for lines drawn twice over each other."""
    sides = stroke.left, stroke.top, stroke.right, stroke.bottom
    return tuple(round(side / _SAME) for side in sides)
