"""Which gates stand before which step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.gates_application import APPLY_GATES
from cases.lifecycle.gates_closing import CLOSE_GATES, REPLACE_GATES, within_term
from cases.lifecycle.gates_misuse import (
    CLAWBACK_GATES,
    INSPECT_GATES,
    RECHECK_GATES,
    RECTIFY_GATES,
)
from cases.lifecycle.gates_money import (
    AGREE_GATES,
    DISBURSE_GATES,
    named_cases_fit,
    somebody_to_pay,
)
from cases.lifecycle.gates_notice import NOTIFY_GATES
from cases.lifecycle.gates_panel import SCORE_GATES, not_selected
from cases.lifecycle.gates_publicity import (
    AWARD_GATES,
    PUBLICISE_GATES,
    RECOMMEND_GATES,
)
from cases.lifecycle.gates_review import (
    DECLINE_GATES,
    REVIEW_GATES,
    answers_signed,
    approved_before,
)
from cases.lifecycle.gates_term import ASSESS_TERM_GATES
from cases.lifecycle.grants_clawback import clawback_sum
from cases.lifecycle.joint import joint_bodies_fit
from cases.lifecycle.world import BatchMove, CaseMove

if TYPE_CHECKING:
    from cases.findings import Finding

CaseGate = Callable[[CaseMove], Iterator["Finding"]]
BatchGate = Callable[[BatchMove], Iterator["Finding"]]

CASE_GATES: Mapping[str, tuple[CaseGate, ...]] = {
    "apply": APPLY_GATES,
    "review": REVIEW_GATES,
    "decline": DECLINE_GATES,
    "unselected": (not_selected,),
    "agree": (*AGREE_GATES, answers_signed),
    "disburse": (*DISBURSE_GATES, answers_signed),
    "assess": (within_term, answers_signed),
    "inspect": (*INSPECT_GATES, within_term, answers_signed),
    "rectify": (*RECTIFY_GATES, answers_signed),
    "recheck": (*RECHECK_GATES, answers_signed),
    "claw-back": (*CLAWBACK_GATES, clawback_sum, answers_signed),
    "replace-leader": (*REPLACE_GATES, approved_before, answers_signed),
    "assess-term": (*ASSESS_TERM_GATES, answers_signed),
    "close": (*CLOSE_GATES, answers_signed),
    "terminate": (approved_before, answers_signed),
}
BATCH_GATES: Mapping[str, tuple[BatchGate, ...]] = {
    "notify": (*NOTIFY_GATES, joint_bodies_fit),
    "score": SCORE_GATES,
    "publicise": (*PUBLICISE_GATES, joint_bodies_fit),
    "award": (*AWARD_GATES, joint_bodies_fit),
    "disburse": (named_cases_fit, somebody_to_pay, joint_bodies_fit),
    "recommend": RECOMMEND_GATES,
    "call-term": (joint_bodies_fit,),
}
