"""The paragraphs of the running text, put together from its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.lint.block import BLOCK, CHARACTER, PITCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.lint.parts import Spot

LEVELS = (
    re.compile(r"([一二三四五六七八九十]+)、"),
    re.compile(r"（([一二三四五六七八九十]+)）"),
    re.compile(r"(\d{1,2})[.．](?!\d{1,3}(?!\d))"),
    re.compile(r"（(\d{1,2})）"),
)
_SENTENCE = re.compile("[。；！？：，]")
_LONGEST_HEADING = 56


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; ``level`` 1 to 4 where it begins with a heading's number."""

    spots: tuple[Spot, ...]

    @property
    def text(self) -> str:
        """All of its signs, without blanks."""
        return "".join(spot.line.text for spot in self.spots)

    @property
    def indent(self) -> float:
        """How far its first line begins from the block's left edge, in mm."""
        return self.spots[0].line.left - BLOCK.left

    @property
    def level(self) -> int:
        """The level of its number, 0 without one."""
        found = (at for at, each in enumerate(LEVELS, 1) if each.match(self.text))
        return next(found, 0)

    @property
    def number(self) -> str:
        """Its number, as printed."""
        found = LEVELS[self.level - 1].match(self.text) if self.level else None
        return found[1] if found else ""

    @property
    def is_heading(self) -> bool:
        """一、 or （一） with words that are no sentence, in a line or two."""
        short = len(self.text) <= _LONGEST_HEADING and len(self.spots) <= 2
        return self.level in (1, 2) and short and not _SENTENCE.search(self.text)


def paragraphs_of(body: Sequence[Spot]) -> tuple[Paragraph, ...]:
    """The body's lines as paragraphs: a new one at each indent, and after a line that ended."""
    found: list[list[Spot]] = []
    for spot in body:
        if found and not _begins(spot, found[-1][-1]):
            found[-1].append(spot)
        else:
            found.append([spot])
    return tuple(Paragraph(tuple(spots)) for spots in found)


def _begins(spot: Spot, before: Spot) -> bool:
    """Whether a line begins a paragraph."""
    if spot.line.left > BLOCK.left + CHARACTER:
        return True
    apart = spot.line.baseline - before.line.baseline
    if spot.sheet is before.sheet and apart > 1.5 * PITCH:
        return True
    return before.line.right < BLOCK.right - 3 * CHARACTER
