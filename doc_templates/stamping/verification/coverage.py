"""How far a signature reaches: its byte range, the gap that holds its own value, what is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from doc_templates.stamping.verification.gathering import Signed

_HEX = re.compile(rb"<(?:[0-9A-Fa-f]{2}){4,}>")


class Gap(StrEnum):
    """What lies in the gap that a byte range leaves for the signature's value."""

    OWN = "own"
    PADDED = "padded"
    SMUGGLED = "smuggled"
    SHIFTED = "shifted"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Reach:
    """The bytes a signature covers: all up to ``end`` but the gap at ``start``."""

    gap: Gap
    start: int = 0
    end: int = 0
    covered: int = 0


def reach_of(signed: Signed, pdf: bytes) -> Reach:
    """Where the signature reaches, and whether its gap holds its own value and nothing else."""
    numbers = _numbers(signed.embedded.byte_range)
    content = bytes(signed.embedded.pkcs7_content)
    if numbers is None:
        return Reach(Gap.SHIFTED)
    first, second, length = numbers
    gap = _gap(pdf, first, second, content)
    return Reach(gap, first, second + length, first + length)


def _numbers(byte_range: Any) -> tuple[int, int, int] | None:
    """Length of the first part, start and length of the second; None for a range that cannot be."""
    try:
        start, first, second, length = (int(part) for part in byte_range)
    except library_faults():
        return None
    if start != 0 or not 0 < first < second or length < 0:
        return None
    return first, second, length


def _gap(pdf: bytes, first: int, second: int, content: bytes) -> Gap:
    """What lies between the two parts that are signed."""
    gap = pdf[first:second]
    if _HEX.fullmatch(gap) and bytes.fromhex(gap[1:-1].decode("ascii")) == content:
        return Gap.OWN if _is_plain(gap, content) else Gap.PADDED
    own = _hex_place(pdf, content)
    if own is None:
        return Gap.ELSEWHERE
    if own == first:
        return Gap.SMUGGLED
    touches = own + 2 * len(content) + 2 == second or abs(own - first) < 10
    return Gap.SHIFTED if touches else Gap.ELSEWHERE


def _hex_place(pdf: bytes, content: bytes) -> int | None:
    """Where the value itself is written as hexadecimal digits."""
    for digits in (content.hex(), content.hex().upper()):
        found = pdf.find(b"<" + digits.encode("ascii") + b">")
        if found >= 0:
            return found
    return None


def _is_plain(gap: bytes, content: bytes) -> bool:
    """Whether the gap holds one DER value, then zeros, all in one case of digits."""
    from asn1crypto import parser

    if gap not in (gap.lower(), gap.upper()):
        return False
    try:
        used = int(parser.peek(content))
    except library_faults():
        return False
    return not any(content[used:])
