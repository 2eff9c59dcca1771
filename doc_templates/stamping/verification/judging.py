"""One signature judged: what it covers, whether it holds, whom it leads to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from doc_templates.stamping.verification.algorithms import Algorithm, algorithm_of
from doc_templates.stamping.verification.beliefs import kind_of
from doc_templates.stamping.verification.coverage import Gap, Reach, reach_of
from doc_templates.stamping.verification.credentials import credentials_of
from doc_templates.stamping.verification.inquiry import library_faults
from doc_templates.stamping.verification.integrity import (
    Soundness,
    soundness_of,
    unsupported_format,
)
from doc_templates.stamping.verification.reports import SignatureReport
from doc_templates.stamping.verification.timing import (
    Token,
    claimed_time,
    document_token,
    token_of,
)
from doc_templates.stamping.verification.trust import judge_trust

if TYPE_CHECKING:
    from doc_templates.stamping.verification.gathering import Signed
    from doc_templates.stamping.verification.inquiry import Inquiry
    from doc_templates.stamping.verification.opening import Opened

_APART = timedelta(days=1)
_GAPS = {Gap.SHIFTED: "S409", Gap.SMUGGLED: "S438", Gap.ELSEWHERE: "S413", Gap.PADDED: "S412"}
_PADDED = "签名值后面的填充被改动"
_VALUES = {Soundness.VALUE_BROKEN: "签名值验不过", Soundness.MALFORMED: "签名数据残缺"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A signature with its report, its reach and whether its own bytes hold."""

    signed: Signed
    report: SignatureReport
    reach: Reach | None = None


def unreadable(signed: Signed, inquiry: Inquiry) -> Judged:
    """The report on a signature that says nothing any more."""
    reason = signed.fault or _VALUES[Soundness.MALFORMED]
    inquiry.find("S412", signer=signed.field, reason=reason)
    return Judged(signed, SignatureReport("？", "", "", False, False, intact=False))


async def judge(signed: Signed, opened: Opened, inquiry: Inquiry) -> Judged:
    """The report on one signature; what is wrong with it goes to the findings."""
    if signed.embedded is None:
        return unreadable(signed, inquiry)
    signer, unit = signed.owner, signed.unit
    claimed = claimed_time(signed)
    report = SignatureReport(
        signer, unit, claimed.isoformat() if claimed else "", False, False, intact=False,
        is_document_timestamp=signed.is_timestamp, revision=signed.revision + 1,
        revisions=int(opened.reader.total_revisions),
    )  # fmt: skip
    reason = unsupported_format(signed)
    if reason:
        inquiry.find("S410", signer=signer, reason=reason)
        return Judged(signed, report)
    return await _judge_supported(signed, report, opened, inquiry)


async def _judge_supported(
    signed: Signed, report: SignatureReport, opened: Opened, inquiry: Inquiry
) -> Judged:
    """A signature of a format we know: algorithm, reach, soundness, time, trust."""
    try:
        algorithm = algorithm_of(signed.embedded)
    except library_faults():
        algorithm = Algorithm("？", unknown="算法读不出来")
    reach = reach_of(signed, opened.pdf)
    kept = asdict(credentials_of(signed.embedded))
    report = replace(report, algorithm=algorithm.name, covered=reach.covered, **kept)
    token = await _token(signed, inquiry)
    intact = _holds(signed, algorithm, reach, report, inquiry, len(opened.pdf))
    if token is not None:
        intact = _judge_token(token, signed, report, inquiry) and intact
        report = replace(report, timestamp=token.as_report())
    report = replace(report, intact=intact)
    if signed.is_timestamp:
        return Judged(signed, _as_time(signed, report, token, inquiry), reach)
    known = inquiry.beliefs.stamp_of(signed.embedded.signer_cert.serial_number)
    report = replace(report, kind=kind_of(report.stamp, known))
    if intact:
        report = await judge_trust(signed, report, token, inquiry)
    return Judged(signed, report, reach)


def _as_time(
    signed: Signed, report: SignatureReport, token: Token | None, inquiry: Inquiry
) -> SignatureReport:
    """The report on a document time stamp; a believed one vouches for what came before it."""
    if token is None:
        return report
    trusted = report.intact and token.trusted
    if trusted:
        inquiry.document_times.append((signed.revision, token.at))
    return replace(report, time=token.at.isoformat(), stamp="文档时间戳", trusted=trusted)


async def _token(signed: Signed, inquiry: Inquiry) -> Token | None:
    if signed.is_timestamp:
        return await document_token(signed, inquiry)
    return await token_of(signed, inquiry)


def _holds(
    signed: Signed,
    algorithm: Algorithm,
    reach: Reach,
    report: SignatureReport,
    inquiry: Inquiry,
    size: int,
) -> bool:
    """Whether the signature proves the bytes it covers; the faults go to the findings."""
    signer = report.signer
    if algorithm.unknown:
        inquiry.find("S410", signer=signer, reason=algorithm.unknown)
        return False
    if algorithm.weakness:
        inquiry.find("S414", signer=signer, reason=algorithm.weakness)
    if reach.gap is not Gap.OWN:
        inquiry.find(_GAPS[reach.gap], signer=signer, reason=_PADDED)
    elif reach.end > size:
        inquiry.find("S440", reason=f"签名覆盖到第 {reach.end} 字节，文件只有 {size} 字节")
    sound = _is_sound(signed, report, inquiry)
    return sound and not algorithm.weakness and reach.gap is Gap.OWN


def _is_sound(signed: Signed, report: SignatureReport, inquiry: Inquiry) -> bool:
    """Digest and value; a document time stamp carries its digest in its token."""
    if signed.is_timestamp:
        return True
    soundness = soundness_of(signed)
    if soundness is Soundness.CONTENT_CHANGED:
        inquiry.find("S403", signer=report.signer, time=report.time)
    elif soundness is not Soundness.SOUND:
        inquiry.find("S412", signer=report.signer, reason=_VALUES[soundness])
    return soundness is Soundness.SOUND


def _judge_token(token: Token, signed: Signed, report: SignatureReport, inquiry: Inquiry) -> bool:
    """Whether the time stamp belongs to the signature; doubts about it are warnings."""
    claimed = None if signed.is_timestamp else claimed_time(signed)
    if not token.intact:
        inquiry.find("S418", signer=report.signer)
        return False
    if not token.trusted:
        inquiry.find("S419", warning=True, signer=report.signer, authority=token.authority)
    elif claimed is not None and abs(token.at - claimed) > _APART:
        inquiry.find("S420", warning=True, signer=report.signer, time=report.time,
                     stamped=token.at.isoformat())  # fmt: skip
    return True
