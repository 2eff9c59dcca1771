"""Lines of text on a page, found from the boxes of its characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.pageview import PageView

_DATE = re.compile(r"年.*月.*日$")
_SPACE = " \t\r\n\u3000\ufffe\u200b"
_GAP_IN_CHARACTERS = 1.4
_MOST_CHARACTERS = 20_000

Letter = tuple[str, Box]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One run of characters on a line, and the box around it."""

    letters: tuple[Letter, ...]
    box: Box

    @property
    def text(self) -> str:
        """The characters without spaces."""
        return "".join(character for character, _ in self.letters)

    @property
    def is_date(self) -> bool:
        """Whether the line ends in a date (2019年3月25日, also with blanks to fill)."""
        return bool(_DATE.search(self.text))


def lines_of(page: Any, view: PageView) -> tuple[TextLine, ...]:
    """The lines of a pypdfium2 page as the reader sees them, from top to bottom."""
    rows: list[list[Letter]] = []
    for letter in sorted(_letters(page, view), key=lambda one: -one[1].centre[1]):
        if rows and _same_row(rows[-1], letter):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return tuple(line for row in rows for line in _runs(row))


def below(lines: Sequence[TextLine], line: TextLine) -> TextLine | None:
    """The date line directly below ``line``: within two lines and over the same width."""
    reach = 3.6 * line.box.height
    near = [
        other
        for other in lines
        if other.is_date
        and 0 < line.box.centre[1] - other.box.centre[1] <= reach
        and other.box.left < line.box.right + reach
        and other.box.right > line.box.left - reach
    ]
    return max(near, key=lambda other: other.box.top, default=None)


def _letters(page: Any, view: PageView) -> list[Letter]:
    text = page.get_textpage()
    count = min(text.count_chars(), _MOST_CHARACTERS)
    characters = text.get_text_range(0, count) if count else ""
    found = []
    for index, character in enumerate(_one_each(text, characters, count)):
        if character not in _SPACE:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            found.append((character, view.seen_box(Box(left, bottom, right, top))))
    text.close()
    return found


def _one_each(text: Any, characters: str, count: int) -> list[str]:
    """One character per index, also where the joined text skips some."""
    if len(characters) == count:
        return list(characters)
    import pypdfium2.raw as pdfium

    return [chr(pdfium.FPDFText_GetUnicode(text, index) or 32) for index in range(count)]


def _same_row(row: Sequence[Letter], letter: Letter) -> bool:
    above = row[-1][1]
    return above.centre[1] - letter[1].centre[1] < 0.5 * min(above.height, letter[1].height)


def _runs(row: list[Letter]) -> list[TextLine]:
    """Split a row where the gap is wide, as between the cells of a table."""
    row.sort(key=lambda letter: letter[1].left)
    runs = [[row[0]]]
    for (_, one), (character, two) in pairwise(row):
        if two.left - one.right > _GAP_IN_CHARACTERS * max(one.height, two.height):
            runs.append([])
        runs[-1].append((character, two))
    return [_line(run) for run in runs]


def _line(run: list[Letter]) -> TextLine:
    box = run[0][1]
    for _, other in run[1:]:
        box = box.joined(other)
    return TextLine(tuple(run), box)
