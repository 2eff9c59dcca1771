"""Everything of a workspace that can be found: cases, batches, documents, evidence."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from acts.evidence.evidence_list import read_evidence
from acts.papers.records import list_records
from acts.search.own_kinds import BATCH, CASE, EVIDENCE, OWN_KINDS
from acts.showing import lines_of, plain_data
from cases.casefile import BatchFile, CaseFile, all_batches, read_batch, read_case, scan_cases
from cases.digest import digest_of
from cases.errors import JiangdangError
from cases.lifecycle.steps import step_of
from cases.lifecycle.world import records
from cases.values.money import Money
from cases.words import message
from doc_templates.catalogue import load_catalogue
from index.extraction.keeping import VERSION
from index.records import Record, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from acts.evidence.evidence_list import Evidence
    from acts.papers.records import DocumentRecord
    from acts.search.paper_texts import PaperText
    from cases.findings import Finding
    from cases.workspace import Workspace

_WHOLE = "\n"


@dataclass(frozen=True, slots=True)
class Findable:
    """A record whose text is read only when the index does not hold it yet.

    The record's digest covers its metadata and the file's size and time; ``file`` is
    None where the text is already there.
    """

    record: Record
    file: Path | None = None

    def lost(self) -> Record:
        """The record of a file that is not in its place."""
        return replace(self.record, state=State.UNREAD, unread=message("I207", {}))

    def read(self, text: PaperText) -> Record:
        """The record with its pages, or with the reason why there are none."""
        found = text.found
        return replace(
            self.record,
            content=text.content,
            pages=found.pages,
            state=found.state,
            confidence=found.confidence,
            unread=found.reason,
            unread_parts=found.parts_unread,
        )


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that can be found now, by path, and what is wrong with the other cases."""

    by_path: Mapping[str, Findable]
    findings: tuple[Finding, ...] = ()

    def is_gone(self, path: str) -> bool:
        """Whether a path held by the index is no more; a case misread for now still is."""
        folders = (each.place.file.rpartition("/")[0] + "/" for each in self.findings)
        return path not in self.by_path and not path.startswith(tuple(folders))


def gather(workspace: Workspace) -> Gathered:
    """Everything of the workspace that can be found."""
    cases, findings = scan_cases(workspace)
    found = _findables(workspace, cases.values())
    return Gathered({each.record.path: each for each in found}, findings)


def gather_target(workspace: Workspace, target: str) -> Gathered:
    """Everything of one case or batch that can be found; nothing where it is no more."""
    if not workspace.target_file(target).is_file():
        return Gathered({})
    try:
        found = list(_of_target(workspace, target))
    except JiangdangError as error:
        return Gathered({}, tuple(error.findings))
    return Gathered({each.record.path: each for each in found})


def _of_target(workspace: Workspace, target: str) -> Iterator[Findable]:
    if workspace.target_folder(target).parent == workspace.batches:
        return _of_batch(workspace, read_batch(workspace, target))
    return _of_case(workspace, read_case(workspace, target))


def _findables(workspace: Workspace, cases: Iterable[CaseFile]) -> Iterator[Findable]:
    for batch in all_batches(workspace).values():
        yield from _of_batch(workspace, batch)
    for case in cases:
        yield from _of_case(workspace, case)


def _of_batch(workspace: Workspace, batch: BatchFile) -> Iterator[Findable]:
    meta = {"batch": batch.id, "year": str(batch.year), "step": batch.step}
    meta["reference_code"] = str(batch.get("档号", ""))
    yield _target(workspace, batch, str(batch.get("名称", batch.id)), BATCH, meta)
    yield from _documents(workspace, batch, meta)


def _of_case(workspace: Workspace, case: CaseFile) -> Iterator[Findable]:
    known = _metadata(case)
    title = str(case.get("项目名称", case.id))
    yield _target(workspace, case, title, CASE, {**known, "step": case.step})
    yield from _documents(workspace, case, known)
    yield from _evidence(workspace, case, known)


