"""A roster in Excel brings whole cases in, lists included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from cases.yamlnodes import read_plain
from cases.yamlwriting import flow
from tests.fixtures.command_line import SAMPLES, Desk

KEPT_OUT = ("格式版本", "案卷号", "政策", "政策摘要", "档号", "资助周期", "办理")


def _flat(data: dict[str, Any], above: str = "") -> dict[str, str]:
    """Dotted heads with their cells; lists in brackets."""
    cells: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, dict) and value:
            cells |= _flat(value, f"{above}{key}.")
        else:
            cells[f"{above}{key}"] = flow(value) if isinstance(value, list) else value
    return cells


def _roster(path: Path, *cases: str, **changed: str) -> Path:
    rows = []
    for case in cases:
        data = read_plain((SAMPLES / f"{case}.yaml").read_text("utf-8"), case)
        rows.append(_flat({k: v for k, v in data.items() if k not in KEPT_OUT}) | changed)
    book = openpyxl.Workbook()
    heads = list(dict.fromkeys(head for row in rows for head in row))
    for row in (heads, *([row.get(head, "") for head in heads] for row in rows)):
        book.active.append(row)
    book.save(path)
    return path


def test_good_rows_land_and_bad_ones_are_named(desk: Desk, tmp_path: Path) -> None:
    roster = _roster(tmp_path / "名册.xlsx", "2020-SX-003", "2020-SX-007")
    said = desk.run("case", "import", roster, "--json")
    assert said.code == 3
    assert said.json["imported"] == ["2020-SX-002"]
    (refused,) = said.json["refused"]
    assert refused["row"] == "名册.xlsx 第 3 行"
    assert "L130" in {found["code"] for found in refused["findings"]}
    shown = desk.json("case", "show", "2020-SX-002")
    assert shown["条件"]["制度"] == ["首席技师选聘管理办法", "带徒津贴标准", "项目经费管理制度"]


def test_a_cell_of_several_lines_is_a_list(desk: Desk, tmp_path: Path) -> None:
    lines = {"条件.制度": "选聘办法\n津贴标准\n"}
    roster = _roster(tmp_path / "名册.xlsx", "2020-SX-003", **lines)
    assert desk.run("case", "import", roster).code == 0
    assert desk.json("case", "show", "2020-SX-002")["条件"]["制度"] == ["选聘办法", "津贴标准"]
