"""Reading facts: values as the schema typed them, or as text a clerk gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from cases.values.bad_value import BadValueError
from cases.values.days import parse_date
from cases.values.money import Money

Facts = Mapping[str, object]
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")


def at(facts: object, path: str) -> object:
    """What stands at a dotted path, None where the way ends."""
    found = facts
    for key in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def text_of(value: object) -> str:
    """The value as a clerk would type it; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value).strip()


def day_of(value: object) -> date | None:
    """The civil day, or None when it is none."""
    if isinstance(value, date):
        return value
    try:
        return parse_date(text_of(value))
    except BadValueError:
        return None


def money_of(value: object) -> Money | None:
    """The amount in yuan, or None when it is none."""
    if isinstance(value, Money):
        return value
    if isinstance(value, bool):
        return None
    try:
        return Money(value) if isinstance(value, Decimal) else Money.parse(text_of(value))
    except BadValueError:
        return None


def count_of(value: object) -> int | None:
    """The whole number, or None when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = text_of(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def points_of(value: object) -> Decimal | None:
    """Points as an exact decimal, or None when they are none."""
    text = text_of(value)
    whole, _, part = text.partition(".")
    if len(text) > 9 or not whole.isascii() or not whole.isdigit():
        return None
    return Decimal(text) if not part or (part.isascii() and part.isdigit()) else None


def number_of(value: object) -> Decimal | None:
    """A number of a form, an amount or a count, as an exact decimal; None when it is none."""
    text = text_of(value)
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def yes(value: object) -> bool:
    """Whether the value says 是."""
    return text_of(value) == "是"


def rows_of(value: object) -> tuple[Facts, ...]:
    """The rows of a table; anything that is no row is left out."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return ()
    return tuple(row for row in value if isinstance(row, Mapping))


def texts_of(value: object) -> tuple[str, ...]:
    """The texts of a list; a single text counts as a list of one."""
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(text for text in map(text_of, value) if text)
    text = text_of(value)
    return (text,) if text and not isinstance(value, Mapping) else ()
