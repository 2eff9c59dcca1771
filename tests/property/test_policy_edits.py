"""Whatever happens to a policy file, it loads or says what is wrong."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.policy.explaining import explain
from cases.policy.loading import PolicyFaultsError, load_policy

LINES = (
    files("cases")
    .joinpath("policies", "jingan-2019.yaml")
    .read_text(encoding="utf-8")
    .splitlines(keepends=True)
)
PIECES = st.sampled_from(
    ["", "''", "[]", "{}", "- 1", "是", "-1", "R79", "9" * 30, "字段: [甲]", "\t"]
)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, len(LINES) - 1), count=st.integers(0, 4), piece=PIECES)
def test_a_policy_with_lines_lost_or_replaced_loads_or_is_refused(at, count, piece):
    text = "".join([*LINES[:at], f"{piece}\n" if piece else "", *LINES[at + count :]])
    try:
        policy = load_policy(text, "policy.yaml")
    except PolicyFaultsError as error:
        assert error.findings
        assert all(found.message for found in error.findings)
    else:
        assert explain(policy)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, len(LINES) - 1), piece=PIECES)
def test_a_policy_with_one_value_replaced_loads_or_is_refused(at, piece):
    head, colon, _ = LINES[at].partition(": ")
    text = "".join([*LINES[:at], f"{head}{colon}{piece}\n", *LINES[at + 1 :]])
    try:
        policy = load_policy(text, "policy.yaml")
    except PolicyFaultsError as error:
        assert error.findings
    else:
        assert explain(policy)
