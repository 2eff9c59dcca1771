"""Shapes in millimetres, and how they print as PDF operators and as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]

POINTS_PER_MM = 72 / 25.4
LARGEST_DIAMETER_MM = 45.0  # 国发〔1999〕25号
_QUARTER = 0.5522847498
_PDF_NAMES = {"M": "m", "L": "l", "C": "c", "Z": "h"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One path: filled when ``filled``, and drawn along its line when ``line_mm`` > 0.

    ``even_odd`` leaves out what an even number of its outlines enclose.
    """

    segments: tuple[Segment, ...]
    filled: bool = True
    line_mm: float = 0.0
    even_odd: bool = False


def circle(x: float, y: float, radius: float) -> tuple[Segment, ...]:
    """A circle of four Bézier curves."""
    k = radius * _QUARTER
    r = radius
    return (
        ("M", ((x + r, y),)),
        ("C", ((x + r, y + k), (x + k, y + r), (x, y + r))),
        ("C", ((x - k, y + r), (x - r, y + k), (x - r, y))),
        ("C", ((x - r, y - k), (x - k, y - r), (x, y - r))),
        ("C", ((x + k, y - r), (x + r, y - k), (x + r, y))),
        ("Z", ()),
    )


def star(x: float, y: float, radius: float) -> tuple[Segment, ...]:
    """A five-pointed star standing upright, its points on the circle of ``radius``."""
    inner = radius * sin(pi / 10) / sin(3 * pi / 10)
    corners = [
        (x + reach * cos(angle), y + reach * sin(angle))
        for step in range(10)
        for reach, angle in [(inner if step % 2 else radius, pi / 2 + step * pi / 5)]
    ]
    lines = tuple(("L", (corner,)) for corner in corners[1:])
    return (("M", (corners[0],)), *lines, ("Z", ()))


def pdf_operators(shapes: Iterable[Shape], colour: tuple[float, float, float]) -> bytes:
    """The shapes as PDF path operators, millimetres scaled to points."""
    red = " ".join(_number(part) for part in colour)
    lines = [f"{red} rg {red} RG {POINTS_PER_MM:.6f} 0 0 {POINTS_PER_MM:.6f} 0 0 cm 1 j"]
    for shape in shapes:
        if shape.line_mm:
            lines.append(f"{_number(shape.line_mm)} w")
        lines.extend(_pdf_segment(segment) for segment in shape.segments)
        lines.append(_paint(shape))
    return "\n".join(lines).encode("ascii")


def svg_path(shape: Shape, height_mm: float) -> str:
    """The shape as the ``d`` of an SVG path, whose y runs downwards."""
    return " ".join(
        name + ",".join(f"{_number(x)} {_number(height_mm - y)}" for x, y in points)
        for name, points in shape.segments
    )


def box_of(shapes: Sequence[Shape]) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of all points of the shapes."""
    points = [p for shape in shapes for _, pts in shape.segments for p in pts]
    across = [x for x, _ in points]
    upward = [y for _, y in points]
    return min(across), min(upward), max(across), max(upward)


def _pdf_segment(segment: Segment) -> str:
    name, points = segment
    numbers = " ".join(f"{_number(x)} {_number(y)}" for x, y in points)
    return f"{numbers} {_PDF_NAMES[name]}".strip()


def _paint(shape: Shape) -> str:
    if shape.filled:
        return ("B" if shape.line_mm else "f") + ("*" if shape.even_odd else "")
    return "S"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
