"""Finished documents looked over: a Word file read, a PDF measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from acts.documents import own_templates, read_paper
from acts.records import RecordDamagedError, decode_record
from doc_templates.catalogue import find_kind, load_catalogue
from doc_templates.lint.paper import lint_pdf
from doc_templates.lint.word import lint_word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cases.findings import Finding
    from doc_templates.catalogue import DocumentKind

_WORD = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LARGEST_RECORD = 1_000_000


@dataclass(frozen=True, slots=True)
class LintReport:
    """What a file was taken for and what is wrong with it; a Word file has no pages yet.

    ``told_by`` says how the kind is known: 指定, 记录 or 识别.
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
    """A finished docx or PDF looked over, as the kind named, recorded beside it or recognised.

    ``start`` tells the workspace whose catalogue and templates count. Raises
    NoSuchPaperError, PaperTooLargeError, UnknownDocumentKindError, UnreadablePdfError and
    PdfTooLargeError.
    """
    kinds = load_catalogue(own_templates(start))
    content = read_paper(path)
    told_by, kind = _known(kinds, path, kind_name)
    if content.startswith(_WORD):
        found = lint_word(content, path.name)
        id_, label, layout = (kind.id, kind.label, kind.layout) if kind else ("", "", "")
        return LintReport(path.name, id_, label, layout, told_by if kind else "", 0, found)
    linted = lint_pdf(content, path.name, kinds, kind)
    id_, label = (linted.kind.id, linted.kind.label) if linted.kind else ("", "")
    profile, pages = linted.profile.value, linted.pages
    return LintReport(path.name, id_, label, profile, told_by, pages, linted.findings)


def _known(
    kinds: Mapping[str, DocumentKind], path: Path, kind_name: str
) -> tuple[str, DocumentKind | None]:
    """How the kind is known, and the kind."""
    if kind_name:
        return "指定", find_kind(kinds, kind_name)
    kind = kinds.get(_recorded_kind(path.with_suffix(".json")))
    return ("记录", kind) if kind else ("识别", None)


def _recorded_kind(record: Path) -> str:
    """The kind in the record beside a document; nothing where there is none."""
    if not record.is_file() or record.stat().st_size > _LARGEST_RECORD:
        return ""
    try:
        return decode_record(record.read_bytes()).kind
    except (ValueError, TypeError, AttributeError, RecordDamagedError):
        return ""
