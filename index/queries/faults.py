"""What is wrong with a query, each fault with its place, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.words.widths import width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHOWN = 60  # signs of a query on a line
_MOST = 10  # faults told


class EmptyQueryError(JiangdangError):
    """Nothing was asked: neither words nor filters."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I103"


class BadQueryError(JiangdangError):
    """A query cannot be understood; the findings say where and why."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I310"


class QueryTooLongError(JiangdangError):
    """A query is longer than anybody types."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I311"


class QueryTooDeepError(JiangdangError):
    """Brackets stand in brackets too many times."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I312"


class TooManyTermsError(JiangdangError):
    """A query asks for too many things at once."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I313"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a query, between two places in it."""

    code: str
    start: int
    end: int
    facts: Mapping[str, str] = field(default_factory=dict)


def bad_query(text: str, faults: Sequence[Fault]) -> BadQueryError:
    """The error for a query: its line, a mark below each fault, and what each is."""
    told = {(fault.start, fault.code): fault for fault in faults}
    ordered = [told[key] for key in sorted(told)]
    line, marks = _marked(text, ordered)
    findings = [
        Finding(fault.code, place=Place(key=f"第 {fault.start + 1} 个字"), facts=fault.facts)
        for fault in ordered[:_MOST]
    ]
    return BadQueryError(findings=findings, count=len(ordered), line=line, marks=marks)


def is_half(sign: str) -> bool:
    """Whether a sign is half a character (a lone surrogate), which no text holds."""
    return "\ud800" <= sign <= "\udfff"


def shown(text: str) -> str:
    """A piece of a query as a message quotes it: short, without signs nobody can see."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return seen if len(seen) <= _SHOWN // 2 else seen[: _SHOWN // 2] + "…"


def _marked(text: str, faults: Sequence[Fault]) -> tuple[str, str]:
    """The stretch of a query around its first fault, and the line of marks below it."""
    first = faults[0].start
    start = 0 if len(text) <= _SHOWN or first < _SHOWN // 2 else first - _SHOWN // 2
    seen = [sign if sign.isprintable() else " " * width(sign) for sign in text[start:]][:_SHOWN]
    cut = len(text) > start + _SHOWN
    marked = {fault.start for fault in faults} | {
        at for fault in faults for at in range(fault.start, min(fault.end, len(text)))
    }
    marks = "".join(
        ("^" if start + at in marked else " ") * width(sign) for at, sign in enumerate(seen)
    )
    marks += "^" if start + len(seen) in marked else ""
    before = "…" if start else ""
    return f"{before}{''.join(seen)}{'…' if cut else ''}", " " * width(before) + marks.rstrip()
