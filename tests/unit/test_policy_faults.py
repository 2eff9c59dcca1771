"""A wrong policy is refused with every fault at once: code, line and key."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import pytest

from cases.errors import Kind
from cases.policy.loading import PolicyFaultsError, load_policy
from cases.policy.scaffolding import BadPolicyIdError, scaffold
from cases.words import sentences
from cases.yamlnodes import MOST_FAULTS

SHIPPED = files("cases").joinpath("policies", "jingan-2019.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Broken:
    """The shipped policy with one stretch replaced, and the fault that makes."""

    old: str
    new: str
    code: str
    key: str


QUOTA = "{条款: R9, 数量: 50, 起: 2018-01-01, 止: 2021-12-31, 范围: 期内累计}"
R15 = "名称: 具有技师及以上国家职业资格或相同水平, 字段: 带头人.技能等级, "
KINDS = "属于: [技师, 高级技师, 特级技师, 首席技师, 相同水平]"
R26 = "{条款: R26, 名称: 首席技师在聘期内, 检查: within_appointment}"
STEPS = "[申报, 初审, 专家差额评审, 公示, 公布, 签订协议, 拨款, 定期考核, 届满考核, 结项]"
BATCH = "[下发工作通知, 专家差额评审, 公示, 公布, 拨款, 推荐市级, 通知届满考核]"
O8 = "类型: 整数, 至少: 1, 默认: 5}\n  - {编号: O9"
FIRST = "项目.0"

TABLE = {
    "an unknown key": Broken("辖区: 上海", "管辖: 样\n辖区: 上海", "P101", "管辖"),
    "a missing key": Broken("辖区: 上海市静安区\n", "", "P102", "辖区"),
    "a text where a mapping belongs": Broken(QUOTA, "五十", "P103", f"{FIRST}.名额"),
    "a text where a list belongs": Broken(
        "形式: [货币]  ", "形式: 货币", "P103", f"{FIRST}.配套.形式"
    ),
    "a list where a text belongs": Broken("辖区: 上海市静安区", "辖区: [甲]", "P103", "辖区"),
    "an empty name": Broken("辖区: 上海市静安区", "辖区: ''", "P104", "辖区"),
    "an amount in words": Broken("金额: 50000.00", "金额: 5万", "P105", f"{FIRST}.资助.金额"),
    "an amount below the cent": Broken(
        "不低于: 50000.00", "不低于: 50000.001", "P105", f"{FIRST}.配套.不低于"
    ),
    "a day that is none": Broken(
        "发文日期: 2019-03-25", "发文日期: 2019-02-30", "P106", "发文日期"
    ),
    "a day in words": Broken("施行日期: 2019-03-25", "施行日期: 3月25日", "P106", "施行日期"),
    "a number in words": Broken("月数: 36", "月数: 三十六", "P107", f"{FIRST}.周期.月数"),
    "a number out of bounds": Broken("月数: 36", "月数: 0", "P130", f"{FIRST}.周期.月数"),
    "neither yes nor no": Broken("取消称号: 是", "取消称号: no", "P108", "后果.取消称号"),
    "an unknown kind of unit": Broken(
        "取值: [企业, 职业院校, ", "取值: [企业, 大学, ", "P109", f"{FIRST}.申报单位类型.取值"
    ),
    "an unknown mode": Broken("方式: 一次性", "方式: 随意", "P109", f"{FIRST}.资助.方式"),
    "no number of a rule": Broken("条款: R51", "条款: 第51条", "P110", f"{FIRST}.周期.条款"),
    "a rule without a clause": Broken("条款: R51", "条款: R93", "P111", f"{FIRST}.周期.条款"),
    "a clause that is missing": Broken(
        "  R51: {出处: 六(一), 要旨: 首席技师资助项目周期三年}\n", "", "P111", f"{FIRST}.周期.条款"
    ),
    "a money rule without a clause": Broken("    R88: 严", "    R99: 严", "P111", "资金.规定.R99"),
    "a clause with no number": Broken("  R51: {", "  六一: {", "P110", "条款.六一"),
    "an unknown step": Broken(STEPS, STEPS.replace("初审", "复审"), "P112", "环节.案卷"),
    "review before apply": Broken(
        STEPS, STEPS.replace("申报, 初审", "初审, 申报"), "P113", "环节.案卷"
    ),
    "award before the public notice": Broken(
        STEPS, STEPS.replace("公示, 公布", "公布, 公示"), "P113", "环节.案卷"
    ),
    "closed before the assessment": Broken(
        STEPS, STEPS.replace("届满考核, 结项", "结项, 届满考核"), "P113", "环节.案卷"
    ),
    "batch steps out of order": Broken(
        BATCH, BATCH.replace("公示, 公布", "公布, 公示"), "P113", "环节.批次"
    ),
    "no award": Broken(STEPS, STEPS.replace("公布, ", ""), "P114", "环节.案卷"),
    "a case's step in the batch": Broken(BATCH, BATCH.replace("公示", "初审"), "P131", "环节.批次"),
    "an ending among the steps": Broken(STEPS, STEPS.replace("拨款", "终止"), "P131", "环节.案卷"),
    "a batch step the batch does not take": Broken(
        BATCH, BATCH.replace("公示, ", ""), "P134", "环节.案卷"
    ),
    "a step listed twice": Broken(STEPS, STEPS.replace("拨款", "初审"), "P123", "环节.案卷"),
    "weights of 99": Broken("分值: 15", "分值: 14", "P115", "考核.要素"),
    "grades that rise": Broken(
        "{名称: 优秀, 不低于: 85}", "{名称: 优秀, 不低于: 50}", "P116", "考核.等级.1.不低于"
    ),
    "a gap below the grades": Broken(
        "不低于: 0, 通", "不低于: 1, 通", "P137", "考核.等级.2.不低于"
    ),
    "more than full marks": Broken("不低于: 85", "不低于: 101", "P107", "考核.等级.0.不低于"),
    "an unknown check": Broken(
        R26, R26.replace("within", "beyond"), "P117", f"{FIRST}.申报条件.全部.9.检查"
    ),
    "a quota that ends before it starts": Broken(
        QUOTA, QUOTA.replace("2021-12-31", "2017-12-31"), "P118", f"{FIRST}.名额.止"
    ),
    "a policy that ends before it starts": Broken(
        "失效日期: 2021", "失效日期: 2018", "P118", "失效日期"
    ),
    "a condition of two kinds": Broken(
        R26, R26.replace("检查", "字段: 单位.名称, 检查"), "P119", f"{FIRST}.申报条件.全部.9"
    ),
    "a condition of no kind": Broken(
        R26, "{条款: R26, 名称: 聘期}", "P119", f"{FIRST}.申报条件.全部.9"
    ),
    "a field without a test": Broken(
        R15 + KINDS, R15.rstrip(", "), "P120", f"{FIRST}.申报条件.全部.0.全部.1.任一.0.字段"
    ),
    "a field with two tests": Broken(
        R15, R15 + "有值: 是, ", "P120", f"{FIRST}.申报条件.全部.0.全部.1.任一.0.字段"
    ),
    "a key of another kind of condition": Broken(
        R26, R26.replace("检查", "答问: 专家, 检查"), "P135", f"{FIRST}.申报条件.全部.9.答问"
    ),
    "a field that is no path": Broken(
        "字段: 条件.岗位津贴", "字段: 条件..津贴", "P136", f"{FIRST}.申报条件.全部.7.字段"
    ),
    "a question asked of nobody": Broken(
        "申报, 答问: 申报单位, 内容: 资助", "申报, 内容: 资助", "P102", "表述.11.答问"
    ),
    "a field that no case has": Broken(
        "字段: 条件.岗位津贴", "字段: 条件.岗位补贴", "P141", f"{FIRST}.申报条件.全部.7.字段"
    ),
    "a quota shared with nobody known": Broken(
        QUOTA, QUOTA.replace("范围", "共用: [别的], 范围"), "P121", "项目"
    ),
    "two programmes of one code": Broken("编号码: DS", "编号码: SX", "P123", "项目.1.编号码"),
    "a code in lower case": Broken("编号码: DS", "编号码: ds", "P139", "项目.1.编号码"),
    "an id in capitals": Broken("编号: jingan-2019", "编号: JA2019", "P138", "编号"),
    "a default of the wrong type": Broken(
        O8, O8.replace("默认: 5", "默认: 五"), "P124", "未定事项.7.默认"
    ),
    "an open point missing": Broken("编号: O32,", "编号: O31b,", "P125", "未定事项"),
    "an open point nobody knows": Broken("编号: O32,", "编号: O33,", "P126", "未定事项.33.编号"),
    "a question asked twice": Broken("条款: R12, 载体", "条款: R14, 载体", "P127", "项目"),
    "a term of months and days": Broken(
        "月数: 36, ", "月数: 36, 起: 2019-01-01, 止: 2021-01-01, ", "P128", f"{FIRST}.周期"
    ),
    "an evidence item of no element": Broken(
        "要素: 硬件建设", "要素: 软件", "P109", f"{FIRST}.材料.13.要素"
    ),
    "a carrier that is no kind": Broken(
        "载体: panel-summary", "载体: 汇总表", "P140", "表述.16.载体"
    ),
    "a statement about an unknown programme": Broken(
        "项目: [首席技师资助项目], 内容: 首席", "项目: [别的], 内容: 首席", "P109", "表述.9.项目"
    ),
    "a newer format": Broken("格式版本: 1", "格式版本: 2", "P130", "格式版本"),
    "graded amounts without grades": Broken(
        "方式: 一次性", "方式: 分级", "P102", f"{FIRST}.资助.等级"
    ),
    "a key given twice": Broken("辖区: 上海", "辖区: 甲\n辖区: 上海", "Y110", "辖区"),
    "an anchor": Broken("辖区: 上海", "辖区: &a 上海", "Y105", "辖区"),
}


def faults_of(text: str):
    with pytest.raises(PolicyFaultsError) as caught:
        load_policy(text, "policy.yaml")
    return caught.value.findings


@pytest.mark.parametrize("broken", TABLE.values(), ids=TABLE.keys())
def test_the_loader_names(broken):
    assert broken.old in SHIPPED
    line = SHIPPED[: SHIPPED.index(broken.old)].count("\n") + 1
    found = faults_of(SHIPPED.replace(broken.old, broken.new, 1))
    mine = [fault for fault in found if (fault.code, fault.place.key) == (broken.code, broken.key)]
    assert mine, [(fault.code, str(fault.place)) for fault in found]
    assert mine[0].place.file == "policy.yaml"
    assert mine[0].place.line is not None
    assert mine[0].message != broken.code
    assert "？" not in mine[0].message
    if broken.code in ("P101", "P105", "P106", "P107", "P130", "P110", "P137"):
        assert mine[0].place.line == line


def test_every_fault_is_told_at_once():
    text = SHIPPED
    for name in ("an amount in words", "a day that is none", "weights of 99", "no award"):
        text = text.replace(TABLE[name].old, TABLE[name].new, 1)
    codes = [fault.code for fault in faults_of(text)]
    assert {"P105", "P106", "P115", "P114"} <= set(codes)


def test_faults_come_in_the_order_of_the_file():
    lines = [fault.place.line for fault in faults_of(scaffold("yangli-2027"))]
    assert lines == sorted(lines)


def test_a_wrong_policy_is_a_refusal_that_says_how_many_faults():
    with pytest.raises(PolicyFaultsError) as caught:
        load_policy("编号: 1", "x.yaml")
    assert caught.value.kind is Kind.REFUSED
    assert str(len(caught.value.findings)) in caught.value.message
    assert len(caught.value.findings) > 10


@pytest.mark.parametrize(
    "text", ["", "[]", "一段文字", "- 1", "a: [", "\x00", "项目: {}", "条款: []"]
)
def test_anything_that_is_no_policy_is_refused_not_a_crash(text):
    assert faults_of(text)


HOSTILE = {
    "tens of thousands of unknown keys": "".join(f"键{n}: 值\n" for n in range(20_000)),
    "a list of one text repeated": SHIPPED.replace(STEPS, "[" + "申报," * 40_000 + "]"),
    "a batch that takes no step of its cases": SHIPPED.replace(
        STEPS, "[" + "公示," * 30_000 + "]"
    ).replace(BATCH, "[" + "拨款," * 30_000 + "]"),
    "a key as long as the file": "格" * 900_000 + ": 1",
    "a file too long": "#" * 2_000_000,
    "conditions nested too deeply": SHIPPED.replace(R26, "{全部: [" * 40 + "]}" * 40),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_costs_little_and_is_refused(text):
    found = faults_of(text)
    assert 0 < len(found) <= MOST_FAULTS
    assert all(len(str(fault.place)) < 500 and len(fault.message) < 2000 for fault in found)


def test_the_skeleton_only_lacks_what_the_clerk_must_fill():
    found = faults_of(scaffold("yangli-2027"))
    assert {fault.code for fault in found} == {"P104"}
    assert {"名称", "发文机关", "项目.0.名额.数量", "项目.0.资助.金额"} <= {
        fault.place.key for fault in found
    }


@pytest.mark.parametrize("name", ["", "../x", "甲", "A", "a b", "a/b", "a-"])
def test_a_skeleton_needs_a_name_that_can_be_a_file(name):
    with pytest.raises(BadPolicyIdError):
        scaffold(name)


def test_every_loading_fault_has_a_broken_policy():
    shown = {broken.code for broken in TABLE.values()} | {"P104"}
    told = {code for code in sentences() if code.startswith("P1") and "P101" <= code < "P151"}
    assert told - shown == set()
