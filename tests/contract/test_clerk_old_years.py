"""Past years come in from registers and scans: what is sound lands, the rest is named by cell."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cases.words.widths import width
from tests.fixtures.command_line import Desk, blank_pdf
from tests.fixtures.old_registers import (
    CHIEF,
    HEADS,
    ROWS,
    SORTS,
    WRONG,
    make_old_book,
    old_row,
    typed,
)
from tests.fixtures.old_registers import write_old_book as write

# Row, code, cell, and the nearest right writing that the sentence offers: literally.
FOUND = (
    (6, "B204", "N6“拨款日期”", "2015-02-28"),  # 没有这一天
    (10, "B204", "N10“拨款日期”", "2015-02-28"),  # 没有这一天
    (
        18,
        "B212",
        "G18“带头人”",
        "“Sheet” 第 17 行是同一年度、同一单位、同一带头人的同类项目",
    ),  # 与前一行重复
    (37, "B206", "H37“身份证号”", "十五位旧号码"),  # 身份证十五位
    (66, "B209", "P66“考核等级”", "优秀、良好、合格、不合格"),  # 等级不认得
    (68, "B207", "F68“统一社会信用代码”", "末位应为 K"),  # 代码校验位
    (74, "B204", "M74“公布日期”", "2015-06-20"),  # 日月颠倒
    (87, "B207", "F87“统一社会信用代码”", "末位应为 J"),  # 代码校验位
    (124, "B205", "K124“资助金额（元）”", "请写数字"),  # 金额读不懂
    (137, "B205", "K137“资助金额（元）”", "50000.00"),  # 金额约数
    (161, "B209", "P161“考核等级”", "优秀、良好、合格、不合格"),  # 等级不认得
    (
        164,
        "B212",
        "G164“带头人”",
        "“Sheet” 第 163 行是同一年度、同一单位、同一带头人的同类项目",
    ),  # 与前一行重复
    (167, "B207", "F167“统一社会信用代码”", "现为 17 位"),  # 代码少一位
    (185, "B203", "E185“单位名称”", "单位"),  # 没有单位
    (188, "B207", "F188“统一社会信用代码”", "现为 17 位"),  # 代码少一位
    (196, "B208", "Q196“状态”", "结项、终止、未入选"),  # 状态不认得
    (204, "B206", "H204“身份证号”", "十五位旧号码"),  # 身份证十五位
    (206, "B206", "H206“身份证号”", "末位应为 5"),  # 身份证校验位
    (211, "B208", "Q211“状态”", "结项、终止、未入选"),  # 状态不认得
    (216, "B206", "H216“身份证号”", "末位应为 1"),  # 身份证校验位
    (218, "B201", "A218“年度”", "2015"),  # 年度两位
    (227, "B205", "K227“资助金额（元）”", "50000.00"),  # 金额约数
    (250, "B202", "C250“项目类别”", "首席技师资助项目、技能大师工作室"),  # 类别不认得
    (262, "B203", "E262“单位名称”", "单位"),  # 没有单位
    (265, "B204", "M265“公布日期”", "2015-06-20"),  # 日月颠倒
    (274, "B201", "A274“年度”", "2015"),  # 年度两位
    (281, "B202", "C281“项目类别”", "首席技师资助项目、技能大师工作室"),  # 类别不认得
    (283, "B211", "O283“资助周期”", "2018-07-01"),  # 周期颠倒
    (287, "B205", "K287“资助金额（元）”", "请写数字"),  # 金额读不懂
    (291, "B211", "O291“资助周期”", "2018-07-01"),  # 周期颠倒
)


SHEETS = Path(__file__).parents[1] / "fixtures" / "sheets"
IDS = ("2013-SX-001", "2013-SX-002", "2013-SX-003", "2013-DS-001", "2013-SX-004", "2013-DS-002")


def bring(desk: Desk, *words: str | Path) -> Any:
    return desk.run("old-years", "import", *words, "--json")


def test_each_wrong_row_is_named_by_its_cell_and_the_rest_is_in(desk: Desk, tmp_path: Path) -> None:
    book = make_old_book(tmp_path / "往年.xlsx")
    assert len(set(book.faults.values())) == len(SORTS) == 15
    said = bring(desk, book.path)
    assert said.code == 3
    assert len(said.json["imported"]) == ROWS - WRONG
    told = [
        (refused["row"], found["code"], found["place"])
        for refused in said.json["refused"]
        for found in refused["findings"]
    ]
    rows = [f"往年.xlsx “Sheet” 第 {row} 行" for row, *_ in FOUND]
    cells = [f"{row} {cell}" for row, (_, _, cell, _) in zip(rows, FOUND, strict=True)]
    assert told == [(n, code, c) for n, c, (_, code, *_) in zip(rows, cells, FOUND, strict=True)]
    messages = [each["findings"][0]["message"] for each in said.json["refused"]]
    assert [hint in text for text, (*_, hint) in zip(messages, FOUND, strict=True)] == [True] * 30
    totals = desk.json("stats", "--by", "年度")["totals"]
    assert totals["granted"] == totals["paid"] == book.granted
    again = bring(desk, book.path).json
    assert (again["imported"], len(again["known"])) == ([], ROWS - WRONG)
    assert desk.json("stats")["totals"]["granted"] == book.granted


@pytest.fixture
def three(tmp_path: Path) -> Path:
    return write(tmp_path / "往年.xlsx", [old_row(number) for number in (1, 2, 3)])


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Named by number, by unit and leader, flat; one that nobody knows, one of the batch."""
    folder = tmp_path / "扫描"
    own = folder / "2013-01 样例第1有限公司"
    own.mkdir(parents=True)
    blank_pdf(own / "申请表.pdf")
    blank_pdf(own / "拨款凭证.pdf", 2)
    blank_pdf(folder / "2013-02_样例第2有限公司_责任协议书.pdf", 3)
    blank_pdf(folder / "样匠3-届满考核报告.pdf", 4)
    blank_pdf(folder / "不知是谁.pdf", 5)
    blank_pdf(folder / "2013年公布名单.pdf", 6)
    return folder


