"""Making papers: drafted as the file stood on their day, issued and recorded in one act."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from acts.consents import consent_for, consent_key, rely_on
from acts.drafting import Desk, Renderer
from acts.due_documents import folded_back
from acts.records import DocumentRecord
from doc_templates.catalogue import load_catalogue
from doc_templates.rendering import render

if TYPE_CHECKING:
    from datetime import date

    from acts.bureau import Bureau
    from acts.drafting import Draft
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
    from acts.issuing import issue

    consent = "" if pdf_later else _consent(bureau, target, wanted)
    with bureau.journal.act("make", bureau.acting().name, target.id) as act:
        act.under_policy(world.policy.digest)
        desk = Desk.of(bureau, act, number, renderer)
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
    bureau: Bureau, target: CaseFile | BatchFile, wanted: list[tuple[DueDocument, date]]
) -> str:
    """用印审批: a second person consents where the bureau's own stamp is pressed."""
    kinds = load_catalogue(bureau.workspace.templates)
    names = [kinds[each.kind].label for each, _ in wanted]
    stamped = any(is_stamped_by_bureau(kinds[each.kind]) for each, _ in wanted)
    key = consent_key("make", target.id, [(e.kind, e.step, d) for e, d in wanted])
    what = f"{target.id} 制作并用印：{'、'.join(names)}"
    return consent_for(bureau, key, what, target.id, needed=stamped)


def is_stamped_by_bureau(kind: DocumentKind) -> bool:
    """Whether the bureau's own stamp is pressed on papers of a kind."""
    return any(use.owner == "局" for use in kind.stamps)


def _told(record: DocumentRecord, consent: str) -> dict[str, object]:
    told: dict[str, object] = {"文书": record.kind, "文号": record.number, "摘要": record.sha256}
    return told | ({"审批号": consent} if consent else {})
