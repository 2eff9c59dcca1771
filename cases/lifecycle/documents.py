"""Which documents a step makes due (contract, document kinds)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CASE_KINDS: Mapping[str, tuple[str, ...]] = {
    "apply": ("application-form",),
    "review": ("preliminary-opinion",),
    "agree": ("responsibility-agreement",),
    "rectify": ("rectification-order", "service-receipt"),
    "assess-term": ("assessment-report",),
}
BATCH_KINDS: Mapping[str, tuple[str, ...]] = {
    "notify": ("work-notice",),
    "score": ("panel-summary",),
    "publicise": ("public-notice",),
    "award": ("award-notice",),
    "disburse": ("disbursement-notice",),
}
CLAWBACK_KINDS: Mapping[str, tuple[str, ...]] = {
    "事先告知": ("clawback-prior-notice", "service-receipt"),
    "决定": ("clawback-decision", "service-receipt"),
}


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that a step makes due: of which target, of which kind."""

    target: str
    kind: str
    step: str


def due(target: str, kinds: tuple[str, ...], step: str) -> tuple[DueDocument, ...]:
    """The documents of those kinds."""
    return tuple(DueDocument(target, kind, step) for kind in kinds)
