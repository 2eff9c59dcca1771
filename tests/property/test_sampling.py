"""Samples by layers: as many as asked for, in proportion, none left out where there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acts.audit.sampling import Drawn, allotted

SIZES = st.dictionaries(st.text("甲乙丙丁｜0123", min_size=1, max_size=4), st.integers(1, 60))


@given(SIZES.filter(bool), st.integers(1, 200))
def test_the_layers_give_as_many_as_asked_for_and_none_more_than_it_has(sizes, size):
    given_ = allotted(sizes, size)
    assert sum(given_.values()) == min(size, sum(sizes.values()))
    assert all(0 <= given_[name] <= held for name, held in sizes.items())
    if size >= len(sizes):
        assert min(given_.values()) >= 1


@given(SIZES.filter(bool), st.integers(1, 200))
def test_a_layer_gives_in_proportion_but_for_what_it_gave_up_for_empty_ones(sizes, size):
    whole = sum(sizes.values())
    given_ = allotted(sizes, size)
    empty = sum(1 for held in sizes.values() if size * held < whole)
    for name, held in sizes.items():
        share = min(size, whole) * held / whole
        assert share - 1 - empty < given_[name] < share + 1 or given_[name] == 1


@given(st.permutations([f"2020-SX-{n:03d}" for n in range(1, 9)]), st.integers(1, 8))
def test_a_sample_depends_on_the_seed_and_on_no_order(cases, size):
    layers = {case: case[-1] for case in cases}
    drawn = Drawn("样", size, layers)
    assert drawn.cases == Drawn("样", size, dict(sorted(layers.items()))).cases
