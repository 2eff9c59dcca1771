"""The records printed in the handbook's chapter on changes are taken as they stand."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fixtures.little_bureau import awarded_bureau, codes

CHAPTER = Path(__file__).parents[2] / "docs" / "handbook" / "21-变更与更正.md"


def record(label: str) -> dict[str, Any]:
    """The record of a step, which begins with its name."""
    text = CHAPTER.read_text("utf-8")
    blocks = re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    (own,) = [each for each in blocks if each.strip().startswith(f"# {label}\n")]
    told: dict[str, Any] = yaml.safe_load(textwrap.dedent(own))
    return told


def test_an_award_is_withdrawn_and_filled_by_the_printed_records() -> None:
    bureau, case = awarded_bureau(chiefs=3)
    assert codes(bureau.agree(case)) == []
    assert codes(bureau.disburse()) == []
    told = record("撤销告知")
    assert codes(bureau.case(case, "withdrawal-notice", "2020-03-02", told)) == []
    assert codes(bureau.case(case, "withdraw", "2020-03-12", record("撤销资助"))) == []
    assert codes(bureau.batch("step-up", "2020-03-16", record("递补公示"))) == []
    assert codes(bureau.batch("step-up-award", "2020-03-24", {"公示结果": "无异议"})) == []


@pytest.mark.parametrize("key", ["追回金额", "送达日期"])
def test_the_printed_notice_names_the_keys_that_the_decision_reads(key: str) -> None:
    assert key in record("撤销告知")
