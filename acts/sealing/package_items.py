"""What goes into a package: the documents and evidence of a case or batch as items."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from acts.evidence.evidence_list import ELEMENT, Evidence, read_evidence
from acts.kept_policies import version_of
from acts.papers.originals import replaced_by, standing, waits_for_stamp
from acts.papers.records import FOLDER, DocumentRecord, list_records
from acts.sealing.ended import ENDS
from acts.sealing.looks import EvidenceLook, Looks, PaperLook
from archive.names import portable_name
from archive.plan import Item, Signature, Source, arrange
from cases.casefile import CaseFile
from cases.digest import digest_of_file
from cases.lifecycle.steps import find_step
from cases.values.retention import RetentionPeriod
from cases.words import message
from doc_templates.catalogue import load_catalogue
from doc_templates.validation import VALID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from doc_templates.stamping.verifying import SignatureReport

ORIGINAL, DRAFT = "正本", "定稿"
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".tif": "image/tiff"}
FORM_KINDS = ("file-cover", "item-list", "file-note")
# Papers about a sealed package: made after the seal, never part of it.
PACKAGE_KINDS = ("four-property-report", "transfer-register")


_PDFA = "PDF/A-2b（ISO 19005-2）"
_NO_LOOK, _NO_EVIDENCE_LOOK = PaperLook(), EvidenceLook()
Snapshot = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A case or batch about to be sealed, with its documents and evidence.

    ``drafts`` are papers whose stamped original came in; their Word files go along.
    ``all_records`` are the papers of every sort, ``seen`` what lay in the folders then.
    """

    file: CaseFile | BatchFile
    folder: Path
    records: tuple[DocumentRecord, ...]
    evidence: tuple[Evidence, ...]
    drafts: tuple[DocumentRecord, ...] = ()
    all_records: tuple[DocumentRecord, ...] = ()
    seen: Snapshot = field(default_factory=dict)

    @property
    def title(self) -> str:
        """案卷题名."""
        if isinstance(self.file, CaseFile):
            return f"{self.file.get('项目名称', self.file.id)}案卷"
        return f"{self.file.get('名称', self.file.id)}批次文件"

    @property
    def ended_on(self) -> date:
        """The day it came to its end: 年度 is its year (结项 for a project that was closed).

        Later entries, such as 归档 itself or a correction, do not move it.
        """
        days = {find_step(str(event["环节"])).id: event["日期"] for event in self.file.events}
        days.pop("archive", None)
        ends = [step for step in ("close", *ENDS) if step in days]
        last = days[ends[0]] if isinstance(self.file, CaseFile) and ends else [*days.values()][-1]
        return last if isinstance(last, date) else date.fromisoformat(str(last))


def read_subject(bureau: Bureau, file: CaseFile | BatchFile) -> Subject:
    """The case or batch with everything made of it so far, archive forms left out."""
    folder = bureau.workspace.target_folder(file.id)
    seen = snapshot(folder)
    records = list_records(bureau.workspace, file.id)
    evidence = read_evidence(bureau.workspace, file.id) if isinstance(file, CaseFile) else []
    papers = [record for record in records if record.kind not in (*FORM_KINDS, *PACKAGE_KINDS)]
    drafts = tuple(r for r in papers if r.path in replaced_by(papers))
    return Subject(file, folder, standing(papers), tuple(evidence), drafts, tuple(records), seen)


def snapshot(folder: Path) -> Snapshot:
    """Size and time of change of every file of documents and evidence, and of the case file."""
    found: Snapshot = {}
    places = [folder / "case.yaml", folder / "batch.yaml"]
    for path in (*places, *(folder / FOLDER).rglob("*"), *(folder / "evidence").rglob("*")):
        if not path.is_symlink() and not path.is_file():
            continue
        told = path.lstat()
        found[str(path.relative_to(folder))] = (told.st_size, told.st_mtime_ns)
    return found


def items_of(
    bureau: Bureau, subject: Subject, retention: RetentionPeriod, looks: Looks | None = None
) -> tuple[Item, ...]:
    """Documents as PDF, then evidence, arranged by business phase (DA/T 22 5.1).

    Without ``looks`` the items say only what they hold, which is enough to compare.
    """
    looks = looks or Looks()
    papers = [
        _paper(bureau, subject, record, retention, looks.papers.get(record.path, _NO_LOOK))
        for record in subject.records
    ]
    proofs = [
        _proof(bureau, subject, row, retention, looks.evidence.get(row.path, _NO_EVIDENCE_LOOK))
        for row in subject.evidence
    ]
    return arrange([*papers, *proofs])


def contents_of(bureau: Bureau, subject: Subject) -> list[tuple[str, str]]:
    """Title and digest of every item as the folder holds it now, in order."""
    some = next(iter(RetentionPeriod))
    return [(item.title, item.digest) for item in items_of(bureau, subject, some)]