def _metadata(case: CaseFile) -> dict[str, str]:
    """What every paper of a case can be found by."""
    return {
        "case": case.id,
        "batch": case.batch,
        "programme": case.programme,
        "year": case.id.partition("-")[0],
        "unit": unit_with_earlier_names(case),
        "leader": str(case.get("带头人.姓名", "")),
        "department": str(case.get("单位.主管委办局", "")),
        "reference_code": str(case.get("档号", "")),
    }


def unit_with_earlier_names(case: CaseFile) -> str:
    """The unit's name; of a renamed one the earlier names too, so that either finds its papers."""
    now = str(case.get("单位.名称", ""))
    before = (str(told.get("原名称", "")) for told in records(case, "change-unit"))
    earlier = [name for name in dict.fromkeys(before) if name and name != now]
    return f"{now}（原名：{'、'.join(earlier)}）" if earlier else now


def _target(
    workspace: Workspace,
    target: CaseFile | BatchFile,
    title: str,
    kind: str,
    meta: Mapping[str, str],
) -> Findable:
    """A case or batch file with its last day and its whole text."""
    day = str(target.events[-1].get("日期", "")) if target.events else ""
    path = workspace.relative(workspace.target_file(target.id))
    text = _WHOLE.join(lines_of(plain_data(target.data)))
    own: dict[str, Any] = {**meta, "kind": kind, "label": OWN_KINDS[kind], "date": day}
    record = Record(path, "", title, amount=_paid(target), pages=(text,), **own)
    return Findable(replace(record, digest=_signature(record, None)))


def _paid(target: CaseFile | BatchFile) -> int | None:
    """What was paid, in fen; None where nothing was yet."""
    paid = target.facts_of("disburse").get("金额")
    return int(paid.amount * 100) if isinstance(paid, Money) else None


def _documents(
    workspace: Workspace, target: CaseFile | BatchFile, meta: Mapping[str, str]
) -> Iterator[Findable]:
    kinds = load_catalogue(workspace.templates).values()
    labels = {kind.id: kind.label for kind in kinds}
    for each in list_records(workspace, target.id):
        yield _document(workspace, each, meta, labels)


def _document(
    workspace: Workspace,
    each: DocumentRecord,
    meta: Mapping[str, str],
    labels: Mapping[str, str],
) -> Findable:
    """A document by its finished file: the PDF, or the Word file while that is due."""
    own = {**meta, "kind": each.kind, "step": each.step, "date": each.dated}
    own |= {"number": each.number, "label": labels.get(each.kind, "")}
    return _of_file(workspace, each.pdf or each.docx, each.title, own)


def _evidence(workspace: Workspace, case: CaseFile, meta: Mapping[str, str]) -> Iterator[Findable]:
    for row in read_evidence(workspace, case.id):
        known = step_of(row.step)
        step = known.id if known else "assess-term" if row.element else row.step
        own = {**meta, "kind": EVIDENCE, "label": OWN_KINDS[EVIDENCE], "step": step}
        own["date"] = row.taken[:10]
        yield _of_file(workspace, f"cases/{case.id}/{row.path}", _title(row), own)


def _title(row: Evidence) -> str:
    return f"{row.element or row.item}：{row.original_name}"


def _of_file(workspace: Workspace, path: str, title: str, meta: Mapping[str, Any]) -> Findable:
    file = workspace.root / path
    record = Record(path=path, digest="", title=title, **meta)
    return Findable(replace(record, digest=_signature(record, file)), file)


def _signature(record: Record, file: Path | None) -> str:
    """A digest of what is known of a document, of its file's size and time, and of the reader."""
    facts: dict[str, Any] = asdict(record)
    if file is not None and file.is_file():
        known = file.stat()
        facts |= {"size": known.st_size, "time": known.st_mtime_ns, "reader": VERSION}
    return digest_of(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
