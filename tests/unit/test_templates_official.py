"""Official documents hold together at every length, and become due where the lifecycle says."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from acts.stamps.stamping import Stamper
from cases.casefile import parse_batch
from cases.lifecycle.documents import kinds_of_batch, kinds_of_case
from doc_templates.catalogue import DocumentKind, Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.kit.writing import shipped_templates
from doc_templates.lint.measuring import measure
from doc_templates.lint.parts import parts_of
from doc_templates.rendering import render, title_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import EXAMPLES, context
from variants import variants

TEMPLATES = shipped_templates()
KINDS: dict[str, DocumentKind] = {
    file.removesuffix(".docx"): kind
    for kind in load_catalogue().values()
    for file in kind.templates.values()
}
LINE = "样例核查情况经过和结果的说明文字共二十八个字正好一行。。"


def rendered(name: str, data: dict[str, Any]) -> bytes:
    return render(KINDS[name], Template(f"{name}.docx", TEMPLATES[f"{name}.docx"]), data)


def xml_of(docx: bytes) -> str:
    """The document's own part."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return package.read("word/document.xml").decode()


def with_lines(name: str, step: str, key: str, lines: int) -> dict[str, Any]:
    """The context with a text of so many lines more."""
    data = context(name)
    data["办"][step][key] = LINE * (lines + 1)
    return data


@pytest.mark.office
@pytest.mark.parametrize(
    ("name", "step", "key"),
    [
        ("rectification-order", "监督检查", "事实"),
        ("termination-decision", "终止", "理由"),
        ("non-award-letter", "未入选", "理由"),
    ],
)
def test_two_lines_of_text_at_least_stand_on_the_page_of_the_signature(
    name: str, step: str, key: str
) -> None:
    documents = {
        f"{lines}": rendered(name, with_lines(name, step, key, lines)) for lines in range(22)
    }
    for lines, pdf in Soffice.find().convert(documents).items():
        parts = parts_of(measure(pdf, name))
        assert parts.date is not None, lines
        beside = [spot for spot in parts.body if spot.sheet.number == parts.date.sheet.number]
        assert len(beside) >= 2, f"{name} 加{lines}行"


@pytest.mark.office
def test_the_imprint_stands_on_the_last_page_and_over_no_text() -> None:
    documents = {}
    for lines in range(22):
        data = context("approval-minutes")
        data["表"]["会议"]["议定事项"] = [LINE * (lines + 1)]
        documents[f"{lines}"] = rendered("approval-minutes", data)
    for lines, pdf in Soffice.find().convert(documents).items():
        paper = measure(pdf, "approval-minutes")
        parts = parts_of(paper)
        last = paper.sheets[-1]
        assert parts.imprint and {spot.sheet.number for spot in parts.imprint} == {last.number}
        top = min(spot.line.cell.top for spot in parts.imprint)
        above = [spot.line for spot in parts.body if spot.sheet.number == last.number]
        assert above, f"只有版记：加{lines}行"
        assert max(line.cell.bottom for line in above) <= top + 0.5, f"加{lines}行"


def test_every_kind_has_a_context_of_every_length() -> None:
    for name in TEMPLATES:
        for length, data in variants(name.removesuffix(".docx")).items():
            assert rendered(name.removesuffix(".docx"), data), length


def test_the_letter_of_a_department_bears_its_name_and_waits_for_its_stamp() -> None:
    kind = load_catalogue()["non-award-letter"]
    assert (kind.issuer_at("decline"), kind.issuer_at("unselected")) == ("主管委办局", "局")
    data = context("non-award-letter")
    owners = [use.owner for use in kind.stamps if use.applies(data)]
    assert owners == ["局"]
    declined = {**data, "办": {"不予推荐": {"理由": "材料不齐"}}}
    assert [use.owner for use in kind.stamps if use.applies(declined)] == ["主管委办局"]


def test_the_letter_says_which_of_the_two_it_is() -> None:
    kind, data = KINDS["non-award-letter"], context("non-award-letter")
    assert title_of(kind, data) == "申报项目未入选告知书"
    declined = {**data, "文": {**data["文"], "环节": "不予推荐"}}
    assert title_of(kind, declined) == "申报项目不予推荐告知书"


