"""What is drawn on a PDF's page, as a tree: things, and forms that hold things."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from doc_templates.lint.sheets import Area
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from doc_templates.stamping.places.pageview import PageView

MOST_THINGS = 20_000
_DEEPEST = 6  # forms within forms
_MOST_CLIPS, _MOST_CLIP_CORNERS = 20, 100

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(eq=False)
class Drawn:
    """A thing on the page, the form it is in, and how its coordinates become the page's.

    ``kind`` is pdfium's number for text, path, image, shading or form.
    """

    thing: Any
    kind: int
    matrix: Matrix
    outer: Drawn | None = None
    inner: list[Drawn] = field(default_factory=list)

    @property
    def leaves(self) -> Iterator[Drawn]:
        """The thing itself, or what a form holds however deep."""
        if not self.inner:
            yield self
        for each in self.inner:
            yield from each.leaves

    @cached_property
    def bounds(self) -> Box:
        """A box around the thing on the page, in points; lines' thickness may count twice."""
        import pypdfium2.raw as pdfium

        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(self.thing, *sides)
        left, bottom, right, top = (side.value for side in sides)
        return box_around((left, bottom), (right, top), self.outer_matrix)

    @property
    def outer_matrix(self) -> Matrix:
        """How the coordinates become the page's that the thing's own matrix leads to."""
        return self.outer.matrix if self.outer else UPRIGHT

    @cached_property
    def clip(self) -> Box | None:
        """What clip paths and forms' boxes leave to be seen, in points; none where all is."""
        clips = _clips(self.thing, self.outer_matrix)
        outer = self.outer.clip if self.outer else None
        return overlap([*clips, *([outer] if outer else [])])


def drawn_on(page: Any, *, start: int = 0, most: int = MOST_THINGS) -> tuple[Drawn, ...] | None:
    """The things of a pypdfium2 page from one on; none when more is drawn than ``most``."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    if count - start > most:
        return None
    left = [most]
    things = (pdfium.FPDFPage_GetObject(page, at) for at in range(start, count))
    found = tuple(_drawn(thing, None, 0, left) for thing in things)
    return None if left[0] < 0 else found


def _drawn(thing: Any, outer: Drawn | None, depth: int, left: list[int]) -> Drawn:
    """A thing and what it holds, as long as things are ``left`` to be counted."""
    import pypdfium2.raw as pdfium

    left[0] -= 1
    kind = pdfium.FPDFPageObj_GetType(thing)
    found = Drawn(thing, kind, product(matrix_of(thing), outer.matrix if outer else UPRIGHT), outer)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        for at in range(pdfium.FPDFFormObj_CountObjects(thing)):
            if left[0] < 0:
                break
            inside = pdfium.FPDFFormObj_GetObject(thing, at)
            found.inner.append(_drawn(inside, found, depth + 1, left))
    return found


def matrix_of(thing: Any) -> Matrix:
    """The matrix of a page object."""
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, found):
        return UPRIGHT
    return found.a, found.b, found.c, found.d, found.e, found.f


def product(one: Matrix, two: Matrix) -> Matrix:
    """The matrix that does ``one``, then ``two``."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def moved(x: float, y: float, matrix: Matrix) -> Point:
    """A point where a matrix puts it."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_around(one: Point, other: Point, matrix: Matrix) -> Box:
    """The upright box around a box given by two corners, where a matrix puts it."""
    corners = [moved(x, y, matrix) for x in (one[0], other[0]) for y in (one[1], other[1])]
    return around(corners)


def around(points: Iterable[Point]) -> Box:
    """The box around points."""
    across, upward = zip(*points, strict=True)
    return Box(min(across), min(upward), max(across), max(upward))


def overlap(boxes: Iterable[Box]) -> Box | None:
    """What all boxes share, maybe nothing wide; none when there are none."""
    found: Box | None = None
    for box in boxes:
        found = box if found is None else _shared(found, box)
    return found


def area_of(box: Box, view: PageView) -> Area:
    """A box of the page as it is seen, in millimetres from the upper left."""
    seen, high, per = view.seen_box(box), view.height, POINTS_PER_MM
    return Area(seen.left / per, (high - seen.top) / per, seen.right / per,
                (high - seen.bottom) / per)  # fmt: skip


def segment_points(ask: Any, count: int, matrix: Matrix) -> Iterator[tuple[Any, Point]]:
    """The segments that ``ask`` gives by their number, each with its point on the page."""
    import pypdfium2.raw as pdfium

    across, upward = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = ask(at)
        pdfium.FPDFPathSegment_GetPoint(segment, across, upward)
        yield segment, moved(across.value, upward.value, matrix)


def _shared(one: Box, other: Box) -> Box:
    left, bottom = max(one.left, other.left), max(one.bottom, other.bottom)
    return Box(left, bottom, max(left, min(one.right, other.right)),
               max(bottom, min(one.top, other.top)))  # fmt: skip


def _clips(thing: Any, matrix: Matrix) -> Iterator[Box]:
    """The boxes around the clip paths of a thing."""
    import pypdfium2.raw as pdfium

    clip = pdfium.FPDFPageObj_GetClipPath(thing)
    count = pdfium.FPDFClipPath_CountPaths(clip) if clip else 0
    for path in range(min(count, _MOST_CLIPS)):
        corners = min(pdfium.FPDFClipPath_CountPathSegments(clip, path), _MOST_CLIP_CORNERS)

        def ask(at: int, path: int = path) -> Any:
            return pdfium.FPDFClipPath_GetPathSegment(clip, path, at)

        points = [point for _, point in segment_points(ask, corners, matrix)]
        if points:
            yield around(points)
