"""The forms as a clerk finds them: boxes ticked alike, lists counted, nothing left over."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cases.values.money import Money
from doc_templates.catalogue import DocumentKind, Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.writing import shipped_templates
from doc_templates.rendering import render, title_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context
from form_contexts import one_objection
from variants import variants

TEMPLATES = shipped_templates()
KINDS: dict[str, DocumentKind] = {
    file.removesuffix(".docx"): kind
    for kind in load_catalogue().values()
    for file in kind.templates.values()
}
FORMS = [name for name, kind in KINDS.items() if kind.layout in ("表格", "协议", "档案")]
OURS = [
    *("internal-notice", "candidate-list", "panel-scoresheet", "notice-outcome"),
    *("periodic-assessment", "inspection-record", "four-property-report"),
    *("transfer-register", "audit-report", "destruction-register"),
]


def filled(name: str, data: dict[str, Any]) -> bytes:
    return render(KINDS[name], Template(f"{name}.docx", TEMPLATES[f"{name}.docx"]), data)


def words(name: str, data: dict[str, Any]) -> str:
    with zipfile.ZipFile(io.BytesIO(filled(name, data))) as package:
        xml = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def changed(name: str, **forms: Any) -> dict[str, Any]:
    data = context(name)
    data["表"] = {**data["表"], **forms}
    return data


@pytest.mark.parametrize("name", OURS)
def test_every_column_is_fixed_and_every_long_table_repeats_its_head(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATES[f"{name}.docx"])) as package:
        xml = package.read("word/document.xml").decode()
    tables = xml.split("<w:tbl>")[1:]
    assert all('<w:tblLayout w:type="fixed"/>' in table for table in tables)
    assert all("<w:gridCol" in table for table in tables)
    looped = [table for table in tables if "{%tr for" in table]
    assert all("<w:tblHeader/>" in table for table in looped if "检测项目" not in table)


def test_who_objected_and_what_came_of_it_is_listed() -> None:
    text = words("notice-outcome", changed("notice-outcome", 异议=one_objection()))
    assert "样反映人（2019-SX-003）" in text
    assert "处理意见：异议不成立" in text
    assert "收到异议" in text
    assert "1件" in text


def test_a_notice_without_objections_says_so() -> None:
    text = words("notice-outcome", context("notice-outcome"))
    assert "公示期内未收到异议" in text
    assert "0件" in text


def test_a_score_sheet_leaves_to_the_hand_what_nobody_entered() -> None:
    data = changed("panel-scoresheet")
    sheet = data["表"]["评分"]
    blank = [{**row, "得分": ""} for row in sheet["指标"]]
    text = words("panel-scoresheet", changed("panel-scoresheet", 评分={**sheet, "指标": blank}))
    assert "92" in text
    assert "None" not in text
    assert "{{" not in text


@pytest.mark.parametrize(
    ("answer", "ticked"), [("是", ["☑", "□"]), ("否", ["□", "☑"]), ("", ["□", "□"])]
)
def test_an_inspection_ticks_what_was_found(answer: str, ticked: list[str]) -> None:
    data = context("inspection-record")
    sheet = {**data["表"]["检查"], "发现问题": answer, "问题类型": "", "涉及金额": None}
    text = words("inspection-record", changed("inspection-record", 检查=sheet))
    assert re.findall("[□☑](?=发现问题|未发现问题)", text) == ticked
    assert re.findall("涉及金额\n无", text)


def test_an_inspection_tells_the_sum_in_figures_and_words() -> None:
    data = context("inspection-record")
    sheet = {**data["表"]["检查"], "涉及金额": Money.of(30000)}
    text = words("inspection-record", changed("inspection-record", 检查=sheet))
    assert "30,000.00元（大写：叁万元整）" in text


def test_a_candidate_list_counts_each_list_and_names_its_department() -> None:
    data = context("candidate-list")
    text = words("candidate-list", data)
    assert "首席技师资助项目4个，技能大师工作室2个" in text
    assert title_of(KINDS["candidate-list"], data).endswith(f"（{data['文']['部门']}）")


def test_a_report_without_hits_says_so() -> None:
    data = context("audit-report")
    found = {**data["表"]["检索"], "结果": [], "命中": 0, "未读": 0}
    assert "没有检索到材料" in words("audit-report", changed("audit-report", 检索=found))


def test_a_report_that_lists_only_the_first_hits_says_how_many() -> None:
    data = context("audit-report")
    found = {**data["表"]["检索"], "命中": 3000, "未列": 2998}
    text = words("audit-report", changed("audit-report", 检索=found))
    assert "3000份（本报告列前2份" in text


def test_a_proof_without_an_appointment_leaves_the_day_out() -> None:
    data = context("internal-notice")
    leader = {k: v for k, v in data["案"]["带头人"].items() if not k.startswith("聘")}
    data["案"] = {**data["案"], "带头人": leader}
    assert "聘任日期\n—" in words("internal-notice", data)


@pytest.mark.parametrize("sentences", [3, 40])
def test_a_file_note_holds_few_sentences_in_one_cell_and_many_in_rows(sentences: int) -> None:
    data = context("file-note")
    data["项"]["备考"] = {**data["项"]["备考"], "说明": ["样例说明。"] * sentences}
    assert words("file-note", data).count("样例说明。") == sentences


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("length", ["shortest", "longest", "five pages"])
def test_a_form_renders_with_whatever_length_of_values(name: str, length: str) -> None:
    text = words(name, variants(name)[length])
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None", text)


@pytest.mark.office
def test_forms_of_one_page_keep_to_it_with_ordinary_values() -> None:
    ones = ["internal-notice", "panel-scoresheet", "notice-outcome", "periodic-assessment",
            "inspection-record"]  # fmt: skip
    pdfs = Soffice.find().convert({name: filled(name, context(name)) for name in ones})
    assert {name: len(PdfReader(io.BytesIO(pdf)).pages) for name, pdf in pdfs.items()} == (
        dict.fromkeys(ones, 1)
    )


@pytest.mark.office
@pytest.mark.parametrize("length", ["longest", "five pages"])
def test_no_page_of_a_long_form_is_all_but_empty(length: str) -> None:
    pdfs = Soffice.find().convert({name: filled(name, variants(name)[length]) for name in FORMS})
    for name, pdf in pdfs.items():
        texts = [page.extract_text() or "" for page in PdfReader(io.BytesIO(pdf)).pages]
        counted = [len(re.sub(r"\s", "", text)) for text in texts]
        assert min(counted) > 40, (name, counted)


@pytest.mark.parametrize("name", ["periodic-assessment", "inspection-record"])
def test_a_paper_of_the_term_does_without_what_the_step_never_asked_for(name: str) -> None:
    data = context(name)
    data["案"] = {**data["案"], "资助周期": {}}
    data["政"]["整改条款"] = {}
    assert "资助周期\n—" in words(name, data)


def test_days_of_forms_are_written_without_leading_zeros() -> None:
    data = context("periodic-assessment")
    data["文"]["成文日期"] = date(2020, 6, 5)
    assert "2020年6月5日" in words("periodic-assessment", data)
