"""The fields of a document, read from their JSON only when one is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.queries.tree import FieldName

if TYPE_CHECKING:
    from collections.abc import Iterator


class LazyFields(Mapping[FieldName, tuple[str, ...]]):
    """A mapping of field names to folded values."""

    __slots__ = ("_found", "_text")

    def __init__(self, text: str) -> None:
        """Keep the JSON."""
        self._text = text
        self._found: dict[FieldName, tuple[str, ...]] | None = None

    def __getitem__(self, name: FieldName) -> tuple[str, ...]:
        """The values of a field; KeyError where it has none."""
        return self._read()[name]

    def __iter__(self) -> Iterator[FieldName]:
        """The names of the fields that have values."""
        return iter(self._read())

    def __len__(self) -> int:
        """How many fields have values."""
        return len(self._read())

    def _read(self) -> dict[FieldName, tuple[str, ...]]:
        if self._found is None:
            told = json.loads(self._text)
            self._found = {FieldName(name): tuple(values) for name, values in told.items()}
        return self._found
