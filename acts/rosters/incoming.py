"""What comes in to become a case: its text, where each value stood, papers that come with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.findings import Finding

# Asked for by some policies, or entered once money flows: an empty one is never written.
RARE = ("带头人.已带徒人数", "经费.收据", "经费.收款账户")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file kept as evidence of the application, under the name it came with."""

    item: str
    original_name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One application as YAML text; ``places`` says where each dotted key was read.

    ``doubts`` are warnings for the clerk, ``faults`` refuse it; ``papers`` are kept with the
    case. ``asked`` are the keys that the paper has room for; None means all of them.
    """

    row: str
    text: str = field(repr=False)
    places: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    papers: tuple[Paper, ...] = ()
    asked: frozenset[str] | None = None

    def place_of(self, key: str) -> Place:
        """Where a key was read, or its nearest surroundings; the key itself if nowhere."""
        path = key
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        inside = next((p for k, p in self.places.items() if key and k.startswith(f"{key}.")), "")
        return Place(self.row, None, self.places.get(path) or inside or key)

    def asks_for(self, key: str) -> bool:
        """Whether the paper has room for a key, for one above it or one below it."""
        if self.asked is None or not key:
            return True
        return any(
            key == each or key.startswith(f"{each}.") or each.startswith(f"{key}.")
            for each in self.asked
        )


def put_at(case: dict[str, Any], key: str, value: object) -> None:
    """Set the value at a dotted key, making what stands above it."""
    *above, last = key.split(".")
    for part in above:
        case = case.setdefault(part, {})
    case[last] = value
