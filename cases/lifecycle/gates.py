"""Which gates stand before which step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.annual_reports import REPORT_GATES, reports_complete
from cases.lifecycle.gates_application import APPLY_GATES
from cases.lifecycle.gates_changes import (
    EXTEND_GATES,
    FOLLOW_ON_GATES,
    UNIT_GATES,
    agreed_anew,
    assessed_anew,
)
from cases.lifecycle.gates_changes_correcting import CORRECT_GATES
from cases.lifecycle.gates_changes_objections import (
    ANSWER_GATES,
    OBJECTION_GATES,
    nothing_open,
    outcome_true,
    upheld_before,
)
from cases.lifecycle.gates_changes_stepping import STEP_UP_AWARD_GATES, STEP_UP_GATES
from cases.lifecycle.gates_changes_withdrawal import NOTICE_GATES as WITHDRAWAL_NOTICE_GATES
from cases.lifecycle.gates_changes_withdrawal import WITHDRAW_GATES
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
from cases.lifecycle.gates_title import CANCEL_GATES, consequences_drawn
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
    "decline": (*DECLINE_GATES, answers_signed),
    "unselected": (not_selected, answers_signed),
    "agree": (*AGREE_GATES, answers_signed),
    "disburse": (*DISBURSE_GATES, agreed_anew, answers_signed),
    "assess": (within_term, answers_signed),
    "inspect": (*INSPECT_GATES, within_term, answers_signed),
    "rectify": (*RECTIFY_GATES, answers_signed),
    "recheck": (*RECHECK_GATES, answers_signed),
    "claw-back": (*CLAWBACK_GATES, clawback_sum, answers_signed),
    "replace-leader": (*REPLACE_GATES, approved_before, answers_signed),
    "change-unit": (*UNIT_GATES, approved_before, answers_signed),
    "extend-term": (*EXTEND_GATES, approved_before, answers_signed),
    "follow-on": (*FOLLOW_ON_GATES, approved_before, answers_signed),
    "objection": (*OBJECTION_GATES, answers_signed),
    "answer-objection": (*ANSWER_GATES, answers_signed),
    "object": (upheld_before, answers_signed),
    "withdrawal-notice": (*WITHDRAWAL_NOTICE_GATES, answers_signed),
    "withdraw": (*WITHDRAW_GATES, approved_before, answers_signed),
    "correct": CORRECT_GATES,
    "report": (*REPORT_GATES, within_term, answers_signed),
    "assess-term": (*ASSESS_TERM_GATES, reports_complete, agreed_anew, answers_signed),
    "cancel-title": (*CANCEL_GATES, approved_before, answers_signed),
    "close": (*CLOSE_GATES, consequences_drawn, agreed_anew, assessed_anew, answers_signed),
    "terminate": (approved_before, answers_signed),
}
BATCH_GATES: Mapping[str, tuple[BatchGate, ...]] = {
    "notify": (*NOTIFY_GATES, joint_bodies_fit),
    "score": SCORE_GATES,
    "publicise": (*PUBLICISE_GATES, joint_bodies_fit),
    "award": (*AWARD_GATES, nothing_open, outcome_true, joint_bodies_fit),
    "disburse": (named_cases_fit, somebody_to_pay, joint_bodies_fit),
    "objection": OBJECTION_GATES,
    "answer-objection": ANSWER_GATES,
    "step-up": (*STEP_UP_GATES, joint_bodies_fit),
    "step-up-award": (*STEP_UP_AWARD_GATES, nothing_open, joint_bodies_fit),
    "correct": CORRECT_GATES,
    "recommend": RECOMMEND_GATES,
    "call-term": (joint_bodies_fit,),
}
