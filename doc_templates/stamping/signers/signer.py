"""Whoever signs: a key in a file, on a token, or behind a bureau's own e-seal service.

The interface is one certificate with its chain and one act: signing bytes. Everything else
of a signature (which bytes, which attributes, where it stands in the PDF) is made here,
so that a signer never sees the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from doc_templates.stamping.signers.certificates import KeyPair

LEAST_RSA_BITS = 2048
UNKNOWN_KEY = "密钥不是 P-256、P-384、P-521 或 RSA（国密 SM2 请用签章服务接入）"
_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})


class SigningFailedError(JiangdangError):
    """Token or service did not give a signature; nothing was stamped."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "S601"


class Signer(Protocol):
    """What signs for a stamp.

    ``sign`` returns the signature over SHA-256 of ``data``: ECDSA as DER, or RSA PKCS#1 v1.5.
    It raises SigningFailedError when token or service refuse or do not answer.
    """

    @property
    def certificate(self) -> Certificate:
        """The certificate of the signing key."""

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The authorities' certificates that go along with it."""

    def sign(self, data: bytes) -> bytes:
        """The signature over SHA-256 of the data."""

    def __hash__(self) -> int:
        """One signer is itself."""


class KeySigner:
    """Signs with a private key held in memory, loaded once a run."""

    def __init__(self, pair: KeyPair) -> None:
        """Sign with the key of ``pair``."""
        self._pair = pair

    @property
    def certificate(self) -> Certificate:
        """The certificate of the key."""
        return self._pair.certificate

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The certificates that lay beside the key."""
        return self._pair.chain

    def sign(self, data: bytes) -> bytes:
        """ECDSA or RSA PKCS#1 v1.5 over SHA-256."""
        from cryptography.hazmat.primitives.asymmetric import ec, padding
        from cryptography.hazmat.primitives.hashes import SHA256

        key = self._pair.key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(data, ec.ECDSA(SHA256()))
        return key.sign(data, padding.PKCS1v15(), SHA256())


def unfit(certificate: Certificate) -> str:
    """Why a certificate cannot sign documents; empty when it can.

    Keys: P-256, P-384, P-521 or RSA of at least 2048 bits.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < LEAST_RSA_BITS:
            return f"RSA 密钥只有 {key.key_size} 位，至少要 {LEAST_RSA_BITS} 位"
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in _CURVES:
        return UNKNOWN_KEY
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return ""
    signs = usage.digital_signature or usage.content_commitment
    return "" if signs else "证书的用途不是签名"
