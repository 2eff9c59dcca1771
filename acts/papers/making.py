"""Making papers: drafted as the file stood on their day, issued and recorded in one act."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from acts.consents import consent_for, consent_key, consenter_of, rely_on
from acts.papers.dating import refuse_ahead
from acts.papers.drafting import Desk, Renderer
from acts.papers.due_documents import folded_back
from acts.papers.issued_papers import OURS, is_issued
from acts.papers.previews import preview
from acts.papers.records import DocumentRecord
from doc_templates.catalogue import load_catalogue
from doc_templates.rendering import render

if TYPE_CHECKING:
    from datetime import date

    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from cases.casefile import BatchFile, CaseFile
    from cases.lifecycle.documents import DueDocument
    from cases.lifecycle.world import World
    from doc_templates.catalogue import DocumentKind


def make_papers(
    bureau: Bureau,
    world: World,
    target: CaseFile | BatchFile,
    wanted: list[tuple[DueDocument, date]],
    number: str = "",
    *,
    pdf_later: bool = False,
    renderer: Renderer = render,
) -> list[DocumentRecord]:
    """Draft, convert, stamp and record in one act.

    ``number`` is the one the office system gave. ``pdf_later`` keeps the Word files only, for
    papers that the bureau does not stamp. Raises PdfStillDueError when all is
    recorded but LibreOffice is missing.
    """
    from acts.advancing import PdfStillDueError
    from acts.papers.issuing import issue

    consent = "" if pdf_later else _consent(bureau, world, target, wanted, number, renderer)
    with bureau.journal.act("make", bureau.acting().name, target.id) as act:
        act.under_policy(world.policy.digest)
        desk = Desk.of(bureau, act, number, renderer)
        desk.signer = consenter_of(bureau, consent)
        drafts = _drafts(desk, world, wanted)
        rely_on(act, consent)
        done = issue(bureau, act, drafts, {target.id: consent}, pdf_later=pdf_later)
        for record in done.records:
            act.enter("make", target.id, _told(record, consent))
    if done.missing_tool:
        raise PdfStillDueError(reason=done.missing_tool.message, target=target.id)
    return done.records


def _drafts(desk: Desk, world: World, wanted: list[tuple[DueDocument, date]]) -> list[Draft]:
    """Each paper drafted as the file stood on its own day."""
    from acts.advancing import earlier_documents

    target = wanted[0][0].target
    earlier = earlier_documents(desk.bureau, world, target)
    drafts: list[Draft] = []
    for document, dated in wanted:
        then = folded_back(world, document, dated)
        made = desk.draft_all(then, [document], dated, earlier)
        earlier = [*earlier, *(_noted(draft) for draft in made)]
        drafts += made
    return drafts


def _noted(draft: Draft) -> DocumentRecord:
    """A draft as later papers refer to it."""
    number, dated = str(draft.number or ""), draft.dated.isoformat()
    blank = DocumentRecord(draft.kind.id, draft.title, number, draft.step, dated, "", "", "", 0)
    return replace(blank, template=draft.template, part=draft.part)


def _consent(
    bureau: Bureau,
    world: World,
    target: CaseFile | BatchFile,
    wanted: list[tuple[DueDocument, date]],
    number: str,
    renderer: Renderer,
) -> str:
    """核稿 and 签发 where papers of the bureau's own are among the wanted ones."""
    from acts.advancing import earlier_documents

    kinds = load_catalogue(bureau.workspace.templates)
    ours = [(each, on) for each, on in wanted if is_issued(kinds[each.kind], each.step)]
    for each, on in ours:
        refuse_ahead(bureau, kinds[each.kind].label, on)
    if not ours or bureau.settings.works_alone:
        return ""
    earlier = earlier_documents(bureau, world, target.id)
    drafts = preview(
        bureau, lambda each, on: folded_back(world, each, on), ours, earlier, number, renderer
    )
    plain = [(each.kind, each.step, on) for each, on in wanted]
    return consent_for(
        bureau,
        consent_key("make", target.id, plain, number, drafts.digests),
        f"{target.id} 制作{drafts.named}",
        target.id,
        needed=True,
        issuing=True,
        matter="make",
        drafts=drafts.files,
        former=consent_key("make", target.id, plain),
    )


def is_stamped_by_bureau(kind: DocumentKind) -> bool:
    """Whether the bureau's own stamp is pressed on papers of a kind."""
    return any(use.owner == OURS for use in kind.stamps)


def _told(record: DocumentRecord, consent: str) -> dict[str, object]:
    told: dict[str, object] = {"文书": record.kind, "文号": record.number, "摘要": record.sha256}
    return told | ({"审批号": consent} if consent else {})
