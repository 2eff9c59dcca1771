"""How a cluster is: its colour, its nodes, and whether it holds what it should."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping


class Colour(StrEnum):
    """How the copies of an index are: all there, some missing, some parts gone altogether."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    """The cluster as the index meets it; ``documents`` counts by index, ``left`` are other
    indexes that bear our name and nobody uses here."""

    colour: Colour
    nodes: int
    index: str
    documents: Mapping[str, int]
    left: tuple[str, ...] = ()

    def notes(self, expected: int) -> tuple[str, ...]:
        """What a person should know, in Chinese; empty when all is well."""
        told = []
        if self.colour is Colour.YELLOW:
            told.append(message("I372", {"nodes": str(self.nodes)}))
        if self.colour is Colour.RED:
            told.append(message("I373", {"nodes": str(self.nodes)}))
        held = self.documents.get(self.index, 0)
        if held != expected:
            told.append(message("I374", {"held": str(held), "expected": str(expected)}))
        if self.left:
            told.append(message("I375", {"names": "、".join(self.left)}))
        return tuple(told)
