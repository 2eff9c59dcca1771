"""Keys of stamps in PKCS#12 files: opened once a run, refused when they cannot sign."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.signers.certificates import KeyPair
from doc_templates.stamping.signers.passphrases import refuse_exposed
from doc_templates.stamping.signers.signer import UNKNOWN_KEY, KeySigner

if TYPE_CHECKING:
    from pathlib import Path

    from doc_templates.stamping.signers.passphrases import Passphrase


class StampKeyUnreadableError(JiangdangError):
    """The stamp's certificate file cannot be opened with the passphrase at hand."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "S204"


def opened_pair(path: Path, passphrase: Passphrase) -> KeyPair:
    """Key and certificate of a PKCS#12 file, opened once a run; none but its owner may read it.

    Raises StampKeyExposedError or StampKeyUnreadableError.
    """
    refuse_exposed(path)
    return _opened(path, path.stat().st_mtime_ns, passphrase)


def key_signer(path: Path, passphrase: Passphrase) -> KeySigner:
    """The signer of a PKCS#12 file; one a run."""
    return _signer(opened_pair(path, passphrase))


def unpacked(p12: bytes, passphrase: Passphrase, name: str, path: Path) -> KeyPair:
    """Key, certificate and chain out of a PKCS#12 file; StampKeyUnreadableError says why not."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(p12, passphrase.value)
    except (ValueError, TypeError, NotImplementedError):
        raise StampKeyUnreadableError(name=name, path=path, reason="口令不对或文件损坏") from None
    if certificate is None or key is None:
        raise StampKeyUnreadableError(name=name, path=path, reason="缺证书或密钥")
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise StampKeyUnreadableError(name=name, path=path, reason=UNKNOWN_KEY)
    return KeyPair(key, certificate, tuple(chain))


@cache
def _opened(path: Path, _modified: int, passphrase: Passphrase) -> KeyPair:
    return unpacked(path.read_bytes(), passphrase, path.parent.name, path)


@cache
def _signer(pair: KeyPair) -> KeySigner:
    return KeySigner(pair)
