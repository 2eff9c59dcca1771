"""A finished Word file is measured from its XML; each rule has a document that breaks it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from time import process_time

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from doc_templates.lint.looking import look_over
from doc_templates.lint.word import lint_word
from doc_templates.packing import pack, unpack

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_samples import (
    BODY,
    NUMBER,
    TEMPLATES,
    changed,
    finished,
    run_properties,
)
from wild_word import paragraph, row, run, table, word_file

AWARD, LETTER, FORM = "award-notice", "clawback-decision", "candidate-list"
MINUTES, UPWARD = "approval-minutes", "city-recommendation"
STYLES, SETTINGS, CORE = "word/styles.xml", "word/settings.xml", "docProps/core.xml"
ODD, EVEN = "word/footer-default.xml", "word/footer-even.xml"
LINKS = "word/_rels/document.xml.rels"
SONG = '<w:rFonts w:eastAsia="宋体"/>'
YAHEI = '<w:rFonts w:eastAsia="微软雅黑"/>'
INSERTED = '<w:ins w:id="9" w:author="样例"><w:r><w:t>增补</w:t></w:r></w:ins>'
SECTION = (
    '<w:p><w:pPr><w:pStyle w:val="Flush"/><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1474" w:bottom="1984" w:left="1588"/></w:sectPr></w:pPr></w:p>'
)
ANNEX = '(<w:p>)(?=<w:pPr><w:pStyle w:val="AnnexMark)'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_LINK = (
    f'<Relationship Id="out" Type="{OFFICE}hyperlink" '
    'Target="https://example.invalid/" TargetMode="External"/>'
)


def style(name: str, pattern: str, replacement: str) -> tuple[str, str, str]:
    """An edit inside one style."""
    inside = r"(?:(?!</w:style>).)*?"
    found = rf'(<w:style [^>]*w:styleId="{name}">{inside}){pattern}'
    return (STYLES, found, rf"\g<1>{replacement}")


# What is broken: template, edits, the code that names it, part of the place it names.
BROKEN = {
    "a mark left in": (AWARD, [(BODY, "各有关单位", "{{ 文.主送 }}")], "D561", "第4段"),
    "a value printed as None": (AWARD, [(BODY, "各有关单位", "None")], "D561", "第4段"),
    "US Letter paper": (AWARD, [(BODY, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')],
                        "D562", "第1节"),
    "an upper margin of 30 mm": (AWARD, [(BODY, 'w:top="2098"', 'w:top="1701"')], "D563", "第1节"),
    "a turned page with upright margins": (
        FORM, [(BODY, 'w:top="1588" w:right="2098"', 'w:top="2098" w:right="1474"')],
        "D563", "第1节"),
    "a line pitch of 29 points": (AWARD, [style("Body", 'w:line="579"', 'w:line="580"')],
                                  "D564", "第5段"),
    "automatic line spacing": (AWARD, [style("Body", 'w:lineRule="exact"', 'w:lineRule="auto"')],
                               "D564", "第5段"),
    "characters of full 16 points": (AWARD, [style("Body", 'g w:val="-5"', 'g w:val="0"')],
                                     "D565", "第5段"),
    "a title in Song": (AWARD, [run_properties("关于公布", SONG)], "D566", "第3段"),
    "a body run in another family": (AWARD, [run_properties("本批共资助", SONG)], "D566", "第7段"),
    "a first heading in FangSong": (
        AWARD, [run_properties("一、资助", '<w:rFonts w:eastAsia="仿宋"/>')], "D566", "第6段"),
    "a heading style based on another font": (
        AWARD, [style("Level1", 'w:eastAsia="黑体"', 'w:eastAsia="楷体"')], "D566", "第6段"),
    "a letter's mark in Song": (
        LETTER, [("word/header-first.xml", '(<w:color w:val="FF0000"/>)', SONG + r"\1")],
        "D566", "页眉"),
    "a signer in Song": (UPWARD, [run_properties("样局长", SONG)], "D566", "第2段"),
    "attendants in Kai": (MINUTES, [run_properties("样局长、", '<w:rFonts w:eastAsia="楷体"/>')],
                          "D566", "段"),
    "a title of 20 points": (AWARD, [run_properties("关于公布", '<w:sz w:val="40"/>')],
                             "D567", "第3段"),
    "an imprint of 三号": (AWARD, [style("Imprint", '<w:sz w:val="28"/>', '<w:sz w:val="32"/>')],
                         "D567", "文本框"),
    "body text without indent": (AWARD, [style("Body", 'w:firstLine="630"', 'w:firstLine="0"')],
                                 "D568", "第5段"),
    "no page number": (AWARD, [(ODD, " PAGE ", " DATE ")], "D569", "第1节"),
    "odd and even pages alike": (AWARD, [(SETTINGS, "<w:evenAndOddHeaders/>", "")],
                                 "D569", "第1节"),
    "a page number in the middle": (AWARD, [style("PageOdd", 'w:val="right"', 'w:val="center"')],
                                    "D570", "页脚第1段"),
    "a page number without dashes": (AWARD, [(EVEN, "— ", "")], "D570", "页脚第1段"),
    "a page number too low": (AWARD, [(BODY, 'w:footer="1406"', 'w:footer="700"')],
                              "D570", "第1节"),
    "a month with a zero": (AWARD, [(BODY, "2019年6月20日</w:t>", "2019年06月20日</w:t>")],
                            "D571", "段"),
    "a day with a zero": (AWARD, [(BODY, "各有关单位", "3月05日参会单位")], "D571", "第4段"),
    "a number in square brackets": (AWARD, [(BODY, NUMBER, "静人社[2019]12号")], "D572", "第2段"),
    "a number with 第": (AWARD, [(BODY, NUMBER, "静人社〔2019〕第12号")], "D572", "第2段"),
    "a number with a zero": (AWARD, [(BODY, NUMBER, "静人社〔2019〕012号")], "D572", "第2段"),
    "a heading row that does not repeat": (AWARD, [(BODY, "<w:tblHeader/>", "")],
                                           "D573", "第1个表格第1行"),
    "a row that may split": (AWARD, [(BODY, "<w:cantSplit/>", "")], "D574", "第1个表格第1行"),
    "a row of fixed height": (AWARD, [(BODY, 'w:hRule="atLeast"', 'w:hRule="exact"')],
                              "D596", "第1个表格第1行"),
    "a section of other margins": (AWARD, [(BODY, ANNEX, rf"{SECTION}\1")], "D563", "第1节"),
    "a table wider than the text": (
        AWARD, [(BODY, '<w:gridCol w:w="707"/>', '<w:gridCol w:w="2707"/>')], "D575", "第1个表格"),
    "an office font in a table": (FORM, [run_properties("样例精密", YAHEI)], "D576",
                                  "个表格第"),
    "a title to the left": (AWARD, [style("DocTitle", 'jc w:val="center"', 'jc w:val="left"')],
                            "D577", "第3段"),
    "a tracked insertion": (AWARD, [(BODY, "(<w:r><w:t[^>]*>各有关单位)", INSERTED + r"\1")],
                            "D578", "第4段"),
    "a comment": (AWARD, [(BODY, "(<w:r><w:t[^>]*>各有关单位)",
                           r'<w:r><w:commentReference w:id="0"/></w:r>\1')], "D578", "第4段"),
    "hidden text": (AWARD, [run_properties("各有关单位", "<w:vanish/>")], "D579", "第4段"),
    "a program as author": (AWARD, [(CORE, "<dc:creator>[^<]*", "<dc:creator>python-docx")],
                            "D580", "文件属性"),
    "a link to the web": (AWARD, [(LINKS, "</Relationships>", _LINK + "</Relationships>")],
                          "D581", BODY),
}  # fmt: skip


def codes(content: bytes) -> set[str]:
    return {found.code for found in lint_word(content, "样例.docx")}


@pytest.mark.parametrize("template", [name.removesuffix(".docx") for name in TEMPLATES])
def test_every_shipped_kind_has_no_findings_as_a_word_file(template: str) -> None:
    assert lint_word(finished(template), template) == ()


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_with_its_place(what: str) -> None:
    template, edits, code, place = BROKEN[what]
    findings = lint_word(changed(finished(template), *edits), "样例.docx")
    assert any(found.code == code and place in str(found.place) for found in findings), findings
    assert all(found.message for found in findings)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_told_to_go_to_the_template_check(name: str) -> None:
    findings = lint_word(TEMPLATES[name], name)
    assert [found.code for found in findings] == ["D560"]
    assert findings[0].message.startswith(name)


def test_a_row_that_cannot_grow_cannot_split_either() -> None:
    fixed = (BODY, 'w:hRule="atLeast"', 'w:hRule="exact"')
    assert "D574" not in codes(changed(finished(AWARD), (BODY, "<w:cantSplit/>", ""), fixed))


def test_single_spacing_on_a_grid_of_22_lines_is_as_good_as_exact() -> None:
    single = style("Body", 'w:line="579" w:lineRule="exact"', 'w:line="240" w:lineRule="auto"')
    grid = (BODY, "(</w:sectPr>)", r'<w:docGrid w:type="lines" w:linePitch="579"/>\1')
    assert "D564" in codes(changed(finished(AWARD), single))
    assert "D564" not in codes(changed(finished(AWARD), single, grid))


def test_bytes_named_as_a_word_file_are_told_of_as_one() -> None:
    found = look_over(b"root:x:0:0", "样例.docx", {})
    assert [each.code for each in found.findings] == ["D113"]


def test_a_file_with_macros_is_refused_before_it_is_measured() -> None:
    macro = changed(finished(AWARD), ("word/vbaProject.bin", "", "x"))
    assert codes(macro) == {"D250"}


def test_bytes_that_are_no_word_file_are_a_finding_not_a_crash() -> None:
    assert codes(b"PK\x03\x04 no zip at all") == {"D113"}
    assert codes(b"") == {"D113"}


def word_made() -> bytes:
    made = Document()
    made.add_paragraph("这一段的字体由主题决定。")
    made.save(buffer := io.BytesIO())
    return buffer.getvalue()


def test_fonts_named_by_theme_are_those_of_the_theme() -> None:
    assert "D576" not in codes(word_made())
    theme = (
        "word/theme/theme1.xml",
        'script="Hans" typeface="宋体"',
        'script="Hans" typeface="等线"',
    )
    twice = changed(word_made(), theme, theme)
    found = {each.code: each for each in lint_word(twice, "主题.docx")}
    assert found["D576"].facts["font"] == "等线"


def test_a_file_of_python_docx_is_told_its_paper_margins_and_author() -> None:
    assert codes(word_made()) >= {"D562", "D563", "D580"}


def test_a_style_that_is_based_on_itself_does_not_hang_the_lint() -> None:
    circle = style("Normal", "<w:qFormat/>", '<w:basedOn w:val="Body"/><w:qFormat/>')
    assert codes(changed(finished(AWARD), circle)) == set()


def test_a_run_of_a_deleted_passage_is_no_text_of_the_document() -> None:
    deleted = '<w:del w:id="8" w:author="样例"><w:r><w:t>2019年06月01日</w:t></w:r></w:del>'
    found = codes(changed(finished(AWARD), (BODY, "(<w:r><w:t[^>]*>各有关单位)", deleted + r"\1")))
    assert found == {"D578"}


def test_a_heading_may_be_indented_by_two_spaces() -> None:
    spaced = changed(
        finished(AWARD),
        style("Level1", 'w:firstLineChars="200" w:firstLine="630"', 'w:firstLine="0"'),
        *((BODY, f"<w:t([^>]*)>{at}、", rf"<w:t\1>　　{at}、") for at in "一二三四五"),
    )
    assert codes(spaced) == set()


def test_a_measurement_that_is_no_number_is_a_finding_not_a_crash() -> None:
    odd = changed(finished(AWARD), (BODY, 'w:w="11906" w:h="16838"', 'w:w="宽" w:h="1e999"'))
    assert "D562" in codes(odd)


TREES = ("word/document.xml", "word/styles.xml", "word/settings.xml", "docProps/core.xml")


@given(part=st.sampled_from(TREES), at=st.integers(0, 2000), value=st.sampled_from(["", "-1", "x"]))
@settings(max_examples=60, deadline=None)
def test_a_file_with_a_part_torn_out_or_a_value_garbled_is_no_crash(
    part: str, at: int, value: str
) -> None:
    members = unpack(finished(AWARD), "样例.docx")
    root = etree.fromstring(members[part])
    chosen = list(root.iter())[at % len(list(root.iter()))]
    for key in chosen.attrib:
        chosen.set(key, value)
    if chosen.getparent() is not None and not value:
        chosen.getparent().remove(chosen)
    lint_word(pack({**members, part: etree.tostring(root)}), "样例.docx")


@pytest.mark.parametrize("sort", ["styles", "theme", "settings", "footer"])
def test_a_part_that_is_no_xml_is_refused_not_a_crash(sort: str) -> None:
    made = f'<Relationship Id="odd" Type="{OFFICE}{sort}" Target="odd.txt"/></Relationships>'
    odd = changed(
        finished(AWARD), (LINKS, "</Relationships>", made), ("word/odd.txt", "", "<w:styles")
    )
    assert codes(odd) == {"D259"}


def test_a_part_that_is_missing_is_no_crash() -> None:
    assert "D566" in codes(
        changed(finished(AWARD), (LINKS, 'Target="styles.xml"', 'Target="n.xml"'))
    )


def test_a_file_of_a_strange_make_is_read() -> None:
    body = paragraph("关于样例的通知") + table(row("甲", "乙"), columns=2) + paragraph(run("正文"))
    found = lint_word(word_file(body), "样例.docx")
    assert {each.code for each in found} >= {"D563", "D574"}


def test_thousands_of_marks_that_nothing_closes_take_seconds_not_minutes() -> None:
    made = Document()
    made.add_paragraph("{{ " * 50_000 + "{% " * 50_000)
    made.save(buffer := io.BytesIO())
    began = process_time()
    codes(buffer.getvalue())
    assert process_time() - began < 15
