"""Names that mean the same: the shipped ones, and a bureau's own beside them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from index.text.folding import fold_query

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST = 2


@cache
def shipped_synonyms() -> tuple[tuple[str, ...], ...]:
    """The groups of names that come with the product."""
    text = resources.files("index.queries").joinpath("synonyms.toml").read_text("utf-8")
    return tuple(tuple(group) for group in tomllib.loads(text)["groups"])


class Synonyms:
    """Groups of names, folded, ready to be looked up."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        """Take the groups; names of one character are left out."""
        self._groups: dict[str, list[tuple[str, ...]]] = {}
        for group in groups:
            names = tuple(filter(lambda name: len(name) >= _SHORTEST, map(fold_query, group)))
            for name in names:
                self._groups.setdefault(name, []).append(names)
        self._longest_first = sorted(self._groups, key=lambda name: (-len(name), name))

    def others(self, text: str) -> tuple[str, ...]:
        """The text with the name in it replaced by each that means the same."""
        held = next((name for name in self._longest_first if name in text), None)
        if held is None:
            return ()
        every = dict.fromkeys(name for group in self._groups[held] for name in group)
        return tuple(text.replace(held, name) for name in every if name != held)
