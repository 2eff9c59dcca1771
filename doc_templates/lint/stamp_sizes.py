"""How large stamps are: those of offices, those of persons, slices at a page's edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doc_templates.lint.sheets import Area

_SMALLEST, _LARGEST = 24.0, 70.0  # mm: an office's; letters of a head are smaller
_OBLONG = 1.8
_LOWEST_NAME, _HIGHEST_NAME = 5.0, 25.0  # mm: a person's
_NARROWEST_NAME, WIDEST = 8.0, 130.0
_ROUND = 1.25
_SLICE, _LOWEST_SLICE = 0.8, 8.0
_AT_EDGE = 1.5  # mm
CUT = 0.5  # mm


def is_office_size(area: Area) -> bool:
    """Whether something is as large as the stamp of an office."""
    small, large = sorted((area.width, area.height))
    return small >= _SMALLEST and large <= min(_LARGEST, _OBLONG * small)


def is_ring_size(area: Area) -> bool:
    """Whether something is as large and as round as the ring of a stamp."""
    small, large = sorted((area.width, area.height))
    return is_office_size(area) and large <= _ROUND * small


def is_name_size(area: Area) -> bool:
    """Whether something is as large as a person's stamp."""
    return _LOWEST_NAME <= area.height <= _HIGHEST_NAME and _NARROWEST_NAME <= area.width <= WIDEST


def edge_of(whole: Area, seen: Area, width: float, height: float) -> str:
    """The side of a page at which ink is cut off or too narrow for a whole stamp."""
    gaps = {"左": seen.left, "上": seen.top, "右": width - seen.right, "下": height - seen.bottom}
    side = min(gaps, key=lambda name: gaps[name])
    if gaps[side] > _AT_EDGE:
        return ""
    deep, long, all_of_it = seen.width, seen.height, whole.width
    if side in "上下":
        deep, long, all_of_it = seen.height, seen.width, whole.height
    narrow = deep <= _SLICE * long and _LOWEST_SLICE <= long <= _LARGEST
    return side if all_of_it - deep > CUT or narrow else ""
