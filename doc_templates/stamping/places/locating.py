"""Where a stamp belongs on a page (GB/T 9704-2012 7.3.5), said in one of four ways.

A named destination (a Word bookmark) at the beginning of the line to be stamped over; a text
found in the PDF; a point of a page by hand; or nothing at all: then the usual place is looked
for. Positions are those the reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.pictures.drawing import SIGNATURE
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.asking import LAST_PAGE, read_place
from doc_templates.stamping.places.choosing import text_place, usual_place
from doc_templates.stamping.places.covering import (
    line_at,
    over_hand_line,
    over_joint_name,
    over_signature,
)
from doc_templates.stamping.places.destinations import destination
from doc_templates.stamping.places.missing import AnchorMissingError, StampDoesNotFitError, page_at
from doc_templates.stamping.places.pageview import Box, PageView, view_of
from doc_templates.stamping.places.searching import Hit, PageText, hits_on

if TYPE_CHECKING:
    from doc_templates.stamping.places.covering import Point
    from doc_templates.stamping.places.textlines import TextLine
    from doc_templates.stamping.store.keeping import Stamp

__all__ = [
    "AnchorMissingError",
    "Placement",
    "Spot",
    "StampDoesNotFitError",
    "default_place",
    "locate",
]

USUAL_ANCHOR = "stamp1"
_MARGIN = 5 * POINTS_PER_MM
_NEAR_ANCHOR = 3.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Which stamp goes where: at a bookmark, at a text, at a point of a page, or as usual.

    ``page`` (from 1; LAST_PAGE is the last) with ``x_mm`` and ``y_mm`` from the upper left sets
    the stamp's centre by hand. Else ``anchor`` counts, and ``text`` where the PDF lacks it.
    ``dx_mm`` and ``dy_mm`` (right and up) move it from there. ``joint`` stamps stand in rows
    over the names of joint issuers; ``text`` is then the issuer's name.
    """

    anchor: str
    stamp: Stamp
    dx_mm: float = 0.0
    dy_mm: float = 0.0
    page: int | None = None
    x_mm: float = 0.0
    y_mm: float = 0.0
    text: str = ""
    joint: bool = False

    @classmethod
    def at(cls, stamp: Stamp, given: str) -> Placement:
        """The placement of ``--at``; nothing given is the usual place.

        Raises PlaceUnreadableError.
        """
        place = read_place(given)
        return cls(
            place.anchor, stamp, page=place.page, x_mm=place.x_mm, y_mm=place.y_mm, text=place.text
        )

    @property
    def by_hand(self) -> bool:
        """Whether a person chose the very point."""
        return self.page is not None or bool(self.dx_mm or self.dy_mm)


@dataclass(frozen=True, slots=True)
class Spot:
    """A stamp's place: the page and the rectangle it covers there, as seen."""

    stamp: Stamp
    view: PageView
    box: Box


def locate(document: Any, placement: Placement) -> Spot:
    """The spot of a placement in a pypdfium2 document.

    Raises AnchorMissingError (or one of its kinds) when nothing leads to a place, and
    StampDoesNotFitError when the page is too small.
    """
    if placement.page is not None:
        return _by_hand(document, placement)
    if placement.anchor:
        place = destination(document, placement.anchor)
        if place is not None:
            return _at_anchor(document, placement, place)
        if not placement.text:
            raise AnchorMissingError(anchor=placement.anchor)
    if placement.text:
        return _over_hit(placement, text_place(document, placement.text))
    return _usual(document, placement)


def default_place(document: Any, stamp: Stamp) -> Spot:
    """The spot when nobody says where: ``stamp1``, the owner's name, or a mark for stamps."""
    return locate(document, Placement("", stamp))


def _usual(document: Any, placement: Placement) -> Spot:
    place = None
    if placement.stamp.kind != SIGNATURE:
        place = destination(document, USUAL_ANCHOR)
    if place is not None:
        return _at_anchor(document, placement, place)
    return _over_hit(placement, usual_place(document, placement.stamp))


def _by_hand(document: Any, placement: Placement) -> Spot:
    number = len(document) if placement.page == LAST_PAGE else placement.page or 0
    if not 1 <= number <= len(document):
        raise AnchorMissingError(anchor=f"{placement.anchor}（第 {number} 页）")
    view = view_of(page_at(document, number - 1), number - 1)
    centre = placement.x_mm * POINTS_PER_MM, view.height - placement.y_mm * POINTS_PER_MM
    return _spot(view, placement, centre)


def _at_anchor(document: Any, placement: Placement, place: tuple[int, float, float]) -> Spot:
    """Over the line that the anchor stands on; where there is none, at the anchor itself."""
    index, x, y = place
    page = PageText(page_at(document, index), index)
    anchor = page.view.seen(x, y)
    line = line_at(page.lines, anchor)
    if line is None:
        return _spot(page.view, placement, anchor)
    if placement.joint:
        line = _named_near(page, line, anchor, placement.text)
    return _spot(page.view, placement, _centre(page, line, anchor[0], placement))


def _named_near(page: PageText, line: TextLine, anchor: Point, name: str) -> TextLine:
    """The issuer's name beginning at the anchor: names of one row may stand close together."""
    whole = [hit.whole for hit in hits_on(page, name)]
    near = [one for one in whole if _NEAR_ANCHOR * one.box.height > abs(one.box.left - anchor[0])]
    level = [one for one in near if abs(one.box.centre[1] - line.box.centre[1]) < line.box.height]
    return min(level, key=lambda one: abs(one.box.left - anchor[0]), default=line)


def _over_hit(placement: Placement, hit: Hit) -> Spot:
    line = hit.holders[-1] if placement.stamp.kind == SIGNATURE else hit.whole
    page = hit.page
    return _spot(page.view, placement, _centre(page, line, hit.whole.box.left, placement))


def _centre(page: PageText, line: TextLine, left: float, placement: Placement) -> Point:
    """The stamp's centre over a line, by what the stamp is."""
    if placement.stamp.kind == SIGNATURE:
        return over_hand_line(line, left, placement.stamp)
    over = over_joint_name if placement.joint else over_signature
    return over(page.lines, page.view, line, placement.stamp)


def _spot(view: PageView, placement: Placement, centre: Point) -> Spot:
    """The rectangle around the centre, moved as asked and kept on the page."""
    drawing = placement.stamp.drawing
    x = centre[0] + placement.dx_mm * POINTS_PER_MM
    y = centre[1] + placement.dy_mm * POINTS_PER_MM
    half_width, half_height = drawing.width / 2, drawing.height / 2
    wide, high = drawing.width + 2 * _MARGIN, drawing.height + 2 * _MARGIN
    if not view.holds((x, y)) or view.width < wide or view.height < high:
        where = f"{x / POINTS_PER_MM:.0f}, {(view.height - y) / POINTS_PER_MM:.0f} 毫米"
        raise StampDoesNotFitError(
            stamp=placement.stamp.name,
            anchor=placement.anchor or placement.text,
            page=view.index + 1,
            where=where,
        )
    x = min(max(x, half_width + _MARGIN), view.width - half_width - _MARGIN)
    y = min(max(y, half_height + _MARGIN), view.height - half_height - _MARGIN)
    return Spot(placement.stamp, view, box_around((x, y), drawing.width, drawing.height))


def box_around(centre: Point, width: float, height: float) -> Box:
    """The rectangle of a size around a centre."""
    x, y = centre
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
