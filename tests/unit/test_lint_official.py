"""Official papers are measured on the page; each rule has a PDF from LibreOffice that breaks it."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from cases.errors import JiangdangError
from cases.findings import Finding, Severity
from doc_templates.catalogue import load_catalogue
from doc_templates.lint.faults import CUSTOMARY
from doc_templates.lint.measuring import MOST_PAGES, PdfTooLargeError, UnreadablePdfError, measure
from doc_templates.lint.paper import Linted, lint_pdf

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_official import AWARD, BROKEN, LETTER, MINUTES, NOTICE, UPWARD, converted
from lint_samples import KINDS

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("lint-official")]

# What a finding says of a measure: what was found, what is wanted, in which unit.
SAID = {
    "a red line 7 mm down": ("红色分隔线距发文字号", "毫米，应为 4 毫米"),
    "a mark 42 mm down": ("发文机关标志上边缘距版心上边缘", "毫米，应为 35 毫米"),
    "lines 28 points apart": ("正文行距是 9.88 毫米", "应为 22 行"),
    "27 characters to the line": ("一行排 27 字", "应排 28 字"),
    "a title of 18 points": ("标题是 18磅", "应为 二号（22磅）"),
    "a title in 宋体": ("标题用的是宋体", "应为小标宋"),
    "a red line of 136 mm": ("长 136", "应为长 156 毫米"),
    "an imprint with thin lines": ("首条分隔线粗0.18毫米", "应为0.35毫米"),
    "short lower red lines": ("长156毫米", "应为长170毫米"),
    "三 left out": ("层次序数是“四”", "应为“三”"),
}


def linted(what: str, template: str) -> Linted:
    return lint_pdf(converted()[what], "样例.pdf", load_catalogue(), KINDS[f"{template}.docx"])


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {each.code for each in findings}


@pytest.mark.parametrize("template", [AWARD, LETTER, NOTICE, UPWARD, MINUTES])
def test_a_paper_that_is_right_has_no_findings(template: str) -> None:
    assert linted(template, template).findings == ()


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_and_nothing_else(what: str) -> None:
    template, _, wanted = BROKEN[what]
    assert codes(linted(what, template).findings) == wanted


@pytest.mark.parametrize("what", SAID)
def test_a_finding_says_what_was_measured_and_what_is_wanted(what: str) -> None:
    messages = [each.message for each in linted(what, BROKEN[what][0]).findings]
    assert any(all(part in message for part in SAID[what]) for message in messages), messages


@pytest.mark.parametrize("what", BROKEN)
def test_what_the_standard_asks_is_an_error_what_custom_asks_a_warning(what: str) -> None:
    for found in linted(what, BROKEN[what][0]).findings:
        assert (found.severity is Severity.WARNING) == (found.code in CUSTOMARY)
        assert found.clause or found.code in {"D554", "D588"}


def test_a_place_names_page_and_line() -> None:
    (found,) = linted("a date with a zero", AWARD).findings
    assert str(found.place) == "样例.pdf 第3页“2019年06月20日”"


def test_lines_and_letters_are_measured_in_millimetres_from_the_upper_left() -> None:
    sheet = measure(converted()[AWARD], "样例.pdf").sheets[0]
    (red,) = (stroke for stroke in sheet.strokes if stroke.colour == "#FF0000")
    assert (round(sheet.width), round(sheet.height), round(red.length)) == (210, 297, 156)
    number = next(line for line in sheet.lines if line.text.startswith("静人社"))
    assert 100 < number.ink.top < number.ink.bottom < red.top < 125
    assert number.size == 16


def pdf_of(writer: PdfWriter) -> bytes:
    writer.write(target := io.BytesIO())
    return target.getvalue()


def blank(pages: int) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595.3, height=841.9)
    return pdf_of(writer)


def test_a_pdf_without_text_is_told_to_be_a_scan() -> None:
    assert codes(lint_pdf(blank(1), "样例.pdf", {}).findings) == {"D502"}


def test_what_is_no_pdf_is_refused() -> None:
    for content in (b"", b"PK\x03\x04", b"%PDF-1.7\nnothing follows", converted()[AWARD][:2000]):
        with pytest.raises(UnreadablePdfError):
            measure(content, "样例.pdf")


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(PdfTooLargeError):
        measure(blank(MOST_PAGES + 1), "样例.pdf")


def drawing(content: bytes) -> bytes:
    """A page with a content stream of its own."""
    from pypdf.generic import NameObject, StreamObject

    writer = PdfWriter()
    page = writer.add_blank_page(width=595.3, height=841.9)
    stream = StreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return pdf_of(writer)


def test_too_many_drawn_things_are_refused() -> None:
    with pytest.raises(PdfTooLargeError):
        measure(drawing(b"0 0 m 9 9 l S\n" * 20_001), "样例.pdf")


def test_a_thin_bar_is_a_line_and_a_line_drawn_twice_is_one() -> None:
    bars = b"1 0 0 rg 80 500 400 1 re f 80 400 m 480 400 l S 80 400 m 480 400 l S"
    red, black = measure(drawing(bars), "样例.pdf").sheets[0].strokes
    assert (red.colour, black.colour) == ("#000000", "#FF0000")[::-1] or red.top < black.top
    assert {red.colour, black.colour} == {"#FF0000", "#000000"}


def test_letters_drawn_as_outlines_leave_no_lines() -> None:
    assert measure(drawing(b"1 0 0 rg 80 500 18 2 re f"), "样例.pdf").sheets[0].strokes == ()


def test_a_torn_pdf_is_measured_or_refused_and_never_stops_us() -> None:
    whole, chance = converted()[LETTER], random.Random(9704)
    for _ in range(60):
        torn = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            lint_pdf(bytes(torn), "样例.pdf", load_catalogue())
        except JiangdangError as error:
            assert error.code in {"D500", "D501"}


def test_a_turned_page_is_measured_as_it_is_seen() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(converted()[NOTICE])))
    for page in writer.pages:
        page.rotate(180)
    sheet = measure(pdf_of(writer), "样例.pdf").sheets[0]
    assert max(line.ink.bottom for line in sheet.lines) > 250
    assert (round(sheet.width), round(sheet.height)) == (210, 297)
