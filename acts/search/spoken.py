"""Instants and digests as papers print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.values.days import chinese_date

if TYPE_CHECKING:
    from datetime import datetime

_GROUP = 8


def said_time(now: datetime) -> str:
    """An instant as forms print it: 2022年12月8日10时05分."""
    return f"{chinese_date(now.date())}{now.hour}时{now.minute:02d}分"


def grouped_digits(digest: str, groups_a_line: int = 8) -> str:
    """A digest in groups of eight digits, to be typed or compared: ``0123abcd 4567ef01 …``."""
    digits = digest.removeprefix("sha256:")
    groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
    lines = range(0, len(groups), groups_a_line)
    return "\n".join(" ".join(groups[at : at + groups_a_line]) for at in lines)
