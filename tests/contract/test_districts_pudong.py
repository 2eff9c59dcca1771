"""Pudong 2025, from `init` to the archive: enterprises apply by themselves, nobody reviews."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.districts_lives import pudong
from tests.fixtures.districts_papers import lint_findings, paper, papers, strange_words

pytestmark = [pytest.mark.office]


def test_a_studio_of_pudong_lives_without_a_review(tmp_path: Path) -> None:
    here = pudong(tmp_path)
    found = papers(here)
    assert strange_words(found, ("初审", "主管部门", "配套工作经费")) == []
    assert lint_findings(here) == []
    notice = paper(found, "申报工作通知")
    assert "一次性资助8万元" in notice
    assert "将申报材料报送我局" in notice
    assert "经单位申报、专家差额评审和集体审定" in paper(found, "拟资助名单公示")
    assert "资助总额8万元" in paper(found, "公布名单的通知")
    assert "80,000.00" in paper(found, "拨付资助经费")
