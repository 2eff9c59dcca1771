"""A look at every paper and piece of evidence before sealing: opened, validated, verified.

Nothing is taken from the record's word: papers of ours are validated as PDF/A-2b anew, signatures
verified, papers and evidence of others opened in a child process with limits.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from acts.stamps.stamping import stamp_store
from cases.digest import digest_of, digest_of_file
from cases.words import message
from doc_templates.media_types import OLE, PDF
from doc_templates.opening.confining import MOST_BYTES, open_confined
from doc_templates.opening.opened import Opened
from doc_templates.pages import producer_of
from doc_templates.stamping.verifying import verify_confined, verify_pdf
from doc_templates.validation import VALID, claimed_level, pdfa_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from acts.sealing.package_items import Subject
    from doc_templates.stamping.verifying import Verification

_SIGNED = b"/ByteRange"
_MACROS = "vbaProject.bin"
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class PaperLook:
    """One paper: digest of its bytes now, PDF/A verdict, signatures, the program it is from.

    ``digest`` is empty where the file cannot be read; ``validation`` is the verdict in full.
    """

    digest: str = ""
    verdict: str = ""
    validation: Mapping[str, object] = field(default_factory=dict)
    signatures: Verification | None = None
    program: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLook:
    """One piece of evidence: what became of opening it, and what is to be remarked."""

    opened: Opened = field(default_factory=Opened)
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looks:
    """What was seen, by the path of the paper's record or of the evidence in its folder."""

    papers: Mapping[str, PaperLook] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceLook] = field(default_factory=dict)


def look_over(bureau: Bureau, subject: Subject) -> Looks:
    """Look at everything that is about to be sealed."""
    return Looks(
        {record.path: _look_at(bureau, record) for record in subject.records},
        {row.path: look_at_evidence(subject.folder / row.path) for row in subject.evidence},
    )


def _look_at(bureau: Bureau, record: DocumentRecord) -> PaperLook:
    """A paper's own bytes, judged."""
    path = bureau.workspace.root / (record.pdf or record.docx)
    try:
        content = path.read_bytes()
    except OSError:
        return PaperLook()
    digest = digest_of(content)
    if path.suffix.lower() != ".pdf" or digest != record.sha256:
        return PaperLook(digest)
    if record.received:
        opened = open_confined(content, path.name, pdfa=True)
        return PaperLook(digest, opened.pdfa, signatures=_signatures(bureau, record, content))
    verdict = pdfa_verdict(content, record.pdf)
    signatures = _signatures(bureau, record, content)
    program = producer_of(content)
    return PaperLook(digest, verdict.word, verdict.as_record(), signatures, program)


def _signatures(bureau: Bureau, record: DocumentRecord, content: bytes) -> Verification | None:
    """The signatures of a PDF; nothing for one that has none."""
    if _SIGNED not in content:
        return None
    judge = verify_confined if record.received else verify_pdf
    return judge(content, stamp_store(bureau), file=record.pdf)


def look_at_evidence(path: Path) -> EvidenceLook:
    """Open a piece of evidence within limits, and say in words what is the matter with it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return EvidenceLook(flaws=(message("W754", {}),))
        content = path.read_bytes()
    except OSError:
        return EvidenceLook()
    opened = open_confined(content, path.name, pdfa=bool(_claims_pdfa(content)))
    return EvidenceLook(opened, tuple(message(code, {}) for code in _flaws(opened, content)))


def _claims_pdfa(content: bytes) -> str:
    return claimed_level(content) if content.startswith(b"%PDF") else ""


def _flaws(opened: Opened, content: bytes) -> Iterator[str]:
    """The codes of what is to be remarked."""
    if opened.secret:
        yield "W751"
    if opened.fault:
        yield "W752"
    if opened.unlooked:
        yield "W754"
    if _has_macros(opened, content):
        yield "W753"
    if opened.media_type == PDF and opened.is_readable and opened.pdfa not in ("", VALID):
        yield "W756"


def _has_macros(opened: Opened, content: bytes) -> bool:
    """Whether an office file carries a program; only the names of a zip are read."""
    if opened.media_type == OLE:
        return _OLD_MACROS in content
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return any(name.endswith(_MACROS) for name in package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def is_there(path: Path, digest: str) -> bool:
    """Whether a file holds just the bytes registered."""
    try:
        return digest_of_file(path) == digest
    except OSError:
        return False
