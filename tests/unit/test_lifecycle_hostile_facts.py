"""Whatever a record file says, a gate answers with findings and never falls over."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cases.lifecycle.decision import decide_batch, decide_case
from cases.lifecycle.record_fields import RECORD_FIELDS
from cases.lifecycle.steps import STEPS, find_step
from tests.fixtures.little_bureau import funded_bureau, reviewed_bureau

LEAF = some.none() | some.booleans() | some.integers() | some.text(max_size=6) | some.dates()
DAYS = some.sampled_from(["2019-06-20", "2020-13-01", "0.01", "-1", "是", "决定", "事先告知"])
INNER = some.sampled_from(["姓名", "得分", "案卷号", "硬件建设"])
VALUE = some.recursive(
    LEAF | DAYS,
    lambda part: (
        some.lists(part, max_size=3)
        | some.dictionaries(
            some.sampled_from(["姓名", "得分", "案卷号", "硬件建设"]), part, max_size=3
        )
    ),
    max_leaves=6,
)
KEYS = sorted({field.key for fields in RECORD_FIELDS.values() for field in fields})
FACTS = some.dictionaries(some.sampled_from(KEYS), VALUE, max_size=len(KEYS))
CASE_STEPS = [step.id for step in STEPS if "case" in step.subjects]
BATCH_STEPS = [step.id for step in STEPS if "batch" in step.subjects]
FUNDED, CASE = funded_bureau()
REVIEWED = reviewed_bureau()
WORLDS = (FUNDED.world, REVIEWED.world)


@pytest.mark.parametrize("step", CASE_STEPS)
@settings(max_examples=20, deadline=None)
@given(facts=FACTS, answers=some.dictionaries(some.sampled_from(["R7", "R87"]), FACTS))
def test_a_case_answers_any_record(
    step: str, facts: dict[str, object], answers: dict[str, dict[str, object]]
) -> None:
    for world in WORLDS:
        case = world.cases[CASE]
        decision = decide_case(world, case, find_step(step), date(2021, 3, 1), facts, answers)
        assert decision.refused is not bool(decision.changes)
        assert all(found.message for found in decision.findings)


@pytest.mark.parametrize("step", BATCH_STEPS)
@settings(max_examples=20, deadline=None)
@given(facts=FACTS)
def test_a_batch_answers_any_record(step: str, facts: dict[str, object]) -> None:
    for world in WORLDS:
        decision = decide_batch(world, find_step(step), date(2021, 3, 1), facts)
        assert decision.refused is not bool(decision.changes)
