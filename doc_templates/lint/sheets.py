"""A printed paper as it is measured: sheets, lines of text, ruled lines.

All distances are millimetres from the upper left corner of the page as the reader sees it, y
growing downwards; sizes of type are points; colours are written ``#RRGGBB``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_COLOUR = "#000000"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle; ``top`` is smaller than ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return (self.left + self.right) / 2

    @property
    def level(self) -> float:
        """Half way from top to bottom."""
        return (self.top + self.bottom) / 2

    def joined(self, other: Area) -> Area:
        """The smallest rectangle around both."""
        return Area(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed sign: the room it advances by, the ink it leaves, how it is set.

    ``font`` is the name in the PDF without its subset prefix.
    """

    sign: str
    cell: Area
    ink: Area
    baseline: float
    font: str
    size: float
    colour: str


@dataclass(frozen=True, eq=False)
class Line:
    """Signs on one baseline without a wide gap, as in one cell of a table; each is only itself."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """The signs, without blanks."""
        return "".join(glyph.sign for glyph in self.glyphs)

    @cached_property
    def cell(self) -> Area:
        """Around the room of all signs."""
        return _around(glyph.cell for glyph in self.glyphs)

    @cached_property
    def ink(self) -> Area:
        """Around the ink of all signs."""
        return _around(glyph.ink for glyph in self.glyphs)

    @cached_property
    def baseline(self) -> float:
        """Where the signs stand."""
        return median(glyph.baseline for glyph in self.glyphs)

    @cached_property
    def size(self) -> float:
        """The size of most signs, in points."""
        return Counter(glyph.size for glyph in self.glyphs).most_common(1)[0][0]

    @cached_property
    def font(self) -> str:
        """The font of most signs."""
        return Counter(glyph.font for glyph in self.glyphs).most_common(1)[0][0]

    @cached_property
    def colour(self) -> str:
        """The colour of most signs."""
        return Counter(glyph.colour for glyph in self.glyphs).most_common(1)[0][0]

    @property
    def left(self) -> float:
        """Where the first sign's room begins."""
        return self.cell.left

    @property
    def right(self) -> float:
        """Where the last sign's room ends."""
        return self.cell.right


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line along the page's edges: around its thickness, which is in millimetres."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float
    colour: str = _NO_COLOUR

    @property
    def is_flat(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top

    @property
    def length(self) -> float:
        """Along the line."""
        return max(self.right - self.left, self.bottom - self.top)

    @property
    def height(self) -> float:
        """How far down the middle of the line lies."""
        return (self.top + self.bottom) / 2

    @property
    def middle(self) -> float:
        """Half way from left to right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class PrintedStamp:
    """A stamp on a page, or a slice of one.

    ``area`` is around the ink that is seen, ``whole`` around all of it. ``lean`` tells by how
    many degrees it leans to the right. ``edge`` names the side (左 上 右 下) at which the page or
    a clip cuts it, and is empty for one that is not cut there. ``personal`` is a 签名章.
    """

    area: Area
    whole: Area
    colour: str
    lean: float
    edge: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One page: lines from top to bottom and from left to right, ruled lines from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    strokes: tuple[Stroke, ...]
    stamps: tuple[PrintedStamp, ...] = ()

    @property
    def is_turned(self) -> bool:
        """Whether the page is wider than high."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document, and whether it bears a signature."""

    sheets: tuple[Sheet, ...]
    signed: bool = False

    @property
    def lines(self) -> tuple[tuple[Sheet, Line], ...]:
        """Every line with its sheet, in order."""
        return tuple((sheet, line) for sheet in self.sheets for line in sheet.lines)


def _around(areas: Iterable[Area]) -> Area:
    found = None
    for area in areas:
        found = area if found is None else found.joined(area)
    assert found is not None, "a line holds at least one sign"
    return found
