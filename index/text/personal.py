"""Personal numbers in a text: hidden from the public index, kept apart for whom may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.personal_numbers import PersonalDataKind, PersonalNumber, narrowed
from cases.personal_numbers import personal_numbers as numbers_in
from index.text.folding import MASK, STAND_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = MASK * 6
_PAGE_END = "\f"
_PHONE = 11  # digits of a mobile phone without the country's


def hide(text: str) -> str:
    """The original text with every personal number replaced; not one digit of it remains."""
    pieces: list[str] = []
    at = 0
    for number in numbers_in(narrowed(text)):
        breaks = text[number.start : number.end].count(_PAGE_END)
        pieces += (text[at : number.start], HIDDEN + (_PAGE_END + HIDDEN) * breaks)
        at = number.end
    pieces.append(text[at:])
    return "".join(piece if HIDDEN in piece else piece.replace(MASK, STAND_IN) for piece in pieces)


def hide_pages(pages: Sequence[str]) -> tuple[str, ...]:
    """The pages of a document, hidden; a number may begin on one and end on the next."""
    whole = _PAGE_END.join(page.replace(_PAGE_END, "\v") for page in pages)
    return tuple(hide(whole).split(_PAGE_END)) if pages else ()


def personal_numbers(text: str) -> tuple[str, ...]:
    """The bare digits of every personal number, each once, a final X as x."""
    return tuple(dict.fromkeys(map(_bare, numbers_in(narrowed(text)))))


def _bare(number: PersonalNumber) -> str:
    """The digits as they are asked for: a phone without the country's code."""
    phone = number.kind is PersonalDataKind.MOBILE
    return number.digits[-_PHONE:] if phone else number.digits.lower()
