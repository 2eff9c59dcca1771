"""Templates as Word, WPS and LibreOffice save them: filled right, or refused with the place."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from cases.values.money import Money
from doc_templates.catalogue import DocumentKind, Subject, Template
from doc_templates.confinement import TooMuchMemoryError
from doc_templates.conversion import Soffice
from doc_templates.rendering import MissingFieldsError, TemplateBrokenError, render, title_of
from doc_templates.word_intake import StrictWordFileError, UnsafeWordFileError
from doc_templates.word_parts import W
from tests.fixtures import wild_word as word

KIND = DocumentKind(
    id="sample", label="样例文书", subject=Subject.CASE, per="", steps=("apply",), issuer="局",
    numbered=False, stamps=(), signers=(), templates={"其他": "x.docx"}, title="样例",
    layout="表格", required=(), receivable=False,
)  # fmt: skip
NAME = "样例精密机械有限公司"
CONTEXT = {
    "文": {"署名": "样例局", "标题": "样例", "成文日期": date(2019, 3, 25)},
    "案": {
        "单位": {"名称": NAME},
        "团队": [{"姓名": "样乙", "岗位": "工艺"}, {"姓名": "样丙", "岗位": "检验"}],
        "经费": {"配套承诺": Money.of(50000)},
    },
    "局": {"机关全称": "样例局"},
}
MARK = "{{ 案.单位.名称 }}"


def filled(content: bytes, **more: object) -> bytes:
    return render(KIND, Template("本局.docx", content, own=True), {**CONTEXT, **more})


def text_of(content: bytes, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read(part))
    return "".join(each.text or "" for each in root.iter(f"{W}t"))


def body(inner: str, **options: object) -> str:
    return text_of(filled(word.word_file(inner, **options)))


def pieces(*texts: str, between: str = "") -> str:
    return f"<w:p>{between.join(word.run(each) for each in texts)}</w:p>"


@pytest.mark.parametrize(
    "between",
    [
        "",
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="7" w:name="甲"/><w:bookmarkEnd w:id="7"/>',
        '<w:r><w:rPr><w:b/></w:rPr><w:lastRenderedPageBreak/></w:r>',
        '<w:r><w:tab/></w:r>',
        '<w:commentRangeStart w:id="0"/>',
        '<w:permStart w:id="3" w:edGrp="everyone"/><w:permEnd w:id="3"/>',
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "cut", [("{", "{ 案.单位.名称 }", "}"), ("{{ 案.", "单位", ".名称 }}"), tuple(MARK)]
)
def test_a_mark_split_over_runs_is_filled(cut: tuple[str, ...], between: str) -> None:
    assert body(pieces("甲", *cut, "乙", between=between)) == f"甲{NAME}乙"


def test_what_stands_inside_a_split_mark_is_not_lost() -> None:
    kept = '<w:bookmarkStart w:id="7" w:name="stamp1"/><w:bookmarkEnd w:id="7"/><w:r><w:tab/></w:r>'
    content = filled(word.word_file(pieces("{{ 案.单位", ".名称 }}", between=kept)))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read("word/document.xml").decode()
    assert 'w:name="stamp1"' in xml
    assert "<w:tab/>" in xml


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ('<w:smartTag w:uri="x" w:element="PersonName">', "</w:smartTag>"),
        ('<w:hyperlink w:anchor="x">', "</w:hyperlink>"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ('<w:customXml w:uri="x" w:element="y">', "</w:customXml>"),
    ],
)
def test_a_mark_that_begins_outside_and_ends_inside_is_filled(head: str, tail: str) -> None:
    inner = f"<w:p>{word.run('{{ 案.单位')}{head}{word.run('.名称 }}乙')}{tail}</w:p>"
    assert body(inner) == f"{NAME}乙"
    inner = f"<w:p>{head}{word.run('{{ 案.单位')}{tail}{word.run('.名称 }}乙')}</w:p>"
    assert body(inner) == f"{NAME}乙"


def test_a_text_box_is_filled_once_with_the_same_text() -> None:
    content = filled(word.word_file(f"<w:p>{word.text_box(MARK)}</w:p>"))
    assert text_of(content) == NAME
    assert Document(io.BytesIO(content)) is not None


def test_a_loop_in_a_text_box_is_filled() -> None:
    box = word.text_box("{%p for 人 in 案.团队 %}", "{{ 人.姓名 }}", "{%p endfor %}", "完")
    assert body(f"<w:p>{box}</w:p>") == "样乙样丙完"


def test_header_and_footnotes_are_filled() -> None:
    content = filled(
        word.word_file(word.paragraph("正文"), header=pieces("{{ 案.单位", ".名称 }}"))
    )
    assert text_of(content, "word/header1.xml") == NAME


def test_a_header_and_footnotes_of_odd_names_are_filled_too() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    parts = word.members(
        word.paragraph("正文"),
        relations=(
            word.relation(5, "header", "edges/top.xml"),
            word.relation(6, "footnotes", "notes.xml"),
        ),
        extra={
            "word/edges/top.xml": word.part("hdr", pieces("{{ 案.单位", ".名称 }}")),
            "word/notes.xml": word.part(
                "footnotes", f'<w:footnote w:id="2">{word.paragraph(MARK)}</w:footnote>'
            ),
        },
    )
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(
        "</Types>",
        f'<Override PartName="/word/edges/top.xml" ContentType="{kind}header+xml"/>'
        f'<Override PartName="/word/notes.xml" ContentType="{kind}footnotes+xml"/></Types>',
    )
    content = filled(word.zipped(parts))
    assert text_of(content, "word/edges/top.xml") == NAME
    assert text_of(content, "word/notes.xml") == NAME


@pytest.mark.parametrize("level", ["block", "row", "cell", "run"])
def test_a_content_control_is_filled_and_is_no_placeholder_any_more(level: str) -> None:
    shown = "<w:showingPlcHdr/>"
    inner = {
        "block": word.control(pieces("{{ 案.单位", ".名称 }}"), properties=shown),
        "row": word.table(word.control(word.row(MARK, "甲"), properties=shown)),
        "cell": word.table(f"<w:tr>{word.control(word.cell(MARK), properties=shown)}</w:tr>"),
        "run": f"<w:p>{word.control(word.run(MARK), properties=shown)}</w:p>",
    }[level]
    content = filled(word.word_file(inner))
    assert text_of(content).startswith(NAME)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"showingPlcHdr" not in package.read("word/document.xml")


LOOP = (
    word.row("{%tr for 人 in 案.团队 %}", ""),
    word.row("{{ 人.姓名 }}", "{{ 人.岗位 }}"),
    word.row("{%tr endfor %}", ""),
)


def test_a_loop_of_rows_inside_one_control_is_filled() -> None:
    rows = word.table(word.row("姓名", "岗位"), word.control("".join(LOOP)))
    assert body(rows) == "姓名岗位样乙工艺样丙检验"


def test_a_loop_that_leaves_its_control_is_refused_with_its_place() -> None:
    rows = word.table(word.row("姓名", "岗位"), word.control(LOOP[0]), *LOOP[1:])
    with pytest.raises(TemplateBrokenError) as caught:
        filled(word.word_file(rows))
    assert {(each.code, each.place.key) for each in caught.value.findings} == {
        ("D233", "第1个表格第2行第1格（内容控件）")
    }


def test_a_row_with_a_nested_table_is_repeated_whole() -> None:
    nested = word.table(word.row("岗位", "{{ 人.岗位 }}"))
    rows = (LOOP[0], word.row("{{ 人.姓名 }}", word.cell(nested, word.paragraph("尾"))), LOOP[2])
    assert body(word.table(word.row("头", "头"), *rows)) == "头头样乙岗位工艺尾样丙岗位检验尾"


@pytest.mark.parametrize("main", ["word/document2.xml", "文书/正文.xml"])
def test_a_main_part_of_another_name_is_filled(main: str) -> None:
    content = filled(
        word.word_file(word.paragraph(MARK), main=main, header=word.paragraph("{{ 局.机关全称 }}"))
    )
    document = Document(io.BytesIO(content))
    assert [each.text for each in document.paragraphs] == [NAME]


def test_a_strict_document_is_refused_by_name() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    parts = word.members(word.paragraph(MARK))
    parts["_rels/.rels"] = word.relationships(word.relation(1, strict, "word/document.xml"))
    with pytest.raises(StrictWordFileError):
        filled(word.zipped(parts))


def test_a_template_with_any_fault_prints_nothing() -> None:
    with pytest.raises(TemplateBrokenError) as caught:
        filled(word.word_file(word.paragraph("{#团队}") + word.paragraph("{{ 案.没有 }}")))
    assert {each.code for each in caught.value.findings} >= {"D228"}


def test_a_hostile_template_in_the_workspace_is_refused_by_name() -> None:
    content = word.word_file(word.paragraph(MARK), extra={"word/vbaProject.bin": b"x"})
    with pytest.raises(UnsafeWordFileError) as caught:
        filled(content)
    assert [each.code for each in caught.value.findings] == ["D250"]


def test_a_missing_value_is_named_with_its_place() -> None:
    with pytest.raises(MissingFieldsError) as caught:
        filled(word.word_file(word.table(word.row("单位", "{{ 案.单位.地址 }}"))))
    (found,) = caught.value.findings
    assert found.facts == {"name": "案.单位.地址", "where": "第1个表格第1行第2格"}


VALUES = ["{{ 7*7 }}", "{% for x in y %}", "{# 甲 #}", "}}{{", "{{ ''.__class__ }}", "{_{"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_that_looks_like_a_mark_prints_as_it_is(value: str) -> None:
    paper = {**CONTEXT["文"], "标题": value, "署名": value}  # type: ignore[dict-item]
    content = filled(word.word_file(word.paragraph("{{ 文.标题 }}")), 文=paper)
    assert text_of(content) == value
    properties = Document(io.BytesIO(content)).core_properties
    assert properties.title == properties.author == value


def test_marks_in_the_file_properties_never_run() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>{{ ''.__class__.__mro__ }}</dc:title></cp:coreProperties>"
    )
    with pytest.raises(TemplateBrokenError) as caught:
        filled(word.word_file(word.paragraph("甲"), extra={"docProps/core.xml": core}))
    assert [each.code for each in caught.value.findings] == ["D237"]


@pytest.mark.office
def test_a_template_saved_by_libreoffice_is_filled_like_the_one_before(tmp_path: Path) -> None:
    soffice = Soffice.find().program
    source = tmp_path / "模板.docx"
    inner = pieces("甲", "{{ 案.单位", ".名称 }}") + word.table(word.row("姓名", "岗位"), *LOOP)
    source.write_bytes(word.word_file(inner, header=word.paragraph("{{ 局.机关全称 }}")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML",
         "--outdir", tmp_path / "out", source],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = filled((tmp_path / "out" / "模板.docx").read_bytes())
    assert text_of(content) == f"甲{NAME}姓名岗位样乙工艺样丙检验"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
    assert [each for each in names if "core" in each] == ["docProps/core.xml"]
    assert len(names) == len(set(names))
    assert Document(io.BytesIO(content)).core_properties.title == "样例"


def test_a_loop_that_leaves_a_row_without_cells_is_refused() -> None:
    cells = (word.cell("{%tc for 人 in 案.团队 %}"), word.cell("{{ 人.姓名 }}"),
             word.cell("{%tc endfor %}"))  # fmt: skip
    rows = word.table(word.row("头", "头", "头"), word.row(*cells), columns=3)
    assert body(rows) == "头头头样乙样丙"
    nobody = {**CONTEXT["案"], "团队": []}  # type: ignore[dict-item]
    with pytest.raises(TemplateBrokenError) as caught:
        filled(word.word_file(rows), 案=nobody)
    assert [each.code for each in caught.value.findings] == ["D229"]


def test_a_title_of_the_bureaus_own_is_filled_in_the_child_and_bounded() -> None:
    assert title_of(replace(KIND, title="{{ 案.单位.名称 }}的通知"), CONTEXT) == f"{NAME}的通知"
    doubling = "{% set 甲 = '" + "甲" * 99 + "' %}" + "{% set 甲 = 甲 ~ 甲 %}" * 40 + "{{ 甲 }}"
    with pytest.raises((TemplateBrokenError, TooMuchMemoryError)):
        title_of(replace(KIND, title=doubling), CONTEXT)
    with pytest.raises(MissingFieldsError):
        title_of(replace(KIND, title="{{ 案.没有 }}"), CONTEXT)
