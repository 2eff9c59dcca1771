"""Drafting: a due document becomes Word bytes, with its number, date and title."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from acts.papers.contexts import Writing, build_context
from acts.papers.issued_papers import issue_record
from acts.papers.parts import PAPER
from acts.papers.publicity import refuse_personal_data
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.settings import Numbering
from cases.values.document_number import DocumentNumber
from doc_templates.catalogue import DocumentKind, Template, load_catalogue, read_template
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from cases.journal.act import Act
    from cases.lifecycle.documents import DueDocument
    from cases.lifecycle.world import World

Renderer: TypeAlias = Callable[[DocumentKind, Template, Mapping[str, object]], bytes]
GIVEN_NUMBER = "文号"


class NumberMissingError(JiangdangError):
    """The office system numbers our papers, and nobody typed the number in."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W610"


class NumberNotTakenError(JiangdangError):
    """We number our papers ourselves; no number is typed in."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W611"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as Word bytes, not yet converted; digests of its template and data."""

    target: str
    kind: DocumentKind
    step: str
    dated: date
    title: str
    number: DocumentNumber | None
    docx: bytes
    template: str
    data: str
    context: Mapping[str, Any]
    part: str = ""


@dataclass(slots=True)
class Desk:
    """Where the drafts of one act are written: the act, the world, what came before.

    Without an act no number is taken. ``signer`` is who signed (签发) what is written.
    """

    bureau: Bureau
    act: Act | None
    kinds: Mapping[str, DocumentKind]
    external: str = ""
    renderer: Renderer = render
    signer: str = ""

    @classmethod
    def of(
        cls, bureau: Bureau, act: Act | None, external: str = "", renderer: Renderer = render
    ) -> Desk:
        """A desk with the bureau's catalogue; ``renderer`` may work on another machine."""
        return cls(bureau, act, load_catalogue(bureau.workspace.templates), external, renderer)

    def draft_all(
        self,
        world: World,
        due: Sequence[DueDocument],
        on: date,
        earlier: Sequence[DocumentRecord],
    ) -> list[Draft]:
        """Draft the due documents in order; later ones know of the earlier ones."""
        drafts: list[Draft] = []
        for document in due:
            known = [*earlier, *(_as_record(draft) for draft in drafts)]
            drafts.append(self.draft(world, document, on, known))
        return drafts

    def draft(
        self, world: World, due: DueDocument, on: date, earlier: Iterable[DocumentRecord]
    ) -> Draft:
        """One document: number taken, title filled, template rendered."""
        kind = self.kinds[due.kind]
        number = self._number(kind, due.target, on)
        text = str(number or "")
        issued = issue_record(self.bureau.register, due.part) if kind.per == PAPER else {}
        writing = Writing(due.target, kind, due.step, on, text, "", due.part, self.signer, issued)
        context = build_context(world, self.bureau.settings, writing, earlier)
        title = title_of(kind, context)
        context["文"]["标题"] = title
        return self._written(writing, title, number, context)

    def _written(
        self, writing: Writing, title: str, number: DocumentNumber | None, context: dict[str, Any]
    ) -> Draft:
        programme = str(context["案"].get("项目类别", ""))
        template = read_template(writing.kind, programme, self.bureau.workspace.templates)
        docx = self.renderer(writing.kind, template, context)
        refuse_personal_data(writing.kind, docx, context)
        plain = title.replace("\n", "")
        if number is not None and self.act is not None:
            self.act.describe(number, digest_of(docx), plain, writing.dated)
        return Draft(
            target=writing.target,
            kind=writing.kind,
            step=writing.step,
            dated=writing.dated,
            title=plain,
            number=number,
            docx=docx,
            template=digest_of(template.content),
            data=digest_of(json.dumps(context, ensure_ascii=False, default=str).encode()),
            context=context,
            part=writing.part,
        )

    def _number(self, kind: DocumentKind, target: str, on: date) -> DocumentNumber | None:
        """The next number of our own series, or the one the office system gave."""
        if not kind.numbered:
            return None
        settings = self.bureau.settings
        if settings.numbering is Numbering.OWN:
            if self.external:
                raise NumberNotTakenError(number=self.external)
            prefix = settings.number_prefix
            return self.act.reserve(prefix, on.year, target) if self.act else None
        if not self.external:
            raise NumberMissingError(kind=kind.label)
        number = DocumentNumber.parse(self.external.strip())
        if self.act is not None:
            self.act.take_external(number)
        return number


def _as_record(draft: Draft) -> DocumentRecord:
    """A draft as later documents of the same act refer to it."""
    from acts.papers.records import DocumentRecord

    return DocumentRecord(
        kind=draft.kind.id,
        title=draft.title,
        number=str(draft.number or ""),
        step=draft.step,
        dated=draft.dated.isoformat(),
        docx="",
        pdf="",
        sha256="",
        pages=0,
        part=draft.part,
    )
