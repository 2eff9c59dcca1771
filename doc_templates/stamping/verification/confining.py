"""Verification in a child process with limits, for files that anybody may have made."""

from __future__ import annotations

import atexit
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.stamping.verification import beliefs as believing
from doc_templates.stamping.verification.examining import examine
from doc_templates.stamping.verification.inquiry import Inquiry
from doc_templates.stamping.verification.reports import Verification, as_plain, from_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 20, 60, 1536
_WORKER = Confined(CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES)
atexit.register(_WORKER.close)


def examine_confined(pdf: bytes, inquiry: Inquiry) -> Verification:
    """The verdict on a PDF, found in the child; a file beyond the limits is a finding."""
    head = {
        "task": "verify",
        "name": inquiry.file,
        "beliefs": believing.as_plain(inquiry.beliefs),
        "now": inquiry.now.isoformat(),
        "witnessed": inquiry.witnessed.isoformat() if inquiry.witnessed else "",
    }
    try:
        told = _WORKER.ask(inquiry.file, head, pdf).head
    except TooSlowError:
        return _refused(inquiry, "S449", f"文件过于复杂，核验超过 {CPU_SECONDS} 秒")
    except TooMuchMemoryError:
        return _refused(inquiry, "S449", f"文件过于复杂，所需内存超过 {MEMORY_MEGABYTES} MB")
    if "code" in told:
        return _refused(inquiry, "S408", "文件结构读不通")
    return from_plain(told)


def examine_for_parent(head: Mapping[str, Any], pdf: bytes) -> dict[str, Any]:
    """The child's side: the verdict as it travels back."""
    witnessed = datetime.fromisoformat(head["witnessed"]) if head["witnessed"] else None
    beliefs = believing.from_plain(head["beliefs"])
    now = datetime.fromisoformat(head["now"]).astimezone(UTC)
    return as_plain(examine(pdf, Inquiry(head["name"], beliefs, now, witnessed)))


def _refused(inquiry: Inquiry, code: str, reason: str) -> Verification:
    inquiry.find(code, reason=reason)
    return Verification(False, (), tuple(inquiry.findings))
