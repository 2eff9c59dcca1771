"""Conditions over a case's fields and over other cases, as any policy may write them."""

from __future__ import annotations

import pytest

from cases.lifecycle.crosschecks import lies_in
from tests.fixtures.little_bureau import REVIEW, Edits, codes, hints, person
from tests.fixtures.little_district import REVIEWED, YANGLI, District, bureau_of, district, unit

TREE_FROM, TREE_TO = "      条款: R1\n      名称: 样例申报条件\n      任一:\n", "  - 代号: heritage"
SAME: Edits = {"带头人.身份证号": person(1)}
SAME_UNIT: Edits = {"带头人.身份证号": person(8), "单位.统一社会信用代码": unit(1)}


def conditions(
    *written: str, combined: str = "全部", more: tuple[tuple[str, str], ...] = ()
) -> District:
    """A bureau whose studio has these conditions, and nothing applied yet."""
    old = YANGLI[YANGLI.index(TREE_FROM) : YANGLI.index(TREE_TO)]
    rows = "".join(f"        - {{条款: R1, {each}}}\n" for each in written)
    tree = f"      条款: R1\n      名称: 样例申报条件\n      {combined}:\n{rows}"
    bureau = bureau_of(district((old, tree), *more))
    assert codes(bureau.notified()) == []
    return bureau


def honour(*levels: str) -> Edits:
    """Honours of these levels, all of one name."""
    rows = [{"名称": "2017年静安工匠", "级别": level, "年份": 2017} for level in levels]
    return {"带头人.荣誉": rows}


def applies(bureau: District, edits: Edits | None = None, day: str = "04-22") -> list[str]:
    case = next(reversed(bureau.texts)) if edits is None else bureau.enter(edits=edits)
    return codes(bureau.of(case, "apply", day))


@pytest.mark.parametrize(
    ("condition", "edits", "refused"),
    [
        ("字段: 单位.职工总数, 不少于: 50", {"单位.职工总数": 50}, []),
        ("字段: 单位.职工总数, 不少于: 50", {"单位.职工总数": 49}, ["L112"]),
        ("字段: 带头人.从业年限, 不多于: 40", {"带头人.从业年限": 40}, []),
        ("字段: 带头人.从业年限, 不多于: 40", {"带头人.从业年限": 41}, ["L112"]),
        ("字段: 带头人.已带徒人数, 不少于: 3", {"带头人.已带徒人数": 3}, []),
        ("字段: 带头人.已带徒人数, 不少于: 3", {"带头人.已带徒人数": 2}, ["L112"]),
        ("字段: 带头人.已带徒人数, 不少于: 3", {}, ["L112"]),
        ("字段: 经费.配套承诺, 不少于: 12345678.9", {"经费.配套承诺": "12345678.90"}, []),
        ("字段: 经费.配套承诺, 不少于: 12345678.9", {"经费.配套承诺": "12345678.89"}, ["L112"]),
        ("字段: 单位.所属行业, 属于: [通用设备制造, 工艺美术]", {}, []),
        ("字段: 单位.所属行业, 属于: [工艺美术]", {}, ["L112"]),
        ("字段: 带头人.荣誉.级别, 含有: [区级]", {}, []),
        ("字段: 带头人.荣誉.级别, 含有: [国家级]", {}, ["L112"]),
        ("字段: 带头人.荣誉.级别, 含有: [省级, 国家级]", honour("准省级"), ["L112"]),
        ("字段: 带头人.荣誉.级别, 含有: [省级, 国家级]", honour("区级", "省级"), []),
        ("字段: 带头人.荣誉.名称, 含有: [静安工匠]", honour("区级"), []),
        ("字段: 带头人.荣誉.名称, 含有: [静安能手]", honour("区级"), ["L112"]),
        ("字段: 团队.人员类别, 兼有: [高技能人才, 专业技术人员]", {}, []),
        ("字段: 团队.人员类别, 兼有: [高技能人才, 管理人员]", {}, ["L112"]),
        ("字段: 带头人.身体健康, 为是: 是", {"带头人.身体健康": "否"}, ["L112"]),
        ("字段: 条件.岗位津贴, 有值: 是", {"条件.岗位津贴": ""}, ["L112"]),
    ],
)
def test_a_field_is_held_against_what_the_policy_writes(
    condition: str, edits: Edits, refused: list[str]
) -> None:
    bureau = conditions(f"名称: 样例条件, {condition}")
    assert applies(bureau, {**edits, "带头人.身份证号": person(9)}) == refused


