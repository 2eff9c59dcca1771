"""What summary, minutes and report are told: recusals, ties, the line, experts, proofs, the cap."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from acts.panel.assessment_words import (
    OverCapError,
    assessment_words,
    capped_words,
    refuse_over_cap,
)
from acts.panel.words import panel_words
from acts.papers.lists import candidate_rows
from cases.lifecycle.scoring import RECUSED
from cases.policy.judging import GradeCap, Panel
from doc_templates.charts.chart import Chart
from tests.fixtures.little_bureau import CHIEF, ELEMENTS, Bureau, codes, jingan, reviewed_bureau
from tests.fixtures.rubrics import with_rubric
from tests.unit.test_lifecycle_assessing import VISIT, hangzhou, lines, proved, scored

FIRST, SECOND, THIRD = ("2019-SX-001", "2019-SX-002", "2019-SX-003")


def scored_bureau(**facts: object) -> Bureau:
    bureau = reviewed_bureau(3)
    bureau.policy = replace(jingan(), panel=Panel(drop_extremes=True))
    experts = [{"姓名": f"样专{n}", "单位": "样例院", "回避声明": "是"} for n in range(7)]
    experts[0] |= {"回避": [SECOND], "回避情形": [{"案卷号": SECOND, "情形": "师徒：样乙"}]}  # type: ignore[dict-item]
    rows = [
        {"案卷号": FIRST, "得分": [90, 80, 85, 85, 85, 85, 85]},
        {"案卷号": SECOND, "得分": [RECUSED, 80, 85, 85, 85, 85, 90]},
        {"案卷号": THIRD, "得分": [70] * 7},
    ]
    told = {"专家": experts, "评分": rows, "同分说明": "样理由", **facts}
    assert codes(bureau.score([FIRST], **told)) == []
    return bureau


def test_a_summary_tells_recusals_ties_their_reason_and_the_line() -> None:
    world = scored_bureau().world
    told = panel_words(world, world.batch.facts_of("score"))
    assert told["回避"][0] | {"项目名称": ""} == {
        "专家": "样专0", "案卷号": SECOND, "项目名称": "", "情形": "师徒：样乙",
    }  # fmt: skip
    assert told["同分"] == [
        {"项目类别": CHIEF, "得分": "85.00", "案卷": [FIRST, SECOND], "办法": "并列"}
    ]
    assert told["同分说明"] == "样理由"
    assert told["入围线"][CHIEF] == "85.00"


def test_a_summary_marks_what_was_left_out_and_names_recusals() -> None:
    rows = candidate_rows(scored_bureau().world)[CHIEF]
    by_case = {row["案卷号"]: row for row in rows}
    assert by_case[FIRST]["各专家得分"] == ["90*", "80*", "85", "85", "85", "85", "85"]
    assert by_case[SECOND]["各专家得分"][0] == RECUSED
    assert [row["名次"] for row in rows] == [1, 1, 3]


def told_of(bureau: Bureau, case: str) -> dict[str, Any]:
    world = bureau.world
    return assessment_words(world, world.cases[case], world.cases[case].facts_of("assess-term"))


def test_a_report_lists_each_expert_with_points_and_sum() -> None:
    bureau, case = proved()
    facts = scored("12.5", 13, 13, 考核记录=[VISIT])
    assert codes(bureau.assess_term(case, **facts)) == []
    told = told_of(bureau, case)
    assert told["专家评分"][0] == {
        "姓名": "样专甲", "得分": ["12.50", "16", "24", "20", "8"], "合计": "80.50",
    }  # fmt: skip
    assert (told["要素合计"], told["总分"]) == ("80.83", "80.83")
    assert told["考核记录"][0]["参加人"] == "样专甲"
    assert not told["复评"]
    chart = told["图"]
    assert isinstance(chart, Chart)
    assert [str(value) for value in chart.series[1].values] == ["12.83", "16", "24", "20", "8"]


def test_a_report_names_the_proofs_that_are_held_where_none_is_listed() -> None:
    bureau, case = proved()
    bureau.evidence[case] = ("要素/硬件建设", "evidence/要素/硬件建设/清单.xlsx")
    elements = {**ELEMENTS, "硬件建设": {**ELEMENTS["硬件建设"], "依据": []}}
    assert codes(bureau.assess_term(case, 要素=elements)) == []
    assert told_of(bureau, case)["要素"][0]["依据"] == ["清单.xlsx"]


def test_a_report_lists_items_deductions_and_the_bonus_that_counted() -> None:
    bureau, case = proved()
    bureau.policy = with_rubric("hangzhou")
    facts = hangzhou(扣分=lines(无标牌=1), 加分=lines(培养高级技师=9))
    world = bureau.world
    told = assessment_words(world, world.cases[case], facts)
    assert told["有细项"]
    assert told["要素"][0]["细项"][0] == {
        "名称": "场地", "标准": "无场地不得分", "分值": 10, "得分": "10",
    }  # fmt: skip
    assert (told["扣分"][0]["分数"], told["加分"][0]["分数"]) == ("2", "18")
    assert (told["扣分计"], told["加分计"], told["总分"]) == ("2", "10", "108")


def test_results_are_not_told_while_too_many_are_excellent() -> None:
    bureau, case = proved()
    best = {label: {**each, "得分": int(str(each["得分"])) + 2} for label, each in ELEMENTS.items()}
    assert codes(bureau.assess_term(case, 要素=best, 结论="优秀")) == []
    refuse_over_cap(bureau.world)
    cap = GradeCap("优秀", 30, "R68")
    bureau.policy = replace(jingan(), assessment=replace(jingan().assessment, excellent_cap=cap))
    with pytest.raises(OverCapError) as caught:
        refuse_over_cap(bureau.world)
    assert caught.value.code == "E164"
    told = capped_words(bureau.world)
    assert (told["已有"], told["至多"], told["应考"]) == (1, 0, 1)
