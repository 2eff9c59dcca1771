"""Which documents a step makes due (contract, document kinds)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, at, text_of
from cases.lifecycle.world import has_taken

if TYPE_CHECKING:
    from cases.casefile import BatchFile

CASE_KINDS: Mapping[str, tuple[str, ...]] = {
    "apply": ("application-form", "internal-notice"),
    "review": ("preliminary-opinion",),
    "decline": ("non-award-letter",),
    "unselected": ("non-award-letter",),
    "agree": ("responsibility-agreement",),
    "assess": ("periodic-assessment",),
    "report": ("annual-report",),
    "inspect": ("inspection-record",),
    "rectify": ("rectification-order", "service-receipt"),
    "recheck": ("rectification-review",),
    "replace-leader": ("change-approval",),
    "change-unit": ("unit-change-approval",),
    "extend-term": ("extension-approval",),
    "follow-on": ("follow-on-notice",),
    "answer-objection": ("objection-record", "objection-reply"),
    "withdrawal-notice": ("withdrawal-prior-notice", "service-receipt"),
    "withdraw": ("withdrawal-decision", "service-receipt"),
    "cancel-title": ("title-removal-decision", "service-receipt"),
    "correct": ("correction-record",),
    "assess-term": ("assessment-report",),
    "terminate": ("termination-decision",),
}
BATCH_KINDS: Mapping[str, tuple[str, ...]] = {
    "notify": ("work-notice",),
    "score": ("panel-summary", "approval-minutes"),
    "publicise": ("public-notice",),
    "award": (
        "notice-outcome",
        "award-notice",
    ),
    "disburse": ("disbursement-notice",),
    "answer-objection": ("objection-record", "objection-reply"),
    "step-up": ("substitution-notice",),
    "step-up-award": ("substitution-award-notice",),
    "correct": ("correction-record",),
    "recommend": ("city-recommendation",),
    "call-term": ("term-notice", "third-party-commission"),
}
CLAWBACK_KINDS: Mapping[str, tuple[str, ...]] = {
    "事先告知": ("clawback-prior-notice", "service-receipt"),
    "决定": ("clawback-decision", "service-receipt"),
}
CANDIDATE_LIST, SCORE_SHEET = "candidate-list", "panel-scoresheet"
SERVED = "service-receipt"
TERM_RESULT = "assessment-result"
# Kinds that only some batches or cases call for: what must be filled in.
_ASKED_FOR: Mapping[str, str] = {
    "third-party-commission": "第三方",
    "objection-reply": "答复日期",
}
# Kinds that tell of an earlier step, which a policy may leave out.
_AFTER: Mapping[str, str] = {"notice-outcome": "publicise"}
_CONDITIONS: Mapping[str, str] = {"internal-notice": "选聘公示.公示止"}


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document that a step makes due: of which target, of which kind.

    ``part`` is the department or the expert where there is one for each.
    """

    target: str
    kind: str
    step: str
    part: str = ""


def kinds_of_case(data: Facts, step: str, facts: Facts) -> tuple[str, ...]:
    """The kinds that a step calls for, of a case with these data and facts of the step."""
    if step == "claw-back":
        return CLAWBACK_KINDS.get(text_of(facts.get("阶段")), ())
    kinds = CASE_KINDS.get(step, ())
    # 取消称号: served when the title goes, or later by a paper of its own.
    kept = SERVED if step == "cancel-title" and not text_of(facts.get("送达方式")) else ""
    called = (kind for kind in kinds if kind != kept and _is_called_for(kind, data))
    return tuple(kind for kind in called if _is_asked(kind, facts))


def _is_asked(kind: str, facts: Facts) -> bool:
    return kind not in _ASKED_FOR or bool(text_of(facts.get(_ASKED_FOR[kind])))


def _is_called_for(kind: str, data: Facts) -> bool:
    condition = _CONDITIONS.get(kind)
    return condition is None or bool(text_of(at(data, condition)))


def kinds_of_batch(batch: BatchFile, step: str, facts: Facts) -> tuple[str, ...]:
    """The kinds that a step of the batch calls for, given its facts and the steps before."""
    kinds = BATCH_KINDS.get(step, ())
    asked = (each for each in kinds if _is_asked(each, facts))
    return tuple(each for each in asked if each not in _AFTER or has_taken(batch, _AFTER[each]))


def due(target: str, kinds: tuple[str, ...], step: str) -> tuple[DueDocument, ...]:
    """The documents of those kinds."""
    return tuple(DueDocument(target, kind, step) for kind in kinds)
