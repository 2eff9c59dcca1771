"""A clerk's template: each fault is named with its paragraph, table, row and cell."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from cases.findings import Finding, Severity
from doc_templates.catalogue import load_catalogue
from doc_templates.template_check import check_template, template_fields
from doc_templates.word_intake import UnsafeWordFileError
from tests.fixtures import wild_word as word

SHIPPED = sorted(
    Path(str(entry)) for entry in files("doc_templates").joinpath("templates").iterdir()
)


def found_in(body: str, **options: object) -> list[Finding]:
    return list(check_template(word.word_file(body, **options)))


def told(body: str, **options: object) -> list[tuple[str, str]]:
    return [(each.code, each.place.key) for each in found_in(body, **options)]


def in_paragraph(text: str) -> list[tuple[str, str]]:
    return told(word.paragraph("正常") + word.paragraph(text))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_template_is_without_fault(path: Path) -> None:
    kinds = load_catalogue().values()
    kind = next(each for each in kinds if path.name in each.templates.values())
    assert [
        (each.code, each.message) for each in check_template(path.read_bytes(), kind, path.name)
    ] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("｛｛ 案.项目名称 ｝｝", "D221"),
        ("｛％ if 案.项目名称 ％｝", "D221"),
        ("{ { 案.项目名称 } }", "D221"),
        ("{% tr for 人 in 案.团队 %}{% tr endfor %}", "D222"),
        ("{{ 案.项目名称", "D223"),
        ("{{ 案.项目名称 }", "D223"),
        ("{# 说明", "D223"),
        ("{{ 案.项目名称 案.批次 }}", "D224"),
        ("{{ 案.项目名称|大写金 }}", "D225"),
        ("{% if 案.项目名称 is 没有 %}{% endif %}", "D225"),
        ("{{ 案件.项目名称 }}", "D226"),
        ("{{ 案.项目名 }}", "D228"),
        ("{{ 文.成文日期.号 }}", "D228"),
        ("{docxtemplater}", "D230"),
        ("{#团队}{姓名}{/团队}", "D230"),
        ("{d.单位.名称}", "D230"),
        ("${单位名称}", "D230"),
        ("«单位名称»", "D230"),
        ("<<单位名称>>", "D230"),
        ("[[单位名称]]", "D230"),
        ("{% if 案.项目名称 %}", "D231"),
        ("{% for 人 in 案.团队 %}", "D231"),
        ("{% endif %}", "D232"),
        ("{% else %}", "D232"),
        ("{%tr for 人 in 案.团队 %}{%tr endfor %}", "D233"),
        ("{{ 案.项目名称， }}", "D234"),
        ("{{ （案.项目名称） }}", "D234"),
        ("{{ 案.项目名称｜空 }}", "D234"),
        ('{{ "“专款专用”" }}', "D234"),
        ("{% for 键, 值 in 案.单位.items() %}{% endfor %}", "D235"),
        ("{{ 案.项目名称.upper() }}", "D235"),
        ("{{ range(9) }}", "D235"),
        ("{{ 案.__class__ }}", "D236"),
        ("{{ 案['__class__'] }}", "D236"),
        ("{% include 'x' %}", "D236"),
        ("{{ 9 ** 9 ** 9 }}", "D236"),
        ("{{ 'a' * 1000000000 }}", "D236"),
        ("{{ '%999999999d' % 1 }}", "D236"),
        ("{% import 'x' as y %}", "D236"),
        ("{% extends 'x' %}", "D236"),
        ("{% autoescape false %}{{ 案.项目名称 }}{% endautoescape %}", "D236"),
        ("{% raw %}{{ 案.项目名称 }}{% endraw %}", "D236"),
        ("{{p 案.项目名称 }}", "D236"),
        ("前面的字{%p if 案.项目名称 %}", "D239"),
        ("{%p if 案.项目名称 %}{%p endif %}", "D239"),
    ],
)
def test_a_fault_is_named_where_it_stands(text: str, code: str) -> None:
    assert (code, "第2段") in in_paragraph(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ 案.项目名称 }}",
        "{{ 政.不得列支|join('，') }}",
        "{% for 人 in 案.团队 %}{{ 人.姓名 }}{% if not loop.last %}、{% endif %}{% endfor %}",
        "{% if 案.单位.类型 == “企业” %}企业{% else %}其他{% endif %}",
        "{% for 键, 值 in 批.名额|逐项 %}{{ 键 }}{{ 值 }}{% endfor %}",
        "{{ 名单['首席技师资助项目']|合计('金额')|大写金额 }}",
        "{{ 名单['首席技师资助项目']|map(attribute='单位')|join('、') }}",
        "{% set 单位 = 案.单位 %}{{ 单位.名称 }}",
        "{% set 句 %}甲{% endset %}{{ 句 }}",
        "{% macro 签(人) %}{{ 人.姓名 }}{% endmacro %}{{ 签(案.带头人) }}",
        "{% with 单位 = 案.单位 %}{{ 单位.名称 }}{% endwith %}",
        "{{ 文.成文日期.year }}年",
        "《办法》第{1}条，《法.总则》，{ }及 5 < 6 > 4，<<>>，[1]",
        "{# 给同事的话 #}正文",
    ],
)
def test_a_good_mark_is_no_fault(text: str) -> None:
    assert in_paragraph(text) == []


def test_a_misspelt_name_is_told_beside_marks_that_cannot_be_read() -> None:
    body = (
        word.paragraph("{{ 案.单位.名稱 }}")
        + word.paragraph("{% if 案.批次 %}{{ 案.批次， }}")
        + word.paragraph("{% for 人 in 案.团队 %}{{ 人.姓 }}{% endfor %}")
        + word.paragraph("{% for 奖 in （案.带头人.荣誉） %}{{ 奖.名 }}{% endfor %}")
    )
    assert sorted(told(body)) == [
        ("D228", "第1段"),
        ("D228", "第3段"),
        ("D231", "第2段"),
        ("D234", "第2段"),
        ("D234", "第4段"),
    ]


def test_a_mark_of_another_engine_is_told_once() -> None:
    assert in_paragraph("{#团队}{姓名}{/团队}") == [("D230", "第2段")] * 3


def test_the_nearest_name_is_suggested() -> None:
    (name,) = found_in(word.paragraph("{{ 案.单位.名稱 }}"))
    assert "案.单位.名称" in name.message
    (name,) = found_in(word.paragraph("{{ 名单['首席技师资助项目'][0].金 }}"))
    assert "名单.首席技师资助项目[].金额" in name.message
    (found,) = found_in(word.paragraph("{{ 合计.总额|大写全额 }}"))
    assert "最接近的是：大写金额" in found.message


def test_a_fact_that_the_bureau_may_record_itself_is_only_a_warning() -> None:
    (found,) = found_in(word.paragraph("{{ 办.初审.结伦 }}"))
    assert (found.code, found.severity) == ("D228", Severity.WARNING)
    assert "办.初审.结论" in found.message


def test_a_column_named_in_a_filter_is_looked_up_too() -> None:
    (found,) = found_in(word.paragraph("{{ 拨款明细|合计('全额') }}"))
    assert "拨款明细[].全额" in found.message
    assert "拨款明细[].金额" in found.message


def test_a_row_cell_and_nested_table_are_told() -> None:
    inner = word.table(word.row("甲", "{{ 案.没有 }}"))
    body = word.table(
        word.row("表头", "表头"),
        word.row("甲", word.cell(word.paragraph("乙"), word.paragraph("{{ 案.没有 }}"))),
        word.row(word.cell(inner, word.paragraph("丙")), "{{ 案.没有甲 }}"),
    )
    assert told(body) == [
        ("D228", "第1个表格第2行第2格第2段"),
        ("D228", "第1个表格第3行第2格"),
    ]
    inner = inner.replace("没有", "没有乙")
    body = word.table(word.row(word.cell(inner, word.paragraph("丙")), "丁"))
    assert told(body) == [("D228", "第1个表格第1行第1格内第1个表格第1行第2格")]


def test_a_header_a_box_and_a_control_are_told() -> None:
    wrong = "{{ 案.没有 }}"
    assert told(word.paragraph("正文"), header=word.paragraph(wrong)) == [("D228", "页眉第1段")]
    (box,) = told(f"<w:p>{word.text_box(wrong)}</w:p>")
    assert box == ("D228", "第2段（文本框）")
    (control,) = told(word.control(word.paragraph(wrong), alias="单位名称"))
    assert control == ("D228", "第1段（内容控件“单位名称”）")


def test_a_plain_loop_over_a_row_is_told_how_to_be_written() -> None:
    body = word.table(
        word.row("{% for 行 in 拨款明细 %}{{ 行.单位 }}", "{{ 行.金额|金额 }}{% endfor %}")
    )
    (found,) = found_in(body)
    assert (found.code, found.place.key) == ("D233", "第1个表格第1行第1格")
    assert "第1个表格第1行第2格" in found.message
    assert "{%tr" in found.message


def test_a_plain_loop_inside_one_cell_is_no_fault() -> None:
    loop = "{% for 行 in 拨款明细 %}{{ 行.单位 }}；{% endfor %}"
    assert told(word.table(word.row("单位", loop))) == []


def test_a_block_that_begins_in_one_table_and_ends_in_another_is_told() -> None:
    first = word.table(word.row("{%tr for 行 in 拨款明细 %}"), word.row("{{ 行.单位 }}"))
    second = word.table(word.row("{%tr endfor %}"), word.row("尾"))
    assert ("D233", "第1个表格第1行第1格") in told(first + word.paragraph("") + second)


def test_a_block_inside_another_that_never_ends_is_told_not_the_outer_one() -> None:
    body = word.paragraph("{%p for 人 in 案.团队 %}") + word.paragraph("{% if 人.姓名 %}甲")
    assert told(body + word.paragraph("{%p endfor %}")) == [("D231", "第2段")]


def test_a_block_does_not_reach_from_the_header_into_the_body() -> None:
    faults = told(word.paragraph("{% endif %}"), header=word.paragraph("{% if 案.项目名称 %}甲"))
    assert faults == [("D232", "第1段"), ("D231", "页眉第1段")]


def test_a_row_mark_beside_other_text_would_lose_it() -> None:
    body = word.table(
        word.row("表头", "表头"),
        word.row("{%tr for 行 in 拨款明细 %}", "{{ 行.单位 }}"),
        word.row("{%tr endfor %}", ""),
    )
    (found,) = found_in(body)
    assert (found.code, found.place.key) == ("D239", "第1个表格第2行第1格")
    assert "{{ 行.单位 }}" in found.message


def test_a_bookmark_in_a_paragraph_that_is_taken_away_would_be_lost() -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="{}"/><w:bookmarkEnd w:id="1"/>'
    end = word.paragraph("甲") + word.paragraph("{%p endif %}")
    opening = word.run("{%p if 案.项目名称 %}")
    (found,) = found_in(word.paragraph(mark.format("stamp1") + opening) + end)
    assert (found.code, "stamp1" in found.message) == ("D239", True)
    assert found_in(word.paragraph(mark.format("_GoBack") + opening) + end) == []


def test_a_cell_that_may_end_empty_is_told() -> None:
    marks = ("{%p if 案.项目名称 %}", "甲", "{%p endif %}")
    assert ("D229", "第1个表格第1行第2格第1段") in told(
        word.table(word.row("乙", word.cell(*marks)))
    )
    assert told(word.table(word.row("乙", word.cell(*marks, "总在")))) == []


def test_a_table_that_may_end_without_rows_is_told() -> None:
    rows = (word.row("{%tr for 行 in 拨款明细 %}", ""), word.row("{{ 行.单位 }}", "甲"),
            word.row("{%tr endfor %}", ""))  # fmt: skip
    assert ("D229", "第1个表格第1行第1格") in told(word.table(*rows))
    assert told(word.table(word.row("单位", "金额"), *rows)) == []


def test_a_mark_in_a_field_is_told() -> None:
    assert told(word.paragraph(word.field("PAGE", "{{ 案.项目名称 }}"))) == [("D237", "第1段")]
    assert told(word.paragraph(word.field("HYPERLINK \\l x", "{{ 案.项目名称 }}"))) == []
    merge = word.field("MERGEFIELD 单位", "«单位»")
    assert ("D230", "第1段") in told(word.paragraph(merge))


def test_a_mark_in_a_bound_control_is_told() -> None:
    bound = '<w:dataBinding w:xpath="/a" w:storeItemID="{0}"/>'
    body = word.control(word.paragraph("{{ 案.项目名称 }}"), properties=bound)
    assert told(body) == [("D237", "第1段（内容控件）")]


@pytest.mark.parametrize(
    ("part", "label"),
    [
        ("docProps/core.xml", "文件属性"), ("word/comments.xml", "批注"),
        ("word/endnotes.xml", "尾注"), ("word/charts/chart1.xml", "图表"),
        ("customXml/item1.xml", "自定义数据"), ("word/subtitles.xml", "其他部件"),
    ],
)  # fmt: skip
def test_a_mark_that_nobody_fills_is_told(part: str, label: str) -> None:
    (found,) = found_in(word.paragraph("甲"), extra={part: "<a>{{ 案.项目名称 }}</a>"})
    assert found.code == "D237"
    assert label in found.message


def test_a_mark_in_the_description_of_a_picture_is_told() -> None:
    box = word.text_box("甲").replace('name="box"', 'name="{{ 案.项目名称 }}"')
    assert told(f"<w:p>{box}</w:p>") == [("D237", "第1段")]


def test_revisions_are_refused_and_comments_warned_of() -> None:
    revised = word.paragraph(f'<w:ins w:id="1" w:author="x">{word.run("甲")}</w:ins>')
    deleted = '<w:p><w:del w:id="2" w:author="x"><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>'
    commented = word.paragraph('<w:r><w:commentReference w:id="0"/></w:r>')
    faults = found_in(revised + deleted + commented)
    assert [(each.code, each.place.key, each.severity.value) for each in faults] == [
        ("D238", "第1段", "error"),
        ("D238", "第2段", "error"),
        ("D238", "第3段", "warning"),
    ]


def test_a_missing_bookmark_is_told_and_one_in_place_is_not() -> None:
    kind = load_catalogue()["public-notice"]
    without = word.word_file(word.paragraph("署名"))
    assert [each.code for each in check_template(without, kind)] == ["D227"]
    mark = '<w:bookmarkStart w:id="1" w:name="stamp1"/><w:bookmarkEnd w:id="1"/>'
    assert check_template(word.word_file(word.paragraph(mark + word.run("署名"))), kind) == ()


def test_a_template_with_macros_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnsafeWordFileError):
        check_template(word.word_file(word.paragraph("甲"), extra={"word/vbaProject.bin": b""}))


def test_a_deep_expression_is_a_fault_not_a_crash() -> None:
    deep = "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"
    assert ("D224", "第1段") in told(word.paragraph(deep))


def test_names_of_a_broken_template_are_not_guessed() -> None:
    assert template_fields(word.word_file(word.paragraph("{% if %}"))) == []
