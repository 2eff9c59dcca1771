"""A question that a policy puts at a step of the batch is asked, answered and kept on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cases.casefile import parse_batch
from cases.lifecycle.decision import Decision, decide_batch
from cases.lifecycle.steps import find_step
from cases.policy.model import Statement
from cases.yamltext import changed
from tests.fixtures.little_bureau import (
    CHIEF,
    NOTICE,
    PAYMENT,
    STUDIO,
    Bureau,
    awarded_bureau,
    codes,
    reviewed_bureau,
)

ANSWER = {"结论": "不符合", "依据": "样纪要", "签名": "样组长"}


def asking(bureau: Bureau, step: str, *programmes: str) -> Bureau:
    asked = Statement("R47", "问题", step, "专家组", "专家与候选项目是否没有利害关系？", programmes)
    policy = replace(bureau.policy, statements=(*bureau.policy.statements, asked))
    return replace(bureau, policy=policy)


def publicised(bureau: Bureau, answers: dict[str, dict[str, str]]) -> Decision:
    day = date(2019, 6, 3)
    return decide_batch(bureau.world, find_step("publicise"), day, NOTICE, answers=answers)


def chosen(bureau: Bureau) -> Bureau:
    assert codes(bureau.score(list(bureau.texts)[:1])) == []
    return bureau


def test_a_question_at_a_step_of_the_batch_is_asked_and_its_answer_kept() -> None:
    bureau = asking(chosen(reviewed_bureau()), "publicise")
    assert codes(publicised(bureau, {})) == ["L120"]
    assert codes(publicised(bureau, {"R47": {**ANSWER, "签名": ""}})) == ["L122"]
    decision = publicised(bureau, {"R47": dict(ANSWER)})
    assert codes(decision) == []
    batch = parse_batch(changed(bureau.batch_text, decision.changes[bureau.world.batch.id]))
    assert batch.events[-1]["核对"] == {"R47": ANSWER}


def test_a_question_for_a_programme_that_nobody_applied_for_is_not_asked() -> None:
    assert codes(publicised(asking(chosen(reviewed_bureau()), "publicise", STUDIO), {})) == []
    assert codes(publicised(asking(chosen(reviewed_bureau()), "publicise", CHIEF), {})) == ["L120"]


def test_a_payment_answers_for_each_of_its_cases() -> None:
    bureau, case = awarded_bureau()
    bureau.case(
        case,
        "agree",
        "2019-07-01",
        {"份数": 4, "单位代表": "样", "带头人": "样甲", "量化指标": ["样"]},
    )
    asked, day = asking(bureau, "disburse"), date(2019, 7, 15)
    paid = [
        decide_batch(asked.world, find_step("disburse"), day, PAYMENT, answers=answers)
        for answers in ({}, {"R47": ANSWER})
    ]
    assert [codes(each) for each in paid] == [["L120"], []]


def test_the_ends_of_a_case_ask_too() -> None:
    bureau = asking(chosen(reviewed_bureau()), "unselected")
    assert "L120" in codes(
        bureau.case(list(bureau.texts)[1], "unselected", "2019-06-20", answers={})
    )
