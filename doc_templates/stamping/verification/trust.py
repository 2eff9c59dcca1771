"""Whether a signature's certificate could be believed when it signed, and can be now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.authorities import path_of
from doc_templates.stamping.verification.inquiry import library_faults
from doc_templates.stamping.verification.revocation import day_of, revocations_of
from doc_templates.stamping.verification.timing import timing_of

if TYPE_CHECKING:
    from datetime import datetime

    from doc_templates.stamping.verification.authorities import Path
    from doc_templates.stamping.verification.gathering import Signed
    from doc_templates.stamping.verification.inquiry import Inquiry
    from doc_templates.stamping.verification.reports import SignatureReport
    from doc_templates.stamping.verification.timing import Timing, Token


async def judge_trust(
    signed: Signed, report: SignatureReport, token: Token | None, inquiry: Inquiry
) -> SignatureReport:
    """The report with its chain, and whether the signer is who the certificate says."""
    timing = timing_of(signed, token, inquiry)
    valid = _valid_at(signed.embedded.signer_cert, timing.best)
    proven = timing.proven.isoformat() if timing.proven else ""
    report = replace(report, valid_when_signed=valid, proven=proven, proof=timing.proof)
    path, moment = await _path(signed, timing, inquiry)
    report = replace(report, chain=path.subjects)
    if not valid or path.has_ended:
        inquiry.find("S406", signer=report.signer, time=report.time)
        return report
    if path.fault:
        _tell_untrusted(path, report, inquiry)
        return report
    trusted = _in_use(path, report, timing, inquiry)
    if moment != inquiry.now and trusted:
        inquiry.find("S417", warning=True, signer=report.signer, proof=timing.proof,
                     time=moment.isoformat())  # fmt: skip
    return replace(report, trusted=trusted)


async def _path(signed: Signed, timing: Timing, inquiry: Inquiry) -> tuple[Path, datetime]:
    """The path as it stands now; as it stood at the proven time where it has ended since."""
    certificate = signed.embedded.signer_cert
    try:
        others = list(signed.embedded.other_embedded_certs)
    except library_faults():
        others = []
    path = await path_of(certificate, others, inquiry.beliefs, inquiry.now)
    if not path.has_ended or timing.proven is None:
        return path, inquiry.now
    return await path_of(certificate, others, inquiry.beliefs, timing.proven), timing.proven


def _tell_untrusted(path: Path, report: SignatureReport, inquiry: Inquiry) -> None:
    if inquiry.beliefs.obstacle:
        inquiry.find("S435", signer=report.signer, reason=inquiry.beliefs.obstacle)
    else:
        inquiry.find("S405", signer=report.signer, reason=path.fault)


def _valid_at(certificate: Any, moment: datetime | None) -> bool:
    """Whether the certificate ran on that day; never where there is no day."""
    if moment is None:
        return False
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def _in_use(path: Path, report: SignatureReport, timing: Timing, inquiry: Inquiry) -> bool:
    """Whether nothing of the path was put out of use before the signature was proven to exist."""
    trusted = True
    for revocation in revocations_of(path, inquiry):
        late = timing.proven is None or timing.proven >= revocation.since
        code = "S407" if revocation.is_own else "S415"
        inquiry.find(
            code,
            warning=not late,
            signer=report.signer,
            subject=revocation.subject,
            day=day_of(revocation.since),
            time=report.time,
            by=revocation.by,
        )
        trusted = trusted and not late
    return trusted
