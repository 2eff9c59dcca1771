"""金额: exact decimal yuan, with the capital numerals of bills and decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from cases.values.bad_value import BadValueError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_PATTERN = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?")
_CENT = Decimal("0.01")
_LIMIT = Decimal(10) ** 12
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿")


class BadMoneyError(BadValueError):
    """A text is not an amount in yuan with at most two decimals."""

    code: ClassVar[str] = "V101"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of yuan, exact to the cent; below nought only as a difference."""

    amount: Decimal

    def __post_init__(self) -> None:
        """Hold the amount in cents, refusing what cents cannot say."""
        exact = Decimal(self.amount)
        if not exact.is_finite() or abs(exact) >= _LIMIT or exact != exact.quantize(_CENT):
            raise BadMoneyError(text=self.amount)
        object.__setattr__(self, "amount", exact.quantize(_CENT) + 0)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount as people type it: ``50000`` or ``50000.00``."""
        if _PATTERN.fullmatch(text) is None:
            raise BadMoneyError(text=shown(text))
        return cls(Decimal(text))

    @classmethod
    def of(cls, yuan: int) -> Money:
        """So many whole yuan."""
        return cls(Decimal(yuan))

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        """The sum of the amounts; nought when there are none."""
        return cls(sum((each.amount for each in amounts), Decimal(0)))

    def __str__(self) -> str:
        """Print with two decimals: ``50000.00``."""
        return f"{self.amount:.2f}"

    def __add__(self, other: Money) -> Money:
        """Both amounts together."""
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        """What is left; may fall below nought."""
        return Money(self.amount - other.amount)

    def __mul__(self, times: int) -> Money:
        """The amount so many times."""
        return Money(self.amount * times)

    def __bool__(self) -> bool:
        """Whether there is any money at all."""
        return bool(self.amount)

    @property
    def grouped(self) -> str:
        """Print for tables, thousands apart: ``50,000.00``."""
        return f"{self.amount:,.2f}"

    @property
    def wan(self) -> str:
        """Print in ten thousands, exactly: ``5万元``."""
        number = format((self.amount / 10000).normalize(), "f")
        return f"{number}万元"

    @property
    def capital(self) -> str:
        """大写: ``伍万元整``; ends in 整 after 元 or 角, never after 分."""
        cents = int(abs(self.amount) * 100)
        yuan, rest = divmod(cents, 100)
        sign = "负" if self.amount < 0 else ""
        return sign + _yuan_part(yuan, rest) + _cent_part(yuan, rest)


def _yuan_part(yuan: int, cents: int) -> str:
    """Whole yuan in capitals; left out for a bare 角 or 分."""
    if yuan:
        return _capital_number(yuan) + "元"
    return "" if cents else "零元"


def _cent_part(yuan: int, cents: int) -> str:
    """角 and 分 in capitals; 零 stands for an empty 角 between 元 and 分."""
    tenth, hundredth = divmod(cents, 10)
    jiao = f"{_DIGITS[tenth]}角" if tenth else ""
    if not hundredth:
        return jiao + "整"
    gap = "零" if yuan and not tenth else ""
    return f"{jiao}{gap}{_DIGITS[hundredth]}分"


def _capital_number(number: int) -> str:
    """A whole number in capitals, in sections of four digits."""
    written = ""
    for power in reversed(range(len(_SECTIONS))):
        section = number // 10000**power % 10000
        if not section:
            continue
        gap = "零" if written and section < 1000 else ""
        written += gap + _section(section) + _SECTIONS[power]
    return written


def _section(section: int) -> str:
    """Up to four digits in capitals, one 零 for each inner gap."""
    written, gap = "", False
    for place in reversed(range(4)):
        digit = section // 10**place % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return written
