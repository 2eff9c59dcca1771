import io
import zipfile
from datetime import date

import pytest
from docx import Document

from cases.values.id_number import IdNumber
from cases.values.money import Money
from doc_templates.catalogue import DocumentKind, StampUse, Subject, Template
from doc_templates.packing import MOST_DOCX_BYTES, NotWordFileError, TemplateTooLargeError, unpack
from doc_templates.rendering import (
    MissingFieldsError,
    TemplateBrokenError,
    UnbalancedBlockError,
    render,
    title_of,
)

KIND = DocumentKind(
    id="sample",
    label="样例文书",
    subject=Subject.CASE,
    per="",
    steps=("apply",),
    issuer="局",
    numbered=False,
    stamps=(StampUse("stamp1", "局"),),
    signers=(),
    templates={"其他": "sample.docx"},
    title="{{ 案.单位.名称 }}的\n通知",
    layout="表格",
    required=("案.单位.名称",),
    receivable=False,
    public=False,
)
CASE = {"单位": {"名称": "样例公司"}, "团队": [{"姓名": "样乙"}, {"姓名": "样丙"}]}
PAPER = {"署名": "样例局", "标题": "样例", "成文日期": date(2019, 3, 25)}


def template(*paragraphs: str, rows: tuple[str, ...] = (), table_first: bool = False) -> Template:
    document = Document()
    table = document.add_table(rows=0, cols=1) if table_first else None
    for text in paragraphs:
        document.add_paragraph(text)
    table = table or (document.add_table(rows=0, cols=1) if rows else None)
    for text in rows:
        assert table is not None
        table.add_row().cells[0].text = text
    target = io.BytesIO()
    document.save(target)
    return Template("sample.docx", target.getvalue())


def rendered(*paragraphs: str, **roots: object) -> list[str]:
    context = {"案": CASE, "文": PAPER} | roots
    content = render(KIND, template(*paragraphs), context)
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


def missing(*paragraphs: str, rows: tuple[str, ...] = (), **roots: object) -> dict[str, str]:
    with pytest.raises(MissingFieldsError) as caught:
        render(KIND, template(*paragraphs, rows=rows), {"案": CASE, "文": PAPER} | roots)
    return {each.facts["name"]: each.facts.get("where", "") for each in caught.value.findings}


@pytest.mark.parametrize(
    ("mark", "value", "printed"),
    [
        ("值|大写", Money.of(50000), "伍万元整"),
        ("值|金额", Money.of(50000), "50,000.00"),
        ("值|万元", Money.of(50000), "5万元"),
        ("值|日期", date(2019, 3, 5), "2019年3月5日"),
        ("值", date(2019, 3, 5), "2019年3月5日"),
        ("值|日期8", date(2019, 3, 5), "20190305"),
        ("值|冠于('市级工作室')", "样例市", "样例"),
        ("值|冠于('工作室')", "样例市", "样例市"),
        ("值|勾选", True, "☑"),
        ("值|勾选", False, "□"),
        ("值|勾选('企业')", "企业", "☑"),
        ("值|勾选('企业')", ["院校"], "□"),
        ("值|遮蔽", IdNumber("11010519491231002X"), "110105********002X"),
        ("值|遮蔽", "13800000001", "138****0001"),
        ("值|序号('汉字')", 21, "二十一"),
        ("值|序号('圈')", 2, "②"),
        ("值|空", "", "无"),
        ("值|空", None, "无"),
        ("值|合计('金额')", [{"金额": Money.of(1)}, {"金额": Money.of(2)}], "3.00"),
        ("值", True, "是"),
        ("值", ["甲", "乙"], "甲、乙"),
        ("值.items", {"items": "键名"}, "键名"),
    ],
)
def test_a_value_prints_as_documents_have_it(mark: str, value: object, printed: str) -> None:
    assert rendered("{{ 局." + mark + " }}", 局={"值": value}) == [printed]


def test_signs_of_xml_in_a_value_are_printed_as_they_are() -> None:
    assert rendered("{{ 局.值 }}", 局={"值": "A&B<2>座"}) == ["A&B<2>座"]


def test_marks_in_a_value_are_not_rendered_again() -> None:
    assert rendered("{{ 局.值 }}", 局={"值": "{{7*7}}"}) == ["{{7*7}}"]


def test_a_windows_line_break_is_one_break() -> None:
    assert rendered("{{ 局.值 }}", 局={"值": "甲\r\n乙"}) == ["甲\n乙"]


def test_every_missing_field_is_named_with_its_place() -> None:
    found = missing(
        "{{ 案.甲 }}{{ 案.单位.名称 }}",
        "{{ 案.乙.丙|日期 }}{% for 人 in 案.团队 %}{{ 人.工种 }}{% endfor %}",
        rows=("固定", "{{ 局.全称 }}"),
    )
    assert found == {
        "案.甲": "第1段",
        "案.乙.丙": "第2段",
        "案.团队[0].工种": "第2段",
        "案.团队[1].工种": "第2段",
        "局.全称": "第1个表格第2行第1格",
    }


