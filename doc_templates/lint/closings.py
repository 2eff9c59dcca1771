"""署名 and 成文日期 of an official paper as stamps see them, of one issuer or of several."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.issuers import WRAPPED
from doc_templates.lint.pressing import offices, presses
from doc_templates.lint.profiles import OFFICIAL, Profile
from doc_templates.lint.sheets import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.parts import Parts
    from doc_templates.lint.sheets import Line, PrintedStamp, Sheet


@dataclass(frozen=True)
class Closing:
    """The page with the date, the issuers' names on it, the offices' stamps, the text above.

    The last name is the one that stands with the date.
    """

    sheet: Sheet
    names: tuple[Area, ...]
    date: Area
    stamps: tuple[PrintedStamp, ...]
    above: tuple[Line, ...]

    def covered(self, stamp: PrintedStamp) -> list[Area]:
        """The names, and last the date, that a stamp presses on."""
        return [area for area in (*self.names, self.date) if presses(stamp, area)]

    @cached_property
    def pressing(self) -> tuple[PrintedStamp, ...]:
        """The stamps that press on a name or the date; the others are blank."""
        return tuple(stamp for stamp in self.stamps if self.covered(stamp))

    @cached_property
    def last(self) -> PrintedStamp | None:
        """The stamp that belongs over name and date: the nearest on the date, else the lowest."""
        dated = [each for each in self.pressing if presses(each, self.date)]
        if dated:
            return min(dated, key=lambda each: abs(each.whole.middle - self.date.middle))
        return max(self.pressing, key=lambda each: each.whole.level, default=None)

    def wanted(self, stamp: PrintedStamp) -> tuple[Area, ...]:
        """What a stamp should press on: the last one name and date, others a name of their own.

        Nothing for a stamp that has no name of its own.
        """
        if stamp is self.last:
            return (*self.names[-1:], self.date)
        own = [area for area in self.names[:-1] if presses(stamp, area)]
        return tuple(sorted(own, key=lambda area: abs(area.middle - stamp.whole.middle))[:1])

    @property
    def is_matched(self) -> bool:
        """Whether each name has its stamp and each stamp its name; one may do for no name."""
        wanted = [self.wanted(stamp) for stamp in self.pressing]
        taken = [areas[0] for areas in wanted if areas]
        return len(taken) == len(self.pressing) == max(len(self.names), 1) == len({*taken})


def closing_of(profile: Profile, parts: Parts) -> Closing | None:
    """The closing of an official paper that stamps go on; none where it has no date."""
    date, signature = parts.date, parts.signature
    if profile not in OFFICIAL or profile is Profile.MINUTES or date is None:
        return None
    sheet = date.sheet
    lines = [spot.line for spot in (*parts.other_issuers, *((signature,) if signature else ()))]
    top = min(line.ink.top for line in (*lines, date.line))
    above = tuple(line for line in sheet.lines if line.ink.bottom <= top + 1)
    return Closing(sheet, tuple(_joined(lines)), _room(date.line), offices(sheet), above)


def around(areas: Iterable[Area]) -> Area:
    """The smallest rectangle around all."""
    return reduce(Area.joined, areas)


def _room(line: Line) -> Area:
    """A line as wide as its signs advance and as high as their ink."""
    return Area(line.left, line.ink.top, line.right, line.ink.bottom)


def _joined(lines: Sequence[Line]) -> Iterator[Area]:
    """The names, one that is broken into two lines as one."""
    if not lines:
        return
    found = _room(lines[0])
    for one, two in pairwise(lines):
        beside = one.left < two.right and two.left < one.right
        if beside and two.baseline - one.baseline < WRAPPED:
            found = found.joined(_room(two))
        else:
            yield found
            found = _room(two)
    yield found
