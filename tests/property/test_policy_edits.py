"""Whatever happens to a policy file, it loads or says what is wrong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.policy.explaining import explain
from cases.policy.loading import PolicyFaultsError, load_policy
from cases.policy.scaffolding import open_points_text

SHIPPED = files("cases").joinpath("policies", "jingan-2019.yaml").read_text(encoding="utf-8")
FIXTURES = Path(__file__).parent.parent / "fixtures" / "policies"
EVERY_KEY = (FIXTURES / "quanmian-2026.yaml").read_text(encoding="utf-8") + open_points_text()
TEXTS = st.sampled_from([text.splitlines(keepends=True) for text in (SHIPPED, EVERY_KEY)])
PIECES = st.sampled_from(
    ["", "''", "[]", "{}", "- 1", "是", "-1", "R79", "9" * 30, "字段: [甲]", "\t"]
)


@settings(max_examples=40, deadline=None)
@given(lines=TEXTS, at=st.integers(0, 300), count=st.integers(0, 4), piece=PIECES)
def test_a_policy_with_lines_lost_or_replaced_loads_or_is_refused(lines, at, count, piece):
    at %= len(lines)
    text = "".join([*lines[:at], f"{piece}\n" if piece else "", *lines[at + count :]])
    try:
        policy = load_policy(text, "policy.yaml")
    except PolicyFaultsError as error:
        assert error.findings
        assert all(found.message for found in error.findings)
    else:
        assert explain(policy)


@settings(max_examples=40, deadline=None)
@given(lines=TEXTS, at=st.integers(0, 300), piece=PIECES)
def test_a_policy_with_one_value_replaced_loads_or_is_refused(lines, at, piece):
    at %= len(lines)
    head, colon, _ = lines[at].partition(": ")
    text = "".join([*lines[:at], f"{head}{colon}{piece}\n", *lines[at + 1 :]])
    try:
        policy = load_policy(text, "policy.yaml")
    except PolicyFaultsError as error:
        assert error.findings
    else:
        assert explain(policy)
