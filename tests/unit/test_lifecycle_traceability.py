"""Every rule of the policy is carried by something that exists, and shown by a test."""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from cases.lifecycle.asking import leaves, questions
from cases.lifecycle.decision import decide_case
from cases.lifecycle.steps import find_step
from cases.lifecycle.traceability import Trace, table, traces
from cases.policy.programme import Programme
from cases.policy.ruling import Combination, Condition
from cases.words import sentences
from tests.fixtures.little_bureau import (
    ASSESSED,
    CLAWBACK,
    INSPECTED,
    REVIEW,
    Bureau,
    awarded_bureau,
    codes,
    funded_bureau,
    jingan,
)

ROOT = Path(__file__).parents[2]
ROWS = traces()
EXPECTED = [f"R{n}{part}" for n in range(1, 93) for part in ("abc" if n == 32 else [""])]


def of(kind: str) -> list[Trace]:
    return [row for row in ROWS if getattr(row, kind)]


@cache
def template_text(kind: str) -> str:
    """What all templates of a kind print, without the markup."""
    found = [
        path
        for path in (ROOT / "doc_templates" / "templates").glob("*.docx")
        if path.stem == kind or path.stem.startswith(f"{kind}-")
    ]
    return "".join(_printed(path) for path in found)


def _printed(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("word/")]
        xml = "".join(package.read(name).decode("utf-8", "replace") for name in parts)
    return re.sub(r"<[^>]+>", "", xml)


@cache
def functions_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


def test_there_are_ninety_four_rows_in_the_order_of_the_policy() -> None:
    assert [row.rule for row in ROWS] == EXPECTED
    assert len(ROWS) == 94
    assert set(EXPECTED) == {name for name in jingan().clauses if name in set(EXPECTED)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_no_row_is_empty_and_every_named_test_exists(row: Trace) -> None:
    assert row.is_carried and row.tests
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in functions_in(path), test


def test_every_named_gate_has_its_sentence_and_stands_in_the_code() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "cases" / "lifecycle").glob("*.py")
    )
    for row in ROWS:
        for gate in row.gates:
            assert gate in sentences() and f'"{gate}"' in code, (row.rule, gate)


def test_every_named_question_is_asked_at_its_step() -> None:
    for row in of("questions"):
        for step in row.questions:
            asked = {
                each.rule
                for programme in jingan().programmes.values()
                for each in questions(jingan(), programme, step)
            }
            assert row.rule in asked, (row.rule, step)


def nodes(condition: Condition) -> Iterator[Condition]:
    yield condition
    for part in condition.parts:
        yield from nodes(part)


def test_every_named_condition_stands_in_the_tree() -> None:
    known = {each.rule for p in jingan().programmes.values() for each in nodes(p.eligibility)}
    assert {row.rule for row in of("conditions")} <= known


def figure(path: str) -> str:
    """What the policy holds at a dotted path."""
    head, _, rest = path.partition(".")
    if head == "statements":
        return "".join(each.text for each in jingan().statements if each.rule == rest)
    found: object = jingan()
    for name in path.split("."):
        found = found[name] if isinstance(found, Mapping) else getattr(found, name)
    return str(found)


@pytest.mark.parametrize("row", of("figures"), ids=lambda row: row.rule)
def test_each_named_figure_stands_in_the_policy(row: Trace) -> None:
    for claim in row.figures:
        path, sign, value = re.split("([=~])", claim, maxsplit=1)
        assert value == figure(path) if sign == "=" else value in figure(path), claim


@pytest.mark.parametrize("row", of("templates"), ids=lambda row: row.rule)
def test_each_named_template_says_what_it_carries(row: Trace) -> None:
    for kind, says in row.templates:
        assert says in template_text(kind), (kind, says)


def bureau_at(step: str) -> tuple[Bureau, str, str, dict[str, object]]:
    """A bureau where a case may take the step, the case, a day and good facts."""
    if step in ("apply", "review"):
        bureau = Bureau()
        case = bureau.add()
        bureau.notify()
        if step == "apply":
            return bureau, case, "2019-04-22", {}
        bureau.apply(case)
        return bureau, case, "2019-05-06", dict(REVIEW)
    bureau, case = funded_bureau()
    bureau.append(case, "经费.配套到位", {"日期": "2020-03-01", "金额": "50000.00", "凭证号": "M1"})
    bureau.case(case, "inspect", "2020-03-01", INSPECTED)
    if step == "claw-back":
        return bureau, case, "2020-05-06", dict(CLAWBACK)
    return bureau, case, "2022-05-20", dict(ASSESSED)


@pytest.mark.parametrize("step", ["apply", "review", "claw-back", "assess-term"])
def test_each_question_left_open_refuses_its_step(step: str) -> None:
    bureau, case, on, facts = bureau_at(step)
    world, day = bureau.world, date.fromisoformat(on)
    answers = bureau.answers(case, step)
    in_any = {"R16", "R32a", "R32b", "R32c"}  # one of several ways suffices
    assert answers
    for rule in set(answers) - in_any:
        rest = {name: given for name, given in answers.items() if name != rule}
        decision = decide_case(world, world.cases[case], find_step(step), day, facts, rest)
        open_ones = [found.facts["规则"] for found in decision.findings if found.code == "L120"]
        assert (codes(decision), open_ones) == (["L120"], [rule])


def plain_fields(condition: Condition) -> Iterator[Condition]:
    """The field conditions that nothing else can stand in for."""
    if condition.kind is Combination.ALL and not condition.preferred:
        for part in condition.parts:
            yield from plain_fields(part)
    elif condition.kind is Combination.FIELD and not condition.preferred:
        yield condition


FIELDS = [
    (programme.id, leaf)
    for programme in jingan().programmes.values()
    for leaf in plain_fields(programme.eligibility)
    if leaf.rule != "R18"
]


@pytest.mark.parametrize(("programme", "leaf"), FIELDS, ids=lambda each: str(each)[:40])
def test_each_field_left_empty_refuses_the_application(programme: str, leaf: Condition) -> None:
    bureau = Bureau()
    keys = leaf.field.split(".")
    is_table = leaf.field in ("团队.姓名", "团队.人员类别", "单位.职工教育经费.使用")
    path = ".".join(keys[:-1]) if is_table else leaf.field
    empty: object = [] if is_table or keys[-1] == "制度" else ""
    case = bureau.add({path: empty}, studio=programme == "master-studio")
    bureau.notify()
    decision = bureau.apply(case)
    assert set(codes(decision)) == {"L112"}
    assert any(found.clause.startswith(f"{leaf.rule} ") for found in decision.findings)


@pytest.mark.parametrize("programme", jingan().programmes.values(), ids=lambda each: each.id)
def test_each_task_of_the_policy_is_asked_of_the_agreement(programme: Programme) -> None:
    from tests.fixtures.little_bureau import AGREEMENT

    bureau, case = awarded_bureau()
    bureau.edit(case, {"项目类别": programme.label, "计划.目标任务": []})
    decision = bureau.case(case, "agree", "2019-07-01", AGREEMENT)
    asked = [found.facts["规则"] for found in decision.findings if found.code == "L402"]
    assert asked == [task.rule for task in programme.tasks]


def test_the_tree_has_no_leaf_without_a_rule() -> None:
    for programme in jingan().programmes.values():
        assert all(leaf.rule in jingan().clauses for leaf in leaves(programme.eligibility))


def test_the_table_in_the_handbook_is_up_to_date() -> None:
    written = (ROOT / "docs" / "traceability.md").read_text(encoding="utf-8")
    assert written == table(jingan())
    assert written.count("\n| R") == 94
