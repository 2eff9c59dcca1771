"""Xiamen 2016, from `init` to the archive: a failed assessment takes the plaque down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.districts_lives import xiamen_2016
from tests.fixtures.districts_papers import (
    OF_A_DISTRICT,
    lint_findings,
    paper,
    papers,
    strange_words,
)

pytestmark = [pytest.mark.office]


def test_a_studio_of_xiamen_that_fails_loses_its_plaque(tmp_path: Path) -> None:
    here = xiamen_2016(tmp_path)
    found = papers(here)
    assert strange_words(found, (*OF_A_DISTRICT, "配套工作经费")) == []
    assert lint_findings(here) == []
    award = paper(found, "公布名单的通知")
    assert "一次性资助5万元" in award
    assert "每年报送年度报告" in award
    assert "六年内不得再次申报" in award
    removal = paper(found, "取消称号")
    assert "届满考核不合格" in removal
    events = here.desk.json("case", "show", "2016-XM-001")["办理"]
    assert [event["环节"] for event in events].count("report") == 3
    reports = [text for name, text in found.items() if "年度报告表" in name]
    assert len(reports) == 3
    assert "按计划完成" in reports[0]
