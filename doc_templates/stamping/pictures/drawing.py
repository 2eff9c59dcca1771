"""Sample stamps drawn as vectors: ring, star and name; 样章 is always part of the picture.

Measures after 国发〔1999〕25号 and its local practice: round, at most 45 mm across, 42 mm by
default, ring 1.0-1.2 mm wide, star 12-14 mm across, the name in Song type from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.pictures.geometry import (
    LARGEST_DIAMETER_MM,
    POINTS_PER_MM,
    Shape,
    box_of,
    circle,
    pdf_operators,
    star,
    svg_path,
)
from doc_templates.stamping.pictures.lettering import glyph, placed

if TYPE_CHECKING:
    from doc_templates.stamping.pictures.raster import Raster

SEAL = "公章"
SIGNATURE = "签名章"
KINDS = (SEAL, "合同专用章", "财务专用章", SIGNATURE)
DEFAULT_DIAMETER_MM = 42.0
SMALLEST_DIAMETER_MM = 30.0
RED = (0.86, 0.07, 0.09)

_RING_MM = 1.1
_WIDEST_ARC = 268.0
_WIDEST_ARC_ABOVE_KIND = 226.0
_WIDEST_STEP = 27.0
_LONGEST_NAME = 30
_LONGEST_SIGNATURE = 12
_SAMPLE_SEAL = "样章"
_SAMPLE_SIGNATURE = "样签"


class StampSizeError(JiangdangError):
    """A stamp is wider than the rules allow, or too small to read."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S103"


class StampTextError(JiangdangError):
    """The owner's name is empty, or too long for the ring."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S104"


class StampKindError(JiangdangError):
    """The kind of stamp is none we know."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S105"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A stamp's picture: shapes in millimetres, the origin at the lower left, or pixels."""

    title: str
    width_mm: float
    height_mm: float
    shapes: tuple[Shape, ...]
    raster: Raster | None = None

    @property
    def width(self) -> float:
        """Width in points."""
        return self.width_mm * POINTS_PER_MM

    @property
    def height(self) -> float:
        """Height in points."""
        return self.height_mm * POINTS_PER_MM

    @property
    def operators(self) -> bytes:
        """PDF operators that draw the picture with its lower left at the origin.

        Pixels are drawn as the image ``/Picture``.
        """
        if self.raster is not None:
            return f"{self.width:.4f} 0 0 {self.height:.4f} 0 0 cm /Picture Do".encode("ascii")
        return _operators(self.shapes)

    @property
    def svg(self) -> str:
        """The same picture as an SVG of its true size."""
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in RED)
        paths = "\n".join(self._svg_shape(shape, colour) for shape in self.shapes)
        width, height = f"{self.width_mm:g}", f"{self.height_mm:g}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}">\n<title>{_escaped(self.title)}</title>\n'
            f"{paths}\n</svg>\n"
        )

    def _svg_shape(self, shape: Shape, colour: str) -> str:
        fill = colour if shape.filled else "none"
        line = f' stroke="{colour}" stroke-width="{shape.line_mm:g}"' if shape.line_mm else ""
        return f'<path fill="{fill}"{line} d="{svg_path(shape, self.height_mm)}"/>'


@cache
def draw_sample(owner: str, kind: str = SEAL, diameter_mm: float = DEFAULT_DIAMETER_MM) -> Drawing:
    """The sample stamp of ``owner``; its picture says 样章 (a signature: 样签), always.

    Raises StampKindError, StampSizeError, StampTextError, StampFontMissingError or
    StampCharacterMissingError.
    """
    if kind not in KINDS:
        raise StampKindError(kind=kind, known="、".join(KINDS))
    longest = _LONGEST_SIGNATURE if kind == SIGNATURE else _LONGEST_NAME
    if not owner.strip() or len(owner) > longest:
        raise StampTextError(owner=owner, longest=longest)
    if kind == SIGNATURE:
        return _signature(owner)
    check_diameter(diameter_mm)
    return _seal(owner, kind, diameter_mm)


