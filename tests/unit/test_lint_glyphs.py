"""What the fonts of a PDF really draw is looked at; each rule has a PDF that breaks it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import StreamObject

from cases.findings import Finding
from doc_templates.lint.font_programs import fonts_of, texts_of
from doc_templates.lint.glyphs import glyph_findings

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_pdfs import converted

MONEY = "yuan and dollars"


def findings_of(pdf: bytes) -> list[Finding]:
    return list(glyph_findings(pdf, "样例.pdf"))


def retold(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """The same page, the text of a code told otherwise."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    streams = [each.get_object() for each in writer._objects if isinstance(each, StreamObject)]
    maps = [each for each in streams if b"beginbfchar" in each.get_data()]
    told = [each for each in maps if b"> <" + old + b">" in each.get_data()]
    assert told
    for each in told:
        each.set_data(each.get_data().replace(b"> <" + old + b">", b"> <" + new + b">"))
    writer.write(target := io.BytesIO())
    return target.getvalue()


@pytest.mark.office
def test_yuan_and_dollars_that_are_drawn_as_typed_are_no_fault() -> None:
    assert findings_of(converted()[MONEY]) == []


@pytest.mark.office
def test_a_yuan_sign_drawn_as_a_dollar_is_named() -> None:
    (found,) = findings_of(retold(converted()[MONEY], b"0024", b"FFE5"))
    assert (found.code, str(found.place)) == ("D592", "样例.pdf 第1页")


@pytest.mark.office
def test_a_sign_that_no_font_draws_is_named_with_its_page() -> None:
    (found,) = findings_of(converted()["a sign that no font draws"])
    assert (found.code, str(found.place)) == ("D591", "样例.pdf 第1页")
    assert "U+13000" in found.message


@pytest.mark.office
def test_a_sign_that_comes_out_blank_is_named() -> None:
    (found,) = findings_of(retold(converted()[MONEY], b"3000", b"6837"))
    assert found.code == "D595"
    assert "样（U+6837）" in found.message


@pytest.mark.office
def test_a_font_outside_the_official_families_is_named() -> None:
    (found,) = findings_of(converted()["text in a foreign font"])
    assert (found.code, found.facts["font"]) == ("D593", "DejaVuSans")


@pytest.mark.office
def test_a_box_to_tick_may_come_from_another_font() -> None:
    assert findings_of(converted()["boxes in two fonts"]) == []


@pytest.mark.office
def test_a_font_that_is_not_embedded_is_named() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(converted()["right"])))
    fonts = writer.pages[0]["/Resources"]["/Font"]
    font = next(iter(fonts.values())).get_object()
    del font["/FontDescriptor"].get_object()["/FontFile2"]
    writer.write(target := io.BytesIO())
    (found,) = findings_of(target.getvalue())
    assert found.code == "D594"


@pytest.mark.office
@pytest.mark.parametrize("cut", [100, 5_000, 20_000])
def test_a_pdf_cut_short_is_no_crash(cut: int) -> None:
    findings_of(converted()["right"][:cut])


def test_what_is_no_pdf_has_no_fonts() -> None:
    assert fonts_of(b"no pdf") == []


def test_ranges_of_a_mapping_count_on() -> None:
    assert texts_of(b"1 beginbfrange\n<01> <03> <4E00>\nendbfrange") == {1: "一", 2: "丁", 3: "丂"}


def test_a_mapping_that_promises_too_much_is_not_believed() -> None:
    assert texts_of(b"1 beginbfrange\n<00000000> <FFFFFFFF> <4E00>\nendbfrange") == {}
