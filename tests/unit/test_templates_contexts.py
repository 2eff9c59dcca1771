"""What the context says of assessors, addressees and the policy's own sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from acts.papers.contexts import facts_by_step
from acts.papers.policy_words import addressee, statements
from cases.casefile import parse_batch, parse_case
from doc_templates.catalogue import load_catalogue

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import CHIEF, EXAMPLES, STUDIO, context, policy, third_party_context

EVENT = """
办理:
  - 环节: assess-term
    日期: 2022-05-12
    登记: 2022-05-12
    经办: 样经办
    记录: {record}
"""


def assessed(record: str) -> dict[str, Any]:
    text = (EXAMPLES / "case.yaml").read_text("utf-8").partition("\n办理:")[0]
    case = parse_case(text + EVENT.format(record=record), "case.yaml")
    batch = parse_batch((EXAMPLES / "batch.yaml").read_text("utf-8"), "batch.yaml")
    return facts_by_step(batch, case)["届满考核"]


@pytest.mark.parametrize(
    "record",
    ["{方式: 委托第三方, 专家: [样例评价中心]}", "{方式: 委托第三方, 第三方: 样例评价中心}"],
)
def test_a_third_party_is_known_however_it_was_entered(record: str) -> None:
    assert assessed(record)["第三方"] == "样例评价中心"


def test_experts_are_no_third_party_and_may_be_named_without_a_unit() -> None:
    found = assessed("{方式: 组织专家, 专家: [样专家一]}")
    assert found["第三方"] == ""
    assert found["专家"] == [{"姓名": "样专家一", "单位": ""}]


def test_a_document_gets_the_sentences_of_its_programmes_only() -> None:
    chief = statements(policy(), "responsibility-agreement", (CHIEF,))
    studio = statements(policy(), "responsibility-agreement", (STUDIO,))
    assert any("首席技师带徒津贴" in each for each in chief)
    assert not any("首席技师带徒津贴" in each for each in studio)
    assert set(chief) & set(studio)


def test_the_addressee_is_the_policys_and_is_no_sentence() -> None:
    assert addressee(policy(), "work-notice") == "各有关单位"
    assert addressee(policy(), "clawback-decision") == ""
    assert not any(each.endswith("：") for each in statements(policy(), "work-notice", (CHIEF,)))


def test_a_report_of_experts_is_signed_and_one_of_a_third_party_stamped() -> None:
    (use,) = load_catalogue()["assessment-report"].stamps
    assert use.owner == "考核方"
    assert use.applies(third_party_context())
    assert not use.applies(context("assessment-report"))