def test_a_number_of_a_list_is_asked_of_every_row() -> None:
    bureau = conditions("名称: 每年使用不少于, 字段: 单位.职工教育经费.使用, 不少于: 110000")
    assert applies(bureau, {}) == []
    rows = [{"年度": 2025, "提取": "120000.00", "使用": use} for use in ("110000.00", "109999.99")]
    assert applies(bureau, {"单位.职工教育经费": rows}) == ["L112"]


def test_one_of_several_is_enough_and_none_says_all_that_was_wanted() -> None:
    either = (
        "名称: 五十人, 字段: 单位.职工总数, 不少于: 500",
        "名称: 女, 字段: 带头人.性别, 属于: [女]",
    )
    bureau = conditions(*either, combined="任一")
    assert applies(bureau, {"单位.职工总数": 500}) == []
    assert applies(bureau, {"带头人.性别": "女"}) == []
    assert applies(bureau, {}) == ["L113"]


@pytest.mark.parametrize(
    ("women", "answer", "refused"),
    [("女", "不符合", []), ("男", "符合", []), ("男", "不符合", ["L113"])],
)
def test_a_question_to_the_department_may_be_one_of_several_ways(
    women: str, answer: str, refused: list[str]
) -> None:
    asked = "问题: 是否另有突出贡献？, 答问: 主管委办局, 环节: 初审"
    either = ("名称: 女, 字段: 带头人.性别, 属于: [女]", asked)
    bureau = conditions(*either, combined="任一", more=(REVIEWED,))
    case = next(iter(bureau.texts))
    bureau.edit(case, {"带头人.性别": women})
    assert codes(bureau.of(case, "apply", "04-22")) == []
    answers = bureau.answers(case, "review", answer)
    assert codes(bureau.case(case, "review", "2026-05-06", REVIEW, answers)) == refused


def test_what_is_only_preferred_never_refuses() -> None:
    bureau = conditions("名称: 女, 优先: 是, 字段: 带头人.性别, 属于: [女]")
    case = next(iter(bureau.texts))
    decision = bureau.of(case, "apply", "04-22")
    assert codes(decision) == [] and hints(decision) == ["L112"]


def awarded_once(*written: str) -> District:
    """The first case awarded; a year has gone by and the next batch is open."""
    bureau = conditions(*written)
    first = next(iter(bureau.texts))
    bureau.applied()
    assert codes(bureau.scored([first])) == []
    assert codes(bureau.shown()) == []
    assert codes(bureau.announced()) == []
    bureau.next_year()
    assert codes(bureau.notified()) == []
    bureau.settings["O5"] = "不限"
    return bureau


@pytest.mark.parametrize(
    ("check", "again", "refused"),
    [
        ("leader_not_awarded_before", SAME, ["L142"]),
        ("leader_not_awarded_before", SAME_UNIT, []),
        ("unit_not_awarded_before", SAME_UNIT, ["L142"]),
        ("unit_not_awarded_before", SAME, []),
        ("leader_not_awarded_before, 项目: 样例传承室", SAME, []),
        ("leader_not_awarded_before, 项目: 样例工作室", SAME, ["L142"]),
    ],
)
def test_who_was_awarded_once_is_not_awarded_again(
    check: str, again: Edits, refused: list[str]
) -> None:
    assert applies(awarded_once(f"名称: 未获资助, 检查: {check}"), again) == refused


def test_an_award_that_was_taken_away_again_does_not_count() -> None:
    bureau = awarded_once("名称: 未获资助, 检查: leader_not_awarded_before")
    first = next(iter(bureau.texts))
    gone = {"环节": "withdraw", "日期": "2026-08-01", "记录": {"理由": "样"}}
    bureau.append(first, "办理", gone)
    assert applies(bureau, SAME) == []


def of_other(check: str) -> District:
    """Studios ask for a 传承室; the first leader was awarded one in 2026."""
    old = YANGLI[YANGLI.index(TREE_FROM) : YANGLI.index(TREE_TO)]
    tree = f"      {{条款: R1, 名称: 传承室, 检查: {check}}}\n"
    tree = "      条款: R1\n      名称: 样例申报条件\n      全部:\n        -" + tree[5:]
    bureau = bureau_of(district((old, tree)), "heritage heritage")
    first = next(iter(bureau.texts))
    bureau.awarded([first])
    bureau.paid("2026-07-15")
    bureau.next_year()
    bureau.settings["O5"] = "不限"
    assert codes(bureau.notified()) == []
    return bureau


