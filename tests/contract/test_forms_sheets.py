"""Departments' sheets become cases, cases become sheets; every faulty cell is named."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cases.casefile import parse_case
from tests.fixtures.command_line import CASE, Desk, Said
from tests.fixtures.forms import sample

SHEETS = Path(__file__).parents[1] / "fixtures" / "sheets"
MADE = ("2020-SX-001", "2020-SX-002", "2020-DS-001")
OURS = ("政策摘要", "办理", "资助周期", "档号")
FIRST = "2020-SX-002"
# What a department sends: its own words for the heads, in two rows, below a title.
GROUPS = [*("序号", "项目名称", "申报单位", "", "", "带头人", "", "", "", "")]
GROUPS += ["配套金额\n（万元）", "申报\n日期", "备注"]
HEADS = [*("", "", "单位名称", "信用代码", "单位性质", "姓名", "身份证号码", "工种")]
HEADS += ["技能等级", "聘期", "", "", ""]
TITLE = "2020年样例区首席技师资助项目申报汇总表"


def row(case: str = FIRST, number: int = 1, **changed: Any) -> list[Any]:
    data = sample(case)
    leader, unit = data["带头人"], data["单位"]
    values = {
        "序号": number, "项目": data["项目名称"], "单位": unit["名称"],
        "代码": str(unit["统一社会信用代码"]), "类型": unit["类型"], "姓名": leader["姓名"],
        "身份证": str(leader["身份证号"]), "工种": leader["职业工种"], "等级": leader["技能等级"],
        "聘期": f"{leader['聘期起']:%Y.%m.%d}-{leader['聘期止']:%Y.%m.%d}".replace("-", "—"),
        "配套": 5, "日期": datetime(2020, 4, 15), "备注": "",
    }  # fmt: skip
    return list({**values, **changed}.values())


def sheet(path: Path, *rows: list[Any], after: Callable[[Any], object] | None = None) -> Path:
    """A workbook as a department makes it."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append([TITLE])
    page.append(["填报单位：样例区文化和旅游局"])
    page.append(GROUPS)
    page.append(HEADS)
    for each in rows:
        page.append(each)
    for area in ("A1:M1", "A3:A4", "B3:B4", "C3:E3", "F3:J3", "K3:K4", "L3:L4", "M3:M4"):
        page.merge_cells(area)
    if after:
        after(page)
    book.save(path)
    return path


def take(desk: Desk, file: Path) -> Said:
    return desk.run("case", "import", file, "--json")


def data_of(desk: Desk, case: str) -> dict[str, Any]:
    text = (desk.root / f"cases/{case}/case.yaml").read_text("utf-8")
    return {key: value for key, value in parse_case(text).data.items() if key not in OURS}


def refusals(said: Said) -> dict[str, str]:
    return {f["code"]: f["place"] for f in findings(said, "refused")}


def doubts(said: Said) -> dict[str, str]:
    return {f["code"]: f["message"] for f in findings(said, "doubtful")}


def findings(said: Said, kind: str) -> list[dict[str, str]]:
    """All findings of a kind; ours leave no fact of their sentence out."""
    found = [f for each in said.json.get(kind, []) for f in each["findings"]]
    asking = ("D605", "D606")
    ours = [f for f in found if f["code"][:2] in ("D6", "W7") and f["code"] not in asking]
    assert not [f["message"] for f in ours if "？" in f["message"]]
    return found


def test_a_departments_sheet_lands_row_by_row(desk: Desk, tmp_path: Path) -> None:
    said = take(desk, sheet(tmp_path / "汇总.xlsx", row(), row("2020-SX-004", 2)))
    assert (said.code, said.json["imported"]) == (0, [FIRST, "2020-SX-003"])
    landed = data_of(desk, FIRST)
    source = sample(FIRST)
    assert landed["项目类别"] == "首席技师资助项目"
    assert landed["单位"]["统一社会信用代码"] == source["单位"]["统一社会信用代码"]
    assert str(landed["带头人"]["身份证号"]) == str(source["带头人"]["身份证号"])
    assert landed["带头人"]["聘期止"] == source["带头人"]["聘期止"]
    assert str(landed["经费"]["配套承诺"]) == "50000.00"
    assert landed["申报"]["日期"] == date(2020, 4, 15)
    assert all(name in doubts(said)["W728"] for name in ("承诺", "团队"))


