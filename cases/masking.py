"""Personal data in free text: hidden where shown, refused where published.

A public notice shows no ID number, mobile phone or bank account (PIPL; Government
Information Disclosure Regulations, article 15).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.personal_numbers import PersonalDataKind, blank, narrowed, personal_numbers
from cases.values.id_number import IdNumber, masked_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One number found in a text; ``masked`` is safe to show."""

    kind: PersonalDataKind
    start: int
    end: int
    masked: str


def personal_data(text: str, allowed: Iterable[str] = ()) -> list[PersonalData]:
    """Every personal number in a text, but for the allowed phones."""
    narrow = narrowed(text)
    for phone in allowed:
        if digits := _digits(phone):
            parted = "[ -]?".join(digits)
            narrow = re.sub(rf"(?<![0-9]){parted}(?![0-9])", blank, narrow)
    return list(_found(narrow))


def masked(text: str) -> str:
    """The text with its personal numbers hidden."""
    pieces: list[str] = []
    at = 0
    for found in _found(narrowed(text)):
        pieces += (text[at : found.start], found.masked)
        at = found.end
    return "".join((*pieces, text[at:]))


def masked_data(value: object) -> object:
    """Typed data as people and ``--json`` may see it: values as text, personal ones hidden."""
    if isinstance(value, Mapping):
        return {str(key): masked_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked_data(each) for each in value]
    if isinstance(value, IdNumber):
        return value.masked
    if value is None or isinstance(value, bool | int):
        return value
    return masked(value) if isinstance(value, str) else str(value)


def _found(narrow: str) -> Iterator[PersonalData]:
    """Every personal number in a narrowed text, in order."""
    for kind, start, end, digits in personal_numbers(narrow):
        yield PersonalData(kind, start, end, _hidden(kind, digits))


def _digits(text: str) -> str:
    """The bare digits, a final X included."""
    return re.sub(r"[^0-9X]", "", narrowed(text).upper())


def _hidden(kind: PersonalDataKind, digits: str) -> str:
    """The number with its middle hidden."""
    if kind is PersonalDataKind.ID_NUMBER and len(digits) == 18:
        return masked_number(digits)
    if kind is PersonalDataKind.MOBILE:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
