"""Canonical JSON for log lines: sorted keys, UTF-8, no floats, no personal data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None

# ID numbers (18 or the old 15 signs), mobile numbers, bank accounts: runs of their own,
# so that digests and document numbers stay readable.
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?:[1-9][0-9]{16}[0-9Xx]|[0-9]{12,30}|(?:\+?86[- ]?)?1[3-9][0-9]{9})"
    r"(?![0-9A-Za-z])"
)


def canonical(value: Json) -> str:
    """The one way to write a value: no spaces, sorted keys, characters as they are."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> Json:
    """A fact as JSON can hold it; values of ours become their text, personal data stars."""
    if value is None or isinstance(value, bool | int):
        return _short(value)
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, float):
        raise TypeError("a log line holds no floats")
    if isinstance(value, Mapping):
        return {masked(str(name)): plain(held) for name, held in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        held = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain(item) for item in held]
    return masked(str(value))


def masked(text: str) -> str:
    """The text with ID numbers, telephone numbers and accounts starred out."""
    return _PERSONAL.sub(lambda found: "*" * len(found[0]), text)


def _short(value: bool | int | None) -> Json:
    """A number too long to be a count is hidden as if it were text."""
    if isinstance(value, bool) or value is None:
        return value
    return value if abs(value) < 10**11 and masked(str(value)) == str(value) else masked(str(value))