def test_minutes_bear_no_stamp_and_no_number() -> None:
    kind = load_catalogue()["approval-minutes"]
    assert (kind.layout, kind.stamps, kind.numbered) == ("纪要", (), False)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("decline", "non-award-letter"),
        ("unselected", "non-award-letter"),
        ("recheck", "rectification-review"),
        ("replace-leader", "change-approval"),
        ("terminate", "termination-decision"),
    ],
)
def test_a_step_of_a_case_makes_its_letter_due(step: str, kind: str) -> None:
    assert kinds_of_case({}, step, {}) == (kind,)


def test_a_third_party_is_commissioned_only_where_there_is_one() -> None:
    batch = parse_batch((EXAMPLES / "batch.yaml").read_text("utf-8"), "batch.yaml")
    assert kinds_of_batch(batch, "call-term", {}) == ("term-notice",)
    named = kinds_of_batch(batch, "call-term", {"第三方": "样例技能评价中心"})
    assert named == ("term-notice", "third-party-commission")
    recommended = kinds_of_batch(batch, "recommend", {"推荐": ["2019-SX-001"]})
    assert recommended == ("city-recommendation",)


@pytest.mark.parametrize("name", ["change-approval", "termination-decision"])
def test_a_project_whose_term_has_not_begun_gets_its_letter_all_the_same(name: str) -> None:
    data = context(name)
    data["案"] = {key: value for key, value in data["案"].items() if key != "资助周期"}
    assert "资助周期" not in xml_of(rendered(name, data)).partition("终止的事由")[0]


def test_a_review_without_an_order_on_record_is_written_all_the_same() -> None:
    data = context("rectification-review")
    data["办"] = {key: value for key, value in data["办"].items() if key != "限期整改"}
    data["前文"] = {}
    assert "责令限期整改的要求" in xml_of(rendered("rectification-review", data))


def test_what_nobody_recorded_of_the_meeting_is_left_to_the_hand() -> None:
    data = context("approval-minutes")
    empty = {
        key: [] if isinstance(value, list) else "" for key, value in data["表"]["会议"].items()
    }
    data["表"] = {**data["表"], "会议": empty}
    assert rendered("approval-minutes", data)


def test_a_change_names_the_new_leader_but_no_id_number() -> None:
    data = context("change-approval")
    data["办"]["变更带头人"]["新带头人"]["身份证号"] = "310000199001010000"
    text = xml_of(rendered("change-approval", data))
    assert "样乙" in text and "310000199001010000" not in text


def test_the_day_of_signing_is_the_day_of_the_document() -> None:
    data = context("issue-sheet")
    assert data["表"]["发文"]["成文日期"] == date(2019, 6, 20)
    text = xml_of(rendered("issue-sheet", data))
    assert text.count("2019年6月20日") == 2


def test_the_third_partys_place_is_never_the_bureaus() -> None:
    facts = {"通知届满考核": {"第三方": "样例技能评价中心"}}
    kind: Any = SimpleNamespace(issuer_at=lambda step: "第三方")
    draft: Any = SimpleNamespace(
        kind=kind, step="call-term", part="", context={"文": {}, "案": {}, "办": facts}
    )
    bureau: Any = SimpleNamespace(settings=SimpleNamespace(name="样例区人社局"))
    act: Any = None
    assert Stamper(bureau, act, {}).issuer_of(draft) == "样例技能评价中心"


@pytest.mark.parametrize(
    ("asked", "trained", "said"),
    [(8, 9, "9人（政策要求不少于8人）"), (None, 9, "9人"), (None, "", "")],
)
def test_the_report_tells_how_many_were_trained_where_somebody_asked_or_told(
    asked: int | None, trained: object, said: str
) -> None:
    data = context("assessment-report")
    data["政"]["项目"][data["案"]["项目类别"]]["带徒下限"] = asked
    data["办"]["届满考核"]["培养人数"] = trained
    text = re.sub("<[^>]+>", "", xml_of(rendered("assessment-report", data)))
    assert (said in text) and ("资助周期内培养" in text) is bool(said)
    assert ("技术技能骨干" in text.partition("资助周期内培养")[2][:9]) is bool(asked)
