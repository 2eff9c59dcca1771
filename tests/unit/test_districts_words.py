"""政 in other districts: the place, its level, its offices, its money, as templates name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from acts.papers.district_words import district_words, place_of, superior_office
from acts.papers.policy_words import policy_words
from cases.policy.library import find_policy
from cases.policy.model import Policy
from cases.values.money import Money

STUDIO = "技能大师工作室"


def shipped(name: str) -> Policy:
    return find_policy(name, None)


@pytest.mark.parametrize(
    ("area", "place", "level", "above"),
    [
        ("上海市静安区", "静安区", "区级", "市级"),
        ("上海市浦东新区", "浦东新区", "区级", "市级"),
        ("上海市", "上海市", "市级", "国家级"),
        ("厦门市", "厦门市", "市级", "省级"),
        ("福建省厦门市", "厦门市", "市级", "省级"),
        ("福建省厦门市思明区", "思明区", "区级", "市级"),
        ("四川省泸州市合江县", "合江县", "县级", "市级"),
    ],
)
def test_a_place_is_named_with_its_level_and_the_one_above(
    area: str, place: str, level: str, above: str
) -> None:
    found = replace(shipped("jingan-2019"), jurisdiction=area)
    words = district_words(found)
    assert (place_of(found), words["级别"], words["上级"]) == (place, level, above)


@pytest.mark.parametrize(
    ("area", "superior"),
    [
        ("上海市静安区", "上海市人力资源和社会保障局"),
        ("上海市", "人力资源和社会保障部"),
        ("福建省厦门市", "福建省人力资源和社会保障厅"),
        ("厦门市", "上级人力资源和社会保障部门"),
        ("福建省厦门市思明区", "福建省厦门市人力资源和社会保障局"),
    ],
)
def test_a_request_goes_to_the_office_above(area: str, superior: str) -> None:
    assert superior_office(replace(shipped("jingan-2019"), jurisdiction=area)) == superior


@pytest.mark.parametrize(
    ("name", "office"),
    [("jingan-2019", "主管委办局"), ("dongguan-2024", "主管部门"), ("pudong-2025", "")],
)
def test_the_reviewing_office_is_called_as_the_policy_calls_it(name: str, office: str) -> None:
    assert district_words(shipped(name))["主管"] == office


def test_a_list_says_what_it_has_gone_through() -> None:
    passed = {
        name: district_words(shipped(name))["经过"] for name in ("jingan-2019", "pudong-2025")
    }
    assert passed["jingan-2019"] == ["单位申报", "主管委办局初审", "专家差额评审"]
    assert passed["pudong-2025"] == ["单位申报", "专家差额评审"]


def test_only_dongguan_assesses_before_it_pays() -> None:
    first = {
        name: district_words(shipped(name))["先考核"] for name in ("dongguan-2024", "xiamen-2016")
    }
    assert first == {"dongguan-2024": True, "xiamen-2016": False}


def test_an_amount_is_that_of_the_day() -> None:
    amounts = [
        policy_words(shipped("xiamen-2019"), day)["项目"][STUDIO]["资助金额"]
        for day in (date(2016, 9, 1), date(2019, 3, 20))
    ]
    assert amounts == [Money.of(50000), Money.of(80000)]


def test_grades_that_bring_nothing_are_not_among_the_amounts() -> None:
    graded = policy_words(shipped("dongguan-2024"))["项目"][STUDIO]["资助等级"]
    assert [each["名称"] for each in graded] == ["A", "B", "C"]


def test_a_numbered_place_is_cited_as_an_article_and_a_named_part_as_a_part() -> None:
    own = policy_words(shipped("jingan-2019"))["条款"]
    other = policy_words(shipped("dongguan-2024"))["条款"]
    assert (own["R86"]["引用"], other["R3"]["引用"]) == ("第九条", "“验收办法”部分")


def test_what_a_policy_does_not_say_its_papers_do_not_say() -> None:
    assert district_words(shipped("jingan-2019"))["期内用完"]
    assert not district_words(shipped("dongguan-2024"))["期内用完"]
    assert not district_words(shipped("dongguan-2024"))["有配套"]
