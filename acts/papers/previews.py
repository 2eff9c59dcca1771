"""送审稿: papers of ours as they will be issued, before number, stamp and PDF.

What is signed is what is issued: their digests are part of the request, so that a case or a
template changed afterwards asks for 核稿 and 签发 again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from acts.papers.drafting import Desk, Renderer
from acts.papers.issued_papers import is_issued
from acts.papers.parts import paper_name
from cases.digest import digest_of
from cases.lifecycle.documents import DueDocument
from doc_templates.rendering import render

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from acts.papers.drafting import Draft
    from acts.papers.records import DocumentRecord
    from cases.lifecycle.world import World

    Then = Callable[[DueDocument, date], World]


@dataclass(frozen=True, slots=True)
class Previews:
    """The drafts of what a request would issue."""

    drafts: Sequence[Draft] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digests(self) -> list[str]:
        """What is signed, byte by byte."""
        return [digest_of(draft.docx) for draft in self.drafts]

    @property
    def named(self) -> str:
        """The papers as a request names them."""
        titles = "".join(f"《{draft.title}》" for draft in self.drafts)
        return f"，发文{titles}" if titles else ""


def preview(
    bureau: Bureau,
    then: Then,
    due: Sequence[tuple[DueDocument, date]],
    earlier: Sequence[DocumentRecord],
    number: str = "",
    renderer: Renderer = render,
) -> Previews:
    """Draft what is ours among the due papers; ``then`` gives the world a paper speaks of.

    ``number`` is the one the office system gave. Refused where it is missing, as in the act.
    """
    desk = Desk.of(bureau, None, number, renderer)
    ours = [(each, on) for each, on in due if is_issued(desk.kinds[each.kind], each.step)]
    drafts = [desk.draft(then(each, on), each, on, earlier) for each, on in ours]
    names = [f"{n:02d}-{paper_name(d.kind, d.part)}.docx" for n, d in enumerate(drafts, 1)]
    return Previews(drafts, {n: d.docx for n, d in zip(names, drafts, strict=True)})