def _paper(
    bureau: Bureau,
    subject: Subject,
    record: DocumentRecord,
    retention: RetentionPeriod,
    look: PaperLook,
) -> Item:
    """A document as an item, with where it came from."""
    path = bureau.workspace.root / (record.pdf or record.docx)
    media_type = _TYPES.get(path.suffix.lower(), "application/pdf")
    label = _label_of(bureau, record)
    return Item(
        path=path,
        name=portable_name(path.name),
        digest=look.digest or digest_of_file(path),
        title=record.title,
        retention=paper_retention(bureau, record, retention),
        number=record.number,
        author=record.author,
        dated=date.fromisoformat(record.dated),
        kind=record.kind,
        step=record.step,
        part=DRAFT if waits_for_stamp(record) else ORIGINAL,
        page_count=max(record.pages, 1),
        media_type=media_type,
        original_name=path.name,
        remark=_remark(record, look),
        provenance=_provenance(record, look),
        kind_label=label,
        people=_people(subject),
        abstract=f"{find_step(record.step).label}环节形成的{label or '文书'}",
        format_note=_PDFA if look.verdict == VALID else media_type,
        program="" if record.received else look.program,
        is_scan=media_type.startswith("image/"),
        signatures=_signatures(look),
    )


def _label_of(bureau: Bureau, record: DocumentRecord) -> str:
    kind = load_catalogue(bureau.workspace.templates).get(record.kind)
    return kind.label if kind else ""


def paper_retention(
    bureau: Bureau, record: DocumentRecord, default: RetentionPeriod
) -> RetentionPeriod:
    """How long a document is kept: by its kind where the table names it, else like its file."""
    label = _label_of(bureau, record)
    return bureau.settings.retention_of_item(record.kind, default, label)


def _provenance(record: DocumentRecord, look: PaperLook) -> dict[str, object]:
    """来历: template, data, number, stamps and validation of a paper."""
    return {
        "模板摘要": record.template,
        "数据摘要": record.data,
        "文号": record.number,
        "印章": list(record.stamps),
        "格式核验": look.verdict or record.validated,
        "校验": dict(look.validation or record.validation),
        "替代字体": list(record.substituted_fonts),
        "补字字体": list(record.fallback_fonts),
        "说明": list(record.notes),
        "收文": "是" if record.received else "否",
        "原稿摘要": record.continues,
        "待签章": list(record.awaited),
        "收文时的签名": [dict(each) for each in record.signatures],
    }


def _people(subject: Subject) -> tuple[str, ...]:
    """人名: the leader of the project."""
    leader = str(subject.file.get("带头人.姓名", ""))
    return (leader,) if leader else ()


def _signatures(look: PaperLook) -> tuple[Signature, ...]:
    """电子签名 as they stand in the file; document time stamps are none of a person."""
    reports = look.signatures.signatures if look.signatures else ()
    return tuple(_signature(each) for each in reports if not each.is_document_timestamp)


def _signature(report: SignatureReport) -> Signature:
    revision = f"，签到第{report.revision}版（共{report.revisions}版）"
    return Signature(
        signer=report.signer,
        signed_at=report.time,
        rule=f"{report.rule}{revision}",
        stamp=report.stamp,
        algorithm=report.algorithm,
        value=report.value,
        certificate=report.certificate,
        issuer=report.issuer,
        holds=report.intact,
    )


def _remark(record: DocumentRecord, look: PaperLook) -> str:
    """备注: what the item list must say of a paper that is not simply the original."""
    if waits_for_stamp(record):
        return "待盖章稿"
    said = ["补录"] if record.received and record.late else []
    if record.received and look.verdict not in ("", VALID):
        said.append(message("W755", {}))
    return "；".join(said)


def _proof(
    bureau: Bureau,
    subject: Subject,
    row: Evidence,
    retention: RetentionPeriod,
    look: EvidenceLook,
) -> Item:
    """A piece of evidence as an item."""
    path = subject.folder / row.path
    step = "assess-term" if row.element else find_step(row.step).id
    about = f"{ELEMENT}：{row.element}" if row.element else row.item
    media_type = look.opened.media_type or row.media_type
    return Item(
        path=path,
        name=portable_name(path.name),
        digest=row.sha256,
        title=f"{row.element or row.item}证据材料：{_stem(row.original_name)}",
        retention=retention,
        author=str(subject.file.get("单位.名称", bureau.settings.name)),
        dated=_day_of(subject, step),
        kind="evidence",
        step=step,
        element=row.element,
        part="附件",
        page_count=max(look.opened.pages, 1),
        media_type=media_type,
        original_name=row.original_name,
        remark="；".join((about, *look.flaws)),
        provenance={"收入时间": row.taken, "收入人": row.taken_by, "收入时摘要": row.sha256},
        kind_label="证据材料",
        people=_people(subject),
        abstract=about,
        format_note=_PDFA if look.opened.pdfa == VALID else media_type,
        is_scan=media_type.startswith("image/"),
    )


def _stem(name: str) -> str:
    """A file's name without its ending; the whole name where it has none."""
    return name.rpartition(".")[0] or name


def _day_of(subject: Subject, step: str) -> date:
    """The day of the step the evidence belongs to; else of the last step."""
    for event in reversed(subject.file.events):
        if find_step(str(event["环节"])).id == step and isinstance(event["日期"], date):
            return event["日期"]
    return subject.ended_on


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
    policy.write_text(version_of(bureau, subject.file).text, "utf-8")
    yield _source(policy, f"policy/{policy.name}")


def _source(path: Path, name: str) -> Source:
    return Source(path, name, digest_of_file(path))
