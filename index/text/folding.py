"""What "text" means to the search: one definition, for files and for queries alike.

Characters are folded by NFKC, lower case and traditional to simplified; every kind of
bracket of a document number becomes a round one. White space is kept, as one blank, only
between two signs of a western word or number: beside a 汉字 it is the page's typography.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opencc import OpenCC


SEPARATOR = "\x1f"  # between cells and pages: no query holds it, no pair of signs spans it
MASK = "●"  # six of them stand where a personal number is hidden

_BRACKETS = str.maketrans("〔［[【〖{｛〕］]】〗}｝", "(((((((" + ")))))))")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Text as it is searched, with the place of each character in the original."""

    text: str
    places: tuple[int, ...]

    def original_span(self, start: int, length: int) -> tuple[int, int]:
        """The half-open span of the original that ``length`` folded characters cover."""
        return self.places[start], self.places[start + length - 1] + 1


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _fold_character(character: str) -> str:
    """One character, folded; some (㎡, ﷺ) become several."""
    folded = unicodedata.normalize("NFKC", character).lower().translate(_BRACKETS)
    return str(_simplifier().convert(folded)) if is_han(folded[:1]) else folded


def is_han(character: str) -> bool:
    """Whether a character is a 汉字."""
    return bool(character) and (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
        or character == "〇"
    )


def is_western(character: str) -> bool:
    """Whether a folded character belongs to a western word or number."""
    return character.isascii() and character not in "()"


def _characters(text: str) -> Iterator[tuple[str, int]]:
    """Folded characters with their places, white space still as it was."""
    for place, character in enumerate(text):
        for folded in _fold_character(character):
            yield folded, place


def fold(text: str) -> FoldedText:
    """Text as it is searched."""
    kept: list[tuple[str, int]] = []
    gap: int | None = None
    for character, place in _characters(text):
        if character != SEPARATOR and (character.isspace() or character == "\x00"):
            gap = place if gap is None else gap
            continue
        if gap is not None and kept and is_western(kept[-1][0]) and is_western(character):
            kept.append((" ", gap))
        gap = None
        kept.append((character, place))
    return FoldedText("".join(c for c, _ in kept), tuple(p for _, p in kept))


def bigrams(folded: str) -> set[str]:
    """Every pair of neighbouring characters, and single characters of short texts."""
    if len(folded) < 2:
        return {folded} if folded else set()
    return {folded[i : i + 2] for i in range(len(folded) - 1)}