def test_nothing_is_no_value_to_print() -> None:
    assert missing("{{ 局.值 }}", 局={"值": None}) == {"局.值": "第1段"}


def test_an_empty_required_field_is_missing() -> None:
    assert missing("无标记", 案={"单位": {"名称": " "}}) == {"案.单位.名称": "必填项"}


def test_a_field_of_a_branch_not_taken_is_not_asked_for() -> None:
    assert rendered("{% if 局.x is defined %}{{ 局.x.y }}{% endif %}好", 局={}) == ["好"]


def test_a_condition_on_a_missing_name_is_a_fault() -> None:
    assert "局.没有" in missing("{% if 局.没有 %}甲{% endif %}", 局={})


def test_control_characters_are_refused_by_name() -> None:
    assert "局.值" in missing("{{ 局.值 }}", 局={"值": "甲\x07乙"})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__()|length }}",
        "{{ 局['__class__'].__mro__ }}{{ 局.__class__ }}{{ ''['__class__'] }}",
        "{{ 'a'*10**8 }}",
        "{{ 'a'.ljust(100000000) }}",
        "{{ 局.日.replace(year=1) }}",
        "{{ range(99999)|list }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ 案|attr('__class__') }}",
        "{% include '/etc/passwd' %}",
        "{{ 局.日|map(attribute='__class__')|list }}",
    ],
)
def test_an_attack_in_a_template_is_refused(attack: str) -> None:
    context = {"案": CASE, "文": PAPER, "局": {"日": date(2019, 1, 1)}}
    with pytest.raises((TemplateBrokenError, MissingFieldsError)):
        render(KIND, template(attack), context)


def test_an_attack_in_the_file_properties_is_refused() -> None:
    document = Document()
    document.core_properties.title = "{{ ''.__class__.__mro__ }}"
    target = io.BytesIO()
    document.save(target)
    with pytest.raises(TemplateBrokenError):
        render(KIND, Template("x.docx", target.getvalue()), {"案": CASE, "文": PAPER})


@pytest.mark.parametrize(
    "marks",
    [
        f"{{{{ {'(' * 300}1{')' * 300} }}}}",
        "{% for 一 in 局 %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "-" * 3000 + "1 }}",
    ],
    ids=["brackets", "loops", "signs"],
)
def test_a_template_nested_too_deeply_is_refused(marks: str) -> None:
    with pytest.raises(TemplateBrokenError, match="嵌套过深"):
        rendered(marks, 局=[1])


def test_a_block_from_a_table_to_behind_it_is_named() -> None:
    broken = template("{% endif %}后", rows=("固定", "从这里{% if 局.值 %}"), table_first=True)
    with pytest.raises(UnbalancedBlockError, match="从这里") as caught:
        render(KIND, broken, {"案": CASE, "文": PAPER, "局": {"值": False}})
    assert caught.value.code == "D241"


def test_a_filter_of_the_wrong_kind_is_told() -> None:
    with pytest.raises(TemplateBrokenError, match="要的是日期"):
        rendered("{{ 案.单位.名称|日期 }}")


def test_the_same_data_give_the_same_bytes() -> None:
    context = {"案": CASE, "文": PAPER}
    first = render(KIND, template("{{ 案.单位.名称 }}"), context)
    assert first == render(KIND, template("{{ 案.单位.名称 }}"), context)


def test_the_file_names_the_bureau_and_the_day_not_the_tool() -> None:
    content = render(KIND, template("甲"), {"案": CASE, "文": PAPER})
    properties = Document(io.BytesIO(content)).core_properties
    assert properties.author == properties.last_modified_by == "样例局"
    assert properties.created is not None and properties.created.date() == date(2019, 3, 25)
    assert b"python-docx" not in b"".join(unpack(content, "").values())


def test_a_title_comes_from_the_catalogue() -> None:
    assert title_of(KIND, {"案": CASE}) == "样例公司的\n通知"


def test_a_title_without_its_data_is_refused() -> None:
    with pytest.raises(MissingFieldsError):
        title_of(KIND, {"案": {}})


def test_a_file_that_is_not_word_is_refused() -> None:
    with pytest.raises(NotWordFileError):
        render(KIND, Template("x.docx", b"not a zip"), {})


def test_a_word_file_cut_short_is_refused() -> None:
    with pytest.raises(NotWordFileError):
        unpack(template("甲").content[:-200], "x.docx")


def test_a_zip_bomb_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 61_000_000)
    assert len(target.getvalue()) < MOST_DOCX_BYTES
    with pytest.raises(TemplateTooLargeError):
        unpack(target.getvalue(), "x.docx")
