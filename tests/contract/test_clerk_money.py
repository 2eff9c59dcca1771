"""Money through the commands: a ledger out to Excel and back, payments reconciled, samples."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cases.casefile import read_case
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk, Said
from tests.fixtures.funded_workspace import BATCH, lay_down, paid_bureau

FIRST, SECOND = "2019-SX-001", "2019-SX-002"
CALC = Path("/usr/lib/libreoffice/program/libsclo.so")


def line(number: int, amount: str = "1000.00", **more: str) -> dict[str, str]:
    own = {"日期": "2019-08-01", "金额": amount, "资金来源": "资助资金", "用途": "技术攻关"}
    return {**own, "凭证号": f"记-{number}", **more}


@pytest.fixture
def books(tmp_path: Path) -> Desk:
    """Two paid cases; the first has booked two lines and its match."""
    bureau = paid_bureau()
    bureau.append(FIRST, "经费.支出", line(1, "12000.55"), line(2, 摘要="=1+1", 收款人="样例商行"))
    bureau.append(
        FIRST, "经费.配套到位", {"日期": "2019-08-01", "金额": "50000.00", "凭证号": "收-1"}
    )
    return lay_down(bureau, tmp_path / "workspace")


def exported(books: Desk, target: str = BATCH, name: str = "台账.xlsx") -> Path:
    file = books.root.parent / name
    books.json("money", "export", target, file)
    return file


def appended(file: Path, *rows: list[Any], sheet: str = "支出") -> Path:
    book = openpyxl.load_workbook(file)
    for row in rows:
        book[sheet].append(row)
    book.save(file)
    return file


def spent(books: Desk, case: str) -> list[dict[str, Any]]:
    found = read_case(Workspace(books.root), case).get("经费.支出", [])
    return [dict(row) for row in found]


def places(said: Said) -> list[tuple[str, str]]:
    assert said.code == 3, (said.out, said.err)
    return [(f["code"], f["place"]) for f in said.json["error"]["findings"]]


def test_a_ledger_is_shown_with_its_balances_and_what_is_amiss(books: Desk) -> None:
    told = books.json("money", "ledger", FIRST)
    assert (told["granted"], told["paid"], told["match"]["arrived"]) == (
        "50000.00",
        "50000.00",
        "50000.00",
    )
    assert [each["balance"] for each in told["accounts"]] == ["36999.45", "50000.00"]
    assert told["payments"][0]["voucher"] == "P001"
    assert {each["code"] for each in told["findings"]} == {"L642", "L643"}
    people = books.run("money", "ledger", FIRST).out
    assert "36999.45" in people and "R92" in people and "收据未收到" in people


def test_what_is_exported_and_imported_again_changes_nothing(books: Desk) -> None:
    before = (books.root / f"cases/{FIRST}/case.yaml").read_bytes()
    assert books.json("money", "import", exported(books))["entries"] == 0
    assert (books.root / f"cases/{FIRST}/case.yaml").read_bytes() == before


def test_new_lines_of_many_cases_land_in_one_act(books: Desk) -> None:
    file = appended(
        exported(books),
        [FIRST, None, "2019年9月1日", 0.1, "资助资金", "培训培养", "记-3"],
        [SECOND, None, "2019.9.2", "1,000.20", "资助资金", "培训培养", "记-1"],
        [FIRST, 4, "2019-09-03", "-12000.55", None, None, "记-4", None, "记错项目", 1],
    )
    appended(file, [SECOND, None, "2019-08-02", 50000, "收-9"], sheet="配套到位")
    told = books.json("money", "import", file)
    assert (told["added"], told["entries"]) == ({FIRST: 2, SECOND: 2}, 4)
    rows = spent(books, FIRST)
    assert [str(row["金额"]) for row in rows] == ["12000.55", "1000.00", "0.10", "12000.55"]
    assert (rows[3]["冲销"], rows[3]["用途"], rows[3]["资金来源"]) == (1, "技术攻关", "资助资金")
    ledger = books.json("money", "ledger", FIRST)
    assert ledger["accounts"][0]["spent"] == "1000.10"
    log = books.json("case", "history", SECOND)["entries"]
    assert [each["action"] for each in log][-1] == "money"
    assert books.json("money", "import", exported(books, name="again.xlsx"))["entries"] == 0


def test_the_same_rows_twice_are_refused_as_the_same(books: Desk) -> None:
    row = [FIRST, None, "2019-09-01", 10, "资助资金", "培训培养", "记-3"]
    file = appended(exported(books), row)
    books.json("money", "import", file)
    assert [code for code, *_ in places(books.run("money", "import", file, "--json"))] == ["M125"]


def test_every_faulty_row_is_named_by_file_sheet_row_and_cell(books: Desk) -> None:
    file = appended(
        exported(books),
        ["2019-SX-999", None, "2019-09-01", 10, "资助资金", "培训培养", "a"],
        [None, None, "2019-09-01", 10, "资助资金", "培训培养", "b"],
        [FIRST, None, "昨天", 10, "资助资金", "培训培养", "c"],
        [FIRST, None, "2019-09-01", "十来块", "资助资金", "培训培养", "d"],
        [FIRST, None, "2019-09-01", 10, "自筹", "培训培养", "e"],
        [FIRST, None, "2019-09-01", -10, "资助资金", "培训培养", "f"],
        [FIRST, None, "2019-09-01", 10, "资助资金", None, "g"],
        [FIRST, None, "2019-09-01", 10, "资助资金", "培训培养", "h", None, "错", 99],
        [FIRST, None, "2019-09-01", 10, "资助资金", "技术攻关", "i", None, None, 1],
        [FIRST, None, "2019-09-01", "=1+1", "资助资金", "技术攻关", "j"],
        [FIRST, None, "2019-09-01", 0, "资助资金", "技术攻关", "k"],
        [FIRST, 9, "2019-09-01", 10, "资助资金", "技术攻关", "l"],
        [FIRST, "第三笔", "2019-09-01", 10, "资助资金", "技术攻关", "n", None, "错", "一"],
        [FIRST, None, "2019-09-01", 10.005, "资助资金", "技术攻关", "m"],
        [SECOND, None, "2019-09-01", 10, "资助资金", "技术攻关", "good"],
    )
    before = spent(books, SECOND)
    found = places(books.run("money", "import", file, "--json"))
    at = f"{file.name} “支出” 第"
    assert found == [
        ("M110", f"{at} 5 行 A5“案卷号”"),
        ("M111", f"{at} 6 行 案卷号"),
        ("M114", f"{at} 7 行 C7“日期”"),
        ("M115", f"{at} 8 行 D8“金额”"),
        ("M116", f"{at} 9 行 E9“资金来源”"),
        ("M120", f"{at} 10 行 D10“金额”"),
        ("M113", f"{at} 11 行 用途"),
        ("M128", f"{at} 12 行 J12“冲销”"),
        ("M122", f"{at} 13 行 摘要"),
        ("W710", f"{at} 14 行 D14“金额”"),
        ("M124", f"{at} 15 行 D15“金额”"),
        ("M127", f"{at} 16 行 B16“序号”"),
        ("M119", f"{at} 17 行 B17“序号”"),
        ("M121", f"{at} 17 行 J17“冲销”"),
        ("M115", f"{at} 18 行 D18“金额”"),
    ]
    assert spent(books, SECOND) == before


def test_a_correction_takes_back_an_earlier_line_and_no_more_than_it(books: Desk) -> None:
    day = "2019-09-01"
    file = appended(
        exported(books),
        [FIRST, None, day, 100, "资助资金", "培训培养", "a"],
        [FIRST, None, day, -100.01, None, None, "b", None, "错", 3],
        [FIRST, None, day, 50, None, None, "c", None, "错", 4],
        [FIRST, None, day, -600, None, None, "d", None, "错", 2],
        [FIRST, None, day, -400.01, None, None, "e", None, "错", 2],
        [FIRST, None, day, -10, "配套资金", "技术攻关", "f", None, "错", 1],
        [FIRST, None, day, -10, None, None, "g", None, None, 99],
    )
    found = places(books.run("money", "import", file, "--json"))
    at = f"{file.name} “支出” 第"
    assert found == [
        ("M131", f"{at} 6 行 D6“金额”"),
        ("M129", f"{at} 7 行 J7“冲销”"),
        ("M131", f"{at} 9 行 D9“金额”"),
        ("M130", f"{at} 10 行 E10“资金来源”"),
        ("M122", f"{at} 11 行 摘要"),
        ("M128", f"{at} 11 行 J11“冲销”"),
        ("M113", f"{at} 11 行 资金来源"),
        ("M113", f"{at} 11 行 用途"),
    ]
    assert len(spent(books, FIRST)) == 2


def test_a_number_out_of_turn_is_told_what_is_booked_and_which_row_it_is(books: Desk) -> None:
    file = books.root.parent / "单位.csv"
    rows = ["案卷号,序号,日期,金额,资金来源,用途,凭证号,冲销,摘要"]
    rows += [
        f"{SECOND},,昨天,1,资助资金,培训培养,a,,",
        f"{SECOND},7,2019-09-01,1,资助资金,培训培养,b,,",
    ]
    rows += [f"{SECOND},,2019-09-01,-1,资助资金,培训培养,{n},9{n},错" for n in "123"]
    file.write_text("\n".join(rows), "utf-8")
    said = books.run("money", "import", file, "--json")
    assert [code for code, _ in places(said)] == ["M114", "M127", "M128", "M128", "M128"]
    told = said.json["error"]["findings"][1]["message"]
    assert "已登记 0 笔" in told and "新的第 2 行" in told and "应写 2" in told


def test_what_has_not_happened_yet_is_not_booked(books: Desk) -> None:
    file = appended(exported(books), [FIRST, None, "2099-11-09", 1, "资助资金", "培训培养", "a"])
    appended(file, [SECOND, None, "2099-11-09", 50000, "收-9"], sheet="配套到位")
    assert places(books.run("money", "import", file, "--json")) == [
        ("M132", f"{file.name} “支出” 第 5 行 C5“日期”"),
        ("M132", f"{file.name} “配套到位” 第 4 行 C4“到位日期”"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("C3", "2019-08-02"),
        ("D3", 12000.56),
        ("E3", "配套资金"),
        ("F3", "其他"),
        ("G3", "记-9"),
        ("H3", "样例商行"),
        ("G3", None),
    ],
)
def test_a_booked_line_is_never_changed(books: Desk, cell: str, value: object) -> None:
    file = exported(books)
    book = openpyxl.load_workbook(file)
    book["支出"][cell] = value
    book.save(file)
    ((code, place),) = places(books.run("money", "import", file, "--json"))
    assert code == "M117"
    assert place.startswith(f"{file.name} “支出” 第 3 行 {cell if value else '凭证号'}")


@pytest.mark.parametrize("rows", [(3, 1), (4, 1), (3, 2)])
def test_a_booked_line_is_never_removed(books: Desk, rows: tuple[int, int]) -> None:
    file = exported(books)
    book = openpyxl.load_workbook(file)
    book["支出"].delete_rows(*rows)
    book.save(file)
    found = places(books.run("money", "import", file, "--json"))
    assert found == [("M118", f"{file.name} 支出")]


def test_a_closed_case_books_nothing_more(books: Desk) -> None:
    file = appended(exported(books), [FIRST, None, "2019-09-01", 10, "资助资金", "技术攻关", "x"])
    path = books.root / f"cases/{FIRST}/case.yaml"
    text = path.read_text("utf-8").rstrip() + "\n- 环节: close\n  日期: 2022-06-25\n"
    path.write_text(text.replace("\n- 环节: close", "\n  - 环节: close").replace(
        "\n  日期: 2022-06-25", "\n    日期: 2022-06-25"), "utf-8")  # fmt: skip
    assert [code for code, *_ in places(books.run("money", "import", file, "--json"))] == ["M112"]


def test_a_units_own_sheet_holds_new_lines_alone(books: Desk) -> None:
    file = books.root.parent / "单位.csv"
    rows = [
        "案卷号,日期,金额,资金来源,用途,凭证号",
        f"{SECOND},2019/9/1,88.80,资助资金,培训培养,记-7",
    ]
    file.write_bytes("\n".join(rows).encode("gb18030"))
    assert books.json("money", "import", file)["added"] == {SECOND: 1}
    assert str(spent(books, SECOND)[0]["金额"]) == "88.80"


def test_a_file_without_a_ledgers_heads_is_refused(books: Desk) -> None:
    file = books.root.parent / "别的.csv"
    file.write_text("姓名,年龄\n样甲,40\n", "utf-8")
    said = books.run("money", "import", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "M101")
    assert books.run("money", "export", BATCH, books.root.parent / "a.csv").code == 2
    assert books.run("money", "ledger", "2019-SX-999").code == 4


@pytest.mark.skipif(not CALC.is_file(), reason="LibreOffice without Calc")
def test_a_workbook_saved_by_libreoffice_comes_back_the_same(books: Desk, tmp_path: Path) -> None:
    row = [FIRST, None, "2019-09-01", 0.3, "资助资金", "培训培养", "记-3"]
    file = appended(exported(books, name="ledger.xlsx"), row)
    folder = tmp_path / "saved"
    folder.mkdir()
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, capture_output=True, timeout=120)
    saved = folder / file.name
    assert books.json("money", "import", saved)["added"] == {FIRST: 1}
    assert str(spent(books, FIRST)[-1]["金额"]) == "0.30"


def test_the_workbook_prints_on_a4_and_holds_values_alone(books: Desk) -> None:
    book = openpyxl.load_workbook(exported(books))
    assert book.sheetnames == ["支出", "配套到位", "汇总", "余额"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert book["支出"]["I4"].value == "'=1+1"
    last = [cell.value for cell in book["余额"][book["余额"].max_row]]
    assert last[0] == "合计" and Decimal(str(last[5])) == Decimal("13000.55")
    assert last[-2:] == [2, 1]
    purposes = [[c.value for c in row] for row in book["汇总"].iter_rows(min_row=3)]
    assert any(
        row[3] == "技术攻关" and Decimal(str(row[5])) == Decimal("13000.55") for row in purposes
    )


def test_a_batch_adds_up_and_names_what_has_no_notice(books: Desk) -> None:
    said = books.run("money", "batch", BATCH, "--json")
    told = said.json
    assert said.code == 3
    sums = ("budget", "awarded", "paid", "unpaid", "clawed_back", "balance")
    assert [told[key] for key in sums] == [
        *("400000.00", "100000.00", "100000.00", "0.00", "0.00", "100000.00")
    ]
    assert [f["code"] for f in told["findings"]] == ["M141", "M141"]


def test_an_imported_line_changed_by_hand_is_named(books: Desk) -> None:
    row = [FIRST, None, "2019-09-01", 120.07, "资助资金", "培训培养", "记-3"]
    books.json("money", "import", appended(exported(books), row))
    more = [FIRST, None, "2019-09-02", 5, "资助资金", "培训培养", "记-4"]
    books.json("money", "import", appended(exported(books, name="又.xlsx"), more))
    told = books.json("money", "ledger", FIRST)["findings"]
    assert "M146" not in [each["code"] for each in told]
    path = books.root / f"cases/{FIRST}/case.yaml"
    path.write_text(path.read_text("utf-8").replace("120.07", "130.07"), "utf-8")
    for words in (("ledger", FIRST), ("batch", BATCH)):
        found = books.run("money", *words, "--json").json["findings"]
        (named,) = [each for each in found if each["code"] == "M146"]
        assert "支出第 3 至 3 笔" in named["message"] and FIRST in named["message"]


def test_a_payment_changed_by_hand_is_named(books: Desk) -> None:
    path = books.root / f"cases/{FIRST}/case.yaml"
    text = path.read_text("utf-8")
    assert text.count('金额: "50000.00"') + text.count("金额: 50000.00") >= 1
    head, _, tail = text.partition("环节: disburse")
    path.write_text(f"{head}环节: disburse{tail.replace('50000.00', '50000.01')}", "utf-8")
    found = books.run("money", "batch", BATCH, "--json").json["findings"]
    assert ("M143", FIRST) in [(f["code"], f["message"][3:14]) for f in found]


def test_the_payment_list_has_the_sum_of_its_rows(books: Desk) -> None:
    file = books.root.parent / "拨款明细.xlsx"
    books.run("money", "batch", BATCH, "--export", file)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(min_row=3, values_only=True))
    amounts = [Decimal(str(row[6])) for row in rows]
    assert amounts[-1] == sum(amounts[:-1]) == Decimal(100000)


def test_a_sample_is_the_same_for_the_same_seed_and_its_sheet_has_room_for_two(books: Desk) -> None:
    file = books.root.parent / "检查表.xlsx"
    ask = ("money", "sample", BATCH, "--entries", "--size", "1", "--seed", "样本甲")
    first = books.json(*ask, "--export", file)
    assert books.json(*ask)["items"] == first["items"]
    assert (first["population"], first["size"], first["method"]) == (2, 1, "等概率")
    heads = [cell.value for cell in openpyxl.load_workbook(file).active[2]]
    assert {"检查人一", "检查人二"} <= set(heads)
    assert books.run("money", "sample", BATCH, "--seed", "不 行").code == 2


def test_a_booked_line_stands_in_a_workbook_once(books: Desk) -> None:
    row = [FIRST, 1, "2019-08-01", 12000.55, "资助资金", "技术攻关", "记-1"]
    found = places(books.run("money", "import", appended(exported(books), row), "--json"))
    assert [code for code, _ in found] == ["M126"]
