"""The envelope of a signature (RFC 5652): what no digest covers must be exactly what it should be.

Lengths, versions and algorithm names around the signed attributes are not signed themselves. A
reader that is lenient with them would let them be changed unnoticed.
"""

from __future__ import annotations

from typing import Any

from doc_templates.stamping.verification.inquiry import library_faults

_DEEPEST = 40
_VERSIONS = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
_CONTENT = frozenset({"data", "tst_info"})


def is_exact(embedded: Any) -> bool:
    """Whether the signature's envelope is strict DER and says the same as what is in it."""
    content = bytes(embedded.pkcs7_content)
    try:
        return _is_der(content, padded=True) and _is_consistent(embedded)
    except library_faults():
        return False


def _is_der(content: bytes, *, padded: bool = False, depth: int = 0) -> bool:
    """Whether every length is written the one right way and leads exactly to the next value."""
    from asn1crypto import parser

    place = 0
    while place < len(content):
        used = int(parser.peek(content[place:]))
        _, method, _, header, inner, trailer = parser.parse(content[place : place + used])
        if trailer or not content[place] or not _is_shortest(header, len(inner)):
            return False
        if method and (depth >= _DEEPEST or not _is_der(inner, depth=depth + 1)):
            return False
        place += used
        if padded:
            return not any(content[place:])
    return True


def _is_shortest(header: bytes, length: int) -> bool:
    """Whether a header writes its length in as few bytes as it takes."""
    if length < 0x80:
        return header[-1] == length
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return header.endswith(bytes([0x80 | len(digits)]) + digits)


def _is_consistent(embedded: Any) -> bool:
    """Whether versions, algorithms and the signer's name fit each other."""
    data, signer = embedded.signed_data, embedded.signer_info
    sort = signer["sid"].name
    algorithms = [*data["digest_algorithms"], signer["digest_algorithm"]]
    names = {each["algorithm"].native for each in data["digest_algorithms"]}
    return (
        _is_plain(embedded, data, signer)
        and data["version"].native == _version(data, sort)
        and signer["version"].native == _VERSIONS[sort]
        and signer["digest_algorithm"]["algorithm"].native in names
        and all(_has_no_parameters(each) for each in algorithms)
        and _has_fitting_parameters(signer["signature_algorithm"])
        and _names_the_certificate(signer["sid"], embedded.signer_cert)
    )


def _is_plain(embedded: Any, data: Any, signer: Any) -> bool:
    """Whether it is signed data about content, and names its types in full."""
    from asn1crypto import cms, core

    outer = cms.ContentInfo.load(bytes(embedded.pkcs7_content))
    enclosed = data["encap_content_info"]
    lists = data["crls"]
    return bool(
        outer["content_type"].native == "signed_data"
        and enclosed["content_type"].native in _CONTENT
        and len(data["signer_infos"]) == 1
        and (lists is core.VOID or isinstance(lists, core.Void) or len(lists))
        and signer["signature"].native
    )


def _version(data: Any, sort: str) -> str:
    """The version that RFC 5652 5.1 asks for."""
    certificates = data["certificates"]
    kinds = {each.name for each in certificates} if len(certificates) else set()
    if "other" in kinds:
        return "v5"
    if "v2_attr_cert" in kinds:
        return "v4"
    is_data = data["encap_content_info"]["content_type"].native == "data"
    return "v1" if is_data and sort == "issuer_and_serial_number" else "v3"


def _has_no_parameters(algorithm: Any) -> bool:
    """Whether a digest's parameters are absent or NULL."""
    return algorithm["parameters"].native is None and algorithm.dump()[-2:] in (
        b"\x05\x00",
        algorithm["algorithm"].dump()[-2:],
    )


def _has_fitting_parameters(algorithm: Any) -> bool:
    """Whether only RSASSA-PSS has parameters."""
    return algorithm["algorithm"].native == "rsassa_pss" or algorithm["parameters"].native is None


def _names_the_certificate(identifier: Any, certificate: Any) -> bool:
    """Whether the signer's identifier is, byte for byte, that of the certificate."""
    if identifier.name != "issuer_and_serial_number":
        return bool(identifier.chosen.native == certificate.key_identifier)
    chosen = identifier.chosen
    return bool(
        chosen["issuer"].dump() == certificate.issuer.dump()
        and chosen["serial_number"].native == certificate.serial_number
    )
