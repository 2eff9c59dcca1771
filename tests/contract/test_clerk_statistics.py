"""Statistics: every table adds up to the fen, whichever way the cases are cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acts.overviews.statistics_counting import DIMENSIONS, SUMS
from cases.yamltext import Append, Put, changed
from tests.fixtures.command_line import SAMPLES, Desk
from tests.fixtures.old_registers import old_row, write_old_book

DAY = date(2020, 6, 20)
CASES = ("2020-SX-001", "2020-SX-002", "2020-SX-003", "2020-DS-001", "2019-SX-001")
GRANTED = {"2020-SX-001": "50000.00", "2020-SX-002": "50000.00", "2020-DS-001": "100000.01"}


def entry(step: str, **facts: object) -> Append:
    return Append(("办理",), {"环节": step, "日期": DAY, "登记": "样", "记录": facts})


def lay_down(desk: Desk, name: str) -> None:
    """A case file as acts would have left it; the year 2019 keeps no entries."""
    edits: list[Append | Put] = [Put(("案卷号",), name), Put(("批次",), "2020-1")]
    if name in GRANTED:
        edits += [entry("award", 资助金额=GRANTED[name]), entry("disburse", 金额=GRANTED[name])]
        spent = {"日期": DAY, "金额": "0.10", "资金来源": "资助资金", "用途": "样", "凭证号": "样1"}
        edits += [
            Put(("经费", "支出"), [spent, {**spent, "资金来源": "配套资金", "金额": "3.33"}]),
            Put(("经费", "配套到位"), [{"日期": DAY, "金额": "20000.05", "凭证号": "样2"}]),
        ]
    if name == "2020-SX-002":
        edits += [
            entry("claw-back", 阶段="事先告知", 金额="8000.00"),
            entry("claw-back", 阶段="决定", 金额="8000.00"),
            entry("assess-term", 结论="不合格"),
        ]
    text = changed((SAMPLES / f"{name}.yaml").read_text("utf-8"), edits)
    place = desk.root / "cases" / name / "case.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


@pytest.fixture
def counted(desk: Desk) -> Desk:
    for name in CASES:
        lay_down(desk, name)
    return desk


def test_the_sums_of_a_table_are_those_of_its_cases(counted: Desk) -> None:
    told = counted.json("stats")["totals"]
    assert (told["cases"], told["awarded"]) == (5, 3)
    assert (told["granted"], told["paid"]) == ("200000.01", "200000.01")
    assert (told["spent"], told["match_spent"], told["clawed_back"]) == (
        "0.30", "9.99", "8000.00",
    )  # fmt: skip
    assert told["match_arrived"] == "60000.15"
    assert told["balance"] == "191999.71"


@pytest.mark.parametrize("by", [*DIMENSIONS, "年度,项目类别", "department,trade,step"])
def test_rows_add_up_to_the_total_exactly(counted: Desk, by: str) -> None:
    found = counted.json("stats", "--by", by)
    for name in SUMS:
        added = sum(Decimal(row[name]) for row in found["rows"])
        assert f"{added:.2f}" == found["totals"][name]
    assert sum(row["cases"] for row in found["rows"]) == found["totals"]["cases"] == 5


def test_conditions_leave_only_their_cases(counted: Desk) -> None:
    found = counted.json("stats", "--programme", "技能大师工作室", "--year", "2020", "--by", "年度")
    assert [(row["year"], row["cases"]) for row in found["rows"]] == [("2020", 1)]
    assert found["filters"] == {"year": "2020", "programme": "技能大师工作室"}


def test_what_no_case_has_is_named_with_what_there_is(counted: Desk) -> None:
    said = counted.run("stats", "--department", "样例局", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "B102")
    said = counted.run("stats", "--by", "工资", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "B100")
    assert counted.run("stats", "--by", "年度,年度", "--json").json["error"]["code"] == "B101"


def test_a_workbook_has_a_sheet_a_view_and_numbers_that_add_up(
    counted: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "统计.xlsx"
    counted.json("stats", "--by", "年度,主管委办局", "--export", file)
    book: Any = openpyxl.load_workbook(file)
    assert book.sheetnames[0] == "按年度、主管委办局"
    assert {f"按{label}" for label in DIMENSIONS.values()} <= set(book.sheetnames)
    for sheet in book:
        heads = [cell.value for cell in sheet[2]]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        at = heads.index("已拨付")
        assert sum(Decimal(str(row[at])) for row in rows[:-1]) == Decimal(str(rows[-1][at]))
        assert rows[-1][0] == "合计" and rows[-1][at] == pytest.approx(200000.01)
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$1:$2")


def test_a_table_names_nobody(counted: Desk, tmp_path: Path) -> None:
    file = tmp_path / "统计.xlsx"
    told = counted.run("stats", "--export", file).out + counted.run("stats", "--json").out
    book: Any = openpyxl.load_workbook(file)
    told += "".join(str(c.value) for s in book for row in s.iter_rows() for c in row)
    for name in CASES:
        shown = counted.json("case", "show", name)
        assert shown["带头人"]["姓名"] not in told
        assert shown["带头人"]["身份证号"] not in told


def pages_of(file: Path) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize(("years", "departments"), [(1, 1), (4, 12), (10, 40)])
def test_a_report_has_two_pages_whatever_the_data(
    desk: Desk, tmp_path: Path, years: int, departments: int
) -> None:
    rows = [
        {
            **old_row(number),
            "年度": str(2020 - years + number % years),
            "主管委办局": f"样例区第{number % departments + 1}个工业和信息化管理委员会",
            **dict.fromkeys(("公布日期", "拨款日期", "资助周期"), ""),
        }
        for number in range(1, 41)
    ]
    desk.json("old-years", "import", write_old_book(tmp_path / "往年.xlsx", rows))
    file = tmp_path / "报告.pdf"
    desk.json("stats", "--report", file)
    pages = pages_of(file)
    assert len(pages) == 2
    text = "".join(pages)
    total = desk.json("stats")["totals"]
    assert f"{Decimal(total['granted']):,.2f}" in text
    assert "其他" in text or departments < 12
    names = ("样匠1", "样匠2", str(rows[0]["身份证号"]), str(rows[0]["单位名称"]))
    assert not any(name in text for name in names)


def test_the_fonts_of_a_report_are_in_it(counted: Desk, tmp_path: Path) -> None:
    from pypdf import PdfReader

    file = tmp_path / "报告.pdf"
    counted.json("stats", "--report", file)
    pages: Any = PdfReader(file).pages
    for page in pages:
        fonts = page["/Resources"]["/Font"]
        for name in fonts:
            found = fonts[name].get_object()
            inner = found.get("/DescendantFonts", [found])[0].get_object()
            assert any(key.startswith("/FontFile") for key in inner["/FontDescriptor"])
    assert counted.run("stats", "--report", tmp_path / "x.txt").code == 2
    assert counted.run("stats", "--report", counted.root / "cases" / "x.pdf").code == 3


def test_what_was_taken_back_is_not_counted(counted: Desk) -> None:
    place = counted.root / "cases" / "2020-SX-001" / "case.yaml"
    line = {"日期": DAY, "金额": "0.04", "资金来源": "资助资金", "用途": "样", "冲销": 1}
    edits = [Append(("经费", "支出"), line), entry("withdraw", 理由="样")]
    place.write_text(changed(place.read_text("utf-8"), edits), "utf-8")
    told = counted.json("stats")["totals"]
    assert (told["awarded"], told["granted"], told["spent"]) == (2, "150000.01", "0.26")
    assert told["paid"] == "200000.01"
