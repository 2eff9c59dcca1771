"""Canonical JSON for log lines: sorted keys, UTF-8, no floats, no personal data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from cases.masking import masked

_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None


def canonical(value: Json) -> str:
    """The one way to write a value: no spaces, sorted keys, characters as they are."""
    return _ENCODER.encode(value)


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


def _short(value: bool | int | None) -> Json:
    """A number as it is; one that reads as personal data becomes masked text."""
    if value is None or isinstance(value, bool) or masked(str(value)) == str(value):
        return value
    return masked(str(value))
