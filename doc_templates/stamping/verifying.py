"""Checking a signed PDF: who signed, what it covers, and whether anything changed since.

Accepted only when the last signature covers the entire file and every revision after an
earlier signature does no more than that signature permits. The work is done in the package
``verification``; this is its door.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from doc_templates.stamping.verification.beliefs import believe
from doc_templates.stamping.verification.confining import examine_confined
from doc_templates.stamping.verification.examining import examine, signing_stamps
from doc_templates.stamping.verification.inquiry import Inquiry
from doc_templates.stamping.verification.matching import WantedStamp, match, wanted
from doc_templates.stamping.verification.reports import SignatureReport, Verification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.store.keeping import StampStore

__all__ = [
    "SignatureReport",
    "Verification",
    "WantedStamp",
    "judge_signed",
    "stamps_in",
    "verify_confined",
    "verify_pdf",
]


def verify_pdf(
    pdf: bytes,
    store: StampStore,
    *,
    file: str = "",
    now: datetime | None = None,
    witnessed: datetime | None = None,
) -> Verification:
    """Verify every signature of a PDF of our own against the authorities the store believes.

    ``witnessed`` is when a register of ours recorded these very bytes as stamped. Never raises
    for what the file contains: whatever cannot be read is a finding.
    """
    return examine(pdf, _inquiry(store, file, now, witnessed))


def verify_confined(
    pdf: bytes,
    store: StampStore,
    *,
    file: str = "",
    now: datetime | None = None,
    witnessed: datetime | None = None,
) -> Verification:
    """Verify a PDF from anywhere: the same, in a child process with limits."""
    return examine_confined(pdf, _inquiry(store, file, now, witnessed))


def judge_signed(
    pdf: bytes,
    store: StampStore,
    needed: Sequence[WantedStamp | str],
    *,
    file: str = "",
    now: datetime | None = None,
) -> Verification:
    """Verify a PDF from anywhere and hold its signatures against the stamps it needs.

    A bare name stands for the owner of a 公章. The findings say whose stamp is missing, whose
    has no business there, and which is of the wrong kind.
    """
    verdict = verify_confined(pdf, store, file=file, now=now)
    return verdict.with_findings(match(verdict, wanted(needed), file))


def stamps_in(pdf: bytes, store: StampStore) -> set[str]:
    """The stamps of the store by whose certificates a PDF is signed, whole or not."""
    return signing_stamps(pdf, _inquiry(store, "", None, None))


def _inquiry(
    store: StampStore, file: str, now: datetime | None, witnessed: datetime | None
) -> Inquiry:
    return Inquiry(file, believe(store), now or datetime.now(UTC), witnessed)
