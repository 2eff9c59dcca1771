"""What the compiled way cannot do goes to docxtpl, by itself, and comes out right."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from docx import Document
from docxtpl import RichText

from doc_templates.context import Reading
from doc_templates.engine.compiling import CompiledTemplate, Reason
from doc_templates.engine.values import Insert, Picture, UnusablePictureError
from doc_templates.packing import NotWordFileError
from tests.tools.docxtpl_peer import PROPERTIES, canonical, members_of, rendered_by_docxtpl
from tests.tools.word_files import cell, paragraph, row, run, table, text_box, word_file

MAIN = "word/document.xml"


def reasons(*body: str, **parts: str) -> set[Reason]:
    return set(CompiledTemplate(word_file(*body, **parts)).reasons)


def made(content: bytes, **context: object) -> bytes:
    compiled = CompiledTemplate(content)
    with Reading().watching():
        return compiled.pack(compiled.fill(context), PROPERTIES)


def texts(docx: bytes) -> list[str]:
    return [each.text for each in Document(io.BytesIO(docx)).paragraphs]


def png() -> bytes:
    """A red picture of 2 × 2 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    pixels = zlib.compress(b"".join(b"\0" + b"\xff\0\0" * 2 for _ in range(2)))
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_plain_fields_loops_and_branches_need_no_docxtpl() -> None:
    loop = (row("{%tr for 行 in 表 %}"), row("{{ 行 }}"), row("{%tr endfor %}"))
    branch = paragraph("{% if 甲 %}有{{ 甲 }}{% else %}无{% endif %}")
    assert reasons(branch, table(row("头"), *loop, columns=1)) == set()


def test_a_picture_among_the_values_is_put_in_by_docxtpl() -> None:
    docx = made(word_file(paragraph("照片：{{ 照片 }}")), 照片=Picture(png(), width=30))
    opened = Document(io.BytesIO(docx))
    assert [shape.width.mm for shape in opened.inline_shapes] == [30]
    assert png() in members_of(docx).values()


def test_a_document_with_a_picture_has_the_same_bytes_each_time() -> None:
    content = word_file(paragraph("照片：{{ 照片 }}"))
    assert made(content, 照片=Picture(png(), 30)) == made(content, 照片=Picture(png(), 30))


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(UnusablePictureError) as caught:
        made(word_file(paragraph("{{ 照片 }}")), 照片=Picture(b"not a picture", 30))
    assert caught.value.code == "D240"


def test_a_picture_cut_short_is_refused() -> None:
    with pytest.raises(UnusablePictureError):
        made(word_file(paragraph("{{ 照片 }}")), 照片=Picture(png()[:20], 30))


def test_rich_text_keeps_its_looks_beside_plain_values() -> None:
    content = word_file(paragraph(run("{{r 富 }}"), run("{{ 平 }}")))
    assert Reason.XML_VALUES in CompiledTemplate(content).reasons
    docx = made(content, 富=RichText("粗", bold=True), 平="A&B")
    runs = Document(io.BytesIO(docx)).paragraphs[0].runs
    assert [(each.text, each.bold) for each in runs if each.text] == [("粗", True), ("A&B", None)]


def test_rich_text_in_a_plain_mark_is_noticed_when_it_comes() -> None:
    content = word_file(paragraph("{{ 富 }}"))
    assert CompiledTemplate(content).reasons == set()
    assert b"<w:b/>" in members_of(made(content, 富=RichText("粗", bold=True)))[MAIN]


def test_an_insert_brings_its_paragraphs_and_pictures() -> None:
    inner = Document()
    inner.add_paragraph("附文第一段")
    inner.add_picture(io.BytesIO(png()))
    target = io.BytesIO()
    inner.save(target)
    content = word_file(paragraph("前"), paragraph("{{p 附文 }}"), paragraph("后"))
    assert Reason.XML_VALUES in CompiledTemplate(content).reasons
    docx = made(content, 附文=Insert(target.getvalue()))
    assert [each for each in texts(docx) if each] == ["前", "附文第一段", "后"]
    assert png() in members_of(docx).values()


def test_an_insert_with_a_numbered_list_has_the_same_bytes_each_time() -> None:
    inner, outer = Document(), Document()
    listed = inner.add_paragraph("第一项")._p.get_or_add_pPr().get_or_add_numPr()
    listed.get_or_add_numId().val = 1
    outer.add_paragraph("{{p 附文 }}")
    files = []
    for document in (inner, outer):
        target = io.BytesIO()
        document.save(target)
        files.append(target.getvalue())
    first, second = (made(files[1], 附文=Insert(files[0])) for _ in range(2))
    assert first == second
    assert b"00000001" in members_of(first)["word/numbering.xml"]


def test_an_insert_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(NotWordFileError):
        made(word_file(paragraph("{{p 附文 }}")), 附文=Insert(b"no zip"))


