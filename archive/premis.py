"""Acts of ours by the event types of PREMIS 3.

The terms are those of http://id.loc.gov/vocabulary/preservation/eventType.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VOCABULARY = "http://id.loc.gov/vocabulary/preservation/eventType"
_OTHER = "metadata modification"
TERMS: Mapping[str, str] = {
    "open": "creation",
    "new": "creation",
    "make": "creation",
    "receive": "capture",
    "evidence": "capture",
    "stamp": "digital signature generation",
    "sign": "digital signature generation",
    "verify-signature": "digital signature validation",
    "validate": "validation",
    "review": "validation",
    "issue": "validation",
    "approve": "validation",
    "digest": "message digest calculation",
    "convert": "normalization",
    "seal": "information package creation",
    "transfer": "transfer",
    "verify": "fixity check",
}
LABELS: Mapping[str, str] = {
    "stamp": "用印",
    "sign": "签名",
    "verify-signature": "核验签名",
    "validate": "核验格式",
}


def premis_term(act: str) -> str:
    """The event type of an act; what only changes the description is a modification of it."""
    return TERMS.get(act, _OTHER)
