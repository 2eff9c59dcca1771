"""The signature container (CMS, PAdES baseline) over a document's digest."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.revisions.timestamps import TimestampMissingError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from doc_templates.stamping.revisions.timestamps import TimestampAuthority
    from doc_templates.stamping.signers.signer import Signer

_BARE = 1200  # bytes of a container besides certificates and signature value
_TIMESTAMP = 8000  # bytes kept for a timestamp with its authorities
_DIGEST = "sha256"


def room_for(signer: Signer, authority: TimestampAuthority | None) -> int:
    """Hexadecimal digits to keep free in the PDF for the signer's container."""
    from cryptography.hazmat.primitives.serialization import Encoding

    known = [signer.certificate, *signer.chain]
    certificates = sum(len(each.public_bytes(Encoding.DER)) for each in known)
    value = (signer.certificate.public_key().key_size + 7) // 8  # type: ignore[union-attr]
    time = _TIMESTAMP if authority is not None else 0
    return 2 * (_BARE + certificates + 3 * value + time)


def container(digest: bytes, signer: Signer, authority: TimestampAuthority | None) -> bytes:
    """The DER of a PAdES signature over a document's SHA-256 digest.

    Raises SigningFailedError and TimestampMissingError.
    """
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    async def signed() -> Any:
        return await _adapter(signer).async_sign(
            digest,
            _DIGEST,
            use_pades=True,
            timestamper=authority.stamper() if authority else None,
            signed_attr_settings=PdfCMSSignedAttributes(),
        )

    try:
        return bytes(asyncio.run(signed()).dump())
    except TimestampRequestError as error:
        address = authority.address if authority else ""
        raise TimestampMissingError(address=address, reason="对方拒绝或回应不对") from error


@cache
def _adapter(signer: Signer) -> Any:
    """The signer as pyHanko drives one; its certificates are read once a run."""
    from pyhanko.sign.signers import Signer as PyhankoSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Adapter(PyhankoSigner):
        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            return signer.sign(data)

    known: Any = SimpleCertificateStore
    known = known()
    known.register_multiple([_plain(each) for each in signer.chain])
    certificate = _plain(signer.certificate)
    return Adapter(signing_cert=certificate, cert_registry=known, embed_roots=False)


def _plain(certificate: Certificate) -> Any:
    """A certificate as the signature's library holds it."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
