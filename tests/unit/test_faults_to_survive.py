"""Every fault of the list is brought about by tests that are there and are never skipped."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "tests" / "fixtures" / "faults_to_survive.toml"
FAULTS: dict[str, dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))


def test_no_fault_is_left_out() -> None:
    assert list(FAULTS) == [str(number) for number in range(1, 29)]


@pytest.mark.parametrize("number", FAULTS)
def test_each_fault_is_brought_about_by_a_test_that_runs(number: str) -> None:
    for name in FAULTS[number]["tests"]:
        file, _, wanted = name.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert wanted in found, name
        assert "skip" not in ast.dump(found[wanted]).lower(), name
