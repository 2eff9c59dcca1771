"""The shipped templates are what the kit writes, and every one of them renders completely."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from acts.papers.contexts import OPTIONAL_FACTS
from doc_templates.catalogue import DocumentKind, Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render, title_of
from doc_templates.validation import pdfa_findings

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context, policy

TEMPLATES = shipped_templates()
KINDS: dict[str, DocumentKind] = {
    file: kind for kind in load_catalogue().values() for file in kind.templates.values()
}
BUILT = {
    "work-notice", "application-form", "preliminary-opinion", "panel-summary", "public-notice",
    "award-notice", "responsibility-agreement", "disbursement-notice", "rectification-order",
    "service-receipt", "clawback-prior-notice", "clawback-decision", "assessment-report",
    "file-cover", "item-list", "file-note",
}  # fmt: skip


def rendered(name: str) -> bytes:
    return render(KINDS[name], Template(name, TEMPLATES[name]), context(name.removesuffix(".docx")))


def text_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = [package.read(n).decode() for n in package.namelist() if n.endswith(".xml")]
    return "\n".join(re.sub(r"<[^>]+>", "", part.replace("</w:p>", "\n")) for part in parts)


def document_xml(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/document.xml").decode()


def test_the_catalogue_lists_every_kind_built_with_the_main_job() -> None:
    assert set(load_catalogue()) >= BUILT


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_shipped_template_is_what_the_kit_writes(name: str) -> None:
    shipped = files("doc_templates").joinpath("templates", name).read_bytes()
    assert shipped == TEMPLATES[name]


def test_no_template_is_shipped_that_the_kit_does_not_write() -> None:
    folder = files("doc_templates").joinpath("templates")
    assert {each.name for each in folder.iterdir()} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_renders_without_leftover_marks_or_faulty_dates(name: str) -> None:
    text = text_of(rendered(name))
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None|Undefined", text)
    assert not re.search(r"年0\d月|月0\d日", text)
    assert "此页无正文" not in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_holds_the_anchors_that_the_catalogue_stamps(name: str) -> None:
    wanted = {use.anchor for use in KINDS[name].stamps}
    found = set(re.findall(r'<w:bookmarkStart[^>]*w:name="([^"]+)"', document_xml(TEMPLATES[name])))
    assert wanted <= found
    assert all(re.fullmatch("[A-Za-z0-9]+", anchor) for anchor in found)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_table_row_is_kept_whole(name: str) -> None:
    xml = document_xml(TEMPLATES[name])
    assert xml.count("<w:tr>") == xml.count("<w:cantSplit/>")


@pytest.mark.parametrize(
    "name", [n for n, kind in KINDS.items() if kind.layout in ("公文", "上行文", "信函", "纪要")]
)
def test_the_printed_title_is_the_title_that_is_registered(name: str) -> None:
    printed = text_of(rendered(name)).replace("\n", "")
    assert title_of(KINDS[name], context(name.removesuffix(".docx"))) in printed


def test_the_public_notice_shows_nothing_personal() -> None:
    text = text_of(rendered("public-notice.docx"))
    assert not re.search(r"\d{17}[\dX]|1[3-9]\d{9}|\d{16,19}", text)


def test_the_clawback_decision_names_amount_in_words_and_both_remedies() -> None:
    text = text_of(rendered("clawback-decision.docx"))
    assert "壹万贰仟元整" in text
    assert "60日内" in text
    assert "6个月内" in text


def test_the_application_form_masks_the_id_number() -> None:
    assert "19750315" not in text_of(rendered("application-form-chief.docx"))


def test_what_a_studio_need_not_have_is_printed_as_none() -> None:
    name = "application-form-studio.docx"
    data = context(name.removesuffix(".docx"))
    optional = ("聘任日期", "聘期起", "聘期止", "行业水平认定", "绝技绝活")
    leader = {key: value for key, value in data["案"]["带头人"].items() if key not in optional}
    data["案"] = {**data["案"], "带头人": leader}
    text = text_of(render(KINDS[name], Template(name, TEMPLATES[name]), data))
    assert "不适用" in text


@pytest.mark.office
def test_every_template_becomes_valid_pdfa_with_its_anchors_as_destinations() -> None:
    documents = {name: rendered(name) for name in TEMPLATES}
    for name, pdf in Soffice.find().convert(documents).items():
        reader = PdfReader(io.BytesIO(pdf))
        data = context(name.removesuffix(".docx"))
        anchors = {f"/{use.anchor}" for use in KINDS[name].stamps if use.applies(data)}
        assert anchors <= set(reader.named_destinations), name
        assert not pdfa_findings(pdf), name
        assert all((page.extract_text() or "").strip() for page in reader.pages), name


def with_long_names(name: str) -> dict[str, Any]:
    """The context with a unit of 29 characters and a panel of eight."""
    data = context(name.removesuffix(".docx"))
    long = "样例轨道交通装备维修与智能检测技术服务（上海）股份有限公司"
    project = f"{long}轨道车辆电气检修首席技师资助项目"
    data["案"] = {**data["案"], "项目名称": project}
    data["案"]["单位"] = {**data["案"]["单位"], "名称": long}
    data["办"]["专家差额评审"]["专家"] = [
        {"姓名": f"样专家{mark}", "单位": long, "回避声明": True} for mark in "一二三四五六七八"
    ]
    for row in (row for rows in data["名单"].values() for row in rows):
        row |= {"单位": long, "项目名称": project, "各专家得分": ["91.5"] * 8}
    for item in data["项"]["件目"]:
        item |= {"责任者": long, "题名": f"{project}目标任务责任协议书"}
    return data


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page without blanks and page number."""
    texts = (page.extract_text() or "" for page in PdfReader(io.BytesIO(pdf)).pages)
    return [re.sub(r"\s|—\d+—", "", re.sub(r"\s", "", text)) for text in texts]


