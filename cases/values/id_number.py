"""身份证号 (GB 11643): checked, and hidden wherever it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from cases.values.bad_value import BadValueError

_PATTERN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_CHECKS = "10X98765432"


class BadIdNumberError(BadValueError):
    """A text is not a citizen's number; the error never repeats it."""

    code: ClassVar[str] = "V105"


@dataclass(frozen=True, slots=True, order=True)
class IdNumber:
    """A citizen's 18-digit number; ``str()`` is the number, ``repr`` hides it."""

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a wrong form, birthday or check digit, without repeating the text."""
        if _PATTERN.fullmatch(self.text) is None or _birthday(self.text) is None:
            raise BadIdNumberError(length=len(self.text))
        if check_digit(self.text[:17]) != self.text[17]:
            raise BadIdNumberError(length=len(self.text))

    @classmethod
    def parse(cls, text: str) -> IdNumber:
        """Read 18 signs, the last of them 0–9 or a capital X."""
        return cls(text)

    @property
    def masked(self) -> str:
        """The number with the birthday hidden: ``310106********001X``."""
        return masked_number(self.text)

    @property
    def born(self) -> date:
        """The birthday written in the number."""
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    def __str__(self) -> str:
        """The number itself, for the file; show ``masked`` to people."""
        return self.text

    def __repr__(self) -> str:
        """Safe to log."""
        return f"IdNumber({self.masked})"


def masked_number(text: str) -> str:
    """Any 18 signs of an ID number with the middle eight hidden."""
    return f"{text[:6]}********{text[14:]}"


def check_digit(first_seventeen: str) -> str:
    """The check digit that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first_seventeen))
    return _CHECKS[total % 11]


def _birthday(text: str) -> date | None:
    """The birthday, or None when the calendar has no such day."""
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
