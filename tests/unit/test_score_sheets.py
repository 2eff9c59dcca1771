"""A score sheet as another program wrote it, and sheets for assessments by element and item."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acts.panel.expert_pool import Expert
from acts.panel.meetings import ASSESSING, CHOOSING, Column, Meeting
from acts.panel.score_reading import read_scores
from acts.panel.score_workbooks import heads_of, score_workbook
from cases.casefile import CaseFile, parse_case
from tests.fixtures.little_bureau import CASE, Bureau, edited, person
from tests.fixtures.score_sheets import FIRST, POINTS, filled

# Written by LibreOffice Calc 7.4.7 from the sheet of the meeting below, filled in.
FOREIGN = Path(__file__).parents[1] / "fixtures" / "sheets" / "评分表-LibreOffice.xlsx"
FREE = Expert("样专家一", "样例评审机构一")
TIED = Expert("样专家二", "样例乙有限公司")
COLUMNS = (Column("技能水平", 60, "要点"), Column("工作业绩", 40, "要点"))


def project(number: int, unit: str) -> CaseFile:
    edits = {
        "案卷号": f"2019-SX-00{number}",
        "项目名称": f"=1+1 样例项目{number}",
        "单位.名称": unit,
        "带头人.姓名": f"样带头{number}",
        "带头人.身份证号": person(number),
    }
    return parse_case(edited(CASE, edits))


@cache
def meeting(kind: str = CHOOSING, columns: tuple[Column, ...] = COLUMNS) -> Meeting:
    cases = (project(1, "样例甲有限公司"), project(2, "样例乙有限公司"))
    return Meeting(kind, "2019-1", Bureau().world, cases, columns, 5)


def sheet(folder: Path, expert: Expert, of: Meeting) -> Path:
    file = folder / f"{expert.name}.xlsx"
    file.write_bytes(score_workbook(of, expert, "样例评分表"))
    return file


def test_a_sheet_that_libreoffice_wrote_is_read_as_it_was_filled_in() -> None:
    reading = read_scores(meeting(), (FREE,), [FOREIGN])
    assert reading.faults == []
    (scored,) = reading.scored
    assert scored.points == {
        "2019-SX-001": (Decimal("55.5"), Decimal(38)),
        "2019-SX-002": (Decimal(50), Decimal(30)),
    }
    assert scored.remarks["2019-SX-001"] == "样评语：符合条件"


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    table: Any = openpyxl.load_workbook(sheet(tmp_path, FREE, meeting())).active
    assert table["C5"].data_type == "s"
    assert table["C5"].value == "'=1+1 样例项目1" or table["C5"].value.endswith("样例项目1")
    points = {"2019-SX-001": [55.5, 38], "2019-SX-002": [50, 30]}
    file = filled(sheet(tmp_path, FREE, meeting()), tmp_path / "填好", points)
    assert read_scores(meeting(), (FREE,), [file]).faults == []


def test_who_must_recuse_finds_those_cells_closed(tmp_path: Path) -> None:
    made = sheet(tmp_path, TIED, meeting())
    table: Any = openpyxl.load_workbook(made).active
    assert table.cell(FIRST + 1, POINTS).value == "回避"
    assert table.cell(FIRST + 1, POINTS).protection.locked
    file = filled(made, tmp_path / "填好", {"2019-SX-001": [55, 38], "2019-SX-002": [1, 1]})
    reading = read_scores(meeting(), (TIED,), [file])
    assert reading.faults == []
    assert reading.scored[0].points["2019-SX-002"] is None

    def forced(table: Any) -> None:
        table.cell(FIRST + 1, POINTS).value = 60

    file = filled(made, tmp_path / "强填", {"2019-SX-001": [55, 38]}, forced)
    assert [f.code for f in read_scores(meeting(), (TIED,), [file]).faults] == ["E155"]


def test_a_sheet_for_an_assessment_has_a_column_for_each_item(tmp_path: Path) -> None:
    columns = (Column("基础保障：场地", 10, "", "基础保障", "场地"), Column("管理", 90, "", "管理"))
    assessing = meeting(ASSESSING, columns)
    assert heads_of(assessing)[5:7] == ("基础保障：场地\n（10分）", "管理\n（90分）")
    given = {"2019-SX-001": [9.5, 80], "2019-SX-002": [10, 90]}
    file = filled(sheet(tmp_path, FREE, assessing), tmp_path / "填好", given)
    reading = read_scores(assessing, (FREE,), [file])
    assert reading.faults == []
    assert reading.scored[0].points["2019-SX-001"] == (Decimal("9.5"), Decimal(80))


def test_a_sheet_of_the_choice_is_none_of_the_assessment(tmp_path: Path) -> None:
    file = sheet(tmp_path, FREE, meeting())
    codes = [f.code for f in read_scores(meeting(ASSESSING), (FREE,), [file]).faults]
    assert codes == ["E142", "E145"]


@pytest.mark.parametrize("name", ["巨大.xlsx", "文字.xlsx"])
def test_what_is_no_workbook_is_a_fault_and_no_crash(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"PK\x03\x04" + b"\0" * 21_000_000 if name == "巨大.xlsx" else b"hello")
    codes = [f.code for f in read_scores(meeting(), (FREE,), [file]).faults]
    assert codes == ["E140", "E145"]
