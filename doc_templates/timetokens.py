"""Time-stamp tokens over bytes of ours (RFC 3161): asked for, kept as answered, judged offline.

A token is kept as the authority's whole answer (``.tsr``), its certificates inside, so that
``openssl ts -verify`` reads it too. It is judged as its authority stood when it was made.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.revisions.timestamps import TimestampMissingError, asked
from doc_templates.stamping.verification.authorities import context_at, subject_of
from doc_templates.stamping.verification.beliefs import Beliefs
from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 100_000
_WEAK_DIGESTS = frozenset({"md2", "md5", "sha1"})
_SHORTEST_RSA = 2048
_NEVER = datetime.min.replace(tzinfo=UTC)


class NoTokenError(JiangdangError):
    """The time-stamping authority gave no token that could be kept."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "J246"


@dataclass(frozen=True, slots=True)
class TimeToken:
    """A token as it was judged.

    ``ends`` is when the authority's certificate ends, ``weak`` names an algorithm nobody should
    rely on any more, ``intact`` says that token and data belong together, ``trusted`` that the
    authority is one of those believed.
    """

    at: datetime = _NEVER
    authority: str = "？"
    ends: datetime = _NEVER
    weak: str = ""
    intact: bool = False
    trusted: bool = False


def ask_token(address: str, data: bytes) -> bytes:
    """The authority's answer that vouches for the data now, with its certificates.

    Raises NoTokenError when there is no answer, a refusal, or one to something else.
    """
    from asn1crypto import algos, tsp
    from pyhanko.sign.timestamps.common_utils import handle_tsp_response

    digest = hashlib.sha256(data).digest()
    imprint = tsp.MessageImprint(
        {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
    )
    nonce: Any = secrets.randbits(63)
    query = tsp.TimeStampReq(
        {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    try:
        answer = asked(address, query.dump())
        handle_tsp_response(tsp.TimeStampResp.load(answer, strict=True), nonce)
    except TimestampMissingError as error:
        raise NoTokenError(address=address, reason=error.facts["reason"]) from error
    except library_faults() as error:
        raise NoTokenError(address=address, reason="机构拒绝，或回应读不出") from error
    if not judge_token(answer, data, ()).intact:
        raise NoTokenError(address=address, reason="回应的不是所送的摘要，或没有带证书")
    return answer


def judge_token(answer: bytes, data: bytes, roots: Sequence[bytes]) -> TimeToken:
    """What a kept answer is worth as a token over the data; ``roots`` (DER) are those believed."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return asyncio.run(_judged(_signed_data(answer), data, Beliefs("", tuple(roots))))
    except library_faults():
        return TimeToken()


def _signed_data(answer: bytes) -> Any:
    from asn1crypto import tsp

    response: Any = tsp.TimeStampResp.load(answer, strict=True)
    return response["time_stamp_token"]["content"]


async def _judged(signed: Any, data: bytes, beliefs: Beliefs) -> TimeToken:
    """The token against data and authority, at the moment it names itself."""
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    told: Any = signed["encap_content_info"]["content"].parsed
    at = told["gen_time"].native
    found = await validate_tst_signed_data(
        signed, context_at(beliefs, at), lambda name: hashlib.new(name, data).digest()
    )
    status = TimestampSignatureStatus(**found)
    certificate = status.signing_cert
    sound = bool(status.intact and status.valid)
    return TimeToken(
        at,
        subject_of(certificate),
        certificate.not_valid_after,
        _weakness(signed, told, certificate),
        sound,
        bool(sound and status.trusted),
    )


def _weakness(signed: Any, told: Any, certificate: Any) -> str:
    """The first algorithm of a token that is too weak to go on relying on."""
    imprint = told["message_imprint"]["hash_algorithm"]["algorithm"].native
    digest = signed["signer_infos"][0]["digest_algorithm"]["algorithm"].native
    key = certificate.public_key
    for name in (imprint, digest):
        if name in _WEAK_DIGESTS:
            return str(name).upper()
    if key.algorithm == "rsa" and key.bit_size < _SHORTEST_RSA:
        return f"RSA {key.bit_size} 位"
    return ""
