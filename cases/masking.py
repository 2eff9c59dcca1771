"""Personal data in free text: hidden where shown, refused where published.

A public notice shows no ID number, mobile phone or bank account (PIPL; Government
Information Disclosure Regulations, article 15).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.values.id_number import IdNumber, masked_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Numbers are found with their blanks and hyphens, in any width of digit.
_RUN = re.compile(r"(?<![0-9A-Za-z])[+]?[0-9](?:[ \-]?[0-9]){9,27}[Xx]?(?![0-9A-Za-z])")
_ID = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X]")
_OLD_ID = re.compile(r"[1-9][0-9]{7}(?:0[1-9]|1[0-2])[0-3][0-9]{4}")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_ACCOUNT = re.compile(r"[0-9]{12,28}")
# Vouchers are numbered by the day and a serial number.
_VOUCHER = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,6}")
# Days stand beside numbers; they are no part of them.
_DAY = re.compile(
    r"(?<![0-9])(?<![0-9][ \-])(?:19|20)[0-9]{2}(?:-[0-9]{2}-[0-9]{2}(?!-?[0-9])"
    r"|[0-9]{4}(?:-(?:19|20)[0-9]{6})?(?![ \-]?[0-9]))"
)


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
    folded = "".join(map(_narrow, text))
    for phone in allowed:
        if digits := _digits(phone):
            parted = "[ -]?".join(digits)
            folded = re.sub(rf"(?<![0-9]){parted}(?![0-9])", _blank, folded)
    return list(_found(folded))


def masked(text: str) -> str:
    """The text with its personal numbers hidden."""
    folded = "".join(map(_narrow, text))
    for found in reversed(list(_found(folded))):
        text = text[: found.start] + found.masked + text[found.end :]
    return text


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


def _found(folded: str) -> Iterator[PersonalData]:
    """Every personal number in a folded text, in order."""
    for match in _RUN.finditer(_DAY.sub(_blank, folded)):
        digits = _digits(match[0])
        kind = _kind_of(digits)
        if kind is not None:
            yield PersonalData(kind, match.start(), match.end(), _hidden(kind, digits))


def _blank(match: re.Match[str]) -> str:
    """Signs that no number can bridge, as many as were there."""
    return "。" * len(match[0])


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
    if _VOUCHER.fullmatch(digits) or not _ACCOUNT.fullmatch(digits):
        return None
    return PersonalDataKind.ACCOUNT


def _hidden(kind: PersonalDataKind, digits: str) -> str:
    """The number with its middle hidden."""
    if kind is PersonalDataKind.ID_NUMBER and len(digits) == 18:
        return masked_number(digits)
    if kind is PersonalDataKind.MOBILE:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
