"""A Word file as its rules look at it: sections, paragraphs with their looks, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doc_templates.lint.word_styles import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.lint.word_styles import Look
    from doc_templates.word_places import Places

_ONE_LINE = 240


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run's text and how it looks."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its place in words; distances in twips, ``holder`` body, cell or box."""

    place: str
    style: str
    stretches: tuple[Stretch, ...]
    properties: Mapping[str, Mapping[str, str]]
    holder: str
    fields: tuple[str, ...]

    @property
    def text(self) -> str:
        """What it says, tabs and line breaks kept."""
        return "".join(each.text for each in self.stretches)

    @property
    def align(self) -> str:
        """``both``, ``center``, ``left``, ``right``."""
        return self.properties.get("jc", {}).get("val", "left")

    def indent(self, side: str) -> int:
        """``left``, ``right``, ``firstLine`` or ``hanging`` in twips."""
        return number(self.properties.get("ind", {}).get(side, ""), 0)

    def spacing(self, name: str) -> int:
        """``before``, ``after`` or ``line`` in twips (240ths of a line for automatic lines)."""
        otherwise = _ONE_LINE if name == "line" else 0
        return number(self.properties.get("spacing", {}).get(name, ""), otherwise)

    @property
    def rule(self) -> str:
        """How ``line`` is meant: ``exact``, ``atLeast`` or ``auto``."""
        return self.properties.get("spacing", {}).get("lineRule", "auto")


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: its number, whether it heads each page, stays whole, cannot grow."""

    number: int
    heads: bool
    whole: bool
    fixed: bool
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that stands in no other: place in words, width and left indent in twips."""

    place: str
    rows: tuple[Row, ...]
    width: int
    left: int
    section: Section | None


@dataclass(frozen=True, slots=True)
class Section:
    """A section's paper and margins in twips, and its footers by variant."""

    number: int
    size: Mapping[str, str]
    margins: Mapping[str, str]
    footers: Mapping[str, tuple[Paragraph, ...]]
    grid: Mapping[str, str]

    @property
    def grid_line(self) -> int:
        """From line to line of the page's grid, in twips; 0 when lines keep to no grid."""
        kept = self.grid.get("type") in ("lines", "linesAndChars", "snapToChars")
        return number(self.grid.get("linePitch", ""), 0) if kept else 0

    def side(self, name: str) -> int:
        """A margin, the gutter counted with the left one."""
        gutter = number(self.margins.get("gutter", ""), 0) if name == "left" else 0
        return abs(number(self.margins.get(name, ""), 0)) + gutter

    @property
    def width(self) -> int:
        """Width of the paper."""
        return number(self.size.get("w", ""), 0)

    @property
    def height(self) -> int:
        """Height of the paper."""
        return number(self.size.get("h", ""), 0)

    @property
    def text_width(self) -> int:
        """Width between the margins."""
        return self.width - self.side("left") - self.side("right")

    @property
    def text_height(self) -> int:
        """Height between the margins."""
        return self.height - self.side("top") - self.side("bottom")


@dataclass(frozen=True, slots=True)
class WordDocument:
    """All that the rules look at; ``paragraphs`` of the body, ``around`` of headers and footers."""

    members: Mapping[str, bytes]
    root: Any
    places: Places
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    margins: tuple[Paragraph, ...]
    tables: tuple[Table, ...]
    odd_and_even: bool

    @property
    def every_paragraph(self) -> tuple[Paragraph, ...]:
        """Body, headers and footers."""
        return (*self.paragraphs, *self.margins)
