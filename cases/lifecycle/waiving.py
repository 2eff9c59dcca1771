"""事实已经发生: which refusals a recorded fact may override, and how that is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cases.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

# Lateness and days in the wrong order: what happened cannot be undone, only shown.
# Everything else stays refused: missing facts, wrong amounts, wrong people, skipped steps.
WAIVABLE = frozenset(
    {
        "L005",  # a step of the policy's own order was left out
        "L013",  # earlier than the last act
        "L014",  # earlier than the work notice
        "L021",  # approved after the act
        "L103",  # outside the appointment
        "L105",  # unit's notice, appointment, application out of order
        "L106",  # unit's notice too short
        "L116",  # outside the days for applying
        "L119",  # another day on the form
        "L201",  # reviewed too late
        "L311",  # meeting, approval, entry out of order
        "L330",  # public notice too short
        "L331",  # public notice before its issue
        "L332",  # public notice begins on a holiday
        "L350",  # announced before the notice was over
        "L352",  # term starts before the award
        "L403",  # too few copies
        "L414",  # paid before the agreement
        "L416",  # paid before the award
        "L501",  # one inspector only
        "L511",  # deadline before service
        "L513",  # served before the order
        "L602",  # assessed after the last day
        "L623",  # spent on what is forbidden
        "L624",  # spent outside the term
        "L911",  # asked for more time when the term was over
        "L930",  # went on without the new agreement
        "L949",  # entered before it was received
        "L967",  # announced before its own notice was over
        "L802",  # notice after the plan ended
        "L804",  # days of the notice out of order
    }
)


def waived(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with every waivable refusal turned into a lasting warning."""
    return tuple(
        replace(found, severity=Severity.WARNING) if is_waived(found) else found
        for found in findings
    )


def is_waived(found: Finding) -> bool:
    """Whether the finding is a refusal that a fact may override."""
    return found.severity is Severity.ERROR and found.code in WAIVABLE
