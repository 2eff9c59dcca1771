"""Rows of other places' policies that are not shipped: each can be said, and does what it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cases.policy.explaining import explain
from cases.policy.loading import load_policy
from cases.policy.model import Policy
from cases.policy.scaffolding import open_points_text
from cases.values.money import Money
from tests.fixtures.little_bureau import REVIEW, codes
from tests.fixtures.little_district import District

FOLDER = Path(__file__).parent.parent / "fixtures" / "policies"
ROWS = ("luzhou-2021", "national-2017", "sanming-2025", "wenzhou-jk-2021")


@cache
def row(name: str) -> Policy:
    text = (FOLDER / f"{name}.yaml").read_text("utf-8") + open_points_text()
    return load_policy(text, f"{name}.yaml")


def bureau(name: str, count: int, **quota: int) -> District:
    """A bureau of the place with so many applications of one department."""
    place = District(policy=row(name)).open(int(name[-4:]), **quota)
    for _ in range(count):
        place.enter("studio")
    return place


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_explained_and_says_which_values_are_samples(name: str) -> None:
    assert "名称" in row(name).sample_values
    assert any("技能大师工作室" in sentence for sentence in explain(row(name)))


def test_sanming_pays_30_thousand_out_of_the_employment_fund() -> None:
    grant = row("sanming-2025").programmes["studio"].grant
    assert (grant.amount, grant.source) == (Money.of(30000), "就业补助资金")
    assert row("sanming-2025").issuer.split("、")[1].endswith("财政局")
    assert "assess" in row("sanming-2025").case_steps


def test_a_studio_of_the_nation_gets_100_thousand() -> None:
    assert row("national-2017").programmes["studio"].grant.amount == Money.of(100000)


def test_a_department_of_luzhou_recommends_two_at_most() -> None:
    place = bureau("luzhou-2021", 3, studio=1)
    assert codes(place.notified()) == []
    *allowed, third = place.texts
    place.applied(*allowed)
    assert codes(place.of(third, "apply", "04-22")) == []
    assert codes(place.of(third, "review", "05-06", REVIEW)) == ["L150"]


def test_a_department_of_luzhou_may_recommend_two() -> None:
    place = bureau("luzhou-2021", 2, studio=1)
    assert codes(place.notified()) == []
    place.applied()
    assert codes(place.scored([next(iter(place.texts))])) == []


def test_the_number_of_wenzhou_shrinks_where_too_few_apply() -> None:
    quota = row("wenzhou-jk-2021").programmes["studio"].quota
    assert (quota.number, quota.may_shrink) == (3, True)
    assert "review" not in row("wenzhou-jk-2021").case_steps
