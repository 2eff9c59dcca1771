"""A unit fills in the blank form that the bureau sent, and it lands as a case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx import Document

from cases.casefile import parse_case
from tests.fixtures.command_line import Desk
from tests.fixtures.forms import sample

CASE = "2020-SX-002"


def written() -> dict[str, str]:
    """What the unit writes beside each name, in its own ways."""
    case = sample(CASE)
    unit, leader, money = case["单位"], case["带头人"], case["经费"]
    return {
        "项目名称": case["项目名称"], "申报单位": unit["名称"], "单位名称": unit["名称"],
        "带头人": leader["姓名"], "主管委办局": unit["主管委办局"], "联系人": unit["联系人"],
        "联系电话": unit["联系电话"], "申报日期": "2020 年 4 月 15 日",
        "单位类型": "□企业　☑职业院校　□社会培训机构", "法定代表人": unit["法定代表人"],
        "统一社会信用代码": str(unit["统一社会信用代码"]), "单位地址": unit["地址"],
        "所属行业": unit["所属行业"], "职工总数": f"{unit['职工总数']}人",
        "技能劳动者数": f"{unit['技能劳动者总数']}", "高级工人数": f"{unit['高级工人数']} 人",
        "技师人数": f"{unit['技师人数']}人", "高级技师人数": f"{unit['高级技师人数']}人",
        "开户行": unit["开户行"], "账号": "6200 0000 0000 0000 002", "姓名": leader["姓名"],
        "性别": f"{leader['性别']}√", "出生年月": leader["出生年月"].replace("-", "年") + "月",
        "身份证号": str(leader["身份证号"]).lower(), "学历": leader["学历"], "技能等级": "高级技师",
        "证书编号": leader["证书编号"], "职业（工种）": leader["职业工种"], "从业年限": "二十年",
        "聘任日期": f"{leader['聘任日期']:%Y.%m.%d}",
        "聘期": f"{leader['聘期起']:%Y-%m-%d}至{leader['聘期止']:%Y-%m-%d}",
        "行业水平认定": "无", "身体健康": "√能承担日常工作", "荣誉奖项": "2018年获区级静安工匠",
        "绝技绝活": leader["绝技绝活"], "场地面积": "120㎡", "责任部门": "教务处",
        "人员支持": "助手一名", "资金支持": "已列预算",
        "设备设施": "实训台\n八套", "岗位津贴": "每月1000元", "制度清单": "选聘办法、津贴标准",
        "单位内部选聘公示": "2019年5月13日至2019年5月21日，公示结果：无异议",
        "计划带徒人数": "4人", "配套承诺金额": "5万元", "配套来源": "所在单位（货币）",
        "配套专账": money["配套账户"],
    }  # fmt: skip


TEAM = [["样一", "教师", "技师", "高技能人才", "攻关"]]
TEAM += [["样二", "主任", "中级", "管理人员", "台账"]]
TASKS = [["攻关三项", "三项"], ["总结一项", "一项"], ["带徒四名", "四名"], ["完成任务", "合格"]]
MONEY = [
    ["设备", "3万元"],
    ["培训", "20000"],
    [],
    ["带徒津贴", "25000"],
    ["日常工作经费", "2.5万元"],
]
ROWS = {
    "年度": [["12000", "11000.00"], ["1.3万", "12000"], ["14,000.00", "１３０００"]],
    "序号": TEAM,
    "类别": [["技术攻关", "产线改造", "2019年", "效率提高"]],
    "政策任务": TASKS,
    "资金来源": MONEY,
}


def cells_of(row: Any) -> list[Any]:
    """A row's cells, merged ones once."""
    return list(dict.fromkeys(row.cells))


def filled(blank: Path, words: dict[str, str]) -> Iterator[str]:
    """Type the words beside their names; the names that were found."""
    document = Document(str(blank))
    for table in document.tables:
        for row in table.rows:
            cells = cells_of(row)
            for name, beside in pairwise(cells if cells[0].text not in ROWS else ()):
                if name.text.replace("　", "") in words:
                    beside.text = words[name.text.replace("　", "")]
                    yield name.text
        _fill_rows([cells_of(row) for row in table.rows])
    document.save(str(blank))


def _fill_rows(rows: list[list[Any]]) -> None:
    """Type lists below their heads."""
    at = next((n for n, row in enumerate(rows) if row[0].text in ROWS), None)
    if at is None:
        return
    for row, texts in zip(rows[at + 1 :], ROWS[rows[at][0].text], strict=False):
        for cell, text in zip(row[len(row) - len(texts) :] if texts else [], texts, strict=False):
            cell.text = text


def test_a_blank_form_filled_in_by_a_unit_lands_as_its_case(desk: Desk, tmp_path: Path) -> None:
    blank = tmp_path / "空白表.docx"
    desk.json("case", "form", blank, "--programme", "首席技师资助项目")
    words = written() | {"从业年限": "20年"}
    assert set(filled(blank, words)) >= {"单位名称", "聘期", "配套承诺金额"}
    said = desk.run("case", "import", blank, "--json")
    assert said.json["imported"] == [CASE], said.out
    case = parse_case((desk.root / f"cases/{CASE}/case.yaml").read_text("utf-8")).data
    source = sample(CASE)
    assert str(case["带头人"]["身份证号"]) == str(source["带头人"]["身份证号"])
    assert [str(row["提取"]) for row in case["单位"]["职工教育经费"]] == [
        "12000.00", "13000.00", "14000.00",
    ]  # fmt: skip
    assert [row["姓名"] for row in case["团队"]] == ["样一", "样二"]
    assert [row["任务"] for row in case["计划"]["目标任务"]] == ["R52", "R53", "R54", "R55"]
    assert [str(row["金额"]) for row in case["经费"]["资助计划"]] == ["30000.00", "20000.00"]
    assert [str(row["金额"]) for row in case["经费"]["配套用途"]] == ["25000.00", "25000.00"]
    assert case["条件"]["制度"] == ["选聘办法", "津贴标准"]
    assert (case["条件"]["场地面积"], case["条件"]["设备设施"]) == ("120", "实训台\n八套")
    assert (case["带头人"]["身体健康"], case["带头人"]["性别"]) == (True, source["带头人"]["性别"])
    assert case["单位"]["类型"] == "职业院校"


def test_every_faulty_cell_of_a_filled_form_is_named(desk: Desk, tmp_path: Path) -> None:
    blank = tmp_path / "空白表.docx"
    desk.json("case", "form", blank, "--programme", "首席技师资助项目")
    wrong = {"身份证号": "310106197811200020", "申报日期": "2020年4月31日", "配套承诺金额": "约5万"}
    list(filled(blank, written() | wrong))
    said = desk.run("case", "import", blank, "--json")
    assert (said.code, said.json["imported"]) == (3, [])
    found = {f["code"]: f["place"] for f in said.json["refused"][0]["findings"]}
    assert found["V105"].endswith("“身份证号”")
    assert found["V107"].endswith("“申报日期”")
    assert found["V101"].endswith("“配套承诺金额”")
    assert found["V113"].endswith("“从业年限”")
    assert "310106197811200020" not in said.out
