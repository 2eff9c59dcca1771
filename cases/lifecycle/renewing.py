"""What a change makes due anew: the agreement, or the assessment after a second grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.world import events_of, step_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.casefile import CaseFile

# Steps that may, or must, be taken once more after the changes named (O27, 追加资助).
RENEWED_BY: Mapping[str, frozenset[str]] = {
    "agree": frozenset({"replace-leader", "change-unit", "extend-term", "follow-on"}),
    "assess-term": frozenset({"follow-on"}),
}


def may_be_renewed(case: CaseFile, step: str) -> bool:
    """Whether a change entered after the step's last time lets it be taken again."""
    return bool(changes_since(case, step, RENEWED_BY.get(step, frozenset())))


def changes_since(case: CaseFile, step: str, changes: frozenset[str]) -> tuple[str, ...]:
    """Which of these changes were entered after the step was last taken."""
    taken = [found.id for event in events_of(case) if (found := step_at(event)) is not None]
    last = max((place for place, each in enumerate(taken) if each == step), default=len(taken))
    return tuple(each for each in taken[last:] if each in changes)
