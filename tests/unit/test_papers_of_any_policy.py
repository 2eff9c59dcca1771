"""Papers of a policy nobody foresaw: they ask for and say what that policy asks and says."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acts.papers.case_words import asks_for_match, case_words, machine_answers
from acts.papers.joint_issuers import copied
from acts.papers.policy_words import policy_words
from doc_templates.catalogue import Template
from doc_templates.rendering import MissingFieldsError, render
from tests.fixtures.little_district import REVIEWED, bureau_of, district

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context
from lint_samples import KINDS, TEMPLATES

DAY = date(2026, 5, 6)


def printed(name: str, data: dict[str, Any]) -> str:
    file = f"{name}.docx"
    docx = render(KINDS[file], Template(file, TEMPLATES[file]), data)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = package.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", body)


def test_reviewers_who_are_asked_nothing_read_what_the_machine_checked() -> None:
    bureau = bureau_of(district(REVIEWED))
    case = next(iter(bureau.world.cases.values()))
    rows = machine_answers(bureau.world, case, DAY)
    assert [(row["要旨"], row["结论"], row["出处"]) for row in rows] == [
        ("样例申报条件", "符合", "第一条")
    ]
    data = context("preliminary-opinion")
    data["核对"] = {"初审": rows}
    assert "样例申报条件（第一条）" in printed("preliminary-opinion", data)


def test_a_condition_that_only_a_person_can_answer_is_not_the_machines() -> None:
    bureau = bureau_of(district(REVIEWED), "heritage")
    case = next(iter(bureau.world.cases.values()))
    assert machine_answers(bureau.world, case, DAY) == []


def test_a_form_does_without_what_its_programme_does_not_ask_for() -> None:
    bureau = bureau_of(district())
    case = next(iter(bureau.world.cases.values()))
    for part, key in (("单位", "职工教育经费"), ("经费", "配套用途"), ("经费", "配套承诺")):
        case.data[part].pop(key, None)
    assert not asks_for_match(bureau.world, case)
    data = context("application-form-studio")
    data["案"] = {**data["案"], **{k: case_words(bureau.world, case)[k] for k in ("单位", "经费")}}
    data["表"]["要求"] = {"配套": False}
    assert "配套承诺金额无" in printed("application-form-studio", data)
    data["表"]["要求"] = {"配套": True}
    with pytest.raises(MissingFieldsError):
        printed("application-form-studio", data)


def with_programme(name: str, **words: Any) -> dict[str, Any]:
    """The context of a template whose programmes say something else of themselves."""
    data = context(name)
    kinds = {label: {**each, **words} for label, each in data["政"]["项目"].items()}
    data["政"] = {**data["政"], "项目": kinds}
    return data


def test_an_agreement_forbids_nothing_where_the_policy_does_not() -> None:
    data = context("responsibility-agreement")
    data["政"] = {**data["政"], "不得列支": []}
    assert "不得用于" not in printed("responsibility-agreement", data)


def test_an_agreement_promises_what_the_policy_has() -> None:
    words = {"年度报告截止": "12月10日", "凭报告拨付": True, "收款人": "传承人"}
    data = with_programme("responsibility-agreement", **words)
    data["政"] |= {"环节": ["签订协议", "年度报告"], "禁报年数": 5}
    said = printed("responsibility-agreement", data)
    assert "每年至少一次" not in said
    assert "每年12月10日前报送项目年度报告；未报送上一年度报告的，不拨付" in said
    assert "五年内不得再次申报" in said
    assert "乙方承担退回责任" in said


def test_an_agreement_of_the_first_policy_is_as_it_was() -> None:
    said = printed("responsibility-agreement", context("responsibility-agreement"))
    assert (
        "4.每年至少一次对项目运作和任务完成情况进行定期考核，书面记录考核结果，作为兑现待遇" in said
    )
    assert "甲方承担退回责任，并可依法向责任人追偿。第九条" in said
    assert "3.资助资金不得用于" in said


def test_a_list_tells_the_match_of_those_that_owe_one_and_each_term_by_itself() -> None:
    data = context("award-notice")
    first, second = data["名单"]
    kinds = data["政"]["项目"]
    fixed = {"周期起": date(2025, 7, 1), "周期止": date(2028, 6, 30)}
    kinds = {first: {**kinds[first], **fixed}, second: {**kinds[second], "配套下限": None}}
    data["政"] = {**data["政"], "项目": kinds, "浮动周期": False}
    data["办"]["公布"] |= {"核减说明": "因候选不足，名额核减二个"}
    said = printed("award-notice", data)
    assert f"{second}不低于" not in said
    assert (
        f"资助周期：{first}自2025年7月1日至2028年6月30日；{second}自2019年6月20日起计算，" in said
    )
    assert "因候选不足，名额核减二个。名单见附件。" in said


def test_a_list_of_one_policy_by_months_is_as_it_was() -> None:
    said = printed("award-notice", context("award-notice"))
    assert "资助周期自2019年6月20日起计算：首席技师资助项目三年，至" in said
    assert "所在单位应当配套工作经费：首席技师资助项目不低于5万元、技能大师工作室不低于" in said


def test_a_summary_counts_those_that_are_chosen() -> None:
    data = context("panel-summary")
    data["批"] = {**data["批"], "名额": dict.fromkeys(data["名单"], 40)}
    said = printed("panel-summary", data)
    assert "拟资助40个" not in said
    assert "候选5个，拟资助4个" in said


def test_nobody_is_sent_a_copy_of_a_paper_it_issues() -> None:
    facts = {"联合发文": ["样例市财政局"]}
    assert copied("市财政局，市审计局", facts) == "市审计局"
    assert copied("市财政局，市审计局", {}) == "市财政局，市审计局"


def test_a_call_tells_make_up_caps_funds_and_payee_and_asks_only_some_for_a_match() -> None:
    words = {"经费来源": "就业补助资金", "收款人": "传承人", "部门上限": 2,
             "名额结构": ["制造业项目不少于百分之50"]}  # fmt: skip
    data = with_programme("work-notice", **words)
    first, second = data["批"]["名额"]
    data["政"]["项目"][second] |= {"配套下限": None}
    said = printed("work-notice", data)
    assert "资助经费拨付给传承人本人，从就业补助资金中列支。其中制造业项目不少于百分之50。" in said
    assert "推荐不超过2个。" in said
    assert f"申请{first}的项目须由所在单位承诺足额配套" in said
    assert "申请资助的项目须由所在单位承诺足额配套" in printed(
        "work-notice", context("work-notice")
    )


def test_a_form_promises_no_match_where_none_is_asked_for() -> None:
    data = with_programme("application-form-studio", 配套下限=None)
    assert "足额配套" not in printed("application-form-studio", data)


def test_papers_of_an_assessment_after_the_term_do_not_say_before() -> None:
    data = context("assessment-report")
    data["表"]["考核报告"] |= {"届满前": False}
    assert "资助周期届满前" not in printed("assessment-report", data)
    data = context("assessment-result")
    data["表"] |= {"考核逾期": True, "考核已处理": True}
    said = printed("assessment-result", data)
    assert "届满前" not in said
    assert "考核未通过的项目，已经按照政策规定作出处理" in said
    data = context("term-notice")
    data["表"] |= {"考核逾期": True}
    assert "即将届满或者已经届满" in printed("term-notice", data)


def test_an_order_after_a_failed_assessment_names_all_that_may_follow() -> None:
    failed = {"取消称号": True, "追回": "结余部分", "禁报年数": 5, "条款": "R11"}
    for kind in ("rectification-order", "rectification-review"):
        data = context(kind)
        data["政"] = {**data["政"], "不合格": failed}
        del data["办"]["监督检查"]
        data["办"]["届满考核"] |= {"日期": date(2022, 5, 12), "总分": "52"}
        said = printed(kind, data)
        assert "支出凭证和项目台账" not in said
        if kind == "rectification-order":
            assert "取消称号，追回资助资金（结余部分），五年内不得再次申报。" in said


def test_a_policy_tells_its_papers_what_it_has() -> None:
    found = policy_words(
        district(("名额: {条款: R2,", "年度报告: {截止: 12-10}\n    名额: {条款: R2,"))
    )
    studio = found["项目"]["样例工作室"]
    assert (studio["年度报告截止"], studio["部门上限"]) == ("12月10日", 2)
    assert (found["禁报年数"], found["不合格"], found["浮动周期"]) == (6, {}, False)


def test_an_article_is_cited_as_one_with_its_conditions_named() -> None:
    words = {"条件出处": "第六条", "条件要点": ["从业十年以上", "在本市注册"]}
    said = printed("work-notice", with_programme("work-notice", **words))
    assert "第六条规定的条件：从业十年以上；在本市注册。" in said
    assert "部分规定的各项条件。" in printed("work-notice", context("work-notice"))
    studio = policy_words(district())["项目"]["样例工作室"]
    assert studio["条件要点"] == ["样例申报条件"]


def test_a_city_and_a_kind_named_after_its_level_say_the_level_once() -> None:
    data = context("responsibility-agreement")
    data["案"] = {**data["案"], "项目类别": "市级工匠工作室"}
    words = next(iter(data["政"]["项目"].values()))
    data["政"] = {**data["政"], "地区": "样例市", "项目": {"市级工匠工作室": words}}
    assert "样例市级工匠工作室目标任务" in printed("responsibility-agreement", data)
