"""Where a stamp belongs on a page (GB/T 9704-2012 7.3.5).

One rule: the anchor stands in the line to be stamped over, at its beginning. The stamp's centre
is in the middle of the date below that line (of the line itself where no date follows) and 4.6 mm
above the middle of both lines together; it goes lower only where text above it would be touched.
Positions are those the reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.drawing import SIGNATURE
from doc_templates.stamping.geometry import POINTS_PER_MM
from doc_templates.stamping.pageview import Box, PageView, view_of
from doc_templates.stamping.textlines import TextLine, below, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.keeping import Stamp

_BELOW_CENTRE = 4.6 * POINTS_PER_MM
_LEAST_BELOW = 1.5 * POINTS_PER_MM
_MARGIN = 5 * POINTS_PER_MM
_LEFT_MARGIN = 28 * POINTS_PER_MM
_RIGHT_MARGIN = 26 * POINTS_PER_MM
_CLEAR = 1.0 * POINTS_PER_MM


class AnchorMissingError(JiangdangError):
    """The PDF has no named destination for the stamp."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "S301"


class StampDoesNotFitError(JiangdangError):
    """The stamp would lie outside the page."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S304"


@dataclass(frozen=True, slots=True)
class Placement:
    """Which stamp goes where: at an anchor, or at a point of a page.

    ``page`` (from 1) with ``x_mm`` and ``y_mm`` from the upper left sets the stamp's centre by
    hand when the PDF has no anchor. ``dx_mm`` and ``dy_mm`` (right and up) move it from there.
    """

    anchor: str
    stamp: Stamp
    dx_mm: float = 0.0
    dy_mm: float = 0.0
    page: int | None = None
    x_mm: float = 0.0
    y_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A stamp's place: the page and the rectangle it covers there, as seen."""

    stamp: Stamp
    view: PageView
    box: Box


def locate(document: Any, placement: Placement) -> Spot:
    """The spot of a placement in a pypdfium2 document.

    Raises AnchorMissingError when neither anchor nor coordinates lead to a page, and
    StampDoesNotFitError when the page is too small.
    """
    if placement.page is not None:
        return _by_hand(document, placement)
    index, x, y = _destination(document, placement.anchor)
    page = document[index]
    view = view_of(page, index)
    lines = lines_of(page, view)
    seen = view.seen(x, y)
    if placement.stamp.kind == SIGNATURE:
        return _spot(view, placement, _over_signature_line(lines, seen, placement.stamp))
    x, y = _over_unit_lines(lines, seen, placement.stamp)
    left, right = _text_block(lines, view)
    radius = placement.stamp.drawing.width / 2
    return _spot(view, placement, (max(min(x, right - radius), left + radius), y))


def _text_block(lines: Sequence[TextLine], view: PageView) -> tuple[float, float]:
    """Left and right of the text block: the standard's margins, or the text's if it is wider."""
    left = min([_LEFT_MARGIN, *(line.box.left for line in lines)])
    right = max([view.width - _RIGHT_MARGIN, *(line.box.right for line in lines)])
    return left, right


def _destination(document: Any, anchor: str) -> tuple[int, float, float]:
    """Page and point of a named destination."""
    from ctypes import byref, c_float, c_int

    import pypdfium2.raw as pdfium

    found = pdfium.FPDF_GetNamedDestByName(document, anchor.encode("utf-8"))
    index = pdfium.FPDFDest_GetDestPageIndex(document, found) if found else -1
    if index < 0:
        raise AnchorMissingError(anchor=anchor)
    x, y, zoom = c_float(), c_float(), c_float()
    has_x, has_y, has_zoom = c_int(), c_int(), c_int()
    pdfium.FPDFDest_GetLocationInPage(
        found, byref(has_x), byref(has_y), byref(has_zoom), byref(x), byref(y), byref(zoom)
    )
    if not (has_x.value and has_y.value):
        raise AnchorMissingError(anchor=anchor)
    return index, x.value, y.value


def _by_hand(document: Any, placement: Placement) -> Spot:
    number = placement.page or 0
    if not 1 <= number <= len(document):
        raise AnchorMissingError(anchor=f"{placement.anchor}（第 {number} 页）")
    view = view_of(document[number - 1], number - 1)
    centre = placement.x_mm * POINTS_PER_MM, view.height - placement.y_mm * POINTS_PER_MM
    return _spot(view, placement, centre)


def _over_unit_lines(
    lines: Sequence[TextLine], anchor: tuple[float, float], stamp: Stamp
) -> tuple[float, float]:
    """The stamp's centre over the signature line at the anchor and the date below it."""
    line = _line_at(lines, anchor)
    if line is None:
        return anchor
    date = below(lines, line)
    block = line.box.joined(date.box) if date else line.box
    across = (date or line).box.centre[0]
    return across, _clear_of_text(lines, block, across, stamp)


def _clear_of_text(lines: Sequence[TextLine], block: Box, across: float, stamp: Stamp) -> float:
    """The centre's height: 4.6 mm above the block's middle, less where text above is near.

    The block stays below the centre even then: a stamp on nothing would be the worse fault.
    """
    radius, middle = stamp.drawing.height / 2, block.centre[1]
    above = [
        line.box.bottom
        for line in lines
        if line.box.bottom > block.top - 1
        and line.box.left < across + radius
        and line.box.right > across - radius
    ]
    highest = min(above, default=middle + _BELOW_CENTRE + radius + _CLEAR) - _CLEAR - radius
    return max(middle + _LEAST_BELOW, min(middle + _BELOW_CENTRE, highest))


def _over_signature_line(
    lines: Sequence[TextLine], anchor: tuple[float, float], stamp: Stamp
) -> tuple[float, float]:
    """A name stamp's centre: on the line of the anchor, right of its last colon."""
    line = _line_at(lines, anchor)
    if line is None:
        return anchor
    colons = [box.right for character, box in line.letters if character in ":："]
    left = max(colons, default=min(anchor[0], line.box.right))
    return left + stamp.drawing.width / 2 + 2, line.box.centre[1] + 2


def _line_at(lines: Sequence[TextLine], anchor: tuple[float, float]) -> TextLine | None:
    """The line the anchor stands on: its top at or just below the anchor's height."""
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


def _spot(view: PageView, placement: Placement, centre: tuple[float, float]) -> Spot:
    """The rectangle around the centre, moved as asked and kept on the page."""
    drawing = placement.stamp.drawing
    x = centre[0] + placement.dx_mm * POINTS_PER_MM
    y = centre[1] + placement.dy_mm * POINTS_PER_MM
    half_width, half_height = drawing.width / 2, drawing.height / 2
    outside = not (0 <= x <= view.width and 0 <= y <= view.height)
    if outside or view.width < drawing.width + 2 * _MARGIN or view.height < drawing.height:
        where = f"{x / POINTS_PER_MM:.0f}, {(view.height - y) / POINTS_PER_MM:.0f} 毫米"
        raise StampDoesNotFitError(
            stamp=placement.stamp.name, anchor=placement.anchor, page=view.index + 1, where=where
        )
    x = min(max(x, half_width + _MARGIN), view.width - half_width - _MARGIN)
    y = min(max(y, half_height), view.height - half_height)
    box = Box(x - half_width, y - half_height, x + half_width, y + half_height)
    return Spot(placement.stamp, view, box)
