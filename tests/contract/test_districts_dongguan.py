"""Dongguan 2024, from `init` to the archive: built, assessed, then paid by the grade."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.districts_lives import dongguan
from tests.fixtures.districts_papers import (
    OF_A_DISTRICT,
    lint_findings,
    paper,
    papers,
    strange_words,
)

pytestmark = [pytest.mark.office]


def test_a_studio_of_dongguan_is_paid_by_the_grade_it_reaches(tmp_path: Path) -> None:
    here = dongguan(tmp_path)
    found = papers(here)
    assert strange_words(found, (*OF_A_DISTRICT, "三年", "配套工作经费")) == []
    assert lint_findings(here) == []
    award = paper(found, "公布名单的通知")
    assert "按届满考核等级给予资助（A级40万元、B级30万元、C级20万元）" in award
    assert "资助金额在届满考核评定等级后确定" in award
    assert "资助总额" not in award
    assert "400,000.00" in paper(found, "拨付资助经费")
    assert "资助金额按届满考核等级确定" in paper(found, "目标任务责任协议书")
