"""统一社会信用代码 (GB 32100)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PATTERN = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


class BadCreditCodeError(BadValueError):
    """A text is not a unified social credit code, or its check digit is wrong."""

    code: ClassVar[str] = "V104"


@dataclass(frozen=True, slots=True, order=True)
class CreditCode:
    """The 18 characters that name a unit, the last of them a check digit."""

    text: str

    def __post_init__(self) -> None:
        """Refuse a wrong form or a wrong check digit."""
        if not is_credit_code(self.text):
            raise BadCreditCodeError(text=shown(self.text))

    @classmethod
    def parse(cls, text: str) -> CreditCode:
        """Read a code in capitals, without blanks."""
        return cls(text)

    def __str__(self) -> str:
        """Print all 18 characters."""
        return self.text


def is_credit_code(text: str) -> bool:
    """Whether a text has the form and the check digit of a code."""
    return _PATTERN.fullmatch(text) is not None and check_digit(text[:17]) == text[17]


def check_digit(first_seventeen: str) -> str:
    """The check digit that belongs to the first 17 characters (GB 32100 5.6)."""
    total = sum(
        _ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_seventeen)
    )
    return _ALPHABET[-total % 31]
