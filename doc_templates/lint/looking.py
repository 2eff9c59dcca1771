"""Looking over a finished document of either sort, here or in a child process with limits."""

from __future__ import annotations

import atexit
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cases.findings import Finding, Place, Severity
from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.lint.measuring import MOST_PDF_BYTES, PdfTooLargeError, UnreadablePdfError
from doc_templates.lint.paper import lint_pdf
from doc_templates.lint.word import lint_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind

CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 30, 60, 2048
_WORD = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKER = Confined(CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES)
atexit.register(_WORKER.close)


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What a document was taken for (id of its kind, layout), its pages, its findings.

    A Word file has no pages yet, and no layout where its kind is not known.
    """

    kind: str
    profile: str
    pages: int
    findings: tuple[Finding, ...]


def look_over(
    content: bytes, name: str, kinds: Mapping[str, DocumentKind], kind: DocumentKind | None = None
) -> LookedOver:
    """A docx or PDF of our own making looked over in this process.

    Raises UnreadablePdfError and PdfTooLargeError.
    """
    if content.startswith(_WORD) or _is_called_word(content, name):
        found = lint_word(content, name)
        return LookedOver(kind.id if kind else "", kind.layout if kind else "", 0, found)
    linted = lint_pdf(content, name, kinds, kind)
    known = linted.kind.id if linted.kind else ""
    return LookedOver(known, linted.profile.value, linted.pages, linted.findings)


def _is_called_word(content: bytes, name: str) -> bool:
    """Whether a file is named as Word's, and is no PDF under that name."""
    return name.lower().endswith((".docx", ".docm", ".doc")) and not content.startswith(b"%PDF")


def look_over_confined(
    content: bytes, name: str, kinds: Mapping[str, DocumentKind], kind: DocumentKind | None = None
) -> LookedOver:
    """A document from anywhere, looked over in a child process with limits.

    Raises UnreadablePdfError, and PdfTooLargeError also where it takes more time or memory
    than any document needs.
    """
    if len(content) > MOST_PDF_BYTES:
        raise PdfTooLargeError(name=name, what=f"{MOST_PDF_BYTES // 1_000_000} MB")
    head = {"task": "lint", "name": name, "kind": kind.id if kind else "",
            "kinds": [asdict(each) for each in kinds.values()]}  # fmt: skip
    try:
        told = _WORKER.ask(name, head, content).head
    except TooSlowError:
        raise PdfTooLargeError(name=name, what=f"处理超过 {CPU_SECONDS} 秒") from None
    except TooMuchMemoryError:
        raise PdfTooLargeError(name=name, what=f"内存超过 {MEMORY_MEGABYTES} MB") from None
    if told.get("code") == PdfTooLargeError.code:
        raise PdfTooLargeError(**told["facts"])
    if "code" in told:
        raise UnreadablePdfError(name=name)
    return _back(told)


def as_plain(found: LookedOver) -> dict[str, Any]:
    """What was found, as it travels from the child."""
    rows = [
        {**asdict(each), "severity": each.severity.value, "facts": dict(each.facts)}
        for each in found.findings
    ]
    return {"kind": found.kind, "profile": found.profile, "pages": found.pages, "findings": rows}


def _back(told: dict[str, Any]) -> LookedOver:
    """What travelled."""
    findings = tuple(
        Finding(
            each["code"], Severity(each["severity"]), Place(**each["place"]), each["facts"],
            each["clause"],
        )
        for each in told["findings"]
    )  # fmt: skip
    return LookedOver(told["kind"], told["profile"], told["pages"], findings)