@pytest.mark.parametrize(
    "rows",
    [
        (row("{% colspan 数 %}{{ 甲 }}"),),
        (row("{%tc for 一 in 表 %}", "{{ 一 }}", "{%tc endfor %}"),),
        (row("{{ 甲 }}"), row("一", "二", "三", "四")),
        (row("甲", cell("乙{% if 甲 %}"), "丙{% endif %}"),),
        (row("{%tr if 甲 %}"), row("一", "二", "三"), row("{%tr endif %}"), row("一")),
    ],
    ids=["colspan", "tc", "ragged", "across cells", "branch"],
)
def test_tables_that_depend_on_the_data_are_mended_by_docxtpl(rows: tuple[str, ...]) -> None:
    content = word_file(table(*rows, columns=3))
    assert Reason.TABLES in CompiledTemplate(content).reasons
    context = {"数": 2, "甲": "甲&乙", "表": ["一", "二", "三", "四"]}
    wanted = canonical(rendered_by_docxtpl(content, context))
    assert canonical(members_of(made(content, **context))) == wanted


def test_merged_cells_and_coloured_cells_come_out_as_from_docxtpl() -> None:
    merged = row("{% vm %}同", "{{ 行 }}")
    content = word_file(
        table(
            row(cell("{% cellbg 色 %}头"), "乙"),
            row("{%tr for 行 in 表 %}"),
            merged,
            row("{%tr endfor %}"),
            columns=2,
        )
    )
    context = {"色": "FF0000", "表": ["一", "二"]}
    wanted = canonical(rendered_by_docxtpl(content, context))
    assert canonical(members_of(made(content, **context))) == wanted
    assert b'w:fill="FF0000"' in wanted[MAIN] and b'w:val="continue"' in wanted[MAIN]


def picture_frame(number: int) -> str:
    inline = f'<wp:inline><wp:docPr id="{number}" name="图"/></wp:inline>'
    return f"<w:r><w:drawing>{inline}</w:drawing></w:r>"


def test_pictures_of_the_template_are_numbered_as_docxtpl_numbers_them() -> None:
    content = word_file(paragraph(picture_frame(7), run("{{ 甲 }}")), paragraph(picture_frame(7)))
    assert CompiledTemplate(content).reasons == set()
    wanted = canonical(rendered_by_docxtpl(content, {"甲": "x"}))
    assert canonical(members_of(made(content, 甲="x"))) == wanted
    assert wanted[MAIN].count(b'id="1001"') == wanted[MAIN].count(b'id="1002"') == 1


def test_pictures_in_a_loop_are_numbered_while_rendering() -> None:
    content = word_file(
        paragraph("{%p for 一 in 表 %}"), paragraph(picture_frame(7)), paragraph("{%p endfor %}")
    )
    assert Reason.PICTURES in CompiledTemplate(content).reasons
    wanted = canonical(rendered_by_docxtpl(content, {"表": [1, 2]}))
    assert canonical(members_of(made(content, 表=[1, 2]))) == wanted


def test_text_boxes_headers_footers_and_footnotes_are_filled() -> None:
    content = word_file(
        text_box(paragraph("框{{ 甲 }}"), paragraph("{{ 甲 }}框")),
        header=paragraph("页眉{{ 甲 }}"),
        footer=paragraph("页脚{{ 甲 }}"),
        footnote=paragraph("脚注{{ 甲 }}"),
    )
    context: dict[str, Any] = {"甲": "A<B>\n换行\t制表\f换页\a换段"}
    wanted = canonical(rendered_by_docxtpl(content, context))
    assert canonical(members_of(made(content, **context))) == wanted
    assert all(
        b"A&lt;B" in wanted[f"word/{part}1.xml"] for part in ("header", "footer", "footnotes")
    )


def test_a_value_that_prints_marks_is_never_taken_for_a_template() -> None:
    value = "{{ 7*7 }}{% if %}{# #}{_{ x }_}{_% y %_}"
    content = word_file(paragraph("{{ 甲 }}"), footnote=paragraph("{{ 甲 }}"))
    rich = word_file(paragraph(run("{{r 富 }}"), run("{{ 甲 }}")), footnote=paragraph("{{ 甲 }}"))
    assert texts(made(content, 甲=value)) == [value]
    docx = made(rich, 甲=value, 富=RichText(""))
    assert texts(docx) == [value]
    assert value.encode() in canonical(members_of(docx))["word/footnotes1.xml"]


def test_escaped_braces_of_the_template_itself_are_printed_plain() -> None:
    assert texts(made(word_file(paragraph("{_{ 甲 }_}{_% 乙 %_}{{ 丙 }}")), 丙="丙")) == [
        "{{ 甲 }}{% 乙 %}丙"
    ]


def test_marks_in_the_title_of_the_file_are_read_but_the_data_decide() -> None:
    docx = made(word_file(paragraph("x"), title="{{ 甲 }}"), 甲="标题")
    assert Document(io.BytesIO(docx)).core_properties.title == PROPERTIES.title
