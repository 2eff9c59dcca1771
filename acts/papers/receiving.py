"""收文: another body's stamped paper comes back and is kept as the 正本."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from acts.papers.documents import kind_for, read_paper, step_for
from acts.papers.originals import (
    draft_of,
    judge_original,
    replaced_by,
    same_paper,
    waits_for_stamp,
)
from acts.papers.parts import chosen_parts, is_parted, paper_name, split_target
from acts.papers.records import FOLDER, DocumentRecord, list_records
from acts.sealing.signed_originals import judge_signatures
from acts.stamps.expected_signers import expected_signers
from acts.world import read_world
from cases.casefile import CaseFile, read_target
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.settings import Role
from cases.words import message
from doc_templates.media_types import media_type_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.sealing.signed_originals import Judged
    from cases.casefile import BatchFile
    from doc_templates.catalogue import DocumentKind

SCAN_SUFFIXES = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
}


class NotAScanError(JiangdangError):
    """Only a PDF or a picture can be the stamped paper."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W515"


class OurOwnPaperError(JiangdangError):
    """The bureau makes its own papers; only old ones come in as scans."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W517"


class AlreadyReceivedError(JiangdangError):
    """The very same paper was taken in before."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W518"


class PartNotNamedError(JiangdangError):
    """Each department or expert has a paper of its own; nobody said whose came in."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W524"


class DatedAheadError(JiangdangError):
    """A paper cannot be received that is dated in the future."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W520"


