"""How a paper is printed: the fonts it got, the verdict on its PDF, and what is said of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from doc_templates.fonts.usage import drawn_in, font_use
from doc_templates.lint.paper import lint_pdf
from doc_templates.validation import pdfa_verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from acts.papers.records import DocumentRecord
    from doc_templates.catalogue import DocumentKind
    from doc_templates.fonts.usage import FontUse

_ARROW = "→"


class UndrawnCharactersError(JiangdangError):
    """Some characters would print as nothing in the fonts they are set in; all are named."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D207"


def font_uses(papers: Mapping[str, bytes]) -> dict[str, FontUse]:
    """The fonts that each Word file will be set in, by name.

    Raises UndrawnCharactersError when fonts leave characters blank.
    """
    uses = {name: font_use(docx) for name, docx in papers.items()}
    findings = tuple(
        Finding("D208", place=Place(name), facts={"family": family, "sign": _named(sign)})
        for name, use in uses.items()
        for family, sign in use.undrawn
    )
    if findings:
        raise UndrawnCharactersError(count=len(findings), findings=findings)
    return uses


def _named(sign: str) -> str:
    return f"{sign}（U+{ord(sign):04X}）"


def print_facts(
    use: FontUse, pdf: bytes | None, kind: DocumentKind | None = None
) -> dict[str, Any]:
    """What a record keeps of a paper's printing: fonts, and the verdicts on the finished PDF."""
    facts: dict[str, Any] = {"substituted_fonts": _arrows(use.stand_ins)}
    if pdf is not None:
        drawn = {sign: "、".join(fonts) for sign, fonts in drawn_in(pdf, use.rare).items()}
        facts |= {"fallback_fonts": _arrows(drawn), **verdicts(pdf, kind)}
    return facts


def verdicts(pdf: bytes, kind: DocumentKind | None = None) -> dict[str, Any]:
    """Whether a finished PDF, stamps and signatures included, is PDF/A, and how it is laid out."""
    verdict = pdfa_verdict(pdf)
    return {
        "validated": verdict.word,
        "validation": verdict.as_record(),
        "layout": _measured(pdf, kind),
    }


def look_over(docx: bytes, pdf: bytes, kind: DocumentKind) -> dict[str, Any]:
    """What a record keeps of the printing of a finished paper, from its two files."""
    return print_facts(font_use(docx), pdf, kind)


def _measured(pdf: bytes, kind: DocumentKind | None) -> dict[str, object]:
    """By which layout a PDF was measured, and the codes of what is wrong with it."""
    try:
        linted = lint_pdf(pdf, "", {}, kind)
    except JiangdangError as error:
        return {"版式": "", "问题": [error.code]}
    return {"版式": linted.profile.value, "问题": sorted(each.code for each in linted.findings)}


def _arrows(pairs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{left}{_ARROW}{right}" for left, right in pairs.items())


def font_warnings(records: Iterable[DocumentRecord]) -> tuple[Finding, ...]:
    """What one run has to say of its fonts: once for all papers, not once for each."""
    records = list(records)
    told = {
        "W690": dict.fromkeys(pair for each in records for pair in each.substituted_fonts),
        "W691": dict.fromkeys(pair for each in records for pair in each.fallback_fonts),
    }
    return tuple(
        Finding(code, Severity.WARNING, facts={"pairs": "、".join(pairs)})
        for code, pairs in told.items()
        if pairs
    )
