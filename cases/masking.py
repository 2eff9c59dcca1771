"""Personal data in free text: hidden where shown, refused where published.

A public notice shows no ID number, mobile phone or bank account (PIPL; Government
Information Disclosure Regulations, article 15).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.values.id_number import masked_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Numbers are found with their blanks and hyphens, in any width of digit.
_RUN = re.compile(r"(?<![0-9A-Za-z])[+]?[0-9](?:[ \-]?[0-9]){9,27}[Xx]?(?![0-9A-Za-z])")
_ID = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X]")
_OLD_ID = re.compile(r"[1-9][0-9]{7}(?:0[1-9]|1[0-2])[0-3][0-9]{4}")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_ACCOUNT = re.compile(r"[0-9]{12,28}")
_DATE_OR_CODE = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[ \-].*)?")


class PersonalDataKind(StrEnum):
    """What kind of personal data a number is."""

    ID_NUMBER = "身份证号"
    MOBILE = "手机号"
    ACCOUNT = "银行账号"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One number found in a text; ``masked`` is safe to show."""

    kind: PersonalDataKind
    start: int
    end: int
    masked: str


def personal_data(text: str, allowed: Iterable[str] = ()) -> list[PersonalData]:
    """Every personal number in a text, but for the allowed phones."""
    known = {_digits(phone) for phone in allowed}
    return [found for found, digits in _found(text) if digits not in known]


def masked(text: str) -> str:
    """The text with its personal numbers hidden."""
    for found, _ in reversed(list(_found(text))):
        text = text[: found.start] + found.masked + text[found.end :]
    return text


def _found(text: str) -> Iterator[tuple[PersonalData, str]]:
    """Every personal number with its bare digits."""
    folded = "".join(map(_narrow, text))
    for match in _RUN.finditer(folded):
        digits = _digits(match[0])
        kind = None if _DATE_OR_CODE.fullmatch(match[0]) else _kind_of(digits)
        if kind is not None:
            yield PersonalData(kind, match.start(), match.end(), _hidden(kind, digits)), digits


def _narrow(sign: str) -> str:
    """A full-width digit, letter or hyphen as its narrow form; one sign for one."""
    folded = unicodedata.normalize("NFKC", sign)
    if len(folded) != 1:
        return sign
    return "-" if folded in "‐‑‒–—−" else folded


def _digits(text: str) -> str:
    """The bare digits, a final X included."""
    return re.sub(r"[^0-9X]", "", "".join(map(_narrow, text)).upper())


def _kind_of(digits: str) -> PersonalDataKind | None:
    """What the digits are, if personal."""
    if _ID.fullmatch(digits) or _OLD_ID.fullmatch(digits):
        return PersonalDataKind.ID_NUMBER
    if _MOBILE.fullmatch(digits):
        return PersonalDataKind.MOBILE
    return PersonalDataKind.ACCOUNT if _ACCOUNT.fullmatch(digits) else None


def _hidden(kind: PersonalDataKind, digits: str) -> str:
    """The number with its middle hidden."""
    if kind is PersonalDataKind.ID_NUMBER and len(digits) == 18:
        return masked_number(digits)
    if kind is PersonalDataKind.MOBILE:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
