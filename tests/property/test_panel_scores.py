"""Means, extremes, places and ties of a panel against brute force."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.scoring import (
    FEWEST_TO_DROP,
    RECUSED,
    Row,
    counted,
    keys,
    mean_scores,
    places,
    ties_at_line,
)
from cases.policy.judging import Item, Panel

DROPPING = Panel(drop_extremes=True)
POINTS = st.integers(0, 10000).map(lambda cents: str(Decimal(cents) / 100))
SEATS = st.lists(st.one_of(POINTS, st.just(RECUSED)), min_size=1, max_size=9)
LISTS = st.lists(st.lists(POINTS, min_size=5, max_size=5), min_size=1, max_size=8)


def record(lists: list[list[str]]) -> dict[str, object]:
    return {"评分": [{"案卷号": f"案{at}", "得分": row} for at, row in enumerate(lists)]}


@given(SEATS)
def test_what_is_counted_is_the_middle_of_the_sorted_points(seats: list[str]) -> None:
    known = sorted(Decimal(each) for each in seats if each != RECUSED)
    middle = known[1:-1] if len(known) >= FEWEST_TO_DROP else known
    assert sorted(counted(Row("案", tuple(seats)), DROPPING)) == middle


@given(SEATS)
def test_a_mean_is_the_nearest_hundredth_and_halves_go_up(seats: list[str]) -> None:
    known = [Fraction(each) for each in seats if each != RECUSED]
    means = mean_scores(record([seats]), Panel())
    if not known:
        assert means == {}
        return
    exact = sum(known, Fraction()) / len(known)
    assert -Fraction(1, 200) < Fraction(means["案0"]) - exact <= Fraction(1, 200)
    assert means["案0"].as_tuple().exponent == -2


@given(LISTS)
def test_a_place_is_one_more_than_those_better(lists: list[list[str]]) -> None:
    order = keys(record(lists), DROPPING, ())
    means = mean_scores(record(lists), DROPPING)
    ranks = places(means, order)
    for case, mean in means.items():
        assert ranks[case] == 1 + len([each for each in means.values() if each > mean])


@given(LISTS, st.data())
def test_a_tie_at_the_line_is_a_pair_of_equals_on_both_sides(
    lists: list[list[str]], data: st.DataObject
) -> None:
    means = mean_scores(record(lists), Panel())
    chosen = data.draw(st.sets(st.sampled_from(sorted(means))))
    found = ties_at_line(means, chosen, keys(record(lists), Panel(), ()))
    pairs = {
        each
        for one in chosen
        for other in means.keys() - chosen
        if means[one] == means[other]
        for each in (one, other)
    }
    assert set(found) == pairs


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=6))
def test_equals_are_parted_by_the_named_indicator_alone(parts: list[tuple[int, int]]) -> None:
    panel = Panel((Item("甲", 50), Item("乙", 50)), tie_break=("乙",))
    rows = [
        {"案卷号": f"案{at}", "得分": [sum(own)], "分项": [list(own)]}
        for at, own in enumerate(parts)
    ]
    ranks = places(
        [f"案{at}" for at in range(len(parts))], keys({"评分": rows}, panel, ("甲", "乙"))
    )
    best = sorted({(sum(own), own[1]) for own in parts}, reverse=True)
    for at, own in enumerate(parts):
        ahead = sum((sum(each), each[1]) > (sum(own), own[1]) for each in parts)
        assert ranks[f"案{at}"] == ahead + 1
    assert len(set(ranks.values())) == len(best)
