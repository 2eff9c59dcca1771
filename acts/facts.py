"""Facts from the command line: a record file, ``键=值`` pairs, or both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.recordfile import NotAPairError, parse_pairs, parse_record
from cases.typedfile import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def facts_of(
    record: Path | None, pairs: list[str] | None, step: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The facts and answers of a step; a pair wins over the file."""
    facts: dict[str, Any] = {}
    answers: dict[str, dict[str, Any]] = {}
    if record is not None:
        facts, answers = parse_record(read_text(record), record.name, step)
    if pairs:
        facts |= parse_pairs(pairs, step)
    return facts, answers


def values_of(
    record: Path | None, pairs: list[str] | None, given: Mapping[str, str]
) -> dict[str, Any]:
    """Values for a new batch: from a file, pairs and options."""
    from cases.yamlnodes import read_plain

    values: dict[str, Any] = {}
    if record is not None:
        values |= read_plain(read_text(record), record.name)
    for pair in pairs or ():
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise NotAPairError(text=pair[:60])
        _put(values, key.strip().split("."), value.strip())
    return {**values, **given}


def _put(values: dict[str, Any], keys: list[str], value: str) -> None:
    """A value under dotted keys; what stands in the way gives way."""
    *above, last = keys
    place = values
    for key in above:
        inner = place.get(key)
        place[key] = place = dict(inner) if isinstance(inner, dict) else {}
    place[last] = value
