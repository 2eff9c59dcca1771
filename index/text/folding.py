"""What "text" means to the search: one definition, for files and for queries alike.

Every character is folded by itself: NFKC, lower case, accents dropped, traditional to
simplified, common variants to the usual form, brackets to round ones; controls, zero-width
signs and soft hyphens vanish; TAB and the like part cells. Then white space goes, but for
one blank between two Latin letters or digits: elsewhere it is the page's typography.
So any stretch of a page, folded by itself, stands in the folded page.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEPARATOR = "\x1f"  # between cells and pages: no query holds it, no pair of signs spans it
MASK = "█"  # six of them stand where a personal number is hidden
STAND_IN = "▉"  # what a MASK of the original becomes where MASK has a meaning

_CELLS = "\t\v\f" + SEPARATOR
_NOTHING = frozenset(("Cc", "Cf", "Mn", "Me"))
_SURROGATE = "Cs"
_WESTERN = "0-9a-z"
# A blank that is not the one blank between two western signs.
_BLANKS = re.compile(rf" (?:(?<![{_WESTERN}] ) *+| *+(?![{_WESTERN}]))")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Text as it is searched, with the place of each character in the original."""

    text: str
    places: Sequence[int]

    def original_span(self, start: int, length: int) -> tuple[int, int]:
        """The half-open span of the original that ``length`` folded characters cover."""
        return self.places[start], self.places[start + length - 1] + 1


class _Table(dict[int, str]):
    """Each character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        """Fold a character nobody has met yet."""
        self[code] = folded = _fold_character(chr(code))
        return folded


_TABLE = _Table()


def folded_signs(text: str) -> str:
    """Every character folded, all white space still there as blanks."""
    return text.translate(_TABLE)


def fold_text(text: str) -> str:
    """Text as it is searched."""
    return _BLANKS.sub("", folded_signs(text))


def fold(text: str) -> FoldedText:
    """Text as it is searched, with the way back to the original."""
    signs = [*map(_TABLE.__getitem__, map(ord, text))]
    every = "".join(signs)
    if len(every) == len(text) and " " not in every and "" not in signs:
        return FoldedText(every, range(len(text)))
    places = list(chain.from_iterable((at,) * len(sign) for at, sign in enumerate(signs)))
    return FoldedText(*_without_blanks(every, places))


def _without_blanks(text: str, places: list[int]) -> tuple[str, list[int]]:
    """The text and its places, with the blanks gone that ``fold_text`` lets go."""
    kept, left, at = [], [], 0
    for match in _BLANKS.finditer(text):
        kept.append(text[at : match.start()])
        left += places[at : match.start()]
        at = match.end()
    return "".join((*kept, text[at:])), left + places[at:]


def fold_query(text: str) -> str:
    """A text asked for, as it stands in folded texts; it spans no cells and nothing hidden."""
    return fold_text(text).replace(SEPARATOR, "").replace(MASK, STAND_IN).strip()


def join_pages(pages: Sequence[str]) -> str:
    """The pages of a document as one folded text."""
    return SEPARATOR.join(map(fold_text, pages))


def is_western(character: str) -> bool:
    """Whether a folded character is a Latin letter or a digit."""
    return character.isascii() and character.isalnum()


def _fold_character(character: str) -> str:
    """One character, folded for good; some (㎡, ﷺ) become several, some none."""
    if character in _CELLS:
        return SEPARATOR
    if unicodedata.category(character) == _SURROGATE:
        return "\ufffd"
    folded = "".join(_plain_signs(_usual_forms().get(character, character)))
    return folded if folded == character else "".join(map(_fold_character, folded))


def _plain_signs(character: str) -> Iterator[str]:
    """The signs of a character without case, accents and marks nobody sees."""
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", character)
        if sign.isspace() or unicodedata.category(sign) not in _NOTHING
    )
    for sign in unicodedata.normalize("NFC", bare).lower():
        if sign.isspace():
            yield " "
        elif unicodedata.category(sign) not in _NOTHING:
            yield _usual_forms().get(sign, sign)


@cache
def _usual_forms() -> dict[str, str]:
    """Traditional to simplified by OpenCC's own list, then the variants of ours."""
    listed = resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    rows = (line.split() for line in listed.read_text(encoding="utf-8").splitlines())
    forms = {row[0]: row[1] for row in rows if len(row) > 1}
    own = resources.files("index.text") / "characters.toml"
    for usual, others in tomllib.loads(own.read_text(encoding="utf-8")).items():
        forms |= dict.fromkeys(others, usual)
    return forms
