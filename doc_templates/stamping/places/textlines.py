"""Lines of text on a page, found from the boxes of its characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from doc_templates.stamping.places.pageview import PageView

_DATE = re.compile(r"年.*月.*日$|(?<!\d)(19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}$")
_LONGEST_DATE_LINE = 24
_SPACE = " \t\r\n\u3000\u00a0\ufffe\u200b\ufeff\u00ad"
_GAP_IN_CHARACTERS = 1.4
_BLANK_TO_FILL = 6.0
_GAP_BETWEEN_DATES = 0.5
_MOST_CHARACTERS = 20_000

Letter = tuple[str, Box]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One run of characters on a line, and the box around it."""

    letters: tuple[Letter, ...]
    box: Box

    @classmethod
    def of(cls, letters: Sequence[Letter]) -> TextLine:
        """The line of some characters, at least one."""
        box = letters[0][1]
        for _, other in letters[1:]:
            box = box.joined(other)
        return cls(tuple(letters), box)

    @property
    def text(self) -> str:
        """The characters without spaces."""
        return "".join(character for character, _ in self.letters)

    @property
    def is_date(self) -> bool:
        """Whether it is short and ends in a date (2019年3月25日, also with blanks to fill)."""
        text = normalize("NFKC", self.text)
        return len(text) <= _LONGEST_DATE_LINE and bool(_DATE.search(text))


def lines_of(page: Any, view: PageView) -> tuple[TextLine, ...]:
    """The lines of a pypdfium2 page as the reader sees them, from top to bottom."""
    return lines_from(letters_of(page, view))


def lines_from(letters: Iterable[Letter]) -> tuple[TextLine, ...]:
    """The lines that characters stand on, from top to bottom."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda one: -one[1].centre[1]):
        if rows and _same_row(rows[-1], letter):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return tuple(line for row in rows for line in _runs(row))


def below(lines: Sequence[TextLine], line: TextLine) -> TextLine | None:
    """The date line directly below ``line``: within two lines and over the same width."""
    reach = 3.6 * line.letters[-1][1].height
    bottom = line.letters[-1][1].centre[1]
    near = [
        other
        for other in lines
        if other.is_date
        and 0 < bottom - other.box.centre[1] <= reach
        and other.box.left < line.box.right + reach
        and other.box.right > line.box.left - reach
    ]
    return max(near, key=lambda other: other.box.top, default=None)


def letters_of(page: Any, view: PageView) -> list[Letter]:
    """The characters seen on a page in the order of its content, without spaces."""
    text = page.get_textpage()
    count = min(text.count_chars(), _MOST_CHARACTERS)
    characters = text.get_text_range(0, count) if count else ""
    found = []
    for index, character in enumerate(_one_each(text, characters, count)):
        if character not in _SPACE:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            box = view.seen_box(Box(left, bottom, right, top))
            if view.holds(box.centre):
                found.append((character, box))
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
    for one, two in pairwise(row):
        if _apart(one, two):
            runs.append([])
        runs[-1].append(two)
    return [TextLine.of(run) for run in runs]


def _apart(one: Letter, two: Letter) -> bool:
    """Whether a gap ends the run.

    The blanks of a date to fill in (年　　月　　日) do not, a small one between two dates does.
    """
    widest = _GAP_IN_CHARACTERS
    if one[0] in "年月" and (two[0].isdecimal() or two[0] in "月日"):
        widest = _BLANK_TO_FILL
    elif one[0] == "日" and two[0].isdecimal():
        widest = _GAP_BETWEEN_DATES
    return two[1].left - one[1].right > widest * max(one[1].height, two[1].height)
