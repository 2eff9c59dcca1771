"""When a signature was made: what it claims, what a time stamp or our register vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.authorities import context_at, subject_of
from doc_templates.stamping.verification.inquiry import library_faults
from doc_templates.stamping.verification.reports import Timestamp

if TYPE_CHECKING:
    from doc_templates.stamping.verification.gathering import Signed
    from doc_templates.stamping.verification.inquiry import Inquiry

_STAMPED, _REGISTERED = "可信时间戳", "本局登记簿"


@dataclass(frozen=True, slots=True)
class Token:
    """A time stamp: what it says, and whether it belongs to this very signature."""

    at: datetime
    authority: str
    trusted: bool
    intact: bool

    def as_report(self) -> Timestamp:
        """The time stamp as it is reported."""
        return Timestamp(self.at.isoformat(), self.authority, self.trusted and self.intact)


@dataclass(frozen=True, slots=True)
class Timing:
    """The time a signature claims and the time that is proven, with what proves it."""

    claimed: datetime | None = None
    proven: datetime | None = None
    proof: str = ""

    @property
    def best(self) -> datetime | None:
        """The proven time, else the one claimed."""
        return self.proven or self.claimed


def claimed_time(signed: Signed) -> datetime | None:
    """The time the signer's computer wrote into the signature."""
    try:
        found: datetime | None = signed.embedded.self_reported_timestamp
    except library_faults():
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def timing_of(signed: Signed, token: Token | None, inquiry: Inquiry) -> Timing:
    """Claimed and proven time; a believed time stamp comes before our own register."""
    claimed = claimed_time(signed)
    if token is not None and token.trusted and token.intact:
        return Timing(claimed, token.at, _STAMPED)
    later = [at for revision, at in inquiry.document_times if revision > signed.revision]
    if later:
        return Timing(claimed, min(later), _STAMPED)
    if inquiry.witnessed is not None:
        return Timing(claimed, inquiry.witnessed, _REGISTERED)
    return Timing(claimed)


async def token_of(signed: Signed, inquiry: Inquiry) -> Token | None:
    """The time stamp on a signature (RFC 3161, signature-time-stamp attribute), if it has one."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker

    information = signed.embedded.signer_info
    found: Token | None = None
    for token in extract_tst_data_iter(information, signed=False):
        found = await checked(token, message_imprint_checker(information), inquiry)
        if found.trusted and found.intact:
            break
    return found


async def document_token(signed: Signed, inquiry: Inquiry) -> Token:
    """The time stamp that a document time stamp is."""
    return await checked(signed.embedded.signed_data, signed.embedded.compute_digest, inquiry)


async def checked(token: Any, imprint: Any, inquiry: Inquiry) -> Token:
    """A token judged: its own signature, its authority, the digest it was given."""
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    context = context_at(inquiry.beliefs, inquiry.now)
    try:
        told = await validate_tst_signed_data(token, context, imprint)
        status = TimestampSignatureStatus(**told)
        authority = subject_of(status.signing_cert)
        sound = bool(status.intact and status.valid)
        return Token(status.timestamp, authority, bool(status.trusted), sound)
    except library_faults():
        return Token(datetime.min.replace(tzinfo=UTC), "？", trusted=False, intact=False)
