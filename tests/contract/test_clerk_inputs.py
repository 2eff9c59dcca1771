"""What a clerk mistypes is told where it stands, and nothing comes of it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from acts.evidence.taking_in import readable_name
from tests.fixtures.command_line import CASE, Desk

OPEN = ("batch", "open", "2020-2", "--on", "2020-05-01")


def test_dotted_keys_of_a_new_batch_reach_inwards(desk: Desk) -> None:
    desk.json(*OPEN, "--set", "名额.首席技师资助项目=3", "--set", "名额.技能大师工作室=1")
    quota = desk.json("batch", "show", "2020-2")["名额"]
    assert {name: int(count) for name, count in quota.items()} == {
        "首席技师资助项目": 3,
        "技能大师工作室": 1,
    }


def test_a_misspelt_key_opens_no_batch(desk: Desk) -> None:
    said = desk.run(*OPEN, "--set", "申报截至=2020-05-20")
    assert (said.code, "申报截至" in said.err, "申报截止" in said.err) == (2, True, True)
    assert desk.run("batch", "show", "2020-2").code == 4


def test_a_wrong_amount_is_told_by_its_key_alone(desk: Desk) -> None:
    said = desk.run("case", "advance", CASE, "拨款", "--set", "金额=5万", "--json")
    (found,) = said.json["error"]["findings"]
    assert (said.code, found["code"], found["place"]) == (3, "V101", "--set 金额")


def test_a_year_is_four_digits(desk: Desk) -> None:
    desk.json("index", "update")
    assert desk.run("search", "样例", "--year", "去年").code == 2


def test_a_row_of_a_roster_is_told_by_its_place_in_the_roster(desk: Desk, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["批次", "项目类别", "经费.配套承诺", "申报.日期"])
    book.active.append(["2020-1", "首席技师资助项目", "5万", "2019/4/1"])
    book.active.append(["2020-1", "首席技师资助项目", 50000, date(2020, 4, 13)])
    book.active.append(["", "首席技师资助项目", 50000, ""])
    book.save(tmp_path / "名册.xlsx")
    said = desk.run("case", "import", tmp_path / "名册.xlsx", "--json")
    assert (said.code, said.json["imported"]) == (3, [])
    places = [[f["place"] for f in row["findings"]] for row in said.json["refused"]]
    assert {"名册.xlsx 第 2 行 经费.配套承诺", "名册.xlsx 第 2 行 申报.日期"} <= set(places[0])
    assert all(place.startswith("名册.xlsx 第 3 行") for place in places[1])
    assert said.json["refused"][2]["findings"][0]["code"] == "W605"


@pytest.mark.parametrize("text", ["- 甲\n- 乙\n", "只有一句话\n"])
def test_a_file_that_is_no_case_says_so(desk: Desk, tmp_path: Path, text: str) -> None:
    file = tmp_path / "不是案卷.yaml"
    file.write_text(text, "utf-8")
    said = desk.run("case", "import", file, "--json")
    assert said.json["refused"][0]["findings"][0]["code"] == "Y113"


def test_a_name_from_an_old_windows_disk_is_read_as_chinese(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode("证书扫描.txt".encode("gb18030"))
    file.write_bytes("证书".encode("gb18030"))
    words = ("evidence", "add", CASE, file, "--step", "申报", "--item", "聘书")
    (row,) = desk.json(*words)
    assert row["original_name"] == "证书扫描.txt"
    assert row["path"].endswith("聘书-证书扫描.txt")
    assert readable_name(os.fsdecode(b"\xff\xff.txt")) == "\\xff\\xff.txt"


@pytest.mark.parametrize("words", [("search",), ("case", "new"), ("stamp", "import"), ("todo",)])
def test_a_help_page_names_kinds_of_values_in_chinese(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk.run(*words, "--help")
    assert said.code == 0
    assert not any(word in said.out for word in ("<str>", "<path>", "<bool>", "<int"))


@pytest.mark.parametrize(
    ("what", "target", "step"),
    [("case", CASE, "申报"), ("case", CASE, "监督检查"), ("batch", "2020-1", "专家差额评审")],
)
def test_what_has_not_happened_is_not_entered(
    desk: Desk, what: str, target: str, step: str
) -> None:
    ahead = (what, "advance", target, step, "--on", "2099-01-05")
    for words in (ahead, (*ahead, "--as-happened", "--reason", "样")):
        said = desk.run(*words)
        assert said.code == 3 and "W679" in said.err and "2099-01-05" in said.err
