"""Corrections never remove or alter an entry, and what holds is what a replay would have given."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.correcting import standing

KEYS = ("支付凭证号", "指标文号", "明细.备注", "日期", "核对.R14.结论")
VALUES = st.text(alphabet="甲乙丙丁123", min_size=1, max_size=4)
ENTRY = st.builds(
    lambda first, second: {
        "环节": "disburse",
        "日期": first,
        "核对": {"R14": {"结论": second}},
        "记录": {"支付凭证号": first, "明细": {"备注": second}},
    },
    VALUES,
    VALUES,
)
FIX = st.tuples(st.integers(0, 8), st.sampled_from(KEYS), VALUES)


def correction(place: int, key: str, value: str) -> dict[str, Any]:
    return {"环节": "correct", "记录": {"条目": place + 1, "字段": key, "新值": value}}


def put(entry: dict[str, Any], key: str, value: object) -> None:
    """The fact as it would have been entered at once."""
    parts = key.split(".")
    place = entry if parts[0] in ("日期", "核对") else entry["记录"]
    for part in parts[:-1]:
        place = place.setdefault(part, {})
    place[parts[-1]] = value


@given(st.lists(ENTRY, min_size=1, max_size=5), st.lists(FIX, max_size=8))
def test_what_holds_is_what_would_have_been_entered_right_at_once(
    entries: list[dict[str, Any]], fixes: list[tuple[int, str, str]]
) -> None:
    told = [(place % len(entries), key, value) for place, key, value in fixes]
    written = [*entries, *(correction(*each) for each in told)]
    kept = deepcopy(written)
    found = standing(written)
    replayed = deepcopy(entries)
    for place, key, value in told:
        put(replayed[place], key, value)
    assert written == kept
    assert len(found) == len(written)
    assert list(found[: len(entries)]) == replayed
    assert list(found[len(entries) :]) == written[len(entries) :]


@given(st.lists(ENTRY, min_size=1, max_size=3), FIX, VALUES)
def test_a_corrected_correction_holds_as_if_it_had_said_so_itself(
    entries: list[dict[str, Any]], fix: tuple[int, str, str], value: str
) -> None:
    place, key, first = fix[0] % len(entries), fix[1], fix[2]
    twice = [*entries, correction(place, key, first), correction(len(entries), "新值", value)]
    once = [*entries, correction(place, key, value)]
    assert standing(twice)[: len(entries)] == standing(once)[: len(entries)]


@given(st.lists(ENTRY, max_size=4))
def test_a_file_without_corrections_is_read_as_it_was_written(
    entries: list[dict[str, Any]],
) -> None:
    assert list(standing(entries)) == entries