def check_diameter(diameter_mm: float) -> None:
    """Refuse a diameter beyond 45 mm (国发〔1999〕25号) or one too small to read."""
    if not SMALLEST_DIAMETER_MM <= diameter_mm <= LARGEST_DIAMETER_MM:
        raise StampSizeError(
            size=f"{diameter_mm:g}",
            smallest=f"{SMALLEST_DIAMETER_MM:g}",
            largest=f"{LARGEST_DIAMETER_MM:g}",
        )


def _seal(owner: str, kind: str, diameter: float) -> Drawing:
    middle = diameter / 2
    scale = diameter / DEFAULT_DIAMETER_MM
    ring = Shape(circle(middle, middle, middle - _RING_MM / 2), filled=False, line_mm=_RING_MM)
    centre_star = Shape(star(middle, middle, 6.5 * scale))
    arc = _WIDEST_ARC if kind == SEAL else _WIDEST_ARC_ABOVE_KIND
    name = _arc_text(owner, middle, scale, arc)
    feet = _foot_lines(kind, middle, scale)
    title = f"{owner} {kind}（样章）"
    return Drawing(title, diameter, diameter, (ring, centre_star, *name, *feet))


def _foot_lines(kind: str, middle: float, scale: float) -> tuple[Shape, ...]:
    """The kind's line, if it has one, and 样章 below it: a date under the stamp stays readable."""
    sample = _straight_text(_SAMPLE_SEAL, middle, middle - 15.2 * scale, 4.2 * scale)
    if kind == SEAL:
        return sample
    return (*_straight_text(kind, middle, middle - 10.2 * scale, 3.7 * scale), *sample)


def _arc_text(text: str, middle: float, scale: float, arc: float) -> tuple[Shape, ...]:
    """The name along the ring, clockwise, its middle at the top."""
    count = len(text)
    step = min(_WIDEST_STEP, arc / max(count - 1, 1))
    height = (5.8 if count <= 14 else 5.4) * scale
    outer = middle - _RING_MM - 1.2 * scale
    room = 2 * (outer - height * 0.62) * sin(radians(step / 2))
    width = min(height * 0.92, room * 0.93)
    return tuple(
        _arc_character(
            character, middle, outer, radians((index - (count - 1) / 2) * step), (width, height)
        )
        for index, character in enumerate(text)
    )


def _arc_character(
    character: str, middle: float, outer: float, angle: float, size: tuple[float, float]
) -> Shape:
    """One character standing on the ring ``angle`` clockwise from the top."""
    width, height = size
    right, up = (cos(angle), -sin(angle)), (sin(angle), cos(angle))
    base = outer - height
    x = middle + up[0] * base - right[0] * width / 2
    y = middle + up[1] * base - right[1] * width / 2
    matrix = (right[0] * width, right[1] * width, up[0] * height, up[1] * height, x, y)
    return Shape(placed(glyph(character, "宋体"), matrix), line_mm=0.16)


def _straight_text(text: str, centre_x: float, centre_y: float, height: float) -> tuple[Shape, ...]:
    """Characters side by side, centred on a point."""
    left = centre_x - len(text) * height / 2
    return tuple(
        Shape(
            placed(
                glyph(character, "宋体"),
                (height, 0, 0, height, left + index * height, centre_y - height / 2),
            ),
            line_mm=0.12,
        )
        for index, character in enumerate(text)
    )


def _signature(person: str) -> Drawing:
    """A person's name as if written by hand, with 样签 small beside it."""
    height, slant = 10.0, sin(pi / 15)
    letters = [
        Shape(
            placed(
                glyph(character, "楷体"),
                (
                    height,
                    height * 0.05 * (-1) ** index,
                    height * slant,
                    height * 1.04,
                    1 + index * height * 0.9,
                    0.6 + 0.5 * (index % 2),
                ),
            ),
            line_mm=0.2,
        )
        for index, character in enumerate(person)
        if not character.isspace()
    ]
    _, _, right, top = box_of(letters)
    mark = _straight_text(_SAMPLE_SIGNATURE, right + 3.2, 2.0, 2.6)
    title = f"{person} {SIGNATURE}（样签）"
    return Drawing(title, right + 6.4, max(top + 0.4, 11.5), (*letters, *mark))


@cache
def _operators(shapes: tuple[Shape, ...]) -> bytes:
    """The shapes as operators, worked out once a run."""
    return pdf_operators(shapes, RED)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
