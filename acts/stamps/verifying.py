"""Verification: a PDF's signatures, held against the registers and what its kind needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from acts.evidence.known_files import Known, against_record, known_file
from acts.papers.body_names import Likeness, likeness
from acts.papers.documents import read_paper
from acts.papers.register_check import check_register
from acts.stamps.paper_stamps import PaperStamps, stamps_of_kind, stamps_of_record
from cases.findings import Severity
from cases.settings import read_settings
from cases.workspace import NoWorkspaceError, Workspace
from doc_templates.catalogue import find_kind, load_catalogue
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verification.matching import match
from doc_templates.stamping.verifying import verify_confined, verify_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from doc_templates.stamping.verifying import Verification

__all__ = ["check_register", "verify_document"]

_NO_STAMPS = ".无印章"


def verify_document(
    start: Path, path: Path, kind_name: str = "", owners: Sequence[str] = ()
) -> Verification:
    """The verdict on a PDF, held against the record, the registers and what its kind needs.

    ``start`` tells the workspace; outside one no stamp is believed. ``kind_name`` with the
    ``owners`` of its stamps says what a paper from outside should be. Reading is enough; what is
    not on record is read in a child process with limits. Raises NoSuchPaperError,
    PaperTooLargeError and UnknownDocumentKindError.
    """
    content, workspace = read_paper(path), _workspace(start, path)
    asked = _asked_kind(workspace, kind_name, owners)
    if workspace is None:
        verdict = verify_confined(content, StampStore(path.parent / _NO_STAMPS), file=path.name)
        return _held_against(verdict, asked, path.name)
    known, doubts = known_file(workspace, path, content)
    verdict = _verdict(workspace, content, path.name, known)
    asked = asked or (stamps_of_record(workspace, known.record) if known.record else None)
    received = known.record is not None and known.record.received
    verdict = _held_against(verdict, asked, path.name, lenient=received)
    found = against_record(known, verdict, content, path.name)
    return verdict.with_findings((*doubts, *found))


def _workspace(start: Path, path: Path) -> Workspace | None:
    """The workspace asked for, else the one that the file lies in."""
    for folder in (start, path.resolve().parent):
        try:
            return Workspace.find(folder)
        except NoWorkspaceError:
            continue
    return None


def _asked_kind(
    workspace: Workspace | None, name: str, owners: Sequence[str]
) -> PaperStamps | None:
    """What a paper of the kind named needs; None where nobody named one."""
    if not name:
        return None
    kind = find_kind(load_catalogue(workspace.templates if workspace else None), name)
    return stamps_of_kind(kind, owners, read_settings(workspace) if workspace else None)


def _verdict(workspace: Workspace, content: bytes, file: str, known: Known) -> Verification:
    """The signatures judged: our own very bytes here, all others in the child."""
    store = StampStore(workspace.stamps, demo=workspace.is_demo)
    judge = verify_pdf if known.is_ours else verify_confined
    return judge(content, store, file=file, witnessed=known.witnessed)


def _held_against(
    verdict: Verification, stamps: PaperStamps | None, file: str, *, lenient: bool = False
) -> Verification:
    """The verdict with what is wrong about the signers.

    Names may differ by their legal form; on a paper taken in, doubts are warnings, since the
    person who took it in saw them.
    """
    if stamps is None:
        return verdict
    found = match(verdict, stamps.needed, file, also=stamps.people, alike=_alike)
    if lenient:
        found = [replace(each, severity=Severity.WARNING) for each in found]
    return verdict.with_findings(found)


def _alike(one: str, other: str) -> bool:
    return likeness(one, other) is not Likeness.OTHER
