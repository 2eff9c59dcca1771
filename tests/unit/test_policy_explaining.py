"""``policy check`` and ``policy show`` say back what was understood, in plain sentences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cases.policy.explaining import explain
from cases.policy.library import find_policy, shipped_policies
from cases.policy.loading import load_policy
from cases.policy.scaffolding import open_points_text

FIXTURE = Path(__file__).parent.parent / "fixtures" / "policies" / "quanmian-2026.yaml"
TEXT = FIXTURE.read_text(encoding="utf-8") + open_points_text()


@cache
def told(text: str = TEXT) -> tuple[str, ...]:
    return tuple(explain(load_policy(text, "policy.yaml")))


SAYS = {
    "the days it holds": "自2026年1月5日起施行，至2028年12月31日止；届满后不再开新批次",
    "which it replaces": "施行后取代 yangli-2026。",
    "which values are samples": "以下各键的值原文没有给，是编写者的示例，用前请核定：项目.",
    "where a sample stands": "届满。【示例：月数】",
    "whose the money becomes": "职业院校、社会团体、个体工商户获评的，按未定事项 O2 办。",
    "the places of each period": "首批 10 个（2026年1月1日至2026年12月31日）",
    "that places may fall away": "样例工作室的候选不够差额的，核减名额后照办。",
    "that places stay": "样例传承室的候选不够差额的，不能评出名单。",
    "a least share, rounded up": "至少占 30%（R2）：7 个里至少 3 个。",
    "a greatest share, rounded down": "至多占 50%（原文未载条款）：7 个里至多 3 个。",
    "a bound of points": "75 分为B，74.99 分为C；60 分为C，59.99 分为不合格。",
    "a yearly grant": "每年资助 5万元，付 3 年，合计 15万元，付给个人",
    "that a year is paid on a report": "样例传承室的资助从第二年起，交了上一年度的年度报告才拨付",
    "the amount of a year": "在2026年1月1日至2026年12月31日公布的，资助 3万元。",
    "that a person is paid": "样例传承室的钱付给传承人本人，不付给单位。",
    "that the money is the person's own": "样例传承室的钱付给本人以后归本人：不记支出台账",
    "whence the money comes": "样例工作室的资助从就业补助资金列支。",
    "who may pay the match": "由所在单位或上级主管部门或属地政府或行业协会配套不低于 10万元",
    "a cent too little": "99,999.99 元不够，100,000.00 元够。",
    "that no match is asked": "样例传承室不要求配套。",
    "the last day of a term": "例如2026年6月1日起算的，到2029年5月31日届满。",
    "a term of two days": "样例传承室的周期固定为2026年4月1日至2028年12月31日",
    "a grant that follows": "可追加资助 10万元，至多 1 次，另起 36 个月的周期（R6）。",
    "a report each year": "样例工作室在周期内每年 12 月 31 日前报年度报告（R6）。",
    "one trainee too few": "7 人不达标，8 人达标。",
    "that a condition only ranks": "有一行正是 市级、国家级 之一（多一个字也不算）。"
    "（优先条件，不符合只提示）",
    "that as many may be chosen as applied": "专家评审不要求差额：候选有几个，最多就可以资助几个",
    "that programmes share a department's number": "每个主管部门合计至多推荐 2 个。",
    "the experts": "专家差额评审至少 5 名专家（R7）。",
    "the mean without extremes": "80、85、90、95 只算 85、90，得 87.5。",
    "what parts equals": "总分相同的，依次比工作业绩、发展前景，分高的在前。",
    "the lines of an element": "“基础保障”的细项：场地 20（无场地不得分）、设备 20。",
    "what is taken off": "扣分：无标牌，每次扣 2 分、至多 2 分，从“基础保障”扣（R5）。",
    "what is added": "加分：新增技师，每次加 1 分、至多 5 分，加在总分上（R5）。",
    "a cap, with parts left out": "9 个项目至多 2 个，10 个至多 3 个。",
    "months to mend": "责令 3 个月内整改（R6）。",
    "the time to mend a failure": "届满考核不合格的（R6）：先在 2 个月内整改，整改后复评一次，",
    "what follows a failure": "复评一次，仍不合格的取消称号，追回结余部分，6 年内不得再申报。",
    "which gates stand on a clause": "公示公布 R7 第七条",
    "which gates stand on nothing": "以下把关政策没有写依据，拒绝时写“系统默认”：施行",
    "what it does not say": "样例传承室没有写：每部门不多于、名额分期、结构名额",
}


@pytest.mark.parametrize("sentence", SAYS.values(), ids=SAYS.keys())
def test_an_explanation_says(sentence):
    assert any(sentence in each for each in told())


def test_other_times_to_mend_are_said_in_their_unit():
    days = told(TEXT.replace("月数: 3}", "工作日: 15}"))
    assert "有违规行为的，责令 15 个工作日内整改（R6）。" in days


def test_a_failure_without_rectification_takes_the_title_at_once():
    text = TEXT.replace("整改: 是, 月数: 2, 取消称号: 是, 追回: 结余部分", "整改: 否, 取消称号: 是")
    assert "届满考核不合格的（R6）：取消称号，6 年内不得再申报。" in told(text)


def test_without_consequences_of_failure_the_open_point_speaks():
    text = TEXT.replace(
        "  不合格: {条款: R6, 整改: 是, 月数: 2, 取消称号: 是, 追回: 结余部分, 禁报年数: 6}\n", ""
    )
    assert "政策没有写考核不合格后果，按未定事项 O23：整改复评后取消称号（系统默认）。" in told(
        text
    )


def test_where_the_policy_speaks_an_open_point_says_so():
    said = told()
    assert "O25 整改天数：政策自己写了，按政策（3 个月），不用系统默认的 30。" in said
    assert "O21 考核提前天数：政策自己写了，按政策（60），不用系统默认的 90。" in said
    assert "O12 社会公示工作日：5（系统默认）。" in said


def test_without_review_units_apply_by_themselves():
    assert "没有初审：申报单位直接报送，不经主管部门审核。" in explain(
        find_policy("pudong-2025", None)
    )


@pytest.mark.parametrize("policy_id", sorted(shipped_policies()))
def test_every_shipped_policy_is_told_without_a_gap(policy_id):
    said = explain(find_policy(policy_id, None))
    assert not [each for each in said if "？" in each and "回答并签名" not in each]
    assert not [each for each in said if "None" in each]
