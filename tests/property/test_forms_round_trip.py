"""What our own form prints of a case, it reads back as: every field, whatever was typed."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.values.money import Money
from doc_templates.fonts.families import missing_characters
from tests.fixtures.forms import filled_form, read_back, said, sample, shown

CHIEF, STUDIO = "2019-SX-001", "2020-DS-001"
# Letters that forms meet: rare names, brackets, marks of templates and of XML.
_LETTERS = "样例甲乙丙丁龘䶮㛃犇喆堃𠮷𫍯AZaz09 ，。；：、“”（）《》【】<>&\"'{}%#|/\\~$€\n\u3000"
LETTERS = "".join(c for c in _LETTERS if c in " \n\u3000" or not missing_characters({"试": c}))
WORDS = st.text(LETTERS, max_size=24).map(str.strip)
NAMES = st.text([c for c in "样例甲乙丙丁龘䶮犇喆堃" if c in LETTERS], min_size=1, max_size=8)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
MONEY = st.integers(0, 10**13).map(lambda cents: Money.parse(f"{cents // 100}.{cents % 100:02d}"))
COUNTS = st.integers(0, 999_999)
NEEDED = ("项目名称", "单位.名称", "单位.主管委办局", "带头人.姓名")
PLAIN = ("单位.法定代表人", "单位.地址", "单位.所属行业", "单位.开户行", "单位.联系人",
         "单位.联系电话", "带头人.政治面貌", "带头人.学历", "带头人.职业工种", "条件.设备设施",
         "条件.人员支持", "条件.资金支持", "条件.责任部门", "经费.配套账户")  # fmt: skip
OPTIONAL = ("带头人.证书编号", "带头人.绝技绝活", "带头人.行业水平认定", "条件.岗位津贴")


def put(case: dict[str, Any], key: str, value: object) -> None:
    *above, last = key.split(".")
    for part in above:
        case = case[part]
    case[last] = value


def rows(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


@st.composite
def cases(draw: st.DrawFn, name: str) -> dict[str, Any]:
    case = copy.deepcopy(sample(name))
    for key in PLAIN:
        put(case, key, draw(WORDS))
    for key in NEEDED:
        put(case, key, draw(WORDS.filter(bool)))
    for key in OPTIONAL:
        put(case, key, draw(WORDS.filter(lambda text: text.strip(" 　") not in ("/", "无"))))
    for key in ("职工总数", "技能劳动者总数", "高级工人数", "技师人数", "高级技师人数"):
        case["单位"][key] = draw(COUNTS)
    case["单位"]["技能劳动者总数"] = case["单位"]["职工总数"]
    case["带头人"] |= {
        "性别": draw(st.sampled_from(["男", "女"])),
        "出生年月": draw(DAYS.map(lambda day: f"{day:%Y-%m}")),
        "技能等级": draw(st.sampled_from(["技师", "高级技师", "相同水平", "无国家职业标准"])),
        "从业年限": draw(COUNTS),
        "身体健康": draw(st.booleans()),
        "荣誉": draw(rows(名称=NAMES, 级别=NAMES, 年份=st.integers(1950, 2099))),
    }
    case["带头人"]["聘任日期"] = draw(DAYS | st.just(""))
    if draw(st.booleans()):
        case["带头人"] |= {"聘期起": draw(DAYS), "聘期止": draw(DAYS)}
    else:
        case["带头人"] |= {"聘期起": "", "聘期止": ""}
    if "选聘公示" in case:
        case["选聘公示"] = {"公示起": draw(DAYS), "公示止": draw(DAYS), "结果": draw(WORDS)}
    filled = st.fixed_dictionaries
    team = {"姓名": NAMES, "岗位": WORDS, "技能等级": WORDS, "分工": WORDS}
    team["人员类别"] = st.sampled_from(["高技能人才", "专业技术人员", "管理人员"])
    case["团队"] = draw(st.lists(filled(team), max_size=4))
    case["业绩"] = draw(rows(类别=NAMES, 名称=WORDS, 时间=WORDS, 成效=WORDS))
    case["计划"]["年度进度"] = draw(rows(年度=NAMES, 内容=WORDS))
    case["计划"]["带徒人数"] = draw(COUNTS)
    money = rows(用途=NAMES, 金额=MONEY)
    case["经费"] |= {"配套承诺": draw(MONEY), "资助计划": draw(money), "配套用途": draw(money)}
    case["经费"] |= {"配套来源": draw(NAMES), "配套形式": draw(NAMES)}
    case["条件"] |= {"制度": draw(st.lists(NAMES, max_size=3)), "场地面积": draw(NAMES)}
    case["申报"]["日期"] = draw(DAYS)
    spent = rows(年度=st.integers(1950, 2099), 提取=MONEY, 使用=MONEY)
    case["单位"]["职工教育经费"] = draw(spent)
    return case


@settings(max_examples=30)
@given(case=cases(CHIEF))
def test_a_chief_technicians_form_reads_back_as_its_case(case: dict[str, Any]) -> None:
    assert said(read_back(filled_form(case))) == shown(case)


@settings(max_examples=30)
@given(case=cases(STUDIO))
def test_a_studios_form_reads_back_as_its_case(case: dict[str, Any]) -> None:
    assert said(read_back(filled_form(case))) == shown(case)
