import io
from dataclasses import replace

import pytest
from docx import Document

from doc_templates.catalogue import StampUse, load_catalogue
from doc_templates.packing import NotWordFileError
from doc_templates.template_check import check_template, template_fields


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("｛｛ 案.名称 ｝｝", "D221"),
        ("{% tr for 人 in 案.团队 %}", "D222"),
        ("{{ 案.名称", "D223"),
        ("{{ 案.名称， }}", "D234"),
        ("{% if 案.名称 %}没有结束", "D231"),
        ("{{ 案.名称|不存在 }}", "D225"),
        ("{{ 陌生.名称 }}", "D226"),
    ],
)
def test_a_fault_of_typing_is_found_where_it_stands(text: str, code: str) -> None:
    found = {each.code: each for each in check_template(docx("正常", text))}
    assert code in found
    assert found[code].place.key == "第2段"
    assert "？" not in found[code].message


def test_a_good_template_has_no_fault() -> None:
    text = (
        "{% for 人 in 案.团队 %}{% if loop.first %}首{% else %}{{ 人.姓名 }}{% endif %}{% endfor %}"
    )
    assert check_template(docx(text)) == ()


def test_a_stamp_without_its_bookmark_is_told() -> None:
    kind = replace(load_catalogue()["file-note"], stamps=(StampUse("stamp9", "局"),))
    assert [each.code for each in check_template(docx("甲"), kind)] == ["D227"]


def test_fields_are_listed_with_rows_as_brackets() -> None:
    text = "{{ 案.单位.名称 }}{% for 人 in 案.团队 %}{{ 人.姓名 }}{{ loop.index }}{% endfor %}"
    assert template_fields(docx(text)) == ["案.单位.名称", "案.团队", "案.团队[].姓名"]


def test_something_else_than_word_is_refused() -> None:
    with pytest.raises(NotWordFileError):
        check_template(b"%PDF-1.7")
