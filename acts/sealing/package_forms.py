"""案卷封面, 卷内文件目录, 卷内备考表: drafted from the plan, converted, put in both places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.papers.print_quality import print_facts
from acts.papers.records import FOLDER, DocumentRecord
from acts.sealing.package_items import FORM_KINDS, Subject
from archive.forms import form_context
from archive.plan import FORM_NAMES, Source
from cases.digest import digest_of, digest_of_file
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.fonts.usage import font_use
from doc_templates.pages import page_count
from doc_templates.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from archive.plan import PackagePlan
    from cases.journal.act import Act


@dataclass(frozen=True, slots=True)
class FormDraft:
    """One form as Word bytes, its path without suffix, and its name in the package."""

    kind: str
    title: str
    path: str
    package_name: str
    docx: bytes
    template: str
    dated: str
    author: str


def draft_forms(bureau: Bureau, subject: Subject, plan: PackagePlan) -> list[FormDraft]:
    """The three forms filled from the plan."""
    kinds = load_catalogue(bureau.workspace.templates)
    context = _context(bureau, subject, plan)
    number = _next_number(bureau, subject)
    drafts = []
    for place, (kind_id, name) in enumerate(zip(FORM_KINDS, FORM_NAMES, strict=True)):
        kind = kinds[kind_id]
        template = read_template(kind, "", bureau.workspace.templates)
        stem = f"{number + place:02d}-{kind.label}"
        drafts.append(
            FormDraft(
                kind=kind_id,
                title=f"{plan.title}{kind.label}",
                path=f"{bureau.workspace.relative(subject.folder)}/{FOLDER}/{stem}",
                package_name=name,
                docx=render(kind, template, context),
                template=digest_of(template.content),
                dated=plan.compiled_on.isoformat(),
                author=plan.creator,
            )
        )
    return drafts


def _context(bureau: Bureau, subject: Subject, plan: PackagePlan) -> dict[str, Any]:
    """项 from the plan, beside what every template may name."""
    settings = bureau.settings
    return {
        "项": form_context(plan),
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "文": {
            "成文日期": plan.compiled_on,
            "标题": plan.title,
            "编号": subject.file.id,
            "署名": settings.name,
        },
        "案": dict(subject.file.data),
    }


def _next_number(bureau: Bureau, subject: Subject) -> int:
    folder = bureau.workspace.target_folder(subject.file.id) / FOLDER
    return len(list(folder.glob("*.json"))) + 1


def convert_forms(bureau: Bureau, drafts: Sequence[FormDraft]) -> dict[str, bytes]:
    """All forms of all parcels as PDF, by path."""
    if not drafts:
        return {}
    bureau.report(f"正在制作 {len(drafts)} 份归档表单……")
    return dict(Soffice.find().convert({draft.path: draft.docx for draft in drafts}))


def place_forms(
    act: Act, drafts: Sequence[FormDraft], pdfs: Mapping[str, bytes], folder: Path
) -> tuple[Source, ...]:
    """Write the forms beside the case's documents and lay copies out for the package."""
    sources = []
    for draft in drafts:
        pdf = pdfs[draft.path]
        act.write(f"{draft.path}.docx", draft.docx, before=None)
        act.write(f"{draft.path}.pdf", pdf, before=None)
        record = _record(draft, pdf)
        act.write(record.path, record.encode(), before=None)
        copy = folder / draft.package_name
        copy.write_bytes(pdf)
        sources.append(Source(copy, draft.package_name, digest_of_file(copy)))
    return tuple(sources)


def _record(draft: FormDraft, pdf: bytes) -> DocumentRecord:
    return DocumentRecord(
        kind=draft.kind,
        title=draft.title,
        number="",
        step="archive",
        dated=draft.dated,
        docx=f"{draft.path}.docx",
        pdf=f"{draft.path}.pdf",
        sha256=digest_of(pdf),
        pages=page_count(pdf),
        template=draft.template,
        author=draft.author,
        **print_facts(font_use(draft.docx), pdf, load_catalogue().get(draft.kind)),
    )
