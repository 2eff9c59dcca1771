"""Whether a PDF keeps what PDF/A-2b (ISO 19005-2) asks: checked, not believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from cases.digest import digest_of
from cases.findings import Finding, Place

LEVEL = "2b"
VALID = "PDF/A-2b"
MOST_SHOWN = 50
# The validator takes a stream whose last byte is a carriage return, followed by the line feed
# before "endstream", for one byte too long; one compressed stream in 256 ends so.
_LENGTH_RULE = "PDFA2B-STREAM-LENGTH-001"
# The validator wants every signature to cover the whole file. Of several signers each covers the
# file as it was when he signed (ISO 19005-2 6.4.3 asks for no more): the last one covers it all.
_RANGE_RULE = "PDFA2B-SIGNATURE-BYTERANGE-001"
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_RANGES = re.compile(rb"/ByteRange\s*\[")
_REVISION_END = re.compile(rb"%%EOF[\r\n]{0,2}$")
_PART = re.compile(rb"""pdfaid:part(?:>|=["'])([1-4])""")
_CONFORMANCE = re.compile(rb"""pdfaid:conformance(?:>|=["'])([A-Ua-u])""")
_LENGTH = re.compile(rb"/Length\s+(\d+)(\s+\d+\s+R)?")
_STREAMS = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b(?:(?!endobj).)*?>>\s*stream\r?\n", re.DOTALL)
_END = re.compile(rb"(\r\n|\n|\r)?endstream")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the validator says of one PDF, in a form that can be tried again later.

    ``rules`` is how many it tried; ``overruled`` how many findings of its were shown to be wrong;
    ``digest`` and ``size`` are those of the bytes it judged, which signing only adds to.
    """

    validator: str
    rules: int
    overruled: int
    digest: str
    size: int
    findings: tuple[Finding, ...]

    @property
    def word(self) -> str:
        """``PDF/A-2b``, or the sentence of the first finding."""
        return self.findings[0].message if self.findings else VALID

    def as_record(self) -> dict[str, object]:
        """As it stands in the document's record."""
        return {
            "profile": VALID,
            "validator": self.validator,
            "rules": self.rules,
            "findings": len(self.findings),
            "overruled": self.overruled,
            "sha256": self.digest,
            "bytes": self.size,
        }


def claimed_level(pdf: bytes) -> str:
    """The level of PDF/A that a file says it keeps, such as ``2b``; empty when it says none.

    What only a compressed packet says is not seen; PDF/A asks for a packet in clear.
    """
    part, conformance = _PART.findall(pdf), _CONFORMANCE.findall(pdf)
    if not part:
        return ""
    told: bytes = part[-1] + (conformance[-1] if conformance else b"")
    return told.decode("ascii").lower()


def pdfa_verdict(pdf: bytes, file: str = "", level: str = LEVEL) -> Verdict:
    """Try every rule of PDF/A-2b on a PDF; one finding for each rule that it breaks."""
    import page

    try:
        report = page.validate_pdf_bytes(pdf, profile=level)
    except page.PageError as error:
        broken = Finding("D401", place=Place(file), facts={"detail": str(error)[:200]})
        return _verdict(pdf, 0, 0, (broken,))
    real = [failure for failure in report.failures if not _is_mistaken(failure, pdf)]
    details = {failure.rule_id: failure.message for failure in real}
    findings = tuple(
        Finding("D402", place=Place(file), facts={"rule": rule, "detail": detail[:200]})
        for rule, detail in list(details.items())[:MOST_SHOWN]
    )
    return _verdict(pdf, report.rules.total, len(report.failures) - len(real), findings)


def _verdict(pdf: bytes, rules: int, overruled: int, findings: tuple[Finding, ...]) -> Verdict:
    """A verdict of the validator that is installed."""
    name = f"page-validation {version('page-validation')}"
    return Verdict(name, rules, overruled, digest_of(pdf), len(pdf), findings)


def pdfa_findings(pdf: bytes, file: str = "") -> tuple[Finding, ...]:
    """One finding for each rule of PDF/A-2b that the PDF breaks; none when it conforms."""
    return pdfa_verdict(pdf, file).findings


def _is_mistaken(failure: Any, pdf: bytes) -> bool:
    """Whether the validator is wrong about the length of a stream, or an earlier signature."""
    if failure.rule_id == _RANGE_RULE:
        return signatures_cover(pdf)
    if failure.rule_id != _LENGTH_RULE:
        return False
    if failure.object_id is None:
        return streams_hold(pdf)
    return length_holds(pdf, failure.object_id.object_number)


def signatures_cover(pdf: bytes) -> bool:
    """Whether each signature covers all but itself of a revision, and the last the whole file."""
    ranges = [[int(part) for part in found] for found in _RANGE.findall(pdf)]
    if not ranges or len(ranges) != len(_RANGES.findall(pdf)):
        return False
    ends = [start + length for _, start, length in ranges]
    gaps = (pdf[length:start] for length, start, _ in ranges)
    return (
        max(ends) == len(pdf)
        and all(_REVISION_END.search(pdf, max(end - 8, 0), end) for end in ends)
        and all(gap[:1] == b"<" and gap[-1:] == b">" and gap.count(b"<") == 1 for gap in gaps)
    )


def streams_hold(pdf: bytes) -> bool:
    """Whether every stream of a PDF is as long as its /Length says."""
    return all(length_holds(pdf, int(number)) for number in _STREAMS.findall(pdf))


def length_holds(pdf: bytes, number: int) -> bool:
    """Whether the stream of an object is as long as its /Length says (ISO 19005-2, 6.1.7.1)."""
    head = re.search(rb"(?:^|[\r\n])%d 0 obj\b(.*?)stream\r?\n" % number, pdf, re.DOTALL)
    length = head and _LENGTH.search(head[1])
    if not head or not length:
        return False
    told = int(length[1])
    if length[2]:
        held = re.search(rb"(?:^|[\r\n])%d 0 obj\s+(\d+)\s" % told, pdf)
        if not held:
            return False
        told = int(held[1])
    return _END.match(pdf, head.end() + told) is not None
