"""Several stamps at one time: no two of them touch (GB/T 9704-2012 7.3.5.1).

Stamps that would touch are moved apart sideways, by less than a character's width each, so that
each stays over its own name; where that is not enough, or the places were chosen by hand, both
are named and nothing is stamped.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import hypot
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.pictures.drawing import SIGNATURE
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.covering import block_sides
from doc_templates.stamping.places.locating import Placement, Spot, locate
from doc_templates.stamping.places.missing import page_at
from doc_templates.stamping.places.pageview import Box
from doc_templates.stamping.places.searching import PageText

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_GAP = 1.0 * POINTS_PER_MM
_FARTHEST = 5.0 * POINTS_PER_MM
_ROUNDS_PER_STAMP = 4
_ROUND = 1.0


class StampsTouchError(JiangdangError):
    """Two stamps would cross or touch each other."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S310"


def locate_all(document: Any, placements: Sequence[Placement]) -> list[Spot]:
    """The spots of all placements, in their order, no two touching.

    Raises StampsTouchError, and what ``locate`` raises.
    """
    spots = [locate(document, placement) for placement in placements]
    arranged = list(spots)
    for _ in range(_ROUNDS_PER_STAMP * len(spots)):
        pair = _touching(arranged)
        if pair is None:
            return arranged
        _move_apart(document, placements, spots, arranged, pair)
    _refuse_touching(arranged)
    return arranged


def gap(one: Spot, other: Spot) -> float:
    """The distance between two stamps of one page; below 0 where they cross."""
    (x, y), (u, v) = one.box.centre, other.box.centre
    if _round(one) and _round(other):
        return hypot(x - u, y - v) - (_width(one) + _width(other)) / 2
    if _round(one):
        return _from_circle(one, other.box)
    if _round(other):
        return _from_circle(other, one.box)
    aside = max(one.box.left, other.box.left) - min(one.box.right, other.box.right)
    above = max(one.box.bottom, other.box.bottom) - min(one.box.top, other.box.top)
    return max(aside, above)


def _from_circle(circle: Spot, box: Box) -> float:
    x, y = circle.box.centre
    nearest = min(max(x, box.left), box.right), min(max(y, box.bottom), box.top)
    return hypot(x - nearest[0], y - nearest[1]) - _width(circle) / 2


def _touching(spots: Sequence[Spot]) -> tuple[int, int] | None:
    for one, other in combinations(range(len(spots)), 2):
        same = spots[one].view.index == spots[other].view.index
        if same and gap(spots[one], spots[other]) < LEAST_GAP - 0.01:
            return one, other
    return None


def _refuse_touching(spots: Sequence[Spot]) -> None:
    pair = _touching(spots)
    if pair is not None:
        raise _error(spots, pair)


def _error(spots: Sequence[Spot], pair: tuple[int, int]) -> StampsTouchError:
    one, other = (spots[place] for place in pair)
    return StampsTouchError(one=one.stamp.name, other=other.stamp.name, page=one.view.index + 1)


def _move_apart(
    document: Any,
    placements: Sequence[Placement],
    first: Sequence[Spot],
    spots: list[Spot],
    pair: tuple[int, int],
) -> None:
    """Move two stamps away from each other as far as both may go."""
    left, right = sorted(pair, key=lambda place: spots[place].box.left)
    index = spots[left].view.index
    sides = block_sides(PageText(page_at(document, index), index).lines, spots[left].view)
    to_left = _room(placements[left], first[left], spots[left], sides, -1)
    to_right = _room(placements[right], first[right], spots[right], sides, 1)
    needed = _needed(spots[left], spots[right])
    if needed > to_left + to_right:
        raise _error(spots, pair)
    share = min(max(needed / 2, needed - to_right), to_left)
    spots[left] = _moved(spots[left], -share)
    spots[right] = _moved(spots[right], needed - share)


def _room(
    placement: Placement, first: Spot, spot: Spot, sides: tuple[float, float], way: int
) -> float:
    """How far a stamp may still go to one side: within the block and near its own name."""
    if placement.by_hand:
        return 0.0
    edge = spot.box.left - sides[0] if way < 0 else sides[1] - spot.box.right
    gone = way * (spot.box.left - first.box.left)
    return max(0.0, min(edge, _FARTHEST - gone))


def _needed(left: Spot, right: Spot) -> float:
    """How much farther apart two stamps must be, sideways."""
    low, high = 0.0, _width(left) + _width(right)
    for _ in range(40):
        middle = (low + high) / 2
        if gap(left, _moved(right, middle)) < LEAST_GAP:
            low = middle
        else:
            high = middle
    return high


def _moved(spot: Spot, across: float) -> Spot:
    box = spot.box
    return replace(spot, box=Box(box.left + across, box.bottom, box.right + across, box.top))


def _round(spot: Spot) -> bool:
    return spot.stamp.kind != SIGNATURE and abs(_width(spot) - spot.box.height) < _ROUND


def _width(spot: Spot) -> float:
    return spot.box.right - spot.box.left
