"""Every shipped kind, in four lengths, passes the lint of its Word file and of its PDF."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeAlias

import pytest

from doc_templates.catalogue import Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.lint.paper import lint_pdf
from doc_templates.lint.word import lint_word
from doc_templates.rendering import render

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_samples import KINDS, TEMPLATES
from variants import LENGTHS, variants

Papers: TypeAlias = "dict[tuple[str, str], bytes]"
PAPERS = [(name.removesuffix(".docx"), length) for name in TEMPLATES for length in LENGTHS]


@pytest.fixture(scope="module")
def written() -> Papers:
    """Every paper as a Word file, by template and length."""
    return {
        (name.removesuffix(".docx"), length): render(KINDS[name], Template(name, content), context)
        for name, content in TEMPLATES.items()
        for length, context in variants(name.removesuffix(".docx")).items()
    }


@pytest.fixture(scope="module")
def printed(written: Papers) -> Papers:
    """Every paper as a PDF, converted in one go."""
    named = {" ".join(key): key for key in written}
    pdfs = Soffice.find().convert({name: written[key] for name, key in named.items()})
    return {named[name]: pdf for name, pdf in pdfs.items()}


@pytest.mark.parametrize(("template", "length"), PAPERS)
def test_the_word_file_has_no_findings(template: str, length: str, written: Papers) -> None:
    found = lint_word(written[template, length], template)
    assert [f"{each.place} {each.message}" for each in found] == []


@pytest.mark.office
@pytest.mark.parametrize(("template", "length"), PAPERS)
def test_the_pdf_has_no_findings(template: str, length: str, printed: Papers) -> None:
    pdf, kind = printed[template, length], KINDS[f"{template}.docx"]
    found = lint_pdf(pdf, template, load_catalogue(), kind)
    assert [f"{each.place} {each.message}" for each in found.findings] == []


@pytest.mark.office
@pytest.mark.parametrize("template", [name.removesuffix(".docx") for name in TEMPLATES])
def test_a_pdf_whose_kind_nobody_tells_has_no_findings_either(
    template: str, printed: Papers
) -> None:
    found = lint_pdf(printed[template, "realistic"], template, load_catalogue())
    assert [f"{each.place} {each.message}" for each in found.findings] == []
