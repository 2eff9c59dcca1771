"""Shanghai 2023, from `init` to the archive: the superior department may pay the match."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.districts_lives import shanghai
from tests.fixtures.districts_papers import (
    OF_A_DISTRICT,
    lint_findings,
    paper,
    papers,
    strange_words,
)

pytestmark = [pytest.mark.office]


def test_a_studio_of_shanghai_lives_three_years_on_a_match_of_its_superior(tmp_path: Path) -> None:
    here = shanghai(tmp_path)
    found = papers(here)
    assert strange_words(found, OF_A_DISTRICT) == []
    assert lint_findings(here) == []
    notice = paper(found, "申报工作通知")
    assert "所在单位或者上级主管部门配套工作经费不低于10万元" in notice
    assert "资助周期三年" in notice
    assert "主管部门初审" in paper(found, "公布名单的通知")
    case = here.desk.json("case", "show", "2023-DS-001")
    assert case["经费"]["配套来源"] == "上级主管部门"
