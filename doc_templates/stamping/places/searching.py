"""Finding a text in a PDF from elsewhere, however its characters are strewn.

Characters are joined without spaces and compared in one width (NFKC), so that a text is found
over runs, lines and cells; first in the order of the page's content, then as the eye reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from doc_templates.stamping.places.pageview import view_of
from doc_templates.stamping.places.textlines import TextLine, letters_of, lines_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doc_templates.stamping.places.pageview import PageView
    from doc_templates.stamping.places.textlines import Letter

_UNSEEN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Cn"}


def folded(text: str) -> str:
    """A text without spaces and unseen signs, in one width and one case."""
    plain = normalize("NFKC", text).casefold()
    return "".join(character for character in plain if category(character) not in _UNSEEN)


class PageText:
    """The characters of a page, in the order of its content, and the lines they stand on."""

    def __init__(self, page: Any, index: int) -> None:
        """Read the characters of a pypdfium2 page."""
        self.view: PageView = view_of(page, index)
        self.letters: list[Letter] = letters_of(page, self.view)

    @cached_property
    def lines(self) -> tuple[TextLine, ...]:
        """The lines as the reader sees them."""
        return lines_from(self.letters)

    @cached_property
    def usual_height(self) -> float:
        """The height of most characters: the middle one of all heights."""
        heights = sorted(box.height for _, box in self.letters)
        return heights[len(heights) // 2] if heights else 0.0

    def line_of(self, letter: Letter) -> TextLine:
        """The line a character stands on."""
        return self.lines[self._line_numbers[id(letter[1])]]

    @cached_property
    def _line_numbers(self) -> dict[int, int]:
        return {
            id(box): number for number, line in enumerate(self.lines) for _, box in line.letters
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A text found on a page: the part of each line that it takes, and those lines whole."""

    page: PageText
    parts: tuple[TextLine, ...]
    holders: tuple[TextLine, ...]

    @property
    def whole(self) -> TextLine:
        """All its characters, as if on one line."""
        return TextLine.of([letter for part in self.parts for letter in part.letters])

    @property
    def rest(self) -> str:
        """What else stands on its lines, before and behind it."""
        return "".join(
            _without(holder.text, part.text)
            for part, holder in zip(self.parts, self.holders, strict=True)
        )


def may_hold(page: Any, text: str) -> bool:
    """Whether a pypdfium2 page has all the characters of a text: a look without their places."""
    found = page.get_textpage()
    characters = found.get_text_range() if found.count_chars() else ""
    found.close()
    return set(folded(text)) <= set(folded(characters))


def hits_on(page: PageText, text: str) -> list[Hit]:
    """Where the text stands on a page, in order."""
    sought = folded(text)
    if not sought or not set(sought) <= set(folded("".join(one for one, _ in page.letters))):
        return []
    found = list(_found(page, page.letters, sought))
    return found or list(_found(page, [one for line in page.lines for one in line.letters], sought))


def _found(page: PageText, letters: Sequence[Letter], sought: str) -> Iterator[Hit]:
    """The hits in one order of the characters; one character may fold to several or none."""
    signs: list[str] = []
    places: list[int] = []
    for place, (character, _) in enumerate(letters):
        for sign in folded(character):
            signs.append(sign)
            places.append(place)
    joined = "".join(signs)
    at = joined.find(sought)
    while at >= 0:
        first, last = places[at], places[at + len(sought) - 1]
        yield _hit(page, letters[first : last + 1])
        at = joined.find(sought, at + len(sought))


def _hit(page: PageText, letters: Sequence[Letter]) -> Hit:
    parts: dict[int, list[Letter]] = {}
    holders: dict[int, TextLine] = {}
    for letter in letters:
        line = page.line_of(letter)
        parts.setdefault(id(line), []).append(letter)
        holders[id(line)] = line
    return Hit(page, tuple(TextLine.of(part) for part in parts.values()), tuple(holders.values()))


def _without(text: str, part: str) -> str:
    before, found, after = text.partition(part)
    return before + after if found else text
