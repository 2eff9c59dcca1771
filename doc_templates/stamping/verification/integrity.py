"""Whether content and signature value of a signature still fit each other."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.envelopes import is_exact
from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from doc_templates.stamping.verification.gathering import Signed

_FORMATS = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached", "/ETSI.CAdES"})
_OLD_FORMATS = frozenset({"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"})


class Soundness(StrEnum):
    """What holds of a signature: all of it, or which part does not."""

    SOUND = "sound"
    CONTENT_CHANGED = "content changed"
    VALUE_BROKEN = "value broken"
    MALFORMED = "malformed"


def unsupported_format(signed: Signed) -> str:
    """Why a signature of this format cannot be judged here; empty when it can."""
    name = str(signed.embedded.sig_object.get("/SubFilter", ""))
    if name in _FORMATS or signed.is_timestamp:
        return ""
    if name in _OLD_FORMATS:
        return f"签名格式 {name[1:]} 已废止，只有 SHA-1 摘要"
    return f"签名格式 {name[1:] or '没有写明'} 无法在本机核对，请用签发机构的验章工具"


def soundness_of(signed: Signed) -> Soundness:
    """Digest and signature value of a signature over its own byte range."""

    try:
        content_fits, value_fits = _compared(signed.embedded)
    except library_faults():
        return Soundness.MALFORMED
    if not value_fits:
        return Soundness.VALUE_BROKEN
    if not is_exact(signed.embedded):
        return Soundness.MALFORMED
    return Soundness.SOUND if content_fits else Soundness.CONTENT_CHANGED


def _compared(embedded: Any) -> tuple[bool, bool]:
    """Whether the digest is that of the content, and the value that of the digest."""
    from asn1crypto import core
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    enclosed = embedded.signed_data["encap_content_info"]
    if enclosed["content"] is not core.VOID:
        raise ValueError("a detached signature encloses content")
    return validate_sig_integrity(
        embedded.signer_info,
        embedded.signer_cert,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
