"""Steps and their order: none skipped, none repeated, none before its time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases.errors import Kind
from cases.lifecycle.crosschecks import CHECKS
from cases.lifecycle.documents import BATCH_KINDS, CASE_KINDS, CLAWBACK_KINDS
from cases.lifecycle.entering import Circumstances
from cases.lifecycle.gates import BATCH_GATES, CASE_GATES
from cases.lifecycle.steps import (
    STEPS,
    Step,
    UnknownStepError,
    batch_line,
    find_step,
    main_line,
    order_faults,
)
from cases.lifecycle.waiving import WAIVABLE
from cases.policy.checks import CHECKS as NAMED_CHECKS
from cases.words import sentences
from tests.fixtures.little_bureau import (
    PAYMENT,
    REVIEW,
    Bureau,
    awarded_bureau,
    codes,
    edited,
    funded_bureau,
    jingan,
    reviewed_bureau,
)

HAPPENED = Circumstances(as_happened=True, reason="样", consenter="样审核")


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_is_found_by_id_and_by_label(step: Step) -> None:
    assert find_step(step.id) is find_step(step.label) is step


def test_an_unknown_step_is_asked_wrongly() -> None:
    with pytest.raises(UnknownStepError) as caught:
        find_step("复核")
    assert caught.value.kind is Kind.USAGE
    assert "复核" in caught.value.message and "初审" in caught.value.message


def test_the_lines_of_the_policy_are_read_in_its_order() -> None:
    policy = jingan()
    assert [step.id for step in main_line(policy)] == [
        "apply",
        "review",
        "score",
        "publicise",
        "award",
        "agree",
        "disburse",
        "assess-term",
        "close",
    ]
    assert [step.id for step in batch_line(policy)][:4] == ["notify", "score", "publicise", "award"]
    assert order_faults(policy.case_steps) == ()


def test_a_policy_that_awards_before_the_notice_breaks_the_fixed_order() -> None:
    assert order_faults(("申报", "公布", "公示")) == (("publicise", "award"),)
    assert order_faults(("close", "assess-term")) == (("assess-term", "close"),)


def test_applying_before_the_work_notice_is_refused() -> None:
    bureau = Bureau()
    case = bureau.add()
    decision = bureau.apply(case)
    assert codes(decision) == ["L010"]
    assert decision.findings[0].clause == "R50 政策五"


def test_no_step_of_the_line_is_skipped() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert set(codes(bureau.case(first, "agree", "2019-07-01"))) == {"L010"}
    assert codes(bureau.publicise()) == ["L010"]
    assert codes(bureau.award()) == ["L010"]


def test_reviewing_before_applying_is_refused() -> None:
    bureau = Bureau()
    case = bureau.add()
    bureau.notify()
    assert codes(bureau.case(case, "review", "2019-05-06", REVIEW)) == ["L010"]


def test_no_step_of_the_line_is_repeated() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert codes(bureau.apply(first)) == ["L011", "L013"]
    assert codes(bureau.notify()) == ["L011"]


def test_a_batch_step_is_not_taken_by_a_case_nor_the_other_way() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert codes(bureau.case(first, "score", "2019-05-20", {}, {})) == ["L003"]
    assert codes(bureau.batch("review", "2019-05-20")) == ["L003"]


def test_a_step_the_policy_leaves_out_is_refused() -> None:
    bureau, case = awarded_bureau()
    steps = tuple(name for name in bureau.policy.case_steps if name not in ("agree", "签订协议"))
    bureau.policy = replace(bureau.policy, case_steps=steps)
    assert codes(bureau.agree(case)) == ["L002"]
    paid = {**PAYMENT, "金额": "50000.00"}
    assert codes(bureau.case(case, "disburse", "2019-07-15", paid)) == []


def test_days_do_not_run_backwards() -> None:
    bureau, case = awarded_bureau()
    early = bureau.case(
        case, "agree", "2019-06-19", {"份数": 2, "单位代表": "样", "带头人": "样甲"}
    )
    assert codes(early) == ["L013"]
    bureau = Bureau()
    case = bureau.add({"申报.日期": "2019-03-31"})
    bureau.batch_text = edited(bureau.batch_text, {"申报起": "2019-03-01"})
    bureau.batch("notify", "2019-04-01", {"申报起": "2019-04-01"})
    assert codes(bureau.apply(case, "2019-03-31")) == ["L014", "L116"]


def test_any_day_from_the_last_step_on_will_do() -> None:
    bureau, case = awarded_bureau()
    facts = {"份数": 2, "单位代表": "样", "带头人": "样甲"}
    assert codes(bureau.case(case, "agree", "2019-06-20", facts)) == []


def test_a_batch_act_is_not_earlier_than_its_cases() -> None:
    bureau = reviewed_bureau()
    assert "L013" in codes(bureau.batch("score", "2019-05-05", {}))
    assert "L013" not in codes(bureau.batch("score", "2019-05-06", {}))


def test_in_term_steps_wait_for_the_award() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    assert codes(bureau.case(first, "inspect", "2019-06-01")) == ["L015"]
    assert codes(bureau.case(first, "terminate", "2019-06-01")) == ["L015"]


def test_an_early_end_comes_before_the_award() -> None:
    bureau, case = awarded_bureau()
    assert codes(bureau.case(case, "decline", "2019-07-01", {"理由": "样"})) == ["L016"]


def test_the_policys_own_order_is_our_default_and_may_be_overridden() -> None:
    bureau, case = awarded_bureau()
    bureau.append(case, "经费.配套到位", {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"})
    assert codes(bureau.assess_term(case)) == ["L005", "L005"]
    late = bureau.assess_term(case, around=HAPPENED)
    assert codes(late) == [] and len(late.breaches) == 2


def test_nothing_is_closed_before_it_is_assessed() -> None:
    bureau, case = funded_bureau()
    decision = bureau.case(case, "close", "2022-06-01", {"结论": "合格", "余额": "50000.00"})
    assert codes(decision) == ["L010"]
    assert decision.findings[0].clause == "R68 政策七(二)"


def test_a_refused_act_changes_nothing_and_makes_nothing_due() -> None:
    bureau, case = awarded_bureau()
    decision = bureau.agree(case, 份数=1)
    assert decision.refused and not decision.changes and not decision.documents


def test_what_is_entered_keeps_the_hints() -> None:
    bureau = reviewed_bureau()
    first = next(iter(bureau.texts))
    hints = bureau.world.cases[first].events[-1]["提示"]
    assert hints[0].startswith("L205（R43 政策五3）")


def test_the_policys_checks_are_the_ones_we_carry_out() -> None:
    assert set(CHECKS) == set(NAMED_CHECKS)


def test_every_waivable_code_has_its_sentence() -> None:
    assert set(sentences()) >= WAIVABLE


def test_gates_and_documents_stand_at_known_steps() -> None:
    known = {step.id for step in STEPS}
    for table in (CASE_GATES, BATCH_GATES, CASE_KINDS, BATCH_KINDS):
        assert set(table) <= known
    assert set(CLAWBACK_KINDS) == {"事先告知", "决定"}
