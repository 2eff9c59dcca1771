"""Certificates out of use: by an authority's revocation list, or by our own stamp store."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from doc_templates.stamping.signers.certificates import long_names
from doc_templates.stamping.verification.authorities import subject_of
from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import CertificateRevocationList

    from doc_templates.stamping.verification.authorities import Path
    from doc_templates.stamping.verification.beliefs import Beliefs, RevocationList
    from doc_templates.stamping.verification.inquiry import Inquiry

_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Revocation:
    """Whose certificate was put out of use, when, and who says so."""

    subject: str
    since: datetime
    by: str
    is_own: bool = False


def revocations_of(path: Path, inquiry: Inquiry) -> Iterator[Revocation]:
    """What puts a certificate of the path out of use, by our store and by the lists beside it."""
    beliefs, signer = inquiry.beliefs, path.certificates[0]
    known = beliefs.stamp_of(signer.serial_number)
    if known is not None and known.revoked:
        since = datetime.combine(date.fromisoformat(known.revoked), time.min, _SHANGHAI)
        yield Revocation(subject_of(signer), since, "印章库", is_own=True)
    for listed in _usable_lists(path, beliefs, inquiry):
        yield from _named_in(listed, path)


def _usable_lists(
    path: Path, beliefs: Beliefs, inquiry: Inquiry
) -> Iterator[CertificateRevocationList]:
    """The lists that an authority of the path signed; unreadable and stale ones are told of."""
    for each in beliefs.lists:
        loaded = _loaded(each)
        if loaded is None:
            inquiry.find("S437", warning=True, list=each.file)
        elif _is_signed(loaded, path):
            ends = loaded.next_update_utc
            if ends is not None and ends < inquiry.now:
                inquiry.find("S450", warning=True, list=each.file, day=day_of(ends))
            yield loaded


def _named_in(listed: CertificateRevocationList, path: Path) -> Iterator[Revocation]:
    issuer = _issuer_name(listed)
    for certificate in path.certificates:
        if certificate.issuer.dump() != issuer:
            continue
        entry = listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            by = subject_of(_issuer(listed, path))
            yield Revocation(subject_of(certificate), entry.revocation_date_utc, by)


def _issuer(listed: CertificateRevocationList, path: Path) -> Any:
    """The authority of the path whose list it is, or None."""
    issuer = _issuer_name(listed)
    return next((each for each in path.certificates if each.subject.dump() == issuer), None)


def _issuer_name(listed: CertificateRevocationList) -> bytes:
    """Whose list it is, as it is written there."""
    with long_names():
        return listed.issuer.public_bytes()


def _is_signed(listed: CertificateRevocationList, path: Path) -> bool:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    authority = _issuer(listed, path)
    if authority is None:
        return False
    with suppress(*library_faults()):
        key: Any = load_der_public_key(authority.public_key.dump())
        return bool(listed.is_signature_valid(key))
    return False


@lru_cache(maxsize=16)
def _loaded(each: RevocationList) -> CertificateRevocationList | None:
    from cryptography import x509

    armoured = each.content.lstrip().startswith(b"-----BEGIN")
    with suppress(*library_faults()):
        if armoured:
            return x509.load_pem_x509_crl(each.content)
        return x509.load_der_x509_crl(each.content)
    return None


def day_of(moment: datetime) -> str:
    """The civil day of an instant in Shanghai."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(_SHANGHAI).date().isoformat()
