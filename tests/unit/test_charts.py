"""Charts stand in Word files as charts of their own, print with Chinese labels, and stay PDF/A."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from lxml import etree

from doc_templates.carrying import packed, unpacked
from doc_templates.charts.chart import Chart, Series, Sort, chart_of
from doc_templates.charts.drawing import chart_part
from doc_templates.conversion import Soffice
from tests.tools.docxtpl_peer import members_of
from tests.tools.second_opinion import broken_clauses, libraries
from tests.tools.word_files import paragraph, word_file
from tests.unit.test_engine_ways import made

ELEMENTS = ("硬件建设", "内部管理", "项目成果", "人才培养", "社会效应")
POINTS = tuple(map(Decimal, ("12.5", "18", "27.33", "22", "9.5")))
WEIGHTS = tuple(map(Decimal, (15, 20, 30, 25, 10)))
TWO = Chart(Sort.BARS, ELEMENTS, (Series("分值", WEIGHTS), Series("得分", POINTS)), unit="分")


def test_a_chart_among_the_values_joins_the_document_as_a_part_of_its_own() -> None:
    members = members_of(made(word_file(paragraph("{{ 图 }}")), 图=TWO))
    charts = [content for name, content in members.items() if name.startswith("word/charts/")]
    assert charts == [chart_part(TWO)]
    assert b"drawingml.chart+xml" in members["[Content_Types].xml"]


def test_the_same_charts_give_the_same_bytes_and_each_stands_once() -> None:
    other = chart_of(Sort.PIE, ELEMENTS, WEIGHTS, title="分值")
    content = word_file(paragraph("{{ 甲 }}"), paragraph("{{ 乙 }}"), paragraph("{{ 甲 }}"))
    first, second = (made(content, 甲=TWO, 乙=other) for _ in range(2))
    assert first == second
    assert sum(name.startswith("word/charts/chart") for name in members_of(first)) == 2


@pytest.mark.parametrize("sort", list(Sort))
def test_labels_that_look_like_xml_are_texts(sort: Sort) -> None:
    part = etree.fromstring(chart_part(chart_of(sort, ["<甲>&乙"], [1], title="a<b", unit="&")))
    assert "<甲>&乙" in [each.text for each in part.iter("{*}v")]


@pytest.mark.parametrize(("values", "whole"), [([1, 2], True), ([1, 300], False)])
def test_few_cases_are_counted_by_ones(values: list[int], *, whole: bool) -> None:
    part = chart_part(chart_of(Sort.COLUMNS, ["甲", "乙"], values, title="个"))
    assert (b'<c:majorUnit val="1"/>' in part) is whole


def test_a_chart_travels_to_the_process_that_fills_in_templates_of_the_bureaus_own() -> None:
    assert unpacked(packed({"图": TWO})) == {"图": TWO}


def test_numbers_without_labels_and_charts_without_any_are_no_charts() -> None:
    for labels, values in ((["甲"], [1, 2]), ([], []), ([str(n) for n in range(61)], range(61))):
        with pytest.raises(ValueError, match=r"^题$"):
            chart_of(Sort.BARS, labels, list(values), title="题")


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    """A printed page with a chart of each sort."""
    files = {
        sort.value: made(
            word_file(paragraph("{{ 图 }}")), 图=chart_of(sort, ELEMENTS, POINTS, title="要素得分")
        )
        for sort in Sort
    }
    return Soffice.find().convert(files)


@pytest.mark.parametrize("sort", list(Sort))
def test_a_printed_chart_shows_its_labels_and_numbers(sort: Sort, pdfs: dict[str, bytes]) -> None:
    printed = pdfium.PdfDocument(pdfs[sort.value])[0].get_textpage().get_text_range()
    assert [each for each in ("要素得分", "27.33", *ELEMENTS) if each not in printed] == []


def test_pages_with_charts_are_valid_pdf_a(pdfs: dict[str, bytes], tmp_path: Path) -> None:
    jars = libraries()
    if jars is None:
        pytest.skip("veraPDF needs Java, and once Maven and the network")
    found = broken_clauses(pdfs, jars, tmp_path)
    assert {name: clauses for name, clauses in found.items() if clauses} == {}