def test_the_same_sheet_again_makes_no_second_application(desk: Desk, tmp_path: Path) -> None:
    """A sheet mailed twice, with one row added: the known row is named, the new one lands."""
    assert take(desk, sheet(tmp_path / "汇总.xlsx", row())).json["imported"] == [FIRST]
    said = take(desk, sheet(tmp_path / "再报.xlsx", row(), row("2020-SX-004", 2)))
    assert (said.code, said.json["imported"]) == (3, ["2020-SX-003"])
    assert "W709" in said.out
    assert FIRST in said.out


def test_a_bad_cell_is_named_and_the_other_rows_land(desk: Desk, tmp_path: Path) -> None:
    bad = row("2020-SX-004", 2, 代码="91310106MA1YL00000", 日期="2020年2月30日")
    said = take(desk, sheet(tmp_path / "汇总.xlsx", bad, row()))
    assert (said.code, said.json["imported"]) == (3, [FIRST])
    assert said.json["refused"][0]["row"] == "汇总.xlsx 第 5 行"
    places = refusals(said)
    assert places["V104"] == "汇总.xlsx 第 5 行 D5“信用代码”"
    assert places["V107"].startswith("汇总.xlsx 第 5 行 L5")


def test_numbers_that_excel_rounded_are_not_taken(desk: Desk, tmp_path: Path) -> None:
    said = take(desk, sheet(tmp_path / "汇总.xlsx", row(身份证=310106197503150018)))
    assert refusals(said)["W712"] == "汇总.xlsx 第 5 行 G5“身份证号码”"
    said = take(desk, sheet(tmp_path / "二.xlsx", row(身份证="3.10106E+17")))
    assert "W712" in refusals(said)


def test_days_of_either_calendar_and_as_text_are_read(desk: Desk, tmp_path: Path) -> None:
    def since_1904(page: Any) -> None:
        page.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    take(desk, sheet(tmp_path / "麦金塔.xlsx", row(), after=since_1904))
    take(desk, sheet(tmp_path / "文字.xlsx", row("2020-SX-004", 日期="2020.4.15")))
    for case in (FIRST, "2020-SX-003"):
        assert data_of(desk, case)["申报"]["日期"] == date(2020, 4, 15)


def test_days_without_a_format_of_days_are_read_and_told(desk: Desk, tmp_path: Path) -> None:
    def months(page: Any) -> None:
        page["M3"] = "出生年月"

    file = sheet(tmp_path / "汇总.xlsx", row(日期=43936, 备注=1978.1), after=months)
    assert {"W726", "W727"} <= set(doubts(take(desk, file)))
    assert data_of(desk, FIRST)["申报"]["日期"] == date(2020, 4, 15)


def test_a_title_that_names_both_programmes_does_not_choose(desk: Desk, tmp_path: Path) -> None:
    def both(page: Any) -> None:
        page["A1"] = "首席技师资助项目和技能大师工作室申报汇总表（单位：万元）"
        page["K3"] = "配套金额"

    file = sheet(tmp_path / "汇总.xlsx", row(), after=both)
    assert "W421" in refusals(take(desk, file))

    def ticked(page: Any) -> None:
        both(page)
        page["A1"] = "☑首席技师资助项目　□技能大师工作室（单位：万元）"

    assert take(desk, sheet(tmp_path / "二.xlsx", row(), after=ticked)).json["imported"] == [FIRST]
    assert str(data_of(desk, FIRST)["经费"]["配套承诺"]) == "50000.00"


