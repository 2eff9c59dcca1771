"""How a stamp lies over the lines it is pressed on (GB/T 9704-2012 7.3.5.1).

Its centre is in the middle of the date below the signature (of the signature itself where no date
follows) and 4.6 mm above the middle of both lines together. It goes lower where text above would
be touched, but never so low that nothing is under it, and higher where text below would be.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.textlines import TextLine, below

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from doc_templates.stamping.places.pageview import Box, PageView
    from doc_templates.stamping.store.keeping import Stamp

Point = tuple[float, float]

ABOVE_MIDDLE = 4.6 * POINTS_PER_MM
_LEAST_ABOVE_MIDDLE = 1.5 * POINTS_PER_MM
_MOST_ABOVE_MIDDLE = 8.0 * POINTS_PER_MM
_ABOVE_JOINT_NAME = 0.8 * POINTS_PER_MM
_CLEAR = 1.0 * POINTS_PER_MM
# The type area's sides: of an upright page, and of a page lying on its side (7.1, 7.3.6).
_UPRIGHT = (28 * POINTS_PER_MM, 26 * POINTS_PER_MM, 35 * POINTS_PER_MM)
_LYING = (35 * POINTS_PER_MM, 37 * POINTS_PER_MM, 26 * POINTS_PER_MM)


def over_signature(
    lines: Sequence[TextLine], view: PageView, name: TextLine, stamp: Stamp
) -> Point:
    """The stamp's centre over a signature and the date below it."""
    date = below(lines, name)
    block = name.box.joined(date.box) if date else name.box
    across = within(lines, view, (date or name).box.centre[0], stamp)
    lowest = min([_sides(view)[2], *(line.box.bottom for line in lines)])
    return across, _height(lines, block, across, stamp.drawing.height / 2, lowest)


def over_joint_name(
    lines: Sequence[TextLine], view: PageView, name: TextLine, stamp: Stamp
) -> Point:
    """The stamp's centre over one of several issuers' names: all of a row at one height.

    The last one, over name and date, is as high as the others: both are below its centre.
    """
    across = within(lines, view, name.box.centre[0], stamp)
    return across, name.box.centre[1] + _ABOVE_JOINT_NAME


def over_hand_line(line: TextLine, left: float, stamp: Stamp) -> Point:
    """A name stamp's centre: on the line, right of its last colon or of ``left``."""
    colons = [box.right for character, box in line.letters if character in ":："]
    start = max(colons, default=min(left, line.box.right))
    return start + stamp.drawing.width / 2 + 2, line.box.centre[1] + 2


def within(lines: Iterable[TextLine], view: PageView, across: float, stamp: Stamp) -> float:
    """The nearest centre at which the stamp lies inside the text block."""
    left, right = block_sides(lines, view)
    radius = stamp.drawing.width / 2
    return max(min(across, right - radius), left + radius)


def block_sides(lines: Iterable[TextLine], view: PageView) -> tuple[float, float]:
    """Left and right of the text block: the standard's, or the text's own where it is wider."""
    first, last, _ = _sides(view)
    boxes = [line.box for line in lines]
    left = min([first, *(box.left for box in boxes)])
    return left, max([view.width - last, *(box.right for box in boxes)])


def line_at(lines: Sequence[TextLine], anchor: Point) -> TextLine | None:
    """The line an anchor stands on: its top at or just below the anchor's height."""
    x, y = anchor
    near = [
        line
        for line in lines
        if -0.6 * line.box.height <= y - line.box.centre[1] <= 2.2 * line.box.height
    ]

    def distance(line: TextLine) -> float:
        aside = max(line.box.left - x, x - line.box.right, 0.0)
        return aside + 2 * abs(y - line.box.top)

    return min(near, key=distance, default=None)


def _sides(view: PageView) -> tuple[float, float, float]:
    """Left, right and bottom margin of a page."""
    return _LYING if view.width > view.height else _UPRIGHT


def _height(
    lines: Sequence[TextLine], block: Box, across: float, radius: float, lowest: float
) -> float:
    """The centre's height over a block of lines."""
    middle = block.centre[1]
    usual = middle + ABOVE_MIDDLE
    raised = max(usual, _clear_of_text_below(lines, block, (across, usual), radius))
    raised = max(raised, lowest + radius)
    cleared = min(raised, middle + _MOST_ABOVE_MIDDLE, _highest(lines, block, across, radius))
    return max(cleared, middle + _LEAST_ABOVE_MIDDLE)


def _highest(lines: Sequence[TextLine], block: Box, across: float, radius: float) -> float:
    """The highest centre that touches no text above."""
    above = [
        line.box.bottom
        for line in lines
        if line.box.bottom > block.top - 1 and _beside(line.box, across, radius)
    ]
    return min(above, default=float("inf")) - _CLEAR - radius


def _clear_of_text_below(
    lines: Sequence[TextLine], block: Box, centre: Point, radius: float
) -> float:
    """The lowest centre that touches no text below."""
    height = centre[1]
    under = [
        line.box.top
        for line in lines
        if line.box.top < block.bottom + 1 and _meets(line.box, centre, radius)
    ]
    return max((top + _CLEAR + radius for top in under), default=height)


def _beside(box: Box, across: float, radius: float) -> bool:
    return box.left < across + radius and box.right > across - radius


def _meets(box: Box, centre: Point, radius: float) -> bool:
    """Whether a circle meets a rectangle."""
    x, y = centre
    nearest = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
    return hypot(x - nearest[0], y - nearest[1]) < radius
