"""Issuing: drafts become PDFs, stamped, signed and validated, and are put on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from acts.money.payment_rows import paid_sums
from acts.papers.dating import signing_notes
from acts.papers.parts import paper_name
from acts.papers.print_quality import font_uses, print_facts
from acts.papers.records import FOLDER, DocumentRecord
from acts.stamps.stamping import Stamper
from cases.digest import digest_of
from doc_templates.conversion import Soffice, SofficeMissingError
from doc_templates.pages import page_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from cases.journal.act import Act
    from doc_templates.fonts.usage import FontUse

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Issued:
    """The records made, and the reason when the PDFs are still due."""

    records: list[DocumentRecord] = field(default_factory=list)
    missing_tool: SofficeMissingError | None = None


def issue(
    bureau: Bureau,
    act: Act,
    drafts: Sequence[Draft],
    approvals: Mapping[str, str] = _NONE,
    *,
    pdf_later: bool = False,
) -> Issued:
    """Convert, stamp, sign, validate and record the drafts as part of ``act``.

    ``approvals`` are the consents relied on, by target. Without LibreOffice the Word files
    are kept all the same; ``missing_tool`` says so. ``pdf_later`` keeps the Word files only.
    """
    issued = Issued()
    if not drafts:
        return issued
    names = _names(bureau, drafts)
    papers = {n: d.docx for n, d in zip(names, drafts, strict=True)}
    uses = font_uses(papers)
    pdfs: Mapping[str, bytes] = {}
    try:
        pdfs = _converted(bureau, {} if pdf_later else papers)
    except SofficeMissingError as error:
        issued.missing_tool = error
    stamper = Stamper(bureau, act, approvals)
    for name, draft in zip(names, drafts, strict=True):
        pdf = pdfs.get(name)
        issued.records.append(_recorded(act, name, draft, pdf, stamper, uses[name]))
    return issued


def _converted(bureau: Bureau, words: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The PDFs, dated with the act's own instant."""
    if not words:
        return {}
    bureau.report(f"正在把 {len(words)} 份文书转为 PDF……")
    return Soffice.find().convert(words, when=bureau.now)


def _names(bureau: Bureau, drafts: Sequence[Draft]) -> list[str]:
    """Paths without suffix, numbered on from what each target's folder holds."""
    counts: dict[str, int] = {}
    names = []
    for draft in drafts:
        folder = bureau.workspace.target_folder(draft.target) / FOLDER
        counts.setdefault(draft.target, len(list(folder.glob("*.json"))))
        counts[draft.target] += 1
        place = bureau.workspace.relative(folder)
        label = paper_name(draft.kind, draft.part)
        names.append(f"{place}/{counts[draft.target]:02d}-{label}")
    return names


def _recorded(
    act: Act,
    name: str,
    draft: Draft,
    pdf: bytes | None,
    stamper: Stamper,
    use: FontUse,
) -> DocumentRecord:
    """Write the Word file, the stamped PDF and the record beside them.

    The record keeps what was found of the printing of the finished, stamped file.
    """
    act.write(f"{name}.docx", draft.docx, before=None)
    done = stamper.finish(draft, pdf) if pdf is not None else None
    if done is not None:
        pdf = done.pdf
        act.write(f"{name}.pdf", pdf, before=None)
    record = DocumentRecord(
        kind=draft.kind.id,
        title=draft.title,
        number=str(draft.number or ""),
        step=draft.step,
        dated=draft.dated.isoformat(),
        docx=f"{name}.docx",
        pdf=f"{name}.pdf" if pdf is not None else "",
        sha256=digest_of(pdf if pdf is not None else draft.docx),
        pages=page_count(pdf) if pdf is not None else 0,
        stamps=done.stamps if done else (),
        awaited=done.awaited if done else (),
        template=draft.template,
        data=draft.data,
        author=stamper.issuer_of(draft),
        notes=(*done.notes, *signing_notes(stamper, draft)) if done else (),
        part=draft.part,
        sums=paid_sums(draft),
        **print_facts(use, pdf, draft.kind),
    )
    act.write(record.path, record.encode(), before=None)
    return record