def test_totals_remarks_and_strange_heads_are_told(desk: Desk, tmp_path: Path) -> None:
    def extra(page: Any) -> None:
        page["N4"], page["N5"] = "企业愿景", "做强"
        page.column_dimensions["H"].hidden = True
        page.parent.create_sheet("底稿").sheet_state = "hidden"
        page.parent.create_sheet("说明").append(["请于月底前报送"])

    total = ["合计", "", "", "", "", "", "", "", "", "", 9, "", ""]
    remark = ["说明：以上单位均已实地查看"]
    file = sheet(tmp_path / "汇总.xlsx", row(), total, remark, after=extra)
    said = take(desk, file)
    assert (said.code, said.json["imported"]) == (0, [FIRST])
    told = doubts(said)
    assert {"W718", "W719", "W722", "W723", "W724", "W725"} <= set(told)
    assert "50000" in told["W719"]
    assert "企业愿景" in told["W724"]


def test_hidden_rows_formulas_without_a_value_and_errors_are_refused(
    desk: Desk, tmp_path: Path
) -> None:
    def hide(page: Any) -> None:
        page.row_dimensions[6].hidden = True
        page["F7"] = "=A1&B1"
        page["F8"] = "#REF!"
        page["F8"].data_type = "e"

    rows = [row(case, at) for at, case in enumerate((FIRST, "2020-SX-004", FIRST, FIRST), 1)]
    said = take(desk, sheet(tmp_path / "汇总.xlsx", *rows, after=hide))
    assert (said.code, said.json["imported"]) == (3, [FIRST])
    assert {"W716", "W710", "W711"} <= set(refusals(said))


def test_a_cell_merged_over_rows_counts_for_each(desk: Desk, tmp_path: Path) -> None:
    def merge(page: Any) -> None:
        page["L6"] = None
        page.merge_cells("L5:L6")

    file = sheet(tmp_path / "汇总.xlsx", row(), row("2020-SX-004", 2), after=merge)
    assert take(desk, file).code == 0
    assert data_of(desk, "2020-SX-003")["申报"]["日期"] == date(2020, 4, 15)


def test_a_phone_that_is_a_number_is_a_doubt(desk: Desk, tmp_path: Path) -> None:
    def phone(page: Any) -> None:
        page["M3"] = "联系电话"

    file = sheet(tmp_path / "汇总.xlsx", row(备注=2112345678), after=phone)
    assert "W721" in doubts(take(desk, file))


def test_lists_in_a_cell_are_read_or_told(desk: Desk, tmp_path: Path) -> None:
    def team(page: Any) -> None:
        page["M3"] = "团队成员"

    good = "{姓名: 样一, 岗位: 车工, 人员类别: 管理人员}\n{姓名: 样二, 岗位: 钳工}"
    take(desk, sheet(tmp_path / "一.xlsx", row(备注=good), after=team))
    assert [each["姓名"] for each in data_of(desk, FIRST)["团队"]] == ["样一", "样二"]
    bad = take(desk, sheet(tmp_path / "二.xlsx", row("2020-SX-004", 备注="样一、样二"), after=team))
    assert refusals(bad)["W717"].endswith("M5“团队成员”")


