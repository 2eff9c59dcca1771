"""The page on other districts names every shipped policy and exactly its sample values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases.policy.library import find_policy, policy_ids

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "其他地区.md").read_text("utf-8")
OTHERS = tuple(name for name in policy_ids(None) if name != "jingan-2019")


def section(name: str) -> str:
    found = re.search(rf"^## `{name}`\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize("name", OTHERS)
def test_the_page_lists_the_sample_values_of_a_policy(name: str) -> None:
    told = section(name).partition("示例值：")[2]
    assert tuple(re.findall(r"^- `(.+)`$", told, re.M)) == find_policy(name, None).sample_values


@pytest.mark.parametrize("name", OTHERS)
def test_the_page_tells_the_amounts_of_a_policy(name: str) -> None:
    for programme in find_policy(name, None).programmes.values():
        amounts = [each.amount for each in programme.grant.grades if each.amount]
        for amount in amounts or [programme.grant.amount]:
            assert f"{int(amount.amount) // 10000} 万" in section(name)


@pytest.mark.parametrize("name", policy_ids(None))
def test_the_first_page_names_every_shipped_policy(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text("utf-8")
    assert f"| `{name}` |" in PAGE
