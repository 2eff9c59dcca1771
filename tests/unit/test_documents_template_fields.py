"""What the list of fields offers is what documents are given, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest

from cases.lifecycle.record_fields import RECORD_FIELDS
from cases.lifecycle.steps import STEPS, find_step
from doc_templates.template_fields import all_fields, flattened, unknown_part
from tests.fixtures.contexts import context

TEMPLATES = sorted(
    entry.name.removesuffix(".docx")
    for entry in files("doc_templates").joinpath("templates").iterdir()
)
# The fixture makes these lists of rows that have more columns than the act gives.
_MORE_THAN_GIVEN = ("表.候选", "表.推荐[]", "表.考核名单[]")


def names_in(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from names_in(each, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from names_in(each, f"{name}[]")
    else:
        yield name


@pytest.mark.parametrize("template", TEMPLATES)
def test_everything_a_document_is_given_is_known(template: str) -> None:
    given = {each for each in names_in(context(template)) if not each.startswith(_MORE_THAN_GIVEN)}
    assert {each for each in given if unknown_part(each) is not None} == set()


def test_every_fact_of_every_step_is_offered() -> None:
    steps = all_fields()["办"].inner
    assert set(steps) == {step.label for step in STEPS}
    for step, facts in RECORD_FIELDS.items():
        assert {each.key for each in facts} <= set(steps[find_step(step).label].inner)


def test_every_field_says_what_it_means() -> None:
    offered = [each for root, found in all_fields().items() for each in flattened(root, found)]
    assert len(offered) > 300
    assert [name for name, found in offered if not found.meaning] == []


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("案.单位.名稱", "案.单位.名称"),
        ("案.单位名称", "案.单位"),
        ("案件.项目名称", "案"),
        ("名单.*[].金", "名单.*[].金额"),
        ("案.团队[].姓", "案.团队[].姓名"),
        ("政.条款.R79.出", "政.条款.R79.出处"),
    ],
)
def test_a_misspelt_name_is_told_the_nearest(name: str, nearest: str) -> None:
    unknown = unknown_part(name)
    assert unknown is not None
    assert unknown.nearest == nearest


@pytest.mark.parametrize(
    "name", ["文.成文日期.year", "政.条款.R79.出处", "批.名额[]", "名单.*[].金额", "案.条件.制度[]"]
)
def test_a_name_that_something_gives_is_known(name: str) -> None:
    assert unknown_part(name) is None