def receive_document(
    bureau: Bureau, target: str, kind_name: str, file: Path, number: str, on: date
) -> DocumentRecord:
    """Copy the paper into the target's documents and enter it in the 收文登记.

    A signed PDF is verified first; what is not whole or not signed by whom it should be is
    refused. Older than the days allowed for stamping, it is marked 补录.
    """
    person = bureau.acting(Role.CLERK, Role.ARCHIVIST)
    name, part = split_target(target)
    found = read_target(bureau.workspace, name)
    kind = kind_for(bureau, found, kind_name)
    part = _part(bureau, found, kind, part)
    content = read_paper(file)
    if on > bureau.now.date():
        raise DatedAheadError(name=file.name, dated=on)
    paper = _Paper(bureau, found, kind, file, content, number, on, part)
    record = paper.record()
    if not (paper.late or kind.receivable or _may_come_in(bureau, found, kind, record)):
        raise OurOwnPaperError(kind=kind.label, dated=on)
    with bureau.journal.act("receive", person.name, found.id) as act:
        act.write(record.pdf, content, before=None)
        act.write(record.path, record.encode(), before=None)
        act.receive(
            kind.id,
            record.pdf,
            record.sha256,
            sender=record.author,
            number=record.number,
            dated=on,
            late=paper.late,
        )
        facts: dict[str, object] = {"文书": kind.id, "文号": record.number, "摘要": record.sha256}
        facts["形式"] = "签名PDF" if record.signatures else "扫描件"
        act.enter("receive", found.id, facts | ({"补录": "是"} if paper.late else {}))
    return record


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper at the door: the file, whose it is, and what it is said to be."""

    bureau: Bureau
    target: CaseFile | BatchFile
    kind: DocumentKind
    file: Path
    content: bytes
    number: str
    on: date
    part: str

    @property
    def late(self) -> bool:
        """Whether it is older than what may still be stamped."""
        return (self.bureau.now.date() - self.on).days > self.bureau.settings.stamp_days

    def record(self) -> DocumentRecord:
        """What is kept of the paper; refused when it cannot be the stamped one."""
        suffix = SCAN_SUFFIXES.get(media_type_of(self.content))
        if suffix is None:
            raise NotAScanError(path=self.file)
        held = list_records(self.bureau.workspace, self.target.id)
        twin = same_paper(held, self.content)
        if twin is not None:
            raise AlreadyReceivedError(path=self.file, held=twin.pdf or twin.docx)
        validated, remarks = judge_original(self.file, self.content, suffix)
        step = step_for(self.target, self.kind, parted=bool(self.part))
        sender = self.part or _sender(self.bureau, self.target, self.kind, step)
        judged = self._judged(held, step, sender)
        folder = self.bureau.workspace.target_folder(self.target.id) / FOLDER
        place = self.bureau.workspace.relative(folder)
        named = paper_name(self.kind, self.part)
        record = DocumentRecord(
            kind=self.kind.id,
            title=_title(held, self.kind, self.part),
            number=self.number,
            step=step,
            dated=self.on.isoformat(),
            docx="",
            pdf=f"{place}/{len(held) + 1:02d}-{named}-正本.{suffix}",
            sha256=digest_of(self.content),
            pages=pages_of(self.content, suffix),
            validated=validated,
            received=True,
            late=self.late,
            author=sender,
            notes=(*self._lateness(), *remarks, *judged.notes),
            part=self.part,
            signatures=judged.signatures,
            continues=judged.continues,
        )
        return _after_draft(held, record)

    def _judged(self, held: list[DocumentRecord], step: str, sender: str) -> Judged:
        """Its digital signatures, against who should have signed and what we printed."""
        same = (self.kind.id, step, self.part)
        ours = [
            each
            for each in held
            if (each.kind, each.step, each.part) == same and each.pdf and not each.received
        ]
        expected = expected_signers(
            self.bureau, self.target, self.kind, step, self.on, self.part, sender
        )
        return judge_signatures(self.bureau, self.file, self.content, expected, ours)

    def _lateness(self) -> tuple[str, ...]:
        entered = self.bureau.now.date().isoformat()
        facts = {"dated": self.on.isoformat(), "entered": entered}
        return (message("W519", facts),) if self.late else ()


def _part(bureau: Bureau, target: CaseFile | BatchFile, kind: DocumentKind, part: str) -> str:
    """The department or expert whose paper it is; it must be named where there are several."""
    if not is_parted(kind) and not part:
        return ""
    world = read_world(bureau, target.batch if isinstance(target, CaseFile) else target.id)
    chosen = chosen_parts(world, target, kind, part)
    if len(chosen) != 1:
        raise PartNotNamedError(kind=kind.label, target=target.id, known="、".join(chosen))
    return chosen[0]


def _after_draft(held: list[DocumentRecord], record: DocumentRecord) -> DocumentRecord:
    """The original with the title, and for want of another the number, of the draft it replaces."""
    draft = draft_of(record, [each for each in held if each.path not in replaced_by(held)])
    if draft is None:
        return record
    return replace(record, title=draft.title, number=record.number or draft.number)


def _may_come_in(
    bureau: Bureau, target: CaseFile | BatchFile, kind: DocumentKind, record: DocumentRecord
) -> bool:
    """Another body's paper, ours signed on by others, or ours printed and stamped by hand."""
    if kind.issuer_at(record.step) != "局" or record.continues:
        return True
    held = list_records(bureau.workspace, target.id)
    return any(
        waits_for_stamp(each) and (each.kind, each.dated) == (record.kind, record.dated)
        for each in held
    )


def _title(held: list[DocumentRecord], kind: DocumentKind, part: str) -> str:
    """The title of our own 待盖章稿, where there is one."""
    ours = (each for each in reversed(held) if (each.kind, each.part) == (kind.id, part))
    return next((each.title for each in ours), f"{kind.label}（{part}）" if part else kind.label)


def _sender(bureau: Bureau, target: CaseFile | BatchFile, kind: DocumentKind, step: str) -> str:
    """The body the paper comes from."""
    places = {"单位": "单位.名称", "双方": "单位.名称", "主管委办局": "单位.主管委办局"}
    issuer = kind.issuer_at(step)
    if issuer == "局":
        return bureau.settings.name
    return str(target.get(places.get(issuer, ""), issuer))


def pages_of(content: bytes, suffix: str) -> int:
    """Pages of a PDF; a picture is one. A PDF that cannot be read counts as one."""
    if suffix != "pdf":
        return 1
    from index.extraction.reading import extract_bytes

    return max(len(extract_bytes(content).pages), 1)