def test_a_leader_may_have_to_lead_another_project_in_its_term() -> None:
    bureau = of_other("leader_in_term, 项目: 样例传承室")
    first = next(iter(bureau.texts))
    for last, refused in (("2027-04-22", []), ("2027-04-21", ["L114"])):
        bureau.edit(first, {"资助周期": {"起": "2026-07-15", "止": last}})
        assert applies(bureau, SAME) == refused
    case = bureau.enter(edits={"带头人.身份证号": person(9)})
    [found] = bureau.of(case, "apply", "04-22").findings
    assert (found.code, found.facts["项目类别"]) == ("L114", "样例传承室")


def test_a_leader_may_have_to_hold_or_have_held_an_award() -> None:
    bureau = of_other("leader_awarded_before, 项目: 样例传承室")
    first = next(iter(bureau.texts))
    bureau.edit(first, {"资助周期": {"起": "2026-07-15", "止": "2026-12-31"}})
    assert applies(bureau, SAME) == []
    assert applies(bureau, {"带头人.身份证号": person(9)}) == ["L141"]


def test_a_unit_outside_the_district_may_not_apply() -> None:
    bureau = conditions("名称: 本区单位, 检查: unit_in_jurisdiction")
    assert applies(bureau, {"单位.地址": "样例市样例区样例路1号"}) == []
    assert applies(bureau, {"单位.地址": "样例区样例路1号"}) == []
    assert applies(bureau, {"单位.地址": "样例市他例区样例路1号"}) == ["L143"]
    assert applies(bureau, {"单位.地址": "样例路1号"}) == ["L143"]


@pytest.mark.parametrize(("area", "part"), [("样例市样例区", "样例区"), ("样例市", "样例市")])
def test_an_address_is_to_name_the_place_where_the_policy_holds(area: str, part: str) -> None:
    place = ("辖区: 样例市样例区", f"辖区: {area}")
    bureau = conditions("名称: 本地单位, 检查: unit_in_jurisdiction", more=(place,))
    case = bureau.enter(edits={"单位.地址": "样例路1号"})
    [told] = [f for f in bureau.of(case, "apply", "04-22").findings if f.code == "L143"]
    assert f"写明“{part}”" in told.message


@pytest.mark.parametrize(
    ("address", "area", "inside"),
    [
        ("静安区样例路1号", "上海市静安区", True),
        ("上海市静安区样例路1号", "上海市静安区", True),
        ("北京市静安区样例路1号", "上海市静安区", False),
        ("上海市黄浦区样例路1号", "上海市静安区", False),
        ("上海市浦东新区样例路1号", "上海市浦东新区", True),
        ("福建省厦门市思明区样例路1号", "厦门市", False),
        ("厦门市思明区样例路1号", "厦门市", True),
        ("广东省东莞市样例镇样例路1号", "广东省东莞市", True),
        ("", "厦门市", False),
    ],
)
def test_an_address_lies_in_an_area_that_it_names(address: str, area: str, inside: bool) -> None:
    assert lies_in(address, area) is inside


def test_an_internal_notice_needs_an_appointment_only_where_the_policy_appoints() -> None:
    plain = (
        "    培养人数: {不少于: 3}\n",
        "    培养人数: {不少于: 3}\n    内部公示: {条款: R2, 需要: 是}\n",
    )
    bureau = bureau_of(district(plain))
    bureau.notified()
    assert applies(bureau, {"带头人.聘任日期": ""}) == []
    case = bureau.enter(edits={"带头人.聘任日期": "", "选聘公示": {}})
    [found] = bureau.of(case, "apply", "04-22").findings
    assert (found.code, found.clause) == ("L104", "R2 政策第二条")
    named = conditions("名称: 聘期内, 检查: within_appointment")
    case = named.enter(edits={"带头人.聘期止": "2026-04-21"})
    [found] = named.of(case, "apply", "04-22").findings
    assert (found.code, found.clause) == ("L103", "R1 政策第一条")


def test_a_new_leader_meets_the_conditions_that_speak_of_leaders() -> None:
    bureau = conditions(
        "名称: 高级技师, 字段: 带头人.技能等级, 属于: [高级技师]",
        "名称: 五十人, 字段: 单位.职工总数, 不少于: 50",
    )
    first = next(iter(bureau.texts))
    bureau.applied()
    bureau.scored([first])
    bureau.shown()
    bureau.announced()
    new = {"姓名": "样丁", "身份证号": person(9), "技能等级": "技师"}
    told = {"新带头人": new, "理由": "退休", "批准日期": "2026-08-01"}
    assert "L112" in codes(bureau.of(first, "replace-leader", "08-01", told))
    told["新带头人"] = {**new, "技能等级": "高级技师"}
    assert "L112" not in codes(bureau.of(first, "replace-leader", "08-01", told))
