"""联合发文: the bodies that issue a paper of the batch together with the bureau."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.reading import text_of, texts_of
from cases.lifecycle.refusing import DEFAULT, in_record, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.findings import Finding
    from cases.lifecycle.world import BatchMove

JOINT = "联合发文"
MOST_OTHERS = 5
LONGEST_NAME = 30
_NONE = ("", "无", "否")


def joint_bodies(facts: Mapping[str, object]) -> tuple[str, ...]:
    """The other bodies a step's record names, in their order, each once."""
    given = facts.get(JOINT)
    if text_of(given) in _NONE:
        return ()
    named = (part.strip() for text in texts_of(given) for part in text.split("、"))
    return tuple(dict.fromkeys(name for name in named if name))


def joint_bodies_fit(move: BatchMove) -> Iterator[Finding]:
    """At most six bodies sign one paper, each with a name that fits a line."""
    bodies = joint_bodies(move.facts)
    if len(bodies) > MOST_OTHERS:
        yield refuse("L807", DEFAULT, in_record(JOINT), 个数=len(bodies), 最多=MOST_OTHERS)
    for name in bodies:
        if len(name) > LONGEST_NAME:
            yield refuse("L808", DEFAULT, in_record(JOINT), 名称=name[:60], 最多=LONGEST_NAME)
