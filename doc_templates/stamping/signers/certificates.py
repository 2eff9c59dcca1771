"""Certificates of sample stamps: a demonstration authority and what it issues."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, Name

    from doc_templates.stamping.signers.passphrases import Passphrase

    PrivateKey = EllipticCurvePrivateKey | RSAPrivateKey

AUTHORITY_NAME = "匠档演示签发机构（样章专用）"
SAMPLE_MARK = "样章"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key, the certificate of its public half, and its authorities' certificates."""

    key: PrivateKey = field(repr=False)
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()


def make_authority(start: date, end: date, name: str = AUTHORITY_NAME) -> KeyPair:
    """A self-signed P-256 authority; by default its name says that it is for samples only."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256

    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, "演示")
    builder = _constrained(_builder(subject, subject, key, start, end), authority=True)
    return KeyPair(key, builder.sign(key, SHA256()))


def issue(authority: KeyPair, owner: str, kind: str, start: date, end: date) -> KeyPair:
    """A certificate for a sample stamp: its subject names the owner, the kind and 样章."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    return certify(authority, key, owner, f"{kind}（{SAMPLE_MARK}）", start, end)


def certify(
    authority: KeyPair, key: PrivateKey, owner: str, unit: str, start: date, end: date
) -> KeyPair:
    """A certificate of ``key`` for signing, whose subject names the owner and the unit."""
    from cryptography.hazmat.primitives.hashes import SHA256

    with long_names():
        issuer = authority.certificate.subject
        builder = _builder(_name(owner, unit), issuer, key, start, end)
        return KeyPair(key, _constrained(builder, authority=False).sign(authority.key, SHA256()))


def is_sample(certificate: Certificate) -> bool:
    """Whether a certificate is one of a sample stamp."""
    with long_names():
        names = (certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string())
    return any(SAMPLE_MARK in name for name in names)


def common_name(certificate: Certificate) -> str:
    """The name of whom a certificate is made out to."""
    from cryptography.x509.oid import NameOID

    with long_names():
        subject = certificate.subject
        found = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found[0].value) if found else subject.rfc4514_string()


@contextmanager
def long_names() -> Iterator[None]:
    """Read and write names of up to 64 Chinese characters, as X.520 allows.

    The library counts bytes, and warns from the 22nd character on.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Attribute's length", UserWarning)
        yield


def pack(pair: KeyPair, label: str, chain: Sequence[Certificate], passphrase: Passphrase) -> bytes:
    """Key and certificates as an encrypted PKCS#12 file."""
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    return pkcs12.serialize_key_and_certificates(
        label.encode("utf-8"),
        pair.key,
        pair.certificate,
        chain,
        BestAvailableEncryption(passphrase.value),
    )


def _name(owner: str, unit: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = {
        NameOID.COUNTRY_NAME: "CN",
        NameOID.ORGANIZATIONAL_UNIT_NAME: unit,
        NameOID.COMMON_NAME: owner,
    }
    with long_names():
        return x509.Name(
            [x509.NameAttribute(key, value[:64], _validate=False) for key, value in parts.items()]
        )


def _builder(
    subject: Name, issuer: Name, key: PrivateKey, start: date, end: date
) -> CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.combine(start, time.min, UTC))
        .not_valid_after(datetime.combine(end, time.max, UTC))
    )


def _constrained(builder: CertificateBuilder, *, authority: bool) -> CertificateBuilder:
    from cryptography import x509

    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    limits = x509.BasicConstraints(ca=authority, path_length=0 if authority else None)
    return builder.add_extension(limits, critical=True).add_extension(usage, critical=True)
