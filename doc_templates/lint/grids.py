"""Tables on a measured sheet: what ruled lines enclose, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.parts import is_red

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.sheets import Line, Sheet, Stroke

TOUCHING = 0.7  # mm: lines that come so near belong together
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A room between ruled lines and the lines of text in it; millimetres from the upper left."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Grid:
    """A table, or the part of it that stands on one sheet."""

    sheet: Sheet
    flats: tuple[Stroke, ...]
    uprights: tuple[Stroke, ...]

    @cached_property
    def left(self) -> float:
        """The left border."""
        return min(middle_of(each) for each in self.uprights)

    @cached_property
    def right(self) -> float:
        """The right border."""
        return max(middle_of(each) for each in self.uprights)

    @cached_property
    def top(self) -> float:
        """The upper border."""
        return min(middle_of(each) for each in self.flats)

    @cached_property
    def bottom(self) -> float:
        """The lower border."""
        return max(middle_of(each) for each in self.flats)

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """How far down each ruled line across the table lies, from top to bottom."""
        return merged(middle_of(each) for each in self.flats)

    def holds(self, line: Line) -> bool:
        """Whether a line of text stands in the table."""
        ink = line.ink
        across, down = (ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2
        return self.left < across < self.right and self.top < down < self.bottom

    def columns(self, top: float, bottom: float) -> tuple[float, ...]:
        """Where upright lines pass through a band of the table, from left to right."""
        middle = (top + bottom) / 2
        return merged(middle_of(u) for u in self.uprights if u.top < middle < u.bottom)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells between each two ruled lines; cells over several rows appear in each."""
        within = [line for line in self.sheet.lines if self.holds(line)]
        return tuple(
            tuple(self._cells(top, bottom, within)) for top, bottom in pairwise(self.heights)
        )

    def _cells(self, top: float, bottom: float, lines: Sequence[Line]) -> Iterator[Cell]:
        """The cells of one band and the lines whose middle lies in them."""
        sides = self.columns(top, bottom)
        band = [e for e in lines if top < (e.ink.top + e.ink.bottom) / 2 < bottom]
        for left, right in pairwise(sides):
            inside = tuple(e for e in band if left < (e.ink.left + e.ink.right) / 2 < right)
            yield Cell(left, top, right, bottom, inside)


def middle_of(stroke: Stroke) -> float:
    """Where a ruled line lies across its own direction."""
    return stroke.height if stroke.is_flat else stroke.middle


def merged(places: Iterable[float]) -> tuple[float, ...]:
    """Places from small to large, those that nearly meet taken as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > TOUCHING:
            found.append(place)
    return tuple(found)


def grids_of(sheet: Sheet) -> tuple[Grid, ...]:
    """The tables of a sheet from top to bottom: lines that touch, two or more each way.

    Red lines belong to stamps and heads.
    """
    groups = _groups([stroke for stroke in sheet.strokes if not is_red(stroke.colour)])
    grids = []
    for group in groups:
        flats = tuple(each for each in group if each.is_flat)
        uprights = tuple(each for each in group if not each.is_flat)
        if len(flats) >= _FEWEST and len(uprights) >= _FEWEST:
            grids.append(Grid(sheet, flats, uprights))
    return tuple(sorted(grids, key=lambda each: (each.top, each.left)))


def _groups(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Lines that touch directly or through others."""
    groups: list[list[Stroke]] = []
    for stroke in strokes:
        near = [group for group in groups if any(_touch(stroke, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([stroke, *(each for group in near for each in group)])
    return groups


def _touch(one: Stroke, other: Stroke) -> bool:
    """Whether two lines meet, cross or nearly do."""
    return (
        one.left - TOUCHING <= other.right
        and other.left - TOUCHING <= one.right
        and one.top - TOUCHING <= other.bottom
        and other.top - TOUCHING <= one.bottom
    )
