"""All shipped templates by file name, and writing them into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.kit import (
    accepting,
    agreements,
    applications,
    archiving,
    assessments,
    certificates,
    change_records,
    changes,
    disposal,
    inspections,
    issue_sheet,
    letters,
    minutes,
    notices,
    orders,
    overviews,
    registers,
    reviews,
    scoresheets,
    substitutions,
    terms,
    upward,
)
from doc_templates.kit.page import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PAGES = {
    "work-notice": notices.work_notice,
    "application-form-chief": applications.chief_form,
    "application-form-studio": applications.studio_form,
    "preliminary-opinion": reviews.preliminary_opinion,
    "panel-summary": reviews.panel_summary,
    "public-notice": notices.public_notice,
    "award-notice": notices.award_notice,
    "responsibility-agreement": agreements.responsibility_agreement,
    "disbursement-notice": notices.disbursement_notice,
    "rectification-order": orders.rectification_order,
    "service-receipt": orders.service_receipt,
    "clawback-prior-notice": orders.clawback_prior_notice,
    "clawback-decision": orders.clawback_decision,
    "assessment-report": assessments.assessment_report,
    "internal-notice": certificates.internal_notice,
    "candidate-list": scoresheets.candidate_list,
    "panel-scoresheet": scoresheets.panel_scoresheet,
    "notice-outcome": certificates.notice_outcome,
    "periodic-assessment": inspections.periodic_assessment,
    "annual-report": inspections.annual_report,
    "inspection-record": inspections.inspection_record,
    "four-property-report": registers.four_property_report,
    "transfer-register": registers.transfer_register,
    "audit-report": registers.audit_report,
    "acceptance-report": accepting.acceptance_report,
    "destruction-register": disposal.destruction_register,
    "approval-minutes": minutes.approval_minutes,
    "non-award-letter": letters.non_award_letter,
    "rectification-review": letters.rectification_review,
    "change-approval": letters.change_approval,
    "termination-decision": letters.termination_decision,
    "unit-change-approval": changes.unit_change_approval,
    "extension-approval": changes.extension_approval,
    "follow-on-notice": changes.follow_on_notice,
    "withdrawal-prior-notice": changes.withdrawal_prior_notice,
    "withdrawal-decision": changes.withdrawal_decision,
    "title-removal-decision": changes.title_removal_decision,
    "substitution-notice": substitutions.substitution_notice,
    "substitution-award-notice": substitutions.substitution_award_notice,
    "objection-record": change_records.objection_record,
    "objection-reply": changes.objection_reply,
    "correction-record": change_records.correction_record,
    "term-notice": terms.term_notice,
    "third-party-commission": terms.third_party_commission,
    "assessment-result": terms.assessment_result,
    "city-recommendation": upward.city_recommendation,
    "issue-sheet": issue_sheet.issue_sheet,
    "statistics-report": overviews.statistics_report,
    "handover-list": overviews.handover_list,
    "old-years-gaps": overviews.old_years_gaps,
    "summary-list": overviews.summary_list,
    "file-cover": archiving.file_cover,
    "item-list": archiving.item_list,
    "file-note": archiving.file_note,
}


def shipped_templates() -> Mapping[str, bytes]:
    """Every template the product ships, by file name."""
    return {f"{name}.docx": docx_bytes(page()) for name, page in _PAGES.items()}


def write_templates(folder: Path) -> list[Path]:
    """Write every template into ``folder``; the bytes never differ."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in shipped_templates().items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths
