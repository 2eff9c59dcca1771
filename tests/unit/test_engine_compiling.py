"""Compiling a template: what is proved of it, what is refused, what is kept in memory."""

from __future__ import annotations

import gc
import tracemalloc
import zlib

import pytest
from jinja2.exceptions import SecurityError, TemplateSyntaxError

from doc_templates.context import Reading
from doc_templates.engine.cache import TemplateCache
from doc_templates.engine.compiling import CompiledTemplate, Reason
from doc_templates.engine.parts import NotXmlError
from doc_templates.packing import deflate_member, join_members, pack
from tests.tools.docxtpl_peer import PROPERTIES, canonical, members_of, rendered_by_docxtpl
from tests.tools.word_files import cell, paragraph, row, run, table, word_file


def made(content: bytes, **context: object) -> dict[str, bytes]:
    compiled = CompiledTemplate(content)
    with Reading().watching():
        return members_of(compiled.pack(compiled.fill(context), PROPERTIES))


CROSSING = (
    table(row(cell(paragraph("甲{% if 真 %}"))), columns=1),
    paragraph("乙{% endif %}丙"),
)
BALANCED = (paragraph("甲{% if 真 %}"), paragraph("乙{% endif %}丙"))


def test_a_block_over_whole_paragraphs_is_proved() -> None:
    assert CompiledTemplate(word_file(*BALANCED)).reasons == set()


@pytest.mark.parametrize("taken", [True, False])
def test_a_block_over_half_of_two_paragraphs_joins_them(taken: bool) -> None:
    content, context = word_file(*BALANCED), {"真": taken}
    assert canonical(made(content, **context)) == canonical(rendered_by_docxtpl(content, context))


def test_a_block_from_inside_a_table_to_outside_is_not_proved() -> None:
    assert Reason.STRUCTURE in CompiledTemplate(word_file(*CROSSING)).reasons


def test_a_document_that_would_be_no_xml_never_comes_out() -> None:
    with pytest.raises(NotXmlError) as caught:
        made(word_file(*CROSSING), 真=False)
    assert caught.value.near == "甲"


@pytest.mark.parametrize("mark", ["{{ 甲 }}", "{% if 甲 %}x{% endif %}"])
def test_a_mark_outside_of_everything_is_no_document(mark: str) -> None:
    members = members_of(word_file(paragraph("正文"), footnote=paragraph("脚注")))
    notes = members["word/footnotes1.xml"]
    members["word/footnotes1.xml"] = notes.replace(b"<w:footnotes", f"{mark}<w:footnotes".encode())
    with pytest.raises(NotXmlError):
        made(pack(members), 甲="甲")


def test_a_bare_sign_after_a_value_is_looked_at_each_time() -> None:
    members = members_of(word_file(paragraph("正文"), footnote=paragraph("{{ 甲 }}大于")))
    notes = members["word/footnotes1.xml"].replace("大于".encode(), b">")
    members["word/footnotes1.xml"] = notes
    assert b">a&gt;<" in canonical(made(pack(members), 甲="a"))["word/footnotes1.xml"]
    with pytest.raises(NotXmlError):
        made(pack(members), 甲="]]")


def test_an_unproved_template_comes_out_when_its_result_is_xml() -> None:
    content = word_file(*CROSSING)
    assert canonical(made(content, 真=True)) == canonical(
        rendered_by_docxtpl(content, {"真": True})
    )


@pytest.mark.parametrize(
    "marks",
    [
        "{% macro 宏(x) %}[{{ x }}]{% endmacro %}{{ 宏(甲) }}",
        "{% set 乙 = 甲 %}{{ 乙 }}",
        "{% set 乙 %}<{{ 甲 }}>{% endset %}{{ 乙 }}",
        "{% with 乙 = 甲 %}{{ 乙 }}{% endwith %}",
        "{% raw %}{{ 甲 }}{% endraw %}",
        "{# 说明 #}{{ 甲 }}",
        "前 {{- 甲 -}} 后",
        "{{ 甲 if 真 else '' }}{{ '&' }}{{ 甲 ~ '<' }}",
        "{% for 一 in 甲 recursive %}{{ 一 }}{% endfor %}",
        "{% filter trim %} {{ 甲 }} {% endfilter %}",
    ],
)
def test_every_construction_of_jinja_comes_out_as_from_docxtpl(marks: str) -> None:
    content = word_file(paragraph(marks))
    context = {"甲": "A&<B>\n换", "真": True}
    assert canonical(made(content, **context)) == canonical(rendered_by_docxtpl(content, context))


def test_a_value_in_an_attribute_cannot_leave_it() -> None:
    content = word_file(table(row("{% cellbg 色 %}甲"), columns=1))
    assert (
        b'w:fill="&quot;/>&lt;w:x"' in canonical(made(content, 色='"/><w:x'))["word/document.xml"]
    )


def test_characters_that_xml_forbids_are_left_out() -> None:
    found = made(word_file(paragraph("{{ 甲 }}")), 甲="a\x00b\x0bc\ufffed\ud800e")
    assert b">abcde<" in found["word/document.xml"]


@pytest.mark.parametrize(
    ("marks", "error"),
    [
        ("{% autoescape false %}{{ 甲 }}{% endautoescape %}", SecurityError),
        ("{% if 甲 %}", TemplateSyntaxError),
        ("{{ 甲 | 没有的过滤器 }}", TemplateSyntaxError),
    ],
)
def test_a_faulty_or_forbidden_mark_is_told_when_compiling(
    marks: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        CompiledTemplate(word_file(paragraph(marks)))


def test_a_percent_sign_cannot_fill_the_memory() -> None:
    with pytest.raises(SecurityError):
        made(word_file(paragraph("{{ '%1000000000d' % 1 }}")))


def test_parts_without_marks_are_packed_once() -> None:
    first, second = (
        CompiledTemplate(word_file(paragraph("{{ 甲 }}"), header=paragraph("不变"))).fill({"甲": x})
        for x in "乙丙"
    )
    assert list(first.members) == list(second.members) == ["word/document.xml"]


def test_a_template_is_compiled_once_and_found_by_its_bytes() -> None:
    cache = TemplateCache()
    content = word_file(paragraph("{{ 甲 }}"))
    assert cache.compiled(content) is cache.compiled(bytes(bytearray(content)))
    assert cache.compiled(word_file(paragraph("{{ 乙 }}"))) is not cache.compiled(content)


def test_the_cache_gives_up_what_was_longest_unused() -> None:
    cache = TemplateCache(most=2)
    one, two, three = (word_file(paragraph(f"{{{{ 甲 }}}}{mark}")) for mark in "一二三")
    first, second = cache.compiled(one), cache.compiled(two)
    assert cache.compiled(one) is first
    cache.compiled(three)
    assert len(cache) == 2
    assert cache.compiled(one) is first
    assert cache.compiled(two) is not second


def test_the_cache_is_bounded_in_bytes_too() -> None:
    one, two = (word_file(paragraph(f"{{{{ 甲 }}}}{mark}")) for mark in "一二")
    cache = TemplateCache(most_bytes=len(one) + 10)
    cache.compiled(one)
    cache.compiled(two)
    assert len(cache) == 1


def test_a_faulty_template_is_not_kept() -> None:
    cache = TemplateCache()
    with pytest.raises(TemplateSyntaxError):
        cache.compiled(word_file(paragraph("{% if 甲 %}")))
    assert len(cache) == 0


def test_rendering_many_documents_keeps_nothing_of_them() -> None:
    compiled = CompiledTemplate(word_file(*[paragraph(run("{{ 甲 }}\n"))] * 50))
    size = []
    tracemalloc.start()
    for number in range(300):
        with Reading().watching():
            compiled.pack(compiled.fill({"甲": f"甲\t{number}"}), PROPERTIES)
        if number in (99, 299):
            gc.collect()
            size.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert size[1] - size[0] < 100_000


@pytest.mark.parametrize("data", [b"", b"x", b"<w:p>" * 5000, bytes(range(256)) * 30])
def test_a_packed_member_opens_as_it_was(data: bytes) -> None:
    packed = pack({"[Content_Types].xml": b"t", "名字.xml": data})
    assert members_of(packed) == {"[Content_Types].xml": b"t", "名字.xml": data}


def test_a_member_is_deflated_at_the_usual_level() -> None:
    data = bytes(zlib.crc32(str(at).encode()) % 7 + 60 for at in range(50_000))
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    assert packer.compress(data) + packer.flush() in join_members([deflate_member("a", data)])
