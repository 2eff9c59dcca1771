"""Verification: a PDF's signatures, held against the registers and what its kind needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from acts.body_names import Likeness, likeness
from acts.documents import read_paper
from acts.linting import record_beside
from acts.paper_stamps import PaperStamps, stamps_of_kind, stamps_of_record
from acts.records import DocumentRecord, list_records
from cases.digest import digest_of
from cases.errors import JiangdangError
from cases.findings import Finding, Place, Severity
from cases.register.reading import Register
from cases.settings import read_settings
from cases.workspace import NoWorkspaceError, Workspace
from doc_templates.catalogue import find_kind, load_catalogue
from doc_templates.stamping.keeping import StampStore
from doc_templates.stamping.verification.matching import match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cases.register.rows import Receipt, StampUse
    from doc_templates.stamping.verifying import Verification

CLAUSE = "系统默认"


@dataclass(frozen=True, slots=True)
class Known:
    """What a workspace knows of a file: the record beside it or of its digest, register lines."""

    digest: str
    record: DocumentRecord | None = None
    uses: tuple[StampUse, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether these very bytes are on record."""
        same = self.record is not None and self.record.sha256 == self.digest
        return same or bool(self.uses or self.receipts)

    @property
    def witnessed(self) -> datetime | None:
        """When a register first held these very bytes."""
        lines = [*(use.at for use in self.uses), *(each.at for each in self.receipts)]
        return datetime.fromisoformat(min(lines)) if lines else None


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
        store = StampStore(path.parent / ".无印章")
        return _held_against(_verdict(content, store, path.name, None), asked, path.name)
    known, doubts = _known(workspace, path, content)
    store = StampStore(workspace.stamps, demo=workspace.is_demo)
    verdict = _verdict(content, store, path.name, known).with_findings(doubts)
    if asked is None and known.record is not None:
        asked = stamps_of_record(workspace, known.record)
    received = known.record is not None and known.record.received
    verdict = _held_against(verdict, asked, path.name, received=received)
    return verdict.with_findings(against_record(known, verdict, content, path.name))


def against_record(
    known: Known, verdict: Verification, content: bytes, file: str
) -> Iterator[Finding]:
    """What does not fit between a file, its record and the 用印登记簿."""
    record = known.record
    if record is None:
        return
    place = Place(file)
    if record.sha256 != known.digest:
        yield Finding("S441", place=place, facts={"where": _where(record, content)}, clause=CLAUSE)
    if record.stamps and not verdict.signatures:
        facts = {"stamps": "、".join(record.stamps)}
        yield Finding("S447", place=place, facts=facts, clause=CLAUSE)
    if record.received or record.sha256 != known.digest:
        return
    entered = {use.stamp for use in known.uses}
    for stamp in record.stamps:
        if stamp not in entered:
            yield Finding("S445", place=place, facts={"stamp": stamp}, clause=CLAUSE)


def known_of(register: Register, record: DocumentRecord | None, digest: str) -> Known:
    """What the registers hold of these bytes."""
    return Known(
        digest,
        record,
        tuple(use for use in register.stamp_uses() if use.document == digest),
        tuple(each for each in register.received() if each.document == digest),
    )


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


def _known(workspace: Workspace, path: Path, content: bytes) -> tuple[Known, list[Finding]]:
    """What the workspace knows of the file; a register that cannot be read is a finding."""
    digest = digest_of(content)
    inside = path.resolve().is_relative_to(workspace.root.resolve())
    record = record_beside(path) if inside else None
    try:
        known = known_of(Register(workspace), record, digest)
    except JiangdangError as error:
        facts = {"reason": error.message}
        doubt = Finding("S448", Severity.WARNING, Place(path.name), facts, CLAUSE)
        return Known(digest, record), [doubt]
    if record is None:
        record = _record_of(workspace, known)
    return Known(digest, record, known.uses, known.receipts), []


def _record_of(workspace: Workspace, known: Known) -> DocumentRecord | None:
    """The record of these bytes, found through the registers' lines."""
    targets = [*(use.target for use in known.uses), *(each.target for each in known.receipts)]
    for target in dict.fromkeys(targets):
        folder = workspace.target_folder(target)
        if "/" in target or not folder.is_dir():
            continue
        for record in list_records(workspace, target):
            if record.sha256 == known.digest:
                return record
    return None


def _verdict(content: bytes, store: StampStore, file: str, known: Known | None) -> Verification:
    """The signatures judged: our own very bytes here, all others in the child."""
    from doc_templates.stamping.verifying import verify_confined, verify_pdf

    judge = verify_pdf if known is not None and known.is_ours else verify_confined
    witnessed = known.witnessed if known is not None else None
    return judge(content, store, file=file, witnessed=witnessed)


def _held_against(
    verdict: Verification, stamps: PaperStamps | None, file: str, *, received: bool = False
) -> Verification:
    """The verdict with what is wrong about the signers; a paper from outside may be called
    a little otherwise, and its people may sign too."""
    if stamps is None:
        return verdict
    found = match(verdict, stamps.needed, file, also=stamps.people, alike=_alike)
    if received:
        found = [Finding(each.code, Severity.WARNING, each.place, each.facts, each.clause)
                 for each in found]  # fmt: skip
    return verdict.with_findings(found)


def _alike(one: str, other: str) -> bool:
    return likeness(one, other) is not Likeness.OTHER


def _where(record: DocumentRecord, content: bytes) -> str:
    """Which part differs from what was recorded: the text as converted, or what was added."""
    size, digest = record.validation.get("bytes"), record.validation.get("sha256")
    if not isinstance(size, int) or not digest or not record.stamps:
        return ""
    if digest_of(content) == digest:
        return "；盖章和签名被整个去掉了"
    if digest_of(content[:size]) == digest:
        return "；转换时的正文没有变，变的是后来盖章签名的部分"
    return "；变的是转换时的正文"
