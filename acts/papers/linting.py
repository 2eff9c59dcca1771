"""Finished documents looked over: a Word file read, a PDF measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acts.papers.documents import own_templates, read_paper
from acts.papers.records import DocumentRecord, decode_record
from cases.digest import digest_of
from doc_templates.catalogue import find_kind, load_catalogue
from doc_templates.lint.looking import look_over, look_over_confined

if TYPE_CHECKING:
    from pathlib import Path

    from cases.findings import Finding

_LARGEST_RECORD = 1_000_000


@dataclass(frozen=True, slots=True)
class LintReport:
    """What a file was taken for and what is wrong with it; a Word file has no pages yet.

    ``told_by`` says how its kind is known: 指定, 记录 or 识别.
    """

    file: str
    kind: str
    label: str
    profile: str
    told_by: str
    pages: int
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The report as ``doc lint --json`` shows it."""
        return {
            "file": self.file,
            "kind": self.kind,
            "profile": self.profile,
            "pages": self.pages,
            "findings": [found.as_json() for found in self.findings],
        }


def lint_file(start: Path, path: Path, kind_name: str = "") -> LintReport:
    """A finished docx or PDF looked over as the kind named, recorded beside it or recognised.

    ``start`` tells the workspace whose catalogue counts. What is not the very file of a
    record is read in a child process with limits. Raises NoSuchPaperError,
    PaperTooLargeError, UnknownDocumentKindError, UnreadablePdfError and PdfTooLargeError.
    """
    kinds = load_catalogue(own_templates(start))
    content, record = read_paper(path), record_beside(path)
    recorded = kinds.get(record.kind) if record else None
    kind = find_kind(kinds, kind_name) if kind_name else recorded
    own = record is not None and record.sha256 == digest_of(content)
    look = look_over if own else look_over_confined
    found = look(content, path.name, kinds, kind)
    told_by = "指定" if kind_name else "记录" if recorded else "识别" if found.pages else ""
    label = kinds[found.kind].label if found.kind in kinds else ""
    return LintReport(
        path.name, found.kind, label, found.profile, told_by, found.pages, found.findings
    )


def record_beside(path: Path) -> DocumentRecord | None:
    """The record beside a document; none where there is no readable one."""
    record = path.with_suffix(".json")
    if not record.is_file() or record.stat().st_size > _LARGEST_RECORD:
        return None
    try:
        return decode_record(record.read_bytes())
    except (ValueError, TypeError, AttributeError, OSError):
        return None
