"""How a case ended, and how rules are quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.casefile import BatchFile, CaseFile
    from cases.policy.model import Policy

ENDS = (
    *("close", "decline", "unselected", "object", "withdraw", "terminate", "cancel-title"),
    "archive",
)


BACKFILLED = "补录"  # the mark of what was entered from the registers of past years


def is_backfilled(file: CaseFile | BatchFile) -> bool:
    """Whether a case or batch was entered from the registers of past years."""
    return bool(file.get(BACKFILLED))


def clause_of(policy: Policy, rule: str) -> str:
    """A rule as findings quote it: ``R79 八(一)``; nothing where there is no clause."""
    clause = policy.clauses.get(rule)
    return str(clause) if clause else rule


def is_ended(case: CaseFile) -> bool:
    """Whether the case has come to one of its ends."""
    return case.step in ENDS


def is_settled(batch: BatchFile, cases: list[CaseFile]) -> bool:
    """Whether a batch has cases, and all of them have come to their ends."""
    return bool(batch.events) and bool(cases) and all(is_ended(case) for case in cases)
