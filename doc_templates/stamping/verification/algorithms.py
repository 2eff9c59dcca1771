"""Which digests and keys a signature may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from doc_templates.stamping.verification.inquiry import library_faults

_DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
_WEAK_DIGESTS = frozenset({"md2", "md4", "md5", "sha1", "sha224"})
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_LEAST_RSA_BITS = 2048
_LEAST_CURVE_BITS = 256
_NATIONAL = frozenset({"1.2.156.10197.1.301", "1.2.156.10197.1.401", "1.2.156.10197.1.501"})


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What a signature was made with, and why that does not do: too weak, or unknown to us."""

    name: str
    weakness: str = ""
    unknown: str = ""


def algorithm_of(embedded: Any) -> Algorithm:
    """The algorithm of an embedded signature as people name it."""
    information = embedded.signer_info
    digest = str(information["digest_algorithm"]["algorithm"].native)
    used = {digest, _signed_digest(information["signature_algorithm"]) or digest}
    key, weakness, unknown = _key(embedded.signer_cert.public_key)
    name = f"{key}，{'、'.join(sorted(_shown(each) for each in used))}"
    weak = sorted(used & _WEAK_DIGESTS)
    if weak:
        return Algorithm(name, weakness=f"摘要算法 {'、'.join(map(_shown, weak))} 可以被伪造")
    strange = sorted(used - _DIGESTS)
    if strange:
        unknown = unknown or _unknown("、".join(map(_shown, strange)), _NATIONAL & set(strange))
    return Algorithm(name, weakness, unknown)


def _signed_digest(algorithm: Any) -> str:
    """The digest that the signature algorithm names; empty where it names none."""
    try:
        return str(algorithm.hash_algo or "")
    except library_faults():
        return ""


def _key(key: Any) -> tuple[str, str, str]:
    """The key's name; why it is weak; why it is unknown."""
    sort = str(key.algorithm)
    if sort in ("rsa", "rsassa_pss"):
        bits = int(key.bit_size)
        weak = f"RSA 密钥只有 {bits} 位" if bits < _LEAST_RSA_BITS else ""
        return f"RSA {bits} 位", weak, ""
    if sort == "ec":
        return _curve(str(key.curve[1]), int(key.bit_size))
    if sort == "dsa":
        return "DSA", "DSA 密钥已不再使用", ""
    return sort, "", _unknown(sort, _NATIONAL)


def _curve(curve: str, bits: int) -> tuple[str, str, str]:
    """The same for a key on an elliptic curve."""
    known = _CURVES.get(curve)
    if known:
        return f"ECDSA {known}", "", ""
    if bits < _LEAST_CURVE_BITS:
        return f"ECDSA {curve}", f"ECDSA 密钥只有 {bits} 位", ""
    return f"ECDSA {curve}", "", _unknown(curve, _NATIONAL)


def _unknown(name: str, national: frozenset[str]) -> str:
    """Why an algorithm cannot be judged here."""
    if name in _NATIONAL or (national and name in national):
        return "使用国密算法（SM2、SM3），请用签发机构的验章工具核对"
    return f"算法 {name} 不在认可之列"


def _shown(digest: str) -> str:
    """SHA-256 for sha256."""
    return (
        digest.upper().replace("SHA3_", "SHA3-").replace("SHA", "SHA-").replace("SHA-3-", "SHA3-")
    )
