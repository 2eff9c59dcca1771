"""What is asked and found while a PDF is verified."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity, errors_of

if TYPE_CHECKING:
    from datetime import datetime

    from doc_templates.stamping.verification.beliefs import Beliefs

CLAUSE = "本局设定"
MOST_CHANGES = 40
# Whose certificate it is and whose paper; the bytes may be whole for all that.
TRUST_CODES = frozenset(
    {"S405", "S406", "S407", "S415", "S417", "S419", "S420", "S435", "S437"}
    | {"S441", "S442", "S443", "S444", "S445", "S446", "S447", "S448", "S450"}
)


@cache
def library_faults() -> tuple[type[Exception], ...]:
    """Whatever a hostile or broken file makes the libraries raise."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import CMSStructuralError, UnacceptableSignerError
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator.errors import PathError, ValidationError

    ours = (PdfError, CMSStructuralError, UnacceptableSignerError, SignatureValidationError)
    return (
        *ours,
        PathError,
        ValidationError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NotImplementedError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
    )


@dataclass(slots=True)
class Inquiry:
    """One verification under way: the file's name, what is believed, the day, the findings.

    ``witnessed`` is when a register of ours recorded these very bytes as stamped;
    ``document_times`` are revisions with the believed time stamps over all before them.
    """

    file: str
    beliefs: Beliefs
    now: datetime
    witnessed: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    document_times: list[tuple[int, datetime]] = field(default_factory=list)

    def find(
        self, code: str, where: str = "", /, *, warning: bool = False, **facts: object
    ) -> None:
        """Say something; once, however many signatures lead to it."""
        severity = Severity.WARNING if warning else Severity.ERROR
        known = {name: str(value) for name, value in facts.items()}
        finding = Finding(code, severity, Place(self.file, key=where), known, CLAUSE)
        if finding not in self.findings:
            self.findings.append(finding)

    @property
    def is_changed(self) -> bool:
        """Whether something speaks against the bytes themselves."""
        return any(each.code not in TRUST_CODES for each in errors_of(self.findings))
