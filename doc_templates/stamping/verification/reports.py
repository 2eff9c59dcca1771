"""What a verification has to say: one report per signature, the findings, the verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place, Severity, errors_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A time that an authority vouches for (RFC 3161)."""

    time: str
    authority: str
    trusted: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to the file after a signature, and whether the signature permits it."""

    what: str
    permitted: bool


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature: whose, with which stamp, when, how far it can be believed.

    ``kind`` is the stamp's kind where it is known (公章, 合同专用章, 签名章). ``proof`` is what
    proves the time ``proven``. ``chain`` leads from the signer's certificate to the authority
    believed. The signature covers ``covered`` bytes, that is revision ``revision`` of
    ``revisions``; ``changes`` came after it. ``value`` is the signature value and
    ``certificate`` the signer's certificate (DER), both in Base64; ``issuer`` is that
    certificate's issuer and serial number, ``rule`` the signature's format (SubFilter).
    """

    signer: str
    stamp: str
    time: str
    trusted: bool
    covers_whole_document: bool
    intact: bool = True
    kind: str = ""
    timestamp: Timestamp | None = None
    proven: str = ""
    proof: str = ""
    chain: tuple[str, ...] = ()
    valid_when_signed: bool = False
    algorithm: str = ""
    revision: int = 0
    revisions: int = 0
    covered: int = 0
    changes: tuple[Change, ...] = ()
    is_document_timestamp: bool = False
    rule: str = ""
    value: str = ""
    certificate: str = ""
    issuer: str = ""

    def as_json(self) -> dict[str, object]:
        """The signature as ``doc verify --json`` shows it."""
        return {
            "signer": self.signer,
            "stamp": self.stamp,
            "time": self.time,
            "trusted": self.trusted,
            "covers_whole_document": self.covers_whole_document,
            "intact": self.intact,
            "kind": self.kind,
            "timestamp": asdict(self.timestamp) if self.timestamp else None,
            "proven_time": self.proven,
            "proof": self.proof,
            "chain": list(self.chain),
            "valid_when_signed": self.valid_when_signed,
            "algorithm": self.algorithm,
            "revision": self.revision,
            "revisions": self.revisions,
            "covered_bytes": self.covered,
            "changes": [asdict(change) for change in self.changes],
            "document_timestamp": self.is_document_timestamp,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a PDF; ``intact`` only when nothing was changed after signing."""

    intact: bool
    signatures: tuple[SignatureReport, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether it is intact and nothing at all speaks against it."""
        return self.intact and not errors_of(self.findings)

    def with_findings(self, findings: Iterable[Finding]) -> Verification:
        """The same verdict with more to be said."""
        return replace(self, findings=(*self.findings, *findings))

    def as_json(self) -> dict[str, object]:
        """The verdict as ``doc verify --json`` shows it."""
        return {
            "intact": self.intact,
            "signatures": [signature.as_json() for signature in self.signatures],
            "findings": [finding.as_json() for finding in self.findings],
        }


def as_plain(verdict: Verification) -> dict[str, Any]:
    """A verdict as it travels from the child process."""
    rows = [
        {**asdict(each), "severity": each.severity.value, "facts": dict(each.facts)}
        for each in verdict.findings
    ]
    signatures = [asdict(each) for each in verdict.signatures]
    return {"intact": verdict.intact, "signatures": signatures, "findings": rows}


def from_plain(told: Mapping[str, Any]) -> Verification:
    """The verdict that travelled."""
    findings = (
        Finding(
            each["code"],
            Severity(each["severity"]),
            Place(**each["place"]),
            each["facts"],
            each["clause"],
        )
        for each in told["findings"]
    )
    reports = (_report(each) for each in told["signatures"])
    return Verification(told["intact"], tuple(reports), tuple(findings))


def _report(plain: Mapping[str, Any]) -> SignatureReport:
    stamped = plain["timestamp"]
    return SignatureReport(
        **{
            **plain,
            "timestamp": Timestamp(**stamped) if stamped else None,
            "chain": tuple(plain["chain"]),
            "changes": tuple(Change(**each) for each in plain["changes"]),
        }
    )
