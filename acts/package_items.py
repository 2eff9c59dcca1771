"""What goes into a package: the documents and evidence of a case or batch as items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from acts.evidence_list import ELEMENT, Evidence, read_evidence
from acts.originals import replaced_by, standing, waits_for_stamp
from acts.records import DocumentRecord, list_records
from archive.names import portable_name
from archive.plan import Event, Item, Source, arrange
from cases.casefile import CaseFile
from cases.digest import digest_of_file
from cases.lifecycle.steps import find_step
from cases.policy.library import policy_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from cases.values.retention import RetentionPeriod

ORIGINAL, DRAFT = "正本", "定稿"
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff"}
FORM_KINDS = ("file-cover", "item-list", "file-note")
# Papers about a sealed package: made after the seal, never part of it.
PACKAGE_KINDS = ("four-property-report", "transfer-register")


@dataclass(frozen=True, slots=True)
class Subject:
    """A case or batch about to be sealed, with its documents and evidence.

    ``drafts`` are papers whose stamped original came in; their Word files go along.
    """

    file: CaseFile | BatchFile
    folder: Path
    records: tuple[DocumentRecord, ...]
    evidence: tuple[Evidence, ...]
    drafts: tuple[DocumentRecord, ...] = ()

    @property
    def title(self) -> str:
        """案卷题名."""
        if isinstance(self.file, CaseFile):
            return f"{self.file.get('项目名称', self.file.id)}案卷"
        return f"{self.file.get('名称', self.file.id)}批次文件"

    @property
    def last_day(self) -> date:
        """The day of the last step: 年度 is its year (结项)."""
        day = self.file.events[-1]["日期"]
        return day if isinstance(day, date) else date.fromisoformat(str(day))


def read_subject(bureau: Bureau, file: CaseFile | BatchFile) -> Subject:
    """The case or batch with everything made of it so far, archive forms left out."""
    folder = bureau.workspace.target_folder(file.id)
    records = list_records(bureau.workspace, file.id)
    evidence = read_evidence(bureau.workspace, file.id) if isinstance(file, CaseFile) else []
    papers = [record for record in records if record.kind not in (*FORM_KINDS, *PACKAGE_KINDS)]
    drafts = tuple(r for r in papers if r.path in replaced_by(papers))
    return Subject(file, folder, standing(papers), tuple(evidence), drafts)


def items_of(bureau: Bureau, subject: Subject, retention: RetentionPeriod) -> tuple[Item, ...]:
    """Documents as PDF, then evidence, arranged by business phase (DA/T 22 5.1)."""
    root = bureau.workspace.root
    papers = [_paper(root, record, retention) for record in subject.records]
    proofs = [_proof(bureau, subject, row, retention) for row in subject.evidence]
    return arrange([*papers, *proofs])


def _paper(root: Path, record: DocumentRecord, retention: RetentionPeriod) -> Item:
    """A document as an item, with where it came from."""
    path = root / (record.pdf or record.docx)
    return Item(
        path=path,
        name=portable_name(path.name),
        digest=digest_of_file(path),
        title=record.title,
        retention=retention,
        number=record.number,
        author=record.author,
        dated=date.fromisoformat(record.dated),
        kind=record.kind,
        step=record.step,
        part=DRAFT if waits_for_stamp(record) else ORIGINAL,
        page_count=max(record.pages, 1),
        media_type=_TYPES.get(path.suffix.lower(), "application/pdf"),
        original_name=path.name,
        remark=_remark(record),
        provenance={
            "模板摘要": record.template,
            "数据摘要": record.data,
            "文号": record.number,
            "印章": list(record.stamps),
            "格式核验": record.validated,
            "校验": dict(record.validation),
            "替代字体": list(record.substituted_fonts),
            "补字字体": list(record.fallback_fonts),
            "说明": list(record.notes),
        },
    )


def _remark(record: DocumentRecord) -> str:
    """备注: what the item list must say of a paper that is not simply the original."""
    if waits_for_stamp(record):
        return "待盖章稿"
    return "补录" if record.received and record.late else ""


def _proof(bureau: Bureau, subject: Subject, row: Evidence, retention: RetentionPeriod) -> Item:
    """A piece of evidence as an item."""
    path = subject.folder / row.path
    step = "assess-term" if row.element else find_step(row.step).id
    return Item(
        path=path,
        name=portable_name(path.name),
        digest=row.sha256,
        title=f"{row.element or row.item}证据材料：{row.original_name.rpartition('.')[0]}",
        retention=retention,
        author=str(subject.file.get("单位.名称", bureau.settings.name)),
        dated=_day_of(subject, step),
        kind="evidence",
        step=step,
        element=row.element,
        part="附件",
        page_count=_pages(path, row.media_type),
        media_type=row.media_type,
        original_name=row.original_name,
        remark=f"{ELEMENT}：{row.element}" if row.element else row.item,
    )


def _day_of(subject: Subject, step: str) -> date:
    """The day of the step the evidence belongs to; else of the last step."""
    for event in reversed(subject.file.events):
        if find_step(str(event["环节"])).id == step and isinstance(event["日期"], date):
            return event["日期"]
    return subject.last_day


def _pages(path: Path, media_type: str) -> int:
    """Pages of a PDF; other files, and a PDF nobody can open, count as one."""
    if media_type != "application/pdf":
        return 1
    from doc_templates.pages import page_count

    return max(page_count(path.read_bytes()), 1)


def records_of(bureau: Bureau, subject: Subject, scratch: Path) -> tuple[Source, ...]:
    """The case file, its earlier revisions, the Word files and the policy it ran under."""
    return tuple(_records(bureau, subject, scratch))


def _records(bureau: Bureau, subject: Subject, scratch: Path) -> Iterator[Source]:
    main = bureau.workspace.target_file(subject.file.id)
    yield _source(main, main.name)
    for path in sorted((subject.folder / "history").glob("*.yaml")):
        yield _source(path, f"history/{path.name}")
    for record in (*subject.records, *subject.drafts):
        if record.docx and (record.pdf or record in subject.drafts):
            path = bureau.workspace.root / record.docx
            yield _source(path, f"docx/{portable_name(path.name)}")
    policy = scratch / f"{subject.file.policy}.yaml"
    policy.write_text(policy_text(subject.file.policy, bureau.workspace.policies), "utf-8")
    yield _source(policy, f"policy/{policy.name}")


def _source(path: Path, name: str) -> Source:
    return Source(path, name, digest_of_file(path))


def events_of(subject: Subject) -> tuple[Event, ...]:
    """业务: every step that was entered, with its day and who entered it."""
    return tuple(
        Event(
            act="advance",
            at=event["日期"],
            actor=str(event.get("经办", "")),
            description=find_step(str(event["环节"])).label,
        )
        for event in subject.file.events
    )
