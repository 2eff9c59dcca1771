"""Looking over a finished PDF: every rule of its layout, measured on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.lint import (
    closing_rules,
    foot_rules,
    head_rules,
    letter_rules,
    page_rules,
    text_rules,
    type_rules,
    wording_rules,
)
from doc_templates.lint.faults import fault
from doc_templates.lint.inside import inside_findings
from doc_templates.lint.measuring import measure
from doc_templates.lint.parts import parts_of
from doc_templates.lint.profiling import profile_of_kind, recognised_kind, recognised_profile
from doc_templates.lint.reading import Reading
from doc_templates.lint.stamp_rules import STAMP_RULES
from doc_templates.lint.table_rules import TABLE_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.findings import Finding
    from doc_templates.catalogue import DocumentKind
    from doc_templates.lint.profiles import Profile
    from doc_templates.lint.reading import Rule

MOST_FINDINGS = 200
RULES: tuple[Rule, ...] = (
    page_rules.paper_size, page_rules.nothing_outside, page_rules.margins,
    page_rules.lines_to_the_page, page_rules.characters_to_the_line,
    type_rules.faces, type_rules.sizes, type_rules.colours,
    head_rules.mark, head_rules.number, head_rules.red_line, head_rules.signers,
    head_rules.letter_number, letter_rules.double_lines,
    text_rules.title_place, text_rules.title_shape, text_rules.addressee,
    text_rules.body_on_first_page, text_rules.indents, text_rules.heading_order,
    wording_rules.days, wording_rules.numbers, wording_rules.leftovers,
    wording_rules.no_text_here,
    closing_rules.annex_note, closing_rules.annexes, closing_rules.annex_names,
    closing_rules.date_place, closing_rules.signature_alone,
    foot_rules.page_numbers, foot_rules.imprint,
    *TABLE_RULES, *STAMP_RULES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linted:
    """What a PDF was taken for, how many pages it has and what is wrong with it."""

    kind: DocumentKind | None
    profile: Profile
    pages: int
    findings: tuple[Finding, ...]


def lint_pdf(
    content: bytes,
    name: str,
    kinds: Mapping[str, DocumentKind],
    kind: DocumentKind | None = None,
) -> Linted:
    """A finished PDF measured by the rules of its kind's layout.

    Without a kind, kind and layout are recognised from title and head. Raises
    UnreadablePdfError and PdfTooLargeError.
    """
    paper = measure(content, name)
    parts = parts_of(paper)
    known = kind or recognised_kind(paper, parts, kinds)
    profile = profile_of_kind(known, parts) if known else recognised_profile(paper, parts)
    reading = Reading(name, paper, parts, profile, known)
    if not paper.lines:
        found: tuple[Finding, ...] = (fault("D502", reading, 0, "", ""),)
    else:
        measured = tuple(each for rule in RULES for each in rule(reading))
        found = (*measured, *inside_findings(content, reading))
    return Linted(known, profile, len(paper.sheets), found[:MOST_FINDINGS])
