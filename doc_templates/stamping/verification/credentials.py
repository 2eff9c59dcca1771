"""What a signature is made of, for those who keep it: value, certificate, format.

DA/T 46-2009 asks for them by M58 签名规则, M61 签名结果, M62 证书 and M63 证书引证.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from doc_templates.stamping.verification.inquiry import library_faults


@dataclass(frozen=True, slots=True)
class Credentials:
    """SubFilter, signature value and certificate (Base64), issuer with serial number."""

    rule: str = ""
    value: str = ""
    certificate: str = ""
    issuer: str = ""


def credentials_of(embedded: Any) -> Credentials:
    """The credentials of an embedded signature; empty where they cannot be read."""
    try:
        certificate = embedded.signer_cert
        rule = str(embedded.sig_object.get("/SubFilter", "")).removeprefix("/")
        return Credentials(
            rule=rule,
            value=b64encode(embedded.signer_info["signature"].native).decode("ascii"),
            certificate=b64encode(certificate.dump()).decode("ascii"),
            issuer=f"{certificate.issuer.human_friendly}；序列号 {certificate.serial_number:x}",
        )
    except library_faults():
        return Credentials()
