"""Printed tables and pages are measured; each rule has a PDF from LibreOffice that breaks it."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from cases.findings import Finding, Severity
from doc_templates.lint.measuring import measure
from doc_templates.lint.paper import lint_pdf
from doc_templates.lint.parts import parts_of
from doc_templates.lint.profiles import Profile
from doc_templates.lint.reading import Reading
from doc_templates.lint.sheets import Paper, Stroke
from doc_templates.lint.table_rules import text_in_cells

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_pdfs import converted

pytestmark = pytest.mark.office

# What is broken, the code that names it, and what its place or sentence says.
BROKEN = {
    "a heading row that does not repeat": ("D582", "第2页“序号、项目名称"),
    "a row cut by a page": ("D583", "第1个表格第21行"),
    "a sign on a ruled line": ("D584", "样例项目伸出格外"),
    "a table out of the block": ("D585", "伸出版心 10.6 毫米"),
    "a border with a gap": ("D586", "右框线"),
    "boxes in two fonts": ("D587", "DejaVuSans"),
    "boxes in two sizes": ("D587", "10磅"),
    "a page nearly empty": ("D588", "第2页"),
    "a turned page numbered below": ("D590", "下边"),
}


def found_in(pdf: bytes) -> tuple[Finding, ...]:
    return lint_pdf(pdf, "样例.pdf", {}).findings


def test_a_list_over_three_pages_that_is_right_has_no_findings() -> None:
    assert found_in(converted()["right"]) == ()


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_on_the_page_is_named(what: str) -> None:
    code, said = BROKEN[what]
    findings = [each for each in found_in(converted()[what]) if each.code == code]
    assert any(said in f"{each.place} {each.message}" for each in findings), findings


def test_a_page_nearly_empty_is_a_warning_only() -> None:
    findings = found_in(converted()["a page nearly empty"])
    assert {each.severity for each in findings if each.code == "D588"} == {Severity.WARNING}


def test_a_row_cut_by_a_page_is_seen_where_the_pdf_does_not_tell_its_structure() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(converted()["a row cut by a page"])))
    del writer.root_object["/StructTreeRoot"]
    writer.write(target := io.BytesIO())
    findings = found_in(target.getvalue())
    assert [each.code for each in findings] == ["D583"]
    assert "第2页" in str(findings[0].place)


def test_a_whole_row_is_no_cut_one_where_the_pdf_does_not_tell_its_structure() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(converted()["right"])))
    del writer.root_object["/StructTreeRoot"]
    writer.write(target := io.BytesIO())
    assert found_in(target.getvalue()) == ()


@pytest.mark.parametrize(("colour", "codes"), [("#E60012", []), ("#000000", ["D584"])])
def test_a_stamp_may_lie_over_the_text_and_a_black_line_may_not(
    colour: str, codes: list[str]
) -> None:
    paper = measure(converted()["right"], "样例.pdf")
    sheet = paper.sheets[0]
    ink = sheet.lines[0].ink
    middle = (ink.top + ink.bottom) / 2
    over = Stroke(ink.left, middle - 0.1, ink.right, middle + 0.1, 0.2, colour)
    ruled = Paper((replace(sheet, strokes=(*sheet.strokes, over)),))
    reading = Reading("样例.pdf", ruled, parts_of(ruled), Profile.FORM)
    assert [found.code for found in text_in_cells(reading)] == codes
