"""Xiamen 2017/2019, from `init` to the archive: one calendar term for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.districts_lives import xiamen_2019
from tests.fixtures.districts_papers import (
    OF_A_DISTRICT,
    lint_findings,
    paper,
    papers,
    strange_words,
)

pytestmark = [pytest.mark.office]


def test_a_studio_of_xiamen_runs_from_the_first_day_of_2019_to_the_last_of_2021(
    tmp_path: Path,
) -> None:
    here = xiamen_2019(tmp_path)
    found = papers(here)
    assert strange_words(found, (*OF_A_DISTRICT, "三年", "配套工作经费")) == []
    assert lint_findings(here) == []
    notice = paper(found, "申报工作通知")
    assert "资助周期自2019年1月1日至2021年12月31日" in notice
    assert "一次性资助8万元" in notice
    assert "技能大师工作室自2019年1月1日至2021年12月31日" in paper(found, "公布名单的通知")
    case = here.desk.json("case", "show", "2019-XM-001")
    assert case["资助周期"] == {"起": "2019-01-01", "止": "2021-12-31"}
    reports = [text for name, text in found.items() if "年度报告表" in name]
    assert len(reports) == 2
    assert "按计划完成" in reports[0]
