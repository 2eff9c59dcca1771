"""Pages as the reader sees them: upright, the origin at the lower left, measured in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doc_templates.stamping.pictures.lettering import Matrix


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its four sides."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle point."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True, slots=True)
class PageView:
    """How a page's own coordinates become those the reader sees (/Rotate, shifted boxes)."""

    index: int
    box: Box
    rotation: int

    @property
    def width(self) -> float:
        """Width as seen."""
        return self._turned()[0]

    @property
    def height(self) -> float:
        """Height as seen."""
        return self._turned()[1]

    @property
    def to_page(self) -> Matrix:
        """The matrix from seen coordinates to the page's own."""
        box = self.box
        return {
            0: (1.0, 0.0, 0.0, 1.0, box.left, box.bottom),
            90: (0.0, 1.0, -1.0, 0.0, box.right, box.bottom),
            180: (-1.0, 0.0, 0.0, -1.0, box.right, box.top),
            270: (0.0, -1.0, 1.0, 0.0, box.left, box.top),
        }[self.rotation]

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a seen point lies on the page."""
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height

    def seen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as the reader sees it."""
        box = self.box
        return {
            0: (x - box.left, y - box.bottom),
            90: (y - box.bottom, box.right - x),
            180: (box.right - x, box.top - y),
            270: (box.top - y, x - box.left),
        }[self.rotation]

    def seen_box(self, box: Box) -> Box:
        """A rectangle of the page as the reader sees it."""
        return _around(self.seen(box.left, box.bottom), self.seen(box.right, box.top))

    def page_box(self, box: Box) -> Box:
        """A rectangle the reader sees, in the page's own coordinates."""
        a, b, c, d, e, f = self.to_page
        corners = [
            (a * x + c * y + e, b * x + d * y + f)
            for x, y in ((box.left, box.bottom), (box.right, box.top))
        ]
        return _around(*corners)

    def _turned(self) -> tuple[float, float]:
        across, upward = self.box.right - self.box.left, self.box.top - self.box.bottom
        return (upward, across) if self.rotation in (90, 270) else (across, upward)


def view_of(page: Any, index: int) -> PageView:
    """The view of a pypdfium2 page: the part of its boxes that is seen, inherited or its own."""
    from ctypes import byref

    import pypdfium2.raw as pdfium

    sides = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, byref(sides))
    box = Box(sides.left, sides.bottom, sides.right, sides.top)
    return PageView(index, box, page.get_rotation() % 360)


def _around(one: tuple[float, float], other: tuple[float, float]) -> Box:
    (x1, y1), (x2, y2) = one, other
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
