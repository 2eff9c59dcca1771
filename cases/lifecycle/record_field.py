"""One fact of a step's record: its key, its shape, the rule that wants it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordField:
    """One fact of a step: its key, its shape, the rule that wants it.

    ``unless`` is a table that may be told in its place.
    """

    key: str
    shape: str = "文字"
    rule: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    unless: str = ""
