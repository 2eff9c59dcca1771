"""Checking a signed PDF: who signed, what it covers, and whether anything changed since.

Accepted only when the last signature covers the entire file and every revision after an
earlier signature does no more than that signature permits.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place, Severity, errors_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from doc_templates.stamping.keeping import StampStore

_LARGEST = 200 * 1024 * 1024
_CLAUSE = "本局设定"
_TRUST_CODES = frozenset({"S405", "S406", "S407"})
_HEX = re.compile(rb"<(?:[0-9A-Fa-f]{2}){4,}>")
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature: whose, with which stamp, when, how far it can be believed."""

    signer: str
    stamp: str
    time: str
    trusted: bool
    covers_whole_document: bool
    intact: bool = True

    def as_json(self) -> dict[str, object]:
        """The signature as ``doc verify --json`` shows it."""
        return {
            "signer": self.signer,
            "stamp": self.stamp,
            "time": self.time,
            "trusted": self.trusted,
            "covers_whole_document": self.covers_whole_document,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a PDF; ``intact`` only when nothing was changed after signing."""

    intact: bool
    signatures: tuple[SignatureReport, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The verdict as ``doc verify --json`` shows it."""
        return {
            "intact": self.intact,
            "signatures": [signature.as_json() for signature in self.signatures],
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(slots=True)
class _Case:
    """What is known while the signatures are gone through."""

    file: str
    store: StampStore
    now: datetime
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, severity: Severity = Severity.ERROR, /, **facts: object) -> None:
        known: Mapping[str, str] = {name: str(value) for name, value in facts.items()}
        self.findings.append(Finding(code, severity, Place(self.file), known, _CLAUSE))


def verify_pdf(
    pdf: bytes, store: StampStore, *, file: str = "", now: datetime | None = None
) -> Verification:
    """Verify every signature of the PDF against the authorities the store believes.

    Never raises for what the file contains: whatever cannot be read is a finding.
    """
    _keep_quiet()
    case = _Case(file, store, now or datetime.now(UTC))
    signatures = _signatures(pdf, case)
    if not signatures:
        if not case.findings:
            case.find("S401", file=file or "这份文件")
        return Verification(False, (), tuple(case.findings))
    context = _context(case)
    last = len(signatures) - 1
    reports = tuple(
        _judge(signature, context, case, pdf, last=place == last)
        for place, signature in enumerate(signatures)
    )
    changed = any(finding.code not in _TRUST_CODES for finding in errors_of(case.findings))
    return Verification(not changed, reports, tuple(case.findings))


def _keep_quiet() -> None:
    """The library prints tracebacks about what a signature may not be; findings say it here."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _signatures(pdf: bytes, case: _Case) -> Sequence[Any]:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    if len(pdf) > _LARGEST:
        case.find("S408", reason=f"超过 {_LARGEST // 2**20} MB")
        return ()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        _unfilled(reader, case)
        return list(reader.embedded_signatures)
    except (PdfError, *_BROKEN):
        case.find("S408", reason="文件结构读不通")
        return ()


def _unfilled(reader: Any, case: _Case) -> None:
    """A prepared signature field that is empty: a signature is missing, or was cut off."""
    from pyhanko.sign.fields import enumerate_sig_fields

    for name, *_ in enumerate_sig_fields(reader, filled_status=False):
        case.find("S411", field=name)


def _context(case: _Case) -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko_certvalidator import ValidationContext

    encoded = [root.public_bytes(Encoding.DER) for root in case.store.trust_roots()]
    roots = [root for der in encoded for root in load_certs_from_pemder_data(der)]
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=case.now)


def _judge(signature: Any, context: Any, case: _Case, pdf: bytes, *, last: bool) -> SignatureReport:
    """One signature's report; what is wrong with it goes to the findings."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import ValidationError

    signer, stamp, time = "？", "", ""
    try:
        signer, stamp = _names(signature)
        time = _time(signature)
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except (SignatureValidationError, ValidationError, *_BROKEN) as error:
        case.find("S410", signer=signer, reason=str(error) or type(error).__name__)
        return SignatureReport(signer, stamp, time, False, False, intact=False)
    facts = {"signer": signer, "time": time}
    whole = _coverage(signature, status, case, facts, last=last, size=len(pdf))
    intact = bool(status.intact and status.valid) and _gap_is_clean(signature, pdf)
    if not intact:
        case.find("S403", **facts)
    trusted = intact and _trust(signature, status, case, facts)
    return SignatureReport(signer, stamp, time, trusted, whole, intact)


def _coverage(
    signature: Any, status: Any, case: _Case, facts: dict[str, str], *, last: bool, size: int
) -> bool:
    """Whether the signature covers the entire file; what is not covered is a finding."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    whole = bool(status.coverage == SignatureCoverageLevel.ENTIRE_FILE)
    extra = size - _end(signature)
    if last and not whole and extra > 0:
        case.find("S404", extra=extra, **facts)
    elif not whole and status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        case.find("S409", **facts)
    if not last and not _permitted(status):
        case.find(
            "S402", count=signature.reader.total_revisions - signature.signed_revision - 1, **facts
        )
    return whole


def _gap_is_clean(signature: Any, pdf: bytes) -> bool:
    """Whether the gap no signature covers holds the signature itself and nothing else.

    The signature's DER is followed by zeros, all in one case of hexadecimal digits.
    """
    start, length, end, _ = (int(part) for part in signature.byte_range)
    gap = pdf[start + length : end]
    if not _HEX.fullmatch(gap) or gap not in (gap.lower(), gap.upper()):
        return False
    content = bytes.fromhex(gap[1:-1].decode("ascii"))
    if content[:1] != b"\x30" or not 0x81 <= content[1] <= 0x84:
        return False
    width = content[1] - 0x80
    used = 2 + width + int.from_bytes(content[2 : 2 + width], "big")
    return used <= len(content) and not any(content[used:])


def _permitted(status: Any) -> bool:
    """Whether everything added after the signature is what it allows."""
    from pyhanko.sign.diff_analysis import ModificationLevel

    level = status.modification_level
    return bool(status.docmdp_ok) and level not in (None, ModificationLevel.OTHER)


def _trust(signature: Any, status: Any, case: _Case, facts: dict[str, str]) -> bool:
    """Whether the chain leads to a believed authority and the stamp was in use."""
    certificate = signature.signer_cert
    if not certificate.not_valid_before <= case.now <= certificate.not_valid_after:
        case.find("S406", **facts)
        return False
    if not status.trusted:
        case.find("S405", **facts)
        return False
    return not _revoked(certificate, case, facts)


def _revoked(certificate: Any, case: _Case, facts: dict[str, str]) -> bool:
    """A stamp put out of use before it signed; one revoked later only earns a warning."""
    for stamp in case.store.list():
        record = stamp.record
        if record.revoked and record.serial == str(certificate.serial_number):
            late = facts["time"][:10] >= record.revoked.isoformat()
            severity = Severity.ERROR if late else Severity.WARNING
            case.find("S407", severity, day=record.revoked, **facts)
            return late
    return False


def _names(signature: Any) -> tuple[str, str]:
    """Owner and stamp as the certificate's subject gives them."""
    subject = signature.signer_cert.subject.native
    return str(subject.get("common_name", "？")), str(subject.get("organizational_unit_name", ""))


def _time(signature: Any) -> str:
    claimed = signature.self_reported_timestamp
    return claimed.isoformat() if claimed is not None else ""


def _end(signature: Any) -> int:
    """Where the bytes covered by the signature end."""
    *_, start, length = (int(part) for part in signature.byte_range)
    return start + length
