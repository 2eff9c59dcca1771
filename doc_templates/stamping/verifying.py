"""Checking a signed PDF: who signed, what it covers, and whether anything changed since.

Accepted only when the last signature covers the entire file and every revision after an
earlier signature does no more than that signature permits. The work is done in the package
``verification``; this is its door.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from doc_templates.stamping.verification.beliefs import believe
from doc_templates.stamping.verification.examining import examine
from doc_templates.stamping.verification.inquiry import Inquiry
from doc_templates.stamping.verification.reports import SignatureReport, Verification

if TYPE_CHECKING:
    from doc_templates.stamping.keeping import StampStore

__all__ = ["SignatureReport", "Verification", "verify_pdf"]


def verify_pdf(
    pdf: bytes,
    store: StampStore,
    *,
    file: str = "",
    now: datetime | None = None,
    witnessed: datetime | None = None,
) -> Verification:
    """Verify every signature of the PDF against the authorities the store believes.

    ``witnessed`` is when a register of ours recorded these very bytes. Never raises for what
    the file contains: whatever cannot be read is a finding. A file from outside belongs into
    ``verify_confined``.
    """
    return examine(pdf, Inquiry(file, believe(store), now or datetime.now(UTC), witnessed))