def test_a_sheet_without_heads_and_one_behind_a_password_are_refused(
    desk: Desk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["会议", "通知"])
    book.save(tmp_path / "通知.xlsx")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "加密.xlsx").write_bytes(locked)
    (tmp_path / "坏.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    said = [take(desk, tmp_path / name) for name in ("通知.xlsx", "加密.xlsx", "坏.xls", "坏.xlsx")]
    assert [list(refusals(each)) for each in said] == [["W715"], ["W714"], ["I301"], ["I301"]]


def test_bombs_and_entities_in_a_workbook_are_refused(desk: Desk, tmp_path: Path) -> None:
    good = sheet(tmp_path / "汇总.xlsx", row())
    with zipfile.ZipFile(good) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    bomb = {"xl/worksheets/sheet1.xml": b" " * 90_000_000}
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/workbook.xml"]
    for name, changed, code in (
        ("炸弹.xlsx", bomb, "W713"),
        ("实体.xlsx", {"xl/workbook.xml": entity}, "I301"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as package:
            for part, content in {**parts, **changed}.items():
                package.writestr(part, content)
        assert list(refusals(take(desk, tmp_path / name))) == [code]


def test_a_workbook_without_end_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "大.csv").write_bytes(b"a,b\n" + b",".join([b"1"] * 350_000))
    assert list(refusals(take(desk, tmp_path / "大.csv"))) == ["W713"]


@pytest.mark.parametrize("code", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_any_chinese_encoding_is_read(desk: Desk, tmp_path: Path, code: str) -> None:
    file = tmp_path / "汇总.csv"
    values = [str(each) for each in row(日期="2020/4/15", 聘期="2019.1.1—2029.1.1")]
    heads = ",".join(low or top.replace("\n", "") for top, low in zip(GROUPS, HEADS, strict=True))
    file.write_text(f"{TITLE}\n{heads}\n{','.join(values)}\n", code)
    said = take(desk, file)
    assert said.json["imported"] == [FIRST], said.out


@pytest.fixture
def two_desks(tmp_path: Path) -> tuple[Desk, Desk]:
    """A desk with cases, and one with the same batch and none."""
    full, empty = Desk(tmp_path / "甲/工作区"), Desk(tmp_path / "乙/工作区")
    for desk in (full, empty):
        desk.root.parent.mkdir()
    full.furnish(*MADE)
    empty.furnish()
    shutil.rmtree(empty.root / "cases" / CASE)
    return full, empty


def test_the_exported_list_reads_back_as_the_same_cases(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    full, empty = two_desks
    words = (
        "单位.所属行业==1+1",
        "单位.地址=+86弄@号",
        "带头人.证书编号='=样",
        "条件.人员支持=-两名",
    )
    for word in words:
        full.json("case", "edit", CASE, "--set", word)
    full.json("case", "list", "--export", tmp_path / "汇总.xlsx")
    said = empty.json("case", "import", tmp_path / "汇总.xlsx")
    assert said == {"imported": sorted(MADE), "refused": []}
    for case in MADE:
        assert data_of(empty, case) == data_of(full, case)


def test_the_exported_list_holds_kinds_not_formulas(desk: Desk, tmp_path: Path) -> None:
    desk.json("case", "edit", CASE, "--set", "单位.所属行业==HYPERLINK(1)")
    desk.json("case", "list", "--export", tmp_path / "汇总.xlsx")
    page = openpyxl.load_workbook(tmp_path / "汇总.xlsx").active
    cells = {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}
    assert cells["所属行业"].value == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for line in page for cell in line)
    assert cells["账号"].data_type == cells["身份证号"].data_type == "s"
    assert (cells["账号"].number_format, cells["申报日期"].number_format) == ("@", "yyyy-mm-dd")
    assert cells["申报日期"].value.date() == date(2020, 4, 13)
    assert (cells["配套承诺金额"].value, cells["职工总数"].data_type) == (50000, "n")
    assert page.freeze_panes == "A2"
    assert page.print_title_rows == "$1:$1"


def test_a_sheet_of_the_old_format_is_read(desk: Desk) -> None:
    said = take(desk, SHEETS / "汇总.xls")
    assert (said.code, said.json["imported"]) == (3, [FIRST, "2020-SX-003"])
    assert list(refusals(said)) == ["W716"]
    assert "W722" in doubts(said)
    for case, source in ((FIRST, FIRST), ("2020-SX-003", "2020-SX-004")):
        landed, made = data_of(desk, case), sample(source)
        assert landed["带头人"]["聘期止"] == made["带头人"]["聘期止"]
        assert landed["申报"]["日期"] == date(2020, 4, 15)
        assert str(landed["经费"]["配套承诺"]) == "50000.00"
        assert landed["单位"]["主管委办局"] == sample(FIRST)["单位"]["主管委办局"]


def test_what_follows_from_a_cell_that_was_not_read_is_not_told(desk: Desk, tmp_path: Path) -> None:
    def formula(page: Any) -> None:
        page["K5"] = "=A1+B1"

    said = take(desk, sheet(tmp_path / "汇总.xlsx", row(), after=formula))
    told = refusals(said)
    assert "W710" in told and "L130" not in told


def test_an_amount_under_ten_thousands_is_asked_for_in_ten_thousands(
    desk: Desk, tmp_path: Path
) -> None:
    said = take(desk, sheet(tmp_path / "汇总.xlsx", row(配套=-5)))
    assert "V101" in refusals(said) and "按万元写" in said.out
