"""Forms come back: Word forms and departments' sheets become cases, and cases become sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.casefile import parse_case
from tests.fixtures.command_line import CASE, Desk

MADE = ("2020-SX-001", "2020-SX-002", "2020-DS-001")
OURS = ("政策摘要", "办理", "资助周期", "档号")


def data_of(desk: Desk, case: str) -> dict[str, Any]:
    text = (desk.root / f"cases/{case}/case.yaml").read_text("utf-8")
    return {key: value for key, value in parse_case(text).data.items() if key not in OURS}


@pytest.fixture
def two_desks(tmp_path: Path) -> tuple[Desk, Desk]:
    """A desk with cases, and one with the same batch and none."""
    full, empty = Desk(tmp_path / "甲/工作区"), Desk(tmp_path / "乙/工作区")
    for desk in (full, empty):
        desk.root.parent.mkdir()
    full.furnish(*MADE)
    empty.furnish()
    import shutil

    shutil.rmtree(empty.root / "cases" / CASE)
    return full, empty


def test_the_exported_list_reads_back_as_the_same_cases(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    full, empty = two_desks
    full.json("case", "list", "--export", tmp_path / "汇总.xlsx")
    said = empty.json("case", "import", tmp_path / "汇总.xlsx")
    assert said == {"imported": sorted(MADE), "refused": []}
    for case in MADE:
        assert data_of(empty, case) == data_of(full, case)
