"""更正: the entries of 办理 as later corrections leave them; what was written stays written.

A correction is an entry of its own. It names the entry it corrects by its place in 办理 (from
one), the fact by its dotted key, and what stands there from now on. Corrections may themselves
be corrected. Nothing here changes a file: readers get the facts that hold now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, count_of, day_of, money_of, text_of
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

CORRECT = frozenset({"correct", "更正"})
DAY, ANSWERS, RECORD = "日期", "核对", "记录"
_ENTRY, _KEY, _NEW = "条目", "字段", "新值"


def is_correction(event: Facts) -> bool:
    """Whether an entry corrects another, or a value of the file itself."""
    return text_of(event.get("环节")) in CORRECT


def standing(events: Sequence[Facts]) -> tuple[Facts, ...]:
    """The entries with the facts that hold now, as many as were written, in their order."""
    if not any(map(is_correction, events)):
        return tuple(events)
    found = list(events)
    for place in range(len(events) - 1, -1, -1):
        for later in found[place + 1 :]:
            if corrected_place(later) == place:
                found[place] = with_correction(found[place], told_in(later))
    return tuple(found)


def corrected_place(event: Facts) -> int | None:
    """Which entry is corrected, counted from nought; None for a value of the file itself."""
    if not is_correction(event):
        return None
    number = count_of(told_in(event).get(_ENTRY))
    return number - 1 if number else None


def told_in(event: Facts) -> Facts:
    """The record of an entry."""
    found = event.get(RECORD)
    return found if isinstance(found, Mapping) else {}


def with_correction(event: Facts, told: Facts) -> Facts:
    """An entry with one fact replaced."""
    path = fact_path(text_of(told.get(_KEY)))
    return put_at(event, path, like(value_in(event, path), told.get(_NEW)))


def fact_path(key: str) -> tuple[str, ...]:
    """Where a fact stands in its entry: the day and the answers by name, all else in 记录."""
    parts = tuple(part.strip() for part in key.split("."))
    return parts if parts[0] in (DAY, ANSWERS, RECORD) else (RECORD, *parts)


def is_a_way(facts: object, path: Sequence[str]) -> bool:
    """Whether a path names one fact: through groups only, not into a row of a list."""
    for key in path:
        if not key or not (facts is None or isinstance(facts, Mapping)):
            return False
        facts = facts.get(key) if facts is not None else None
    return True


def value_in(facts: object, path: Sequence[str]) -> object:
    """What stands at a path, None where the way ends."""
    for key in path:
        facts = facts.get(key) if isinstance(facts, Mapping) else None
    return facts


def like(old: object, new: object) -> object:
    """The new value as the old one was kept: a day as a day, an amount as an amount."""
    read: Mapping[type, object] = {Money: money_of(new), bool: _truth(new)}
    if isinstance(old, bool | Money):
        kept = read[type(old)]
        return new if kept is None else kept
    if isinstance(old, int):
        number = count_of(new)
        return new if number is None else number
    return _day_like(old, new)


def _day_like(old: object, new: object) -> object:
    day: date | None = day_of(new) if day_of(old) is not None and not isinstance(old, str) else None
    return new if day is None else day


def _truth(value: object) -> bool | None:
    return {"是": True, "否": False}.get(text_of(value))


def put_at(facts: Facts, path: Sequence[str], value: object) -> Facts:
    """The facts with a value at a path; those handed in stay as they are."""
    if len(path) == 1:
        return {**facts, path[0]: value}
    inner = facts.get(path[0])
    below = inner if isinstance(inner, Mapping) else {}
    return {**facts, path[0]: put_at(below, path[1:], value)}
