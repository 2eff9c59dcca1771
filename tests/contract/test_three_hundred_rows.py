"""Three hundred applications in one sheet, a tenth of them wrong: each is named, the rest land."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.command_line import Desk
from tests.fixtures.faulty_rosters import ROWS, SORTS, WRONG, make_roster

# Row, what is wrong, in which cell: literally what a clerk is told.
FOUND = (
    (15, "B103", "C15“单位名称”"),  # 没有单位
    (21, "W709", "G21“身份证号码”"),  # 与前一行重复
    (45, "V107", "L45“申报日期”"),  # 没有这个月
    (50, "V104", "D50“信用代码”"),  # 代码校验位
    (54, "Y203", "I54“技能等级”"),  # 等级不认得
    (60, "V101", "K60“配套金额（万元）”"),  # 金额为负
    (75, "V101", "K75“配套金额（万元）”"),  # 金额为负
    (78, "W709", "G78“身份证号码”"),  # 工作区里已有
    (92, "Y203", "I92“技能等级”"),  # 等级不认得
    (96, "B103", "F96“带头人姓名”"),  # 没有带头人
    (101, "V107", "J101“聘期”"),  # 聘期颠倒
    (108, "V105", "G108“身份证号码”"),  # 身份证校验位
    (114, "V105", "G114“身份证号码”"),  # 身份证少一位
    (118, "V101", "K118“配套金额（万元）”"),  # 金额读不懂
    (154, "W709", "G154“身份证号码”"),  # 与前一行重复
    (164, "V101", "K164“配套金额（万元）”"),  # 金额读不懂
    (172, "V107", "J172“聘期”"),  # 聘期颠倒
    (190, "V107", "L190“申报日期”"),  # 没有这一天
    (192, "B103", "C192“单位名称”"),  # 没有单位
    (194, "Y203", "E194“单位性质”"),  # 单位性质不认得
    (201, "V105", "G201“身份证号码”"),  # 身份证少一位
    (211, "W709", "G211“身份证号码”"),  # 工作区里已有
    (215, "V107", "L215“申报日期”"),  # 没有这个月
    (220, "V104", "D220“信用代码”"),  # 代码少一位
    (223, "V107", "L223“申报日期”"),  # 没有这一天
    (225, "Y203", "E225“单位性质”"),  # 单位性质不认得
    (247, "V104", "D247“信用代码”"),  # 代码校验位
    (249, "B103", "F249“带头人姓名”"),  # 没有带头人
    (263, "V104", "D263“信用代码”"),  # 代码少一位
    (282, "V105", "G282“身份证号码”"),  # 身份证校验位
)


def test_each_wrong_row_is_named_by_its_cell_and_the_rest_is_in(desk: Desk, tmp_path: Path) -> None:
    roster = make_roster(tmp_path / "汇总表.xlsx")
    assert len(set(roster.faults.values())) == len(SORTS) == 15
    said = desk.run("case", "import", roster.path, "--json")
    assert said.code == 3
    assert len(said.json["imported"]) == ROWS - WRONG
    told = [
        (refused["row"], found["code"], found["place"])
        for refused in said.json["refused"]
        for found in refused["findings"]
        if found["severity"] == "error"
    ]
    rows = [f"{roster.path.name} 第 {row} 行" for row, _, _ in FOUND]
    cells = [f"{name} {cell}" for name, (_, _, cell) in zip(rows, FOUND, strict=True)]
    assert told == [(n, code, c) for n, c, (_, code, _) in zip(rows, cells, FOUND, strict=True)]
    assert desk.json("stats")["cases"] == ROWS - WRONG + 1
    again = desk.run("case", "import", roster.path, "--json")
    assert again.json["imported"] == []
    assert len(again.json["refused"]) == ROWS
