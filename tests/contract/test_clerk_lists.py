"""Lists in the columns that departments send, and what a clerk hands over when leaving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from cases.yamltext import changed
from tests.contract.test_clerk_statistics import CASES, entry, lay_down
from tests.fixtures.command_line import Desk

OWN = """标题: "{年度}年样例局上报表"
名单: 入选
列:
  - {表头: 单位全称, 取: 单位.名称, 宽: 12}
  - {表头: =负责人, 取: 带头人.姓名}
  - {表头: 证件, 取: 带头人.身份证号}
  - {表头: 资助（万元）, 取: 公布.资助金额, 单位: 万元, 合计: 是}
  - {表头: 备注}
"""


@pytest.fixture
def counted(desk: Desk) -> Desk:
    for name in CASES:
        lay_down(desk, name)
    return desk


def own_list(desk: Desk, text: str, name: str = "样例局") -> None:
    folder = desk.root / "lists"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, "utf-8")


def rows_of(file: Path) -> list[list[Any]]:
    book: Any = openpyxl.load_workbook(file)
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_a_shipped_list_holds_its_cases_and_adds_up(counted: Desk, tmp_path: Path) -> None:
    file = tmp_path / "入选.xlsx"
    assert counted.json("batch", "list-sheet", "2020-1", "入选", file)["rows"] == 3
    title, heads, *rows = rows_of(file)
    assert title[0] == "2020年获资助项目汇总表"
    at = heads.index("资助金额（元）")
    assert sum(row[at] for row in rows[:-1]) == pytest.approx(rows[-1][at])
    assert (rows[-1][0], f"{rows[-1][at]:.2f}") == ("合计", "200000.01")


@pytest.mark.parametrize("name", ["申报", "候选", "入选", "拨款", "考核"])
def test_every_shipped_list_is_written(counted: Desk, tmp_path: Path, name: str) -> None:
    counted.json("batch", "list-sheet", "2020-1", name, tmp_path / "表.xlsx")
    counted.json("batch", "list-sheet", "2020-1", name, tmp_path / "表.docx")


def test_a_bureau_lays_down_its_own_columns(counted: Desk, tmp_path: Path) -> None:
    own_list(counted, OWN)
    file = tmp_path / "上报.xlsx"
    counted.json("batch", "list-sheet", "2020-1", "样例局", file)
    title, heads, *rows = rows_of(file)
    assert title[0] == "2020年样例局上报表"
    assert heads == ["单位全称", "'=负责人", "证件", "资助（万元）", "备注"]
    assert [row[3] for row in rows] == [10.000001, 5, 5, 20.000001]
    paper = tmp_path / "上报.docx"
    counted.json("batch", "list-sheet", "2020-1", "样例局", paper)
    table = Document(str(paper)).tables[0]
    assert [cell.text for cell in table.rows[0].cells][:2] == ["单位全称", "=负责人"]
    assert len(table.rows) == 5


def test_all_that_is_wrong_with_a_list_is_told_at_once(counted: Desk, tmp_path: Path) -> None:
    own_list(counted, "名字: x\n名单: 谁\n列: []\n", "坏一")
    own_list(
        counted,
        "列:\n  - {表头: 甲, 取: 单位.名稱}\n  - {取: 序号, 宽: 九}\n"
        "  - {表头: 乙, 取: 公布.资助金额, 单位: 角}\n  - 丙\n  - {表头: 丁, 颜色: 红}\n",
        "坏二",
    )
    told = {}
    for name in ("坏一", "坏二"):
        said = counted.run("batch", "list-sheet", "2020-1", name, tmp_path / "x.xlsx", "--json")
        assert said.code == 3
        told[name] = [each["code"] for each in said.json["error"]["findings"]]
    own_list(
        counted,
        '标题: "{年份}年表{"\n名单: 谁\n列:\n  - {表头: 甲, 取: 单位.名称人, 合计: 对}\n',
        "坏三",
    )
    said = counted.run("batch", "list-sheet", "2020-1", "坏三", tmp_path / "x.xlsx", "--json")
    found = said.json["error"]["findings"]
    assert [each["code"] for each in found] == ["B123", "B133", "B133", "B128", "B134"]
    assert "单位.名称" in found[3]["message"] and ".、" not in found[3]["message"]
    assert told["坏一"] == ["B122", "B123", "B124"]
    assert told["坏二"] == ["B128", "B127", "B129", "B130", "B125", "B126"]
    said = counted.run("batch", "list-sheet", "2020-1", "没有", tmp_path / "x.xlsx", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "B120")
    said = counted.run("batch", "list-sheet", "2020-1", "入选", tmp_path / "x.txt", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "B131")


def test_one_department_gets_its_own_cases(counted: Desk, tmp_path: Path) -> None:
    unit = counted.json("case", "show", "2020-SX-001")["单位"]["主管委办局"]
    done = counted.json(
        "batch", "list-sheet", "2020-1", "入选", tmp_path / "x.xlsx", "--department", unit
    )
    assert done["rows"] == 1
    said = counted.run(
        "batch", "list-sheet", "2020-1", "入选", tmp_path / "y.xlsx", "--department", "没这个局",
        "--json",
    )  # fmt: skip
    assert (said.code, said.json["error"]["code"]) == (4, "B102")
    assert unit in said.json["error"]["message"] and not (tmp_path / "y.xlsx").exists()


def test_a_list_of_one_programme_holds_no_other(counted: Desk, tmp_path: Path) -> None:
    own_list(counted, OWN.replace("列:", "项目类别: 技能大师工作室\n列:"))
    file = tmp_path / "上报.xlsx"
    done = counted.json("batch", "list-sheet", "2020-1", "样例局", file)
    programmes = [counted.json("case", "show", name)["项目类别"] for name in CASES]
    assert done["rows"] == programmes.count("技能大师工作室") == 1
    own_list(counted, OWN.replace("列:", "项目类别: 劳模工作室\n列:"))
    said = counted.run("batch", "list-sheet", "2020-1", "样例局", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "W421")


def test_points_are_numbers_that_can_be_summed(counted: Desk, tmp_path: Path) -> None:
    case = counted.root / "cases" / "2020-SX-001" / "case.yaml"
    points = entry("assess-term", 总分="91.50", 结论="优秀")
    case.write_text(changed(case.read_text("utf-8"), [points]), "utf-8")
    own_list(counted, OWN.replace("- {表头: 备注}", "- {表头: 总分, 取: 届满考核.总分}"))
    counted.json("batch", "list-sheet", "2020-1", "样例局", tmp_path / "x.xlsx")
    assert 91.5 in [row[4] for row in rows_of(tmp_path / "x.xlsx")]


def test_what_is_handed_over_names_papers_places_and_gaps(counted: Desk, tmp_path: Path) -> None:
    file = tmp_path / "交接.docx"
    words = ("--from", "样经办", "--to", "样接手", "--witness", "样科长", "--reason", "调岗")
    done = counted.json("case", "handover", file, *words)
    assert set(done["open"]) == {*CASES, "2020-1"}
    document = Document(str(file))
    rows = [row for table in document.tables for row in table.rows]
    text = "\n".join(cell.text for row in rows for cell in row.cells)
    for word in ("样经办", "样接手", "样科长", "调岗", "cases/2020-SX-001", "缺材料："):
        assert word in text
    book = tmp_path / "交接.xlsx"
    counted.json("case", "handover", book)
    assert {row[0] for row in rows_of(book)[2:]} == {*CASES, "2020-1"}
    numbers = [str(counted.json("case", "show", name)["带头人"]["身份证号"]) for name in CASES]
    assert not any(number in text for number in numbers)
    assert counted.run("case", "handover", tmp_path / "x.txt").code == 2
