"""Case, batch and record files are typed by their schemas, all faults at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.casefile import parse_batch, parse_case
from cases.errors import Kind
from cases.lifecycle.steps import UnknownStepError
from cases.recordfile import NotAPairError, parse_pairs, parse_record
from cases.settings import parse_settings
from cases.typedfile import FaultyFileError, NewerFormatError
from cases.values.credit_code import CreditCode
from cases.values.id_number import IdNumber
from cases.values.money import Money
from cases.yamlnodes import BadYamlError
from cases.yamltext import Append, Put, changed

EXAMPLES = Path(__file__).parents[2] / "examples"
CASE = (EXAMPLES / "case.yaml").read_text(encoding="utf-8")
BATCH = (EXAMPLES / "batch.yaml").read_text(encoding="utf-8")


def faults_of(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FaultyFileError) as caught:
        parse_case(text, "case.yaml")
    assert caught.value.kind is Kind.REFUSED
    assert {found.place.file for found in caught.value.findings} == {"case.yaml"}
    return [(found.code, found.place.line, found.place.key) for found in caught.value.findings]


def test_the_example_case_is_typed() -> None:
    case = parse_case(CASE)
    assert (case.id, case.batch, case.programme) == ("2019-SX-001", "2019-1", "首席技师资助项目")
    assert case.policy == "jingan-2019"
    assert case.get("单位.统一社会信用代码") == CreditCode("91310106MA1FY00X0X")
    assert case.get("带头人.身份证号") == IdNumber("310106197503150018")
    assert case.get("经费.配套承诺") == Money.of(50000)
    assert case.get("单位.职工教育经费")[2]["使用"] == Money.of(149000)
    assert case.get("带头人.聘期止") == date(2023, 5, 31)
    assert case.get("带头人.身体健康") is True
    assert case.get("单位.账号") == "6200000000000000001"
    assert case.step == ""


def test_the_example_batch_is_typed() -> None:
    batch = parse_batch(BATCH)
    assert (batch.id, batch.year, batch.policy) == ("2019-1", 2019, "jingan-2019")
    assert batch.get("名额") == {"首席技师资助项目": 4, "技能大师工作室": 2}
    assert batch.get("申报截止") == date(2019, 4, 30)


def test_nothing_filled_in_gives_the_default() -> None:
    case = parse_case(CASE)
    assert case.get("档号", "无") == "无"
    assert case.get("没有.这样的.键") is None
    assert case.get("案卷号.下面") is None


def test_all_faults_are_named_with_line_and_key() -> None:
    text = changed(
        CASE,
        [
            Put(("单位", "类型"), "机关"),
            Put(("带头人", "身份证号"), "310106197503150019"),
            Put(("带头人", "聘期起"), "2018-6-1"),
            Put(("经费", "配套承诺"), "5万"),
            Put(("计划", "带徒人数"), "四"),
            Put(("申报", "承诺"), "yes"),
            Put(("团队",), "样乙"),
            Put(("团队说明",), "不认识的键照留"),
        ],
    )
    lines = {key: line for line, key in enumerate_keys(text)}
    assert faults_of(text) == [
        ("Y203", lines["类型"], "单位.类型"),
        ("V105", lines["身份证号"], "带头人.身份证号"),
        ("V107", lines["聘期起"], "带头人.聘期起"),
        ("Y202", lines["团队"], "团队"),
        ("V113", lines["带徒人数"], "计划.带徒人数"),
        ("V101", lines["配套承诺"], "经费.配套承诺"),
        ("V114", lines["承诺"], "申报.承诺"),
    ]


def enumerate_keys(text: str) -> list[tuple[int, str]]:
    """The key that each line begins with."""
    return [
        (number, line.split(":")[0].strip()) for number, line in enumerate(text.splitlines(), 1)
    ]


def test_a_fault_in_a_table_names_its_row() -> None:
    text = changed(CASE, [Put(("经费", "配套用途", 1, "金额"), "两万")])
    assert faults_of(text)[0][2] == "经费.配套用途.2.金额"


def test_missing_keys_are_faults_and_unknown_keys_are_kept() -> None:
    assert faults_of("格式版本: 1\n案卷号: 2019-SX-001\n单位: {名称: 样}\n") == [
        ("Y201", 1, key) for key in ("项目类别", "批次", "政策", "带头人")
    ] + [("Y201", 3, "单位.类型")]
    case = parse_case(changed(CASE, [Put(("单位", "备注", "甲"), "0123")]))
    assert case.get("单位.备注.甲") == "0123"


def test_a_case_that_does_not_say_which_it_is_is_refused() -> None:
    assert faults_of(changed(CASE, [Put(("案卷号",), "")])) == [("Y201", 3, "案卷号")]


def test_a_file_that_is_no_mapping_is_refused() -> None:
    assert ("Y202", 1, "") in faults_of("- 案卷号\n")


def test_a_newer_format_is_left_alone() -> None:
    with pytest.raises(NewerFormatError) as caught:
        parse_case(changed(CASE, [Put(("格式版本",), 2)]))
    assert caught.value.kind is Kind.CONFLICT


def test_broken_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(BadYamlError) as caught:
        parse_case("案卷号: [\n", "case.yaml")
    assert caught.value.findings[0].place.line is not None


def test_the_last_entry_of_a_step_gives_its_facts() -> None:
    text = changed(
        CASE,
        [
            Append(("办理",), {"环节": "申报", "日期": date(2019, 4, 22), "记录": {}}),
            Append(("办理",), {"环节": "监督检查", "记录": {"涉及金额": "1.00", "发现问题": "否"}}),
            Append(("办理",), {"环节": "监督检查", "记录": {"涉及金额": "20", "发现问题": "是"}}),
        ],
    )
    case = parse_case(text)
    assert case.step == "inspect"
    assert len(case.events) == 3
    assert case.events[0]["日期"] == date(2019, 4, 22)
    assert case.facts_of("inspect") == {"涉及金额": Money.of(20), "发现问题": True}
    assert case.facts_of("监督检查") == case.facts_of("inspect")
    assert case.facts_of("初审") == {}


def test_a_record_file_gives_facts_and_answers() -> None:
    text = (
        "记录:\n  评审日期: 2019-05-20\n  专家:\n    - {姓名: 样专家, 回避声明: 是}\n"
        "  评分:\n    - {案卷号: 2019-SX-001, 得分: [85.5, 90]}\n"
        "核对: {R14: {结论: 符合, 依据: 第3页, 签名: 样甲}}\n"
    )
    facts, answers = parse_record(text, "r.yaml", "score")
    assert facts["评审日期"] == date(2019, 5, 20)
    assert facts["专家"] == [{"姓名": "样专家", "回避声明": True}]
    assert facts["评分"] == [{"案卷号": "2019-SX-001", "得分": ["85.5", "90"]}]
    assert answers == {"R14": {"结论": "符合", "依据": "第3页", "签名": "样甲"}}


def test_a_record_file_may_hold_the_facts_alone() -> None:
    facts, answers = parse_record("金额: 50000\n阶段: 决定\n", "r.yaml", "追回资金")
    assert facts == {"金额": Money.of(50000), "阶段": "决定"}
    assert answers == {}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            "记录: {份数: 四, 要素: {硬件建设: {日期: x}}}\n",
            ["记录.份数", "记录.要素.硬件建设.日期"],
        ),
        ("核对: {R14: 符合}\n", ["核对.R14"]),
        ("记录: {份数: 4}\n入选: [2019-SX-001]\n签名: 样\n", ["入选", "签名"]),
        ("核对: {}\n份数: 四\n", ["份数"]),
        ("- 份数\n", [""]),
        ("份数\n", [""]),
    ],
)
def test_a_faulty_record_is_refused(text: str, keys: list[str]) -> None:
    with pytest.raises(FaultyFileError) as caught:
        parse_record(text, "r.yaml", "agree")
    assert [found.place.key for found in caught.value.findings] == keys


def test_a_record_for_an_unknown_step_is_refused() -> None:
    with pytest.raises(UnknownStepError):
        parse_record("金额: 1\n", "r.yaml", "没有这个环节")


def test_facts_may_be_given_as_pairs() -> None:
    pairs = ["金额=50000", "要素.硬件建设.评语=好：a=b", "发现问题=否"]
    assert parse_pairs(pairs, "close") == {
        "金额": Money.of(50000),
        "要素": {"硬件建设": {"评语": "好：a=b"}},
        "发现问题": False,
    }
    assert parse_pairs(["拨款日期=2019-07-01"], "disburse") == {"拨款日期": date(2019, 7, 1)}
    with pytest.raises(NotAPairError):
        parse_pairs(["金额"], "close")
    with pytest.raises(FaultyFileError):
        parse_pairs(["份数=四"], "agree")


def test_the_example_settings_are_typed() -> None:
    settings = parse_settings((EXAMPLES / "jiangdang.yaml").read_text(encoding="utf-8"))
    clerk = settings.person_of("clerk")
    assert clerk is not None
    assert clerk.name == "样经办"
    assert (clerk.has("经办人"), clerk.has("审核人")) == (True, False)
    assert settings.person_of("nobody") is None
    assert (settings.stamp_days, settings.works_alone, settings.number_prefix) == (
        7,
        False,
        "静人社",
    )
    assert str(settings.retention_of("资助项目案卷")) == "30年"
    assert str(settings.retention_of("没有列出的")) == "永久"


def test_faulty_settings_are_refused() -> None:
    text = (EXAMPLES / "jiangdang.yaml").read_text(encoding="utf-8")
    twice = changed(text, [Put(("人员", 1, "用户"), "clerk")])
    unknown = changed(text, [Put(("人员", 1, "角色"), ["局长"]), Put(("文号方式",), "随意")])
    kept = changed(text, [Put(("保管期限表", "批次案卷"), "长期")])
    found = []
    for each in (twice, unknown, kept):
        with pytest.raises(FaultyFileError) as caught:
            parse_settings(each)
        found.append([fault.code for fault in caught.value.findings])
    assert found == [["Y208"], ["Y203", "Y203"], ["V106"]]


def test_a_payment_without_its_amount_is_a_fault() -> None:
    row = {"日期": date(2019, 8, 1), "金额": "", "资金来源": "资助资金"}
    text = changed(CASE, [Append(("经费", "支出"), row)])
    assert {(code, key) for code, _, key in faults_of(text)} == {
        ("Y201", "经费.支出.1.金额"),
        ("Y201", "经费.支出.1.用途"),
    }
