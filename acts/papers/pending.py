"""Papers whose PDF was left for later: converted and stamped now, number and Word file kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from acts.consents import consent_for, consent_key, rely_on
from acts.papers.dating import refuse_ahead, signing_notes
from acts.papers.issued_papers import is_issued, issue_record
from acts.papers.parts import PAPER
from acts.papers.records import DocumentRecord, list_records
from acts.world import read_world
from cases.casefile import BatchFile, CaseFile
from cases.digest import digest_of, digest_of_file
from cases.lifecycle.documents import DueDocument
from cases.values.days import parse_date
from cases.values.document_number import DocumentNumber
from doc_templates.catalogue import find_kind, load_catalogue

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from acts.stamps.stamping import Stamper
    from cases.journal.act import Act
    from cases.lifecycle.world import World
    from cases.workspace import Workspace

_NONE: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


def waiting_for_pdf(workspace: Workspace, target: str) -> list[DocumentRecord]:
    """The papers of a case or batch that have their Word file only."""
    return [r for r in list_records(workspace, target) if r.docx and not r.pdf]


def finish_pending(bureau: Bureau, target: CaseFile | BatchFile) -> list[DocumentRecord]:
    """Convert and stamp what waits for its PDF; raises SofficeMissingError if it must wait on."""
    from doc_templates.conversion import Soffice

    waiting = waiting_for_pdf(bureau.workspace, target.id)
    if not waiting:
        return []
    bureau.report(f"正在把 {len(waiting)} 份文书转为 PDF……")
    words = {record.docx: word_of(bureau, record) for record in waiting}
    pdfs = Soffice.find().convert(words, when=bureau.now)
    world = read_world(bureau, target.batch if isinstance(target, CaseFile) else target.id)
    return finish_with(bureau, world, target.id, waiting, pdfs)


def word_of(bureau: Bureau, record: DocumentRecord) -> bytes:
    """The Word file of a paper."""
    return (bureau.workspace.root / record.docx).read_bytes()


def finish_with(
    bureau: Bureau,
    world: World,
    target: str,
    waiting: list[DocumentRecord],
    pdfs: Mapping[str, bytes],
    looked: Mapping[str, Mapping[str, Any]] = _NONE,
) -> list[DocumentRecord]:
    """Validate, stamp and record the PDFs of the papers that waited; by the Word files' paths.

    ``looked`` holds what was found of their printing, where that was looked over already.
    """
    from acts.stamps.stamping import Stamper

    consent = _consent(bureau, target, waiting)
    with bureau.journal.act("make", bureau.acting().name, target) as act:
        act.under_policy(world.policy.digest)
        rely_on(act, consent)
        stamper = Stamper(bureau, act, {target: consent})
        drafts = {r.docx: _draft(bureau, world, target, r, word_of(bureau, r)) for r in waiting}
        return [
            _finished(act, r, drafts[r.docx], pdfs[r.docx], looked.get(r.docx), stamper)
            for r in waiting
        ]


def _consent(bureau: Bureau, target: str, waiting: list[DocumentRecord]) -> str:
    """核稿 and 签发 of the Word files, where papers of the bureau's own are among them."""
    kinds = load_catalogue(bureau.workspace.templates)
    ours = [r for r in waiting if is_issued(find_kind(kinds, r.kind), r.step)]
    for record in ours:
        refuse_ahead(bureau, record.title, parse_date(record.dated))
    key = consent_key("make", target, [(r.docx, r.sha256) for r in waiting])
    what = f"{target} 用印：{'、'.join(r.title for r in waiting)}"
    return consent_for(bureau, key, what, target, needed=bool(ours), issuing=True, matter="finish")


def _draft(bureau: Bureau, world: World, target: str, record: DocumentRecord, docx: bytes) -> Draft:
    """The paper as it was drafted, for the stamps to know whose they are."""
    from acts.papers.contexts import Writing, build_context
    from acts.papers.drafting import Draft
    from acts.papers.due_documents import folded_back

    kind = find_kind(load_catalogue(bureau.workspace.templates), record.kind)
    dated = parse_date(record.dated)
    then = folded_back(world, DueDocument(target, kind.id, record.step, record.part), dated)
    issued = issue_record(bureau.register, record.part) if kind.per == PAPER else {}
    writing = Writing(
        *(target, kind, record.step, dated, record.number, record.title, record.part), "", issued
    )
    return Draft(
        target=target,
        kind=kind,
        step=record.step,
        dated=dated,
        title=record.title,
        number=DocumentNumber.parse(record.number) if record.number else None,
        docx=docx,
        template=record.template,
        data=record.data,
        context=build_context(then, bureau.settings, writing, ()),
        part=record.part,
    )


def _finished(
    act: Act,
    record: DocumentRecord,
    draft: Draft,
    pdf: bytes,
    looked: Mapping[str, Any] | None,
    stamper: Stamper,
) -> DocumentRecord:
    """The PDF stamped and validated, written beside the Word file, and put on record."""
    from acts.papers.print_quality import look_over, verdicts
    from doc_templates.pages import page_count

    finished = stamper.finish(draft, pdf)
    pdf = finished.pdf
    facts = looked or look_over(draft.docx, pdf, draft.kind)
    if looked and finished.stamps:  # what was looked at had no stamp yet
        facts = {**looked, **verdicts(pdf, draft.kind)}
    path = record.docx.rpartition(".")[0] + ".pdf"
    done = replace(
        record,
        pdf=path,
        sha256=digest_of(pdf),
        pages=page_count(pdf),
        stamps=finished.stamps,
        awaited=finished.awaited,
        notes=(*finished.notes, *signing_notes(stamper, draft)),
        **facts,
    )
    act.write(path, pdf, before=None)
    file = stamper.bureau.workspace.root / record.path
    act.write(record.path, done.encode(), before=digest_of_file(file))
    told = {"文书": done.kind, "文号": done.number, "摘要": done.sha256}
    act.enter("make", draft.target, told)
    return done