@pytest.mark.office
def test_no_page_is_all_but_empty_even_with_long_names_and_eight_experts() -> None:
    documents = {
        name: render(KINDS[name], Template(name, TEMPLATES[name]), with_long_names(name))
        for name in TEMPLATES
    }
    for name, pdf in Soffice.find().convert(documents).items():
        assert [len(text) for text in pages_of(pdf) if len(text) < 60] == [], name


@pytest.mark.office
def test_short_forms_keep_to_their_pages_and_the_imprint_to_the_last_list() -> None:
    counts = {"preliminary-opinion.docx": 1, "service-receipt.docx": 1, "file-cover.docx": 1,
              "disbursement-notice.docx": 3, "assessment-report.docx": 4,
              "responsibility-agreement.docx": 4}  # fmt: skip
    pdfs = Soffice.find().convert({name: rendered(name) for name in counts})
    assert {name: len(pages_of(pdf)) for name, pdf in pdfs.items()} == counts
    assert "印发" in pages_of(pdfs["disbursement-notice.docx"])[-1]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_prints_every_sentence_the_policy_gives_it_to_carry(name: str) -> None:
    data = context(name.removesuffix(".docx"))
    kind = KINDS[name].id
    due = [
        each.text.removesuffix("：")
        for each in policy().statements
        if each.carried_by == kind
        and (not each.programmes or data["案"]["项目类别"] in each.programmes)
    ]
    text = text_of(rendered(name)).replace("\n", "")
    assert [each for each in due if each not in text] == []
    assert due or kind not in {each.carried_by for each in policy().statements}


@pytest.mark.parametrize(
    "name", ["public-notice.docx", *(n for n in TEMPLATES if KINDS[n].layout == "信函")]
)
def test_a_label_whose_value_is_empty_is_not_printed(name: str) -> None:
    data = context(name.removesuffix(".docx"))
    data["文"] |= {"联系人": "", "联系电话": "021-00000000", "联系地址": ""}
    data["办"]["公示"] |= {"平台": "", "网址": ""}
    text = text_of(render(KINDS[name], Template(name, TEMPLATES[name]), data))
    assert not re.search(r"(联系人|联系地址|公示平台|公示网址)：", text)
    assert "；联系电话" not in text


@pytest.mark.parametrize("name", [n for n in TEMPLATES if KINDS[n].layout == "信函"])
@pytest.mark.parametrize("end", ["", "。"])
def test_a_text_typed_with_or_without_a_full_stop_ends_with_one(name: str, end: str) -> None:
    data = context(name.removesuffix(".docx"))
    for step, key in (
        ("监督检查", "事实"), ("限期整改", "事由"), ("整改复查", "说明"),
        ("追回资金", "计算说明"), ("追回资金", "情节严重理由"), ("追回资金", "陈述申辩"),
        ("未入选", "理由"), ("变更带头人", "理由"), ("终止", "理由"),
        ("变更单位", "理由"), ("延长周期", "理由"), ("追加资助", "理由"), ("撤销告知", "理由"),
        ("撤销资助", "理由"), ("取消称号", "理由"),
    ):  # fmt: skip
        data["办"][step][key] = f"样例{key}{end}"
    data["表"]["异议记录"] |= {"核查情况": f"样例事实{end}", "处理意见": f"样例说明{end}"}
    text = text_of(render(KINDS[name], Template(name, TEMPLATES[name]), data))
    found = re.findall(r"样例(?:事实|事由|说明|计算说明|情节严重理由|陈述申辩|理由)(。*)", text)
    assert found
    assert set(found) == {"。"}


def test_a_public_notice_may_do_without_an_email_address() -> None:
    data, name = context("public-notice"), "public-notice.docx"
    data["办"]["公示"]["电子邮箱"] = ""
    assert "电子邮箱" in OPTIONAL_FACTS
    text = text_of(render(KINDS[name], Template(name, TEMPLATES[name]), data))
    assert "监督电话" in text and "电子邮箱" not in text


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("sentences", [[], ["样例规定。"]])
def test_headings_count_on_with_and_without_sentences_of_the_policy(
    name: str, sentences: list[str]
) -> None:
    data = context(name.removesuffix(".docx"))
    data["政"]["说明"] = sentences
    text = text_of(render(KINDS[name], Template(name, TEMPLATES[name]), data))
    numbers = re.findall(r"^([一二三四五六七八九十])、", text, re.MULTILINE)
    assert numbers == list("一二三四五六七八九十")[: len(numbers)]
    articles = re.findall(r"^第(.{1,2})条　", text, re.MULTILINE)
    wanted = [*"一二三四五六七八九十", "十一"]
    assert articles == wanted[: len(articles)]
