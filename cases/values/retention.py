"""保管期限: how long the archive keeps a thing."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from cases.values.bad_value import BadValueError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERMANENT_RANK = 10_000


class BadRetentionPeriodError(BadValueError):
    """A text is none of the retention periods in force."""

    code: ClassVar[str] = "V106"


class RetentionPeriod(Enum):
    """永久, 30年 or 10年; the codes Y, D30, D10 stand in reference codes."""

    PERMANENT = "永久"
    THIRTY_YEARS = "30年"
    TEN_YEARS = "10年"

    @classmethod
    def parse(cls, text: str) -> RetentionPeriod:
        """Read a period by its name: ``30年``."""
        for period in cls:
            if period.value == text:
                return period
        raise BadRetentionPeriodError(text=shown(text))

    @classmethod
    def from_code(cls, code: str) -> RetentionPeriod:
        """Read a period by its code: ``D30``."""
        for period in cls:
            if period.code == code:
                return period
        raise BadRetentionPeriodError(text=shown(code))

    @classmethod
    def longest(cls, periods: Iterable[RetentionPeriod]) -> RetentionPeriod:
        """The longest of the periods; a package takes the longest of its items."""
        return max(periods)

    @property
    def code(self) -> str:
        """The code in reference codes (DA/T 22 5.4)."""
        return "Y" if self.years is None else f"D{self.years}"

    @property
    def years(self) -> int | None:
        """How many years; None when for ever."""
        return None if self is RetentionPeriod.PERMANENT else int(self.value.removesuffix("年"))

    def __str__(self) -> str:
        """Print by name."""
        return self.value

    def __lt__(self, other: RetentionPeriod) -> bool:
        """Whether this period is the shorter."""
        return (self.years or _PERMANENT_RANK) < (other.years or _PERMANENT_RANK)
