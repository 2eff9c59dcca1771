"""However a grant is split, the payments come to it exactly, and nothing is ever a float."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.grants_due import first_share
from cases.values.money import Money

ROOT = Path(__file__).parents[2]
AMOUNTS = st.integers(1, 10**11).map(lambda cents: Money(Decimal(cents).scaleb(-2)))
OF_MONEY = (
    *(ROOT / "cases/lifecycle").glob("grants_*.py"),
    *(ROOT / "cases/lifecycle").glob("*ledger*.py"),
    *(ROOT / "acts/money").glob("*.py"),
)


@given(AMOUNTS, st.integers(1, 36))
def test_even_shares_come_to_the_whole(amount, parts):
    left, paid = amount, []
    for waiting in range(parts, 0, -1):
        paid.append(first_share(left, waiting))
        left = left - paid[-1]
    assert left == Money.of(0)
    assert Money.total(paid) == amount
    cents = [int(each.amount * 100) for each in paid]
    assert max(cents) - min(cents) <= 1


@given(AMOUNTS, st.lists(st.integers(0, 10**6), max_size=12))
def test_any_split_comes_to_the_whole(amount, weights):
    left, paid = amount, []
    for weight in weights:
        share = Money((left.amount * weight / 10**6).quantize(Decimal("0.01"), "ROUND_DOWN"))
        paid.append(share)
        left = left - share
    assert Money.total([*paid, left]) == amount
    assert Money.parse(str(amount)) == amount


def test_nothing_that_counts_money_is_a_float():
    assert len(OF_MONEY) > 10
    for path in OF_MONEY:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "float"), path
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path
            true_division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
            assert not true_division, (path, getattr(node, "lineno", 0))
