"""A wrong policy is refused with every fault at once: code, line and key."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from cases.errors import Kind
from cases.policy.loading import PolicyFaultsError, load_policy
from cases.policy.scaffolding import BadPolicyIdError, open_points_text, scaffold
from cases.words import sentences
from cases.yamlnodes import MOST_FAULTS

FIXTURES = Path(__file__).parent.parent / "fixtures" / "policies"
EVERY_KEY = (FIXTURES / "quanmian-2026.yaml").read_text(encoding="utf-8") + open_points_text()
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
O12 = "类型: 整数, 至少: 1, 默认: 5}\n  - {编号: O13"
FIRST = "项目.0"

TABLE = {
    "a clause for what nobody settled": Broken(
        O12, O12.replace("5}", "5, 条款: R47}"), "P193", "未定事项.12.条款"
    ),
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

S, STEPS_IN_TERM = "项目.0", "签订协议, 年度报告, 届满考核, 拨款, 结项"
SECOND = "{名称: 第二批, 起: 2027-01-01, 止: 2028-12-31, 数量: 20}"
GRADE_B = "{名称: B, 不低于: 75, 金额: 300000.00}"
CAP = "优秀上限: {等级: 优秀, 至多百分之: 30, 条款: R5}"
SPREAD = "字段: 单位.职工总数, 不多于: 300, 至少百分之: 30"
FURTHER = "追加资助: {条款: R6, 金额: 100000, 等级: [优秀]"
FAILED = "不合格: {条款: R6, 整改: 是, 月数: 2, 取消称号: 是, 追回: 结余部分"

BETWEEN = {
    "a period that overlaps": Broken(
        SECOND, SECOND.replace("2027", "2026"), "P160", f"{S}.名额.分期.1.起"
    ),
    "a period out of the whole": Broken(
        SECOND, SECOND.replace("止: 2028", "止: 2029"), "P161", f"{S}.名额.分期.1"
    ),
    "more places in the periods": Broken(
        SECOND, SECOND.replace("20}", "21}"), "P162", f"{S}.名额.分期"
    ),
    "an amount's period that overlaps": Broken(
        "{起: 2027-01-01, 止: 2028", "{起: 2026-12-31, 止: 2028", "P160", "项目.1.资助.分期.1.起"
    ),
    "a share without a bound": Broken(
        SPREAD, SPREAD.replace(", 至少百分之: 30", ""), "P163", f"{S}.名额.结构.0"
    ),
    "a share with two bounds": Broken(
        SPREAD, f"{SPREAD}, 至多百分之: 40", "P163", f"{S}.名额.结构.0"
    ),
    "a share above the whole": Broken(
        "至少百分之: 30", "至少百分之: 101", "P130", f"{S}.名额.结构.0.至少百分之"
    ),
    "a share of an unknown field": Broken(
        SPREAD, SPREAD.replace("职工总数", "职工"), "P141", f"{S}.名额.结构.0.字段"
    ),
    "shares that no list can meet": Broken(
        "字段: 单位.类型, 属于: [职业院校], 至多百分之: 50",
        "字段: 单位.职工总数, 不多于: 300, 至多百分之: 20",
        "P164",
        f"{S}.名额.结构.0",
    ),
    "grades of a one-off grant": Broken("方式: 分级", "方式: 一次性", "P165", f"{S}.资助.等级"),
    "a passing grade without an amount": Broken(
        GRADE_B, "{名称: B, 不低于: 75}", "P166", f"{S}.资助.等级.1"
    ),
    "money for who fails": Broken("金额: 0, 通过", "金额: 1, 通过", "P167", f"{S}.资助.等级.3"),
    "more money for a lower grade": Broken(
        GRADE_B, GRADE_B.replace("300000", "400001"), "P168", f"{S}.资助.等级.1"
    ),
    "an amount that is not the highest": Broken(
        "      金额: 400000.00", "      金额: 300000.00", "P169", f"{S}.资助.金额"
    ),
    "a day no month has": Broken("截止: 12-31", "截止: 02-30", "P170", f"{S}.年度报告.截止"),
    "a day not every year has": Broken("截止: 12-31", "截止: 02-29", "P170", f"{S}.年度报告.截止"),
    "two times to mend": Broken("月数: 3}", "月数: 3, 天数: 90}", "P171", "后果.整改"),
    "no time to mend": Broken("R6, 月数: 3}", "R6}", "P171", "后果.整改"),
    "a policy in its own place": Broken("取代: yangli-2026", "取代: quanmian-2026", "P172", "取代"),
    "a predecessor that is no id": Broken("取代: yangli-2026", "取代: 旧办法", "P138", "取代"),
    "indicators of 99": Broken("分值: 60, 要点", "分值: 59, 要点", "P173", "评审.指标"),
    "a tie broken by nothing known": Broken(
        "[工作业绩, 发展前景]", "[工作业绩, 年龄]", "P109", "评审.同分依次比"
    ),
    "no experts left": Broken("专家不少于: 5", "专家不少于: 2", "P174", "评审.去极值"),
    "no assessors left": Broken("  专家不少于: 3\n", "", "P174", "考核.去极值"),
    "a cap in words": Broken(CAP, "优秀上限: 至多三成", "P175", "考核.优秀上限"),
    "a cap on no grade": Broken(
        CAP, CAP.replace("优秀, 至", "特优, 至"), "P109", "考核.优秀上限.等级"
    ),
    "items that do not add up": Broken(
        "{名称: 设备, 分值: 20}", "{名称: 设备, 分值: 15}", "P176", "考核.要素.0.细项"
    ),
    "a deduction from no element": Broken(
        "要素: 基础保障, 条款: R5}\n    - {名称: 少",
        "要素: 基础, 条款: R5}\n    - {名称: 少",
        "P109",
        "考核.扣分.0.要素",
    ),
    "a deduction beyond its element": Broken(
        "分值: 2, 至多: 2", "分值: 2, 至多: 41", "P177", "考核.扣分.0"
    ),
    "a most below once": Broken(
        "分值: 1.5, 至多: 10", "分值: 1.5, 至多: 1", "P178", "考核.扣分.1.至多"
    ),
    "no points at all": Broken("分值: 1.5, 至多", "分值: 0, 至多", "P107", "考核.扣分.1.分值"),
    "a most of no bonus": Broken(
        "  加分:\n    - {名称: 新增技师, 分值: 1, 至多: 5, 条款: R5}\n", "", "P102", "考核.加分"
    ),
    "a grant that follows, in its old place": Broken(
        "文号: 样", "后续资助: 可追加\n文号: 样", "P179", "后续资助"
    ),
    "a sample that stands nowhere": Broken(
        "[项目.studio.周期", "[项目.studios.周期", "P180", "示例值.0"
    ),
    "a ban for nobody": Broken("  取消称号: 是\n", "", "P181", "后果.禁报年数"),
    "a failure without an assessment": Broken(
        "届满考核, 拨款, 结项]", "拨款, 结项]", "P182", "后果.不合格"
    ),
    "a cap without an assessment": Broken(
        "届满考核, 拨款, 结项]", "拨款, 结项]", "P182", "考核.优秀上限"
    ),
    "grades without an assessment": Broken(
        "届满考核, 拨款, 结项]", "拨款, 结项]", "P182", f"{S}.资助.方式"
    ),
    "more grants without an assessment": Broken(
        "届满考核, 拨款, 结项]", "拨款, 结项]", "P182", f"{S}.追加资助"
    ),
    "a failure that takes what misuse leaves": Broken(
        FAILED, FAILED.replace("结余", "违规"), "P183", "后果.不合格.追回"
    ),
    "money below the pass mark": Broken(
        "名称: C, 不低于: 60", "名称: C, 不低于: 59.99", "P184", f"{S}.资助.等级"
    ),
    "money before the grade": Broken(
        "届满考核, 拨款, 结项]", "拨款, 届满考核, 结项]", "P185", f"{S}.资助.方式"
    ),
    "more years than the term": Broken(
        "周期: {起: 2026-04-01, 止: 2028-12-31}", "周期: {月数: 12}", "P186", "项目.1.资助.笔数"
    ),
    "a yearly grant of no number": Broken("      笔数: 3\n", "", "P187", "项目.1.资助.笔数"),
    "a report nobody sends in": Broken(
        "    年度报告: {截止: 11-30}\n", "", "P190", "项目.1.资助.凭年度报告"
    ),
    "a unit with a person's money": Broken(
        "      收款方: 单位\n",
        "      收款方: 单位\n      资金归属: 个人\n",
        "P191",
        f"{S}.资助.资金归属",
    ),
    "a time to mend what nobody mends": Broken(
        "整改: 是, 月数: 2,", "整改: 否, 月数: 2,", "P192", "后果.不合格.整改"
    ),
    "two times to mend a failure": Broken(
        "整改: 是, 月数: 2,", "整改: 是, 月数: 2, 天数: 5,", "P171", "后果.不合格"
    ),
    "a number together that is none": Broken(
        "      每部门不多于: 2\n", "", "P194", f"{S}.名额.部门合计"
    ),
    "a payee nobody is": Broken("收款方: 个人", "收款方: 工作室", "P188", "项目.1.资助.收款方"),
    "more after a grade there is not": Broken(
        FURTHER, FURTHER.replace("优秀", "良好"), "P109", f"{S}.追加资助.等级"
    ),
    "more after a failure": Broken(
        FURTHER, FURTHER.replace("优秀", "不合格"), "P109", f"{S}.追加资助.等级"
    ),
    "a check on another policy's projects": Broken(
        "leader_in_term, 项目: 样例传承室", "leader_in_term, 项目: 大师室", "P189", f"{S}.申报条件"
    ),
    "a ground nobody stands on": Broken("公示公布: R7", "公示: R7", "P101", "规则依据.公示"),
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


def test_the_policy_of_every_key_is_one():
    assert load_policy(EVERY_KEY, "policy.yaml").supersedes == "yangli-2026"


@pytest.mark.parametrize("broken", BETWEEN.values(), ids=BETWEEN.keys())
def test_the_loader_sees_what_parts_say_of_each_other(broken):
    assert EVERY_KEY.count(broken.old) == 1
    found = faults_of(EVERY_KEY.replace(broken.old, broken.new))
    mine = [fault for fault in found if (fault.code, fault.place.key) == (broken.code, broken.key)]
    assert mine, [(fault.code, str(fault.place)) for fault in found]
    assert mine[0].place.line is not None
    assert "？" not in mine[0].message


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
    shown = {each.code for each in (*TABLE.values(), *BETWEEN.values())} | {"P104"}
    told = {code for code in sentences() if "P101" <= code < "P151" or "P160" <= code < "P200"}
    assert told - shown == set()
