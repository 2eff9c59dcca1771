"""骑缝章: every page bears a slice, and the slices of a group make the whole stamp.

No standard rules them; custom does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from doc_templates.lint.faults import fault, mm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading, Rule
    from doc_templates.lint.sheets import PrintedStamp, Sheet

_CUSTOM = "惯例"
_SAME_HEIGHT = 3.0  # mm
_AS_MEASURED, _A_SLICE = 0.5, 0.15  # mm, in all and for each slice


@dataclass
class _Run:
    """Slices at one height of pages that follow each other."""

    first: int
    slices: list[PrintedStamp] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The page of the last slice."""
        return self.first + len(self.slices) - 1

    @property
    def total(self) -> float:
        """How wide the slices are together."""
        return sum(_deep(each) for each in self.slices)

    @property
    def whole(self) -> float:
        """How wide the whole stamp is: as wide as its slices are high at most."""
        return max(_long(each) for each in self.slices)

    @property
    def tolerance(self) -> float:
        """By how much the widths may differ, as measured."""
        return _AS_MEASURED + _A_SLICE * len(self.slices)

    @property
    def is_full(self) -> bool:
        """Whether the slices make up the whole stamp, or more."""
        return self.total >= self.whole - self.tolerance

    def goes_on(self, page: int, stamp: PrintedStamp) -> bool:
        """Whether a slice of a page belongs to the run."""
        near = abs(_along(stamp) - _along(self.slices[-1])) < _SAME_HEIGHT
        return page == self.last + 1 and near and not self.is_full


def cut_off(reading: Reading) -> Iterator[Finding]:
    """A stamp goes over the page's edge only as 骑缝章, of which every page has a part."""
    bearing = _bearing(reading)
    if len(bearing) == 1:
        sheet = bearing[0]
        stamp = next(each for each in sheet.stamps if each.edge)
        yield fault("D658", reading, sheet.number, "", _CUSTOM, side=stamp.edge)


def on_every_page(reading: Reading) -> Iterator[Finding]:
    """Where one page bears a slice, every page does."""
    bearing = _bearing(reading)
    if len(bearing) > 1:
        for sheet in reading.paper.sheets:
            if sheet not in bearing:
                yield fault("D655", reading, sheet.number, "", _CUSTOM)


def whole_again(reading: Reading) -> Iterator[Finding]:
    """The slices of a group, pushed together, are as wide as the stamp."""
    if len(_bearing(reading)) < max(len(reading.paper.sheets), 2):
        return
    for run in _runs(reading):
        if abs(run.total - run.whole) > run.tolerance:
            facts = {"first": str(run.first), "last": str(run.last),
                     "found": mm(run.total), "wanted": mm(run.whole)}  # fmt: skip
            yield fault("D656", reading, run.first, "", _CUSTOM, **facts)


def _bearing(reading: Reading) -> list[Sheet]:
    """The pages that bear a slice."""
    return [e for e in reading.paper.sheets if any(stamp.edge for stamp in e.stamps)]


def _runs(reading: Reading) -> list[_Run]:
    """The groups of slices."""
    runs: list[_Run] = []
    for sheet in reading.paper.sheets:
        open_runs = list(runs)
        for stamp in (each for each in sheet.stamps if each.edge):
            run = next((e for e in open_runs if e.goes_on(sheet.number, stamp)), None)
            if run is None:
                runs.append(run := _Run(sheet.number))
            run.slices.append(stamp)
    return runs


def _is_upright(stamp: PrintedStamp) -> bool:
    """Whether a slice lies at the left or right edge."""
    return stamp.edge in "左右"


def _deep(stamp: PrintedStamp) -> float:
    return stamp.area.width if _is_upright(stamp) else stamp.area.height


def _long(stamp: PrintedStamp) -> float:
    return stamp.whole.height if _is_upright(stamp) else stamp.whole.width


def _along(stamp: PrintedStamp) -> float:
    """Where along the page's edge a slice lies."""
    return stamp.whole.level if _is_upright(stamp) else stamp.whole.middle


SLICE_RULES: tuple[Rule, ...] = (cut_off, on_every_page, whole_again)