def files_of(desk: Desk) -> dict[str, bytes]:
    """Everything of cases and batches, byte for byte."""
    found = [*desk.root.glob("cases/**/*"), *desk.root.glob("batches/**/*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}


def test_every_fact_says_from_which_cell_it_comes(desk: Desk, three: Path) -> None:
    assert bring(desk, three).json["imported"] == ["2013-SX-001", "2013-SX-002", "2013-DS-001"]
    shown = desk.json("case", "show", "2013-SX-001")
    assert shown["补录"]["事实"]["资助金额"] == "K3“资助金额（元）”"
    assert [entry["环节"] for entry in shown["办理"]] == [
        "award",
        "disburse",
        "assess-term",
        "close",
    ]
    assert {entry["补录"] for entry in shown["办理"]} == {"往年.xlsx “Sheet” 第 3 行"}
    assert [entry.get("日期推定", "") for entry in shown["办理"]] == ["", "", "是", "是"]


def test_scans_find_their_projects_and_the_rest_is_named(
    desk: Desk, three: Path, scans: Path
) -> None:
    before = {path: path.read_bytes() for path in scans.rglob("*.pdf")}
    told = bring(desk, three, "--scans", scans).json["scans"]
    assert (told["papers"], told["evidence"]) == (4, 1)
    assert [each["path"] for each in told["left"]] == ["不知是谁.pdf"]
    kinds = {
        target: [row["kind"] for row in desk.json("doc", "list", target)]
        for target in ("2013-SX-001", "2013-SX-002", "2013-DS-001", "2013-1")
    }
    assert kinds == {
        "2013-SX-001": ["application-form"],
        "2013-SX-002": ["responsibility-agreement"],
        "2013-DS-001": ["assessment-report"],
        "2013-1": ["award-notice"],
    }
    assert {path: path.read_bytes() for path in scans.rglob("*.pdf")} == before


def test_a_second_run_enters_nothing_and_later_scans_join(
    desk: Desk, three: Path, scans: Path
) -> None:
    bring(desk, three, "--scans", scans)
    before = files_of(desk)
    told = bring(desk, three, "--scans", scans).json
    assert (told["imported"], len(told["known"]), told["scans"]["known"]) == ([], 3, 5)
    assert files_of(desk) == before
    blank_pdf(scans / "2013-01 样例第1有限公司" / "初审意见表.pdf", 7)
    told = bring(desk, "--scans", scans).json["scans"]
    assert (told["papers"], told["known"]) == (1, 5)


def test_an_import_that_was_killed_goes_on(desk: Desk, scans: Path, tmp_path: Path) -> None:
    whole = Desk(tmp_path / "另一处" / "工作区")
    shutil.copytree(desk.root, whole.root)
    book = write(tmp_path / "往年.xlsx", [old_row(number) for number in range(1, 21)])
    words = ["-w", str(desk.root), "old-years", "import", str(book), "--scans", str(scans)]
    program = [sys.executable, "-c", "from cli.main import run; run()"]
    work = subprocess.Popen([*program, *words], cwd=Path(__file__).parents[2])
    while work.poll() is None and len(list(desk.root.glob("cases/2013-*"))) < 4:
        time.sleep(0.01)
    work.kill()
    work.wait()
    left = len(list(desk.root.glob("cases/2013-*/case.yaml")))
    assert 0 < left < 20
    told = bring(desk, book, "--scans", scans).json
    assert len(told["imported"]) + len(told["known"]) == 20
    bring(whole, book, "--scans", scans)
    names = [sorted(str(Path(p).relative_to(d.root)) for p in files_of(d)) for d in (desk, whole)]
    assert names[0] == names[1]


def test_a_dry_run_tells_all_and_writes_nothing(desk: Desk, three: Path, scans: Path) -> None:
    before = files_of(desk)
    told = bring(desk, three, "--scans", scans, "--dry-run").json
    assert (len(told["imported"]), len(told["scans"]["left"])) == (3, 1)
    assert files_of(desk) == before


def test_refused_rows_are_put_right_and_imported(desk: Desk, tmp_path: Path) -> None:
    rows = [old_row(1), {**old_row(2), "资助金额（元）": "五万左右"}, old_row(4)]
    book, back = write(tmp_path / "往年.xlsx", rows), tmp_path / "退回.xlsx"
    assert bring(desk, book, "--refused", back).code == 3
    sheet: Any = openpyxl.load_workbook(back)
    page = sheet.active
    at = HEADS.index("资助金额（元）") + 1
    assert page.cell(3, at).value == "五万左右"
    assert page.cell(3, at).fill.fgColor.rgb.endswith("FFF2CC")
    page.cell(3, at).value = "伍万元整"
    sheet.save(back)
    said = bring(desk, back)
    assert (said.code, said.json["imported"]) == (0, ["2013-SX-003"])
    assert desk.json("stats", "--year", "2013")["totals"]["granted"] == "150000.00"


def test_what_contradicts_the_workspace_is_refused(desk: Desk, three: Path, tmp_path: Path) -> None:
    bring(desk, three)
    other = [{**old_row(1), "资助金额（元）": "60000"}, {**old_row(5), "年度": "2020"}]
    said = bring(desk, write(tmp_path / "又一份.xlsx", other))
    codes = [each["findings"][0]["code"] for each in said.json["refused"]]
    assert codes == ["B214", "B215"]
    assert said.json["imported"] == []


def test_registers_come_as_offices_save_them(desk: Desk, tmp_path: Path) -> None:
    rows = [old_row(number) for number in range(1, 7)]
    plain = write(tmp_path / "往年.xlsx", [typed(row) for row in rows[:3]])
    assert len(bring(desk, plain).json["imported"]) == 3
    text = tmp_path / "又.csv"
    with text.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([HEADS, *([row[head] for head in HEADS] for row in rows[3:])])
    assert len(bring(desk, text).json["imported"]) == 3
    days = [desk.json("case", "show", name)["办理"][0]["日期"] for name in IDS]
    assert set(days) == {"2013-06-20"}


def test_a_workbook_of_1997_is_read_without_a_column_of_years(desk: Desk) -> None:
    said = bring(desk, SHEETS / "汇总.xls")
    assert [each["findings"][0]["code"] for each in said.json["refused"]] == ["B215", "B215"]
    assert "2020-2" in said.json["refused"][0]["findings"][0]["message"]


def test_hostile_folders_are_named_and_left_alone(
    desk: Desk, three: Path, scans: Path, tmp_path: Path
) -> None:
    secret = blank_pdf(tmp_path / "别处.pdf", 9)
    own = scans / "2013-01 样例第1有限公司"
    (own / "链接.pdf").symlink_to(secret)
    (own / "上级").symlink_to("..")
    os.mkfifo(own / "管道.pdf")
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(own)
        server.bind("s.pdf")
    os.chdir(tmp_path)
    (own / "炸弹.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    (own / "空.pdf").touch()
    (own / "名\x1b[31m字\n.pdf").write_bytes((own / "申请表.pdf").read_bytes())
    (own / "坏的初审意见.pdf").write_bytes(b"%PDF-1.7 broken")
    told = bring(desk, three, "--scans", scans).json
    left = {each["path"].rpartition("/")[2] for each in told["scans"]["left"]}
    assert left >= {
        "链接.pdf",
        "上级",
        "管道.pdf",
        "s.pdf",
        "炸弹.zip",
        "空.pdf",
        "坏的初审意见.pdf",
    }
    assert told["scans"]["known"] == 1
    assert not any(secret.read_bytes() == content for content in files_of(desk).values())
    assert all(sign.isprintable() for each in told["scans"]["left"] for sign in each["path"])


def test_signs_that_steer_a_terminal_come_no_further(desk: Desk, tmp_path: Path) -> None:
    text = tmp_path / "往年.csv"
    row = {**old_row(1), "单位名称": "样\x1b[31m例\u202e有限公司", "项目名称": "=1+1"}
    with text.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADS, [row[head] for head in HEADS]])
    (case,) = bring(desk, text).json["imported"]
    unit = desk.json("case", "show", case)["单位"]["名称"]
    assert unit.isprintable() and unit.startswith("样")
    desk.json("old-years", "gaps", "--export", tmp_path / "缺.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "缺.xlsx")
    assert not any(cell.data_type == "f" for line in book.active for cell in line)


def test_scans_inside_the_workspace_and_huge_registers_are_refused(
    desk: Desk, tmp_path: Path
) -> None:
    said = bring(desk, "--scans", desk.root / "cases")
    assert (said.code, said.json["error"]["code"]) == (3, "B222")
    assert bring(desk).json["error"]["code"] == "B221"
    huge = tmp_path / "大.csv"
    with huge.open("w", encoding="utf-8") as stream:
        stream.write(",".join(HEADS) + "\n")
        stream.writelines("2016,1,a,b,c,d,e,f,g,h\n" for _ in range(1_000_000))
    said = bring(desk, huge)
    assert said.code == 3
    assert [each["findings"][0]["code"] for each in said.json["refused"]] == ["W713"]


def test_old_files_are_found_sealed_and_their_gaps_told(
    desk: Desk, three: Path, scans: Path, tmp_path: Path
) -> None:
    bring(desk, three, "--scans", scans)
    (gap,) = [g for g in desk.json("old-years", "gaps") if g["target"] == "2013-SX-001"]
    assert "初审意见表" in gap["papers"] and "资助申请表" not in gap["papers"]
    assert gap["supposed_days"] == ["届满考核", "结项"]
    assert desk.json("search", "样例第1项目")["total"] > 0
    sealed = desk.json("archive", "seal", "2013-SX-001")
    assert sealed["items"] == 2
    assert desk.json("archive", "verify", "--all")["faulty"] == []
    assert desk.json("doc", "make", "2013-SX-002", "--due") == []
    for name in ("缺项.xlsx", "缺项.docx"):
        desk.json("old-years", "gaps", "--export", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    assert desk.run("old-years", "gaps", "--export", tmp_path / "缺项.txt").code == 2


def test_a_fact_that_is_found_later_is_no_gap_any_more(desk: Desk, tmp_path: Path) -> None:
    row = {**old_row(1), "主管委办局": "", "拨款日期": ""}
    book = write(tmp_path / "往年.xlsx", [row])
    (case,) = bring(desk, book).json["imported"]
    gaps = [g for g in desk.json("old-years", "gaps") if g["target"] == case]
    assert gaps[0]["facts"] == ["主管委办局", "拨款日期"]
    desk.json("case", "edit", case, "--set", "单位.主管委办局=样例区教育局")
    gaps = [g for g in desk.json("old-years", "gaps") if g["target"] == case]
    assert gaps[0]["facts"] == ["拨款日期"]
    assert bring(desk, book).json["known"] == [case]


def test_an_id_number_under_the_head_of_a_code_is_never_shown(desk: Desk, tmp_path: Path) -> None:
    row = old_row(1)
    number, code = str(row["身份证号"]), str(row["统一社会信用代码"])
    swapped = {**row, "身份证号": code, "统一社会信用代码": number, "资助金额（元）": number}
    book, back = write(tmp_path / "往年.xlsx", [swapped]), tmp_path / "退回.xlsx"
    said = bring(desk, book, "--refused", back)
    assert number not in said.out + said.err
    told = {each["code"]: each["message"] for each in said.json["refused"][0]["findings"]}
    assert "填反" in told["B206"] and "填反" in told["B207"]
    reasons: Any = openpyxl.load_workbook(back).active.cell(3, len(HEADS) + 2).value
    assert "信用代码" in reasons and number not in reasons


def doubted(said: Any) -> dict[str, list[str]]:
    return {
        each["row"].rpartition("第 ")[2]: [found["code"] for found in each["findings"]]
        for each in said.json["doubtful"]
    }


def test_a_year_ahead_is_refused_and_what_looks_odd_is_told(desk: Desk, tmp_path: Path) -> None:
    unit, leader, amount = "单位名称", "带头人", "资助金额（元）"
    rows = [
        {**old_row(1), "年度": "2031"},
        {**old_row(2), "年度": "2011"},
        {**old_row(3), amount: "500000000"},
        {**old_row(4), amount: "10"},
        {**old_row(5), unit: old_row(5)[leader], leader: old_row(5)[unit]},
        {**old_row(7), "拨款日期": "2013-01-15"},
        old_row(8),
    ]
    said = bring(desk, write(tmp_path / "往年.xlsx", rows))
    refused = [each["findings"][0]["code"] for each in said.json["refused"]]
    assert (refused, len(said.json["imported"])) == (["B250"], 6)
    odd = {"4 行": ["B251"], "5 行": ["B252"], "6 行": ["B252"], "7 行": ["B253"], "8 行": ["B254"]}
    assert doubted(said) == odd


def test_an_amount_that_was_not_told_is_marked_and_lacking(desk: Desk, three: Path) -> None:
    (first, *_) = bring(desk, three).json["imported"]
    (paid,) = [e for e in desk.json("case", "show", first)["办理"] if e["环节"] == "disburse"]
    assert (paid["记录"]["金额"], paid["金额推定"]) == ("50000.00", "是")
    (gap,) = [each for each in desk.json("old-years", "gaps") if each["target"] == first]
    assert "拨款金额" in gap["facts"]


def test_what_excel_lost_comes_back_empty_and_must_be_filled_in(desk: Desk, tmp_path: Path) -> None:
    book, back = tmp_path / "往年.xlsx", tmp_path / "退回.xlsx"
    write(book, [{**old_row(1), "身份证号": 310106197102030015, "工种": "=A1"}])
    assert bring(desk, book, "--refused", back).code == 3
    page: Any = openpyxl.load_workbook(back).active
    for head in ("身份证号", "工种"):
        cell = page.cell(3, HEADS.index(head) + 1)
        assert cell.value == "（请重新填写）"
        assert cell.fill.fgColor.rgb.endswith("FFF2CC")
    again = bring(desk, back)
    codes = [found["code"] for found in again.json["refused"][0]["findings"]]
    assert (again.json["imported"], codes) == ([], ["B255", "B255"])


def test_an_empty_cell_that_is_needed_is_coloured(desk: Desk, tmp_path: Path) -> None:
    book, back = tmp_path / "往年.xlsx", tmp_path / "退回.xlsx"
    write(book, [{**old_row(1), "带头人": None}])
    bring(desk, book, "--refused", back)
    page: Any = openpyxl.load_workbook(back).active
    assert page.cell(3, HEADS.index("带头人") + 1).fill.fgColor.rgb.endswith("FFF2CC")


def test_a_total_is_checked_though_rows_are_refused(desk: Desk, tmp_path: Path) -> None:
    granted, book = "资助金额（元）", tmp_path / "往年.xlsx"
    rows = [{**old_row(1), granted: "不详细"}, old_row(2), {**old_row(4), "状态": "不明白"}]
    write(book, [*rows, {**dict.fromkeys(HEADS, ""), "年度": "合计", granted: "120000"}])
    said = bring(desk, book)
    (note,) = [n for each in said.json["doubtful"] for n in each["findings"] if n["code"] == "B256"]
    assert "100000.00" in note["message"] and "1 行" in note["message"]


def test_the_total_of_what_was_paid_is_checked(desk: Desk, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    heads = ("年度", "项目类别", "单位名称", "带头人", "拨款金额")
    rows = [("2013", CHIEF, "样例甲有限公司", "样甲", "50000"), ("合计", "", "", "", "60000")]
    for line in (heads, *rows):
        book.active.append(line)
    book.save(tmp_path / "往年.xlsx")
    said = bring(desk, tmp_path / "往年.xlsx")
    assert "B219" in [n["code"] for each in said.json["doubtful"] for n in each["findings"]]


def test_gaps_fit_a_terminal_and_are_not_shown_when_written(
    desk: Desk, three: Path, tmp_path: Path
) -> None:
    bring(desk, three)
    shown = desk.run("old-years", "gaps").out
    assert "2013-SX-001" in shown and "初审意见表" in shown
    assert all(width(line) <= 120 for line in shown.splitlines())
    written = desk.run("old-years", "gaps", "--export", tmp_path / "缺.xlsx").out
    assert len(written.splitlines()) == 1


def test_a_sealed_case_is_verified_by_its_own_id(desk: Desk, three: Path, scans: Path) -> None:
    bring(desk, three, "--scans", scans)
    desk.json("archive", "seal", "2013-SX-001")
    assert desk.json("archive", "verify", "2013-SX-001")["packages"] == 1
    assert desk.run("archive", "verify", "2013-SX-002").code == 4
