"""Numbers of awards: over the plan, a year, a batch, a department, a period, a make-up."""

from __future__ import annotations

import pytest

from tests.fixtures.little_bureau import REVIEW, codes, hints
from tests.fixtures.little_district import REVIEWED, District, bureau_of, district

NUMBER = (
    "{条款: R2, 数量: 20, 起: 2026-01-01, 止: 2026-12-31, 范围: 年度, 共用: [样例传承室], "
    "每部门不多于: 2, 说明: 申报不足的可核减}"
)
OTHER = "{数量: 20, 起: 2026-01-01, 止: 2026-12-31, 范围: 年度, 共用: [样例工作室]}"
WHOLE = "{条款: R2, 数量: 1, 起: 2026-01-01, 止: 2028-12-31}"
SIGNED = {"名额说明": "样", "签名": "样负责"}


def quota(written: str, other: str = OTHER) -> tuple[tuple[str, str], ...]:
    return ((NUMBER, written), (OTHER, other))


def scored(bureau: District, chosen: list[str], **facts: object) -> list[str]:
    return codes(bureau.scored(chosen, **facts))


def applied(written: str, programmes: str, other: str = OTHER) -> tuple[District, list[str]]:
    bureau = bureau_of(district(*quota(written, other)), programmes)
    bureau.notified()
    bureau.applied()
    return bureau, list(bureau.texts)


@pytest.mark.parametrize(
    ("scope", "later"), [("期内累计", ["L305"]), ("年度", []), ("批次", [])], ids=str
)
def test_one_award_in_all_in_a_year_or_in_a_batch(scope: str, later: list[str]) -> None:
    bureau = bureau_of(district(*quota(WHOLE.replace("}", f", 范围: {scope}}}"))))
    bureau.open(studio=1)
    first, _ = bureau.texts
    bureau.awarded([first])
    fresh = a_year_on_one(bureau)
    assert scored(bureau, fresh[:1]) == later


def a_year_on_one(bureau: District) -> list[str]:
    """The next year's batch, its number one, with two fresh cases that applied."""
    before = set(bureau.texts)
    bureau.open(bureau.year + 1, studio=1)
    bureau.enter()
    bureau.enter()
    fresh = [each for each in bureau.texts if each not in before]
    assert codes(bureau.notified()) == []
    bureau.applied(*fresh)
    return fresh


def test_a_year_counts_over_its_batches_and_a_batch_alone() -> None:
    for scope, later in (("年度", ["L305"]), ("批次", [])):
        bureau = bureau_of(district(*quota(WHOLE.replace("}", f", 范围: {scope}}}"))))
        bureau.open(studio=1)
        first, second = bureau.texts
        bureau.awarded([first])
        bureau.open(2026, 2, studio=1)
        fresh = [bureau.enter(), bureau.enter()]
        for name in fresh:
            bureau.edit(name, {"案卷号": name})
        assert codes(bureau.notified()) == []
        bureau.applied(*fresh)
        assert scored(bureau, fresh[:1]) == later, second


def test_a_number_shared_between_programmes_counts_both() -> None:
    shared = WHOLE.replace("数量: 1", "数量: 2").replace("}", ", 共用: [样例传承室]}")
    bureau = bureau_of(district(*quota(shared))).open(studio=1, heritage=1)
    first, _ = bureau.texts
    bureau.awarded([first])
    bureau.open(2026, 2, studio=1, heritage=1)
    fresh = [bureau.enter(kind) for kind in ("studio", "studio", "heritage", "heritage")]
    assert codes(bureau.notified()) == []
    bureau.applied(*fresh)
    assert scored(bureau, [fresh[0], fresh[2]]) == ["L305"]
    decision = bureau.scored([fresh[0], fresh[2]], **SIGNED)
    [told] = [each for each in decision.findings if each.code == "L305"]
    assert "样例传承室" in told.message and "样例工作室" in told.message
    assert told.clause == "R2 政策第二条"


def test_each_share_of_time_has_its_own_number() -> None:
    periods = (
        ", 分期: [{名称: 首批, 起: 2026-01-01, 止: 2026-05-21, 数量: 8}, "
        "{名称: 次批, 起: 2026-05-22, 止: 2026-12-31, 数量: 1}]}"
    )
    written = WHOLE.replace("数量: 1", "数量: 9").replace("}", periods)
    bureau, names = applied(written, "studio studio studio")
    assert scored(bureau, names[:2]) == ["L305"]
    assert scored(bureau, names[:1]) == []


def test_a_day_in_no_share_of_time_needs_a_reason() -> None:
    periods = ", 分期: [{名称: 首批, 起: 2026-01-01, 止: 2026-05-21, 数量: 1}]}"
    bureau, names = applied(WHOLE.replace("}", periods), "studio studio")
    assert scored(bureau, names[:1]) == ["L322"]
    assert scored(bureau, names[:1], **SIGNED) == []


def test_a_notice_does_not_promise_more_than_there_is() -> None:
    bureau = bureau_of(district(*quota(WHOLE))).open(studio=2)
    decision = bureau.notified()
    assert codes(decision) == ["L806"]
    shared = WHOLE.replace("数量: 1", "数量: 3").replace("}", ", 共用: [样例传承室]}")
    bureau = bureau_of(district(*quota(shared))).open(studio=2, heritage=2)
    assert codes(bureau.notified()) == ["L806"]
    assert codes(bureau.open(studio=2, heritage=1).notified()) == []


def test_a_department_recommends_no_more_than_its_share() -> None:
    capped = WHOLE.replace("数量: 1", "数量: 9").replace("}", ", 每部门不多于: 1}")
    bureau = bureau_of(district(*quota(capped), REVIEWED), "studio studio studio")
    bureau.notified()
    first, second, third = bureau.texts
    other = "样例区教育局"
    bureau.edit(third, {"单位.主管委办局": other})
    for name in bureau.texts:
        assert codes(bureau.of(name, "apply", "04-22")) == []
    assert codes(bureau.of(first, "review", "05-06", REVIEW)) == []
    assert codes(bureau.of(second, "review", "05-06", REVIEW)) == ["L150"]
    assert codes(bureau.of(third, "review", "05-06", {**REVIEW, "主管委办局": other})) == []
    declined = {**REVIEW, "结论": "不予推荐", "理由": "样"}
    assert codes(bureau.of(second, "review", "05-06", declined)) == []


def test_where_no_department_recommends_its_share_binds_the_awards() -> None:
    capped = WHOLE.replace("数量: 1", "数量: 9").replace("}", ", 每部门不多于: 1}")
    bureau, names = applied(capped, "studio studio studio")
    assert scored(bureau, names[:2]) == ["L312"]
    assert scored(bureau, names[:1]) == []


@pytest.mark.parametrize(
    ("bound", "wanted", "refused"),
    [
        ("至少百分之: 50", 1, []),
        ("至少百分之: 51", 1, ["L323"]),
        ("至多百分之: 50", 1, []),
        ("至多百分之: 49", 1, ["L324"]),
        ("至少百分之: 1", 0, ["L323"]),
        ("至多百分之: 0", 0, []),
    ],
)
def test_a_list_is_made_up_as_the_policy_says(bound: str, wanted: int, refused: list[str]) -> None:
    share = f", 结构: [{{名称: 一线女技师, 字段: 带头人.性别, 属于: [女], {bound}}}]}}"
    bureau, names = applied(WHOLE.replace("数量: 1", "数量: 9").replace("}", share), "studio " * 3)
    for name in names[:wanted]:
        bureau.edit(name, {"带头人.性别": "女"})
    assert scored(bureau, names[:2]) == refused


def test_too_few_candidates_lower_the_number_by_so_many_and_the_margin_stays() -> None:
    written = WHOLE.replace("数量: 1", "数量: 9").replace("}", ", 可核减: 是}")
    bureau = bureau_of(district(*quota(written)), "studio studio studio").open(studio=5)
    bureau.notified()
    bureau.applied()
    names = list(bureau.texts)
    assert scored(bureau, names) == ["L300"]
    decision = bureau.scored(names[:2])
    assert codes(decision) == [] and hints(decision) == ["L325"]
    [told] = [each for each in decision.findings if each.code == "L325"]
    assert {key: told.facts[key] for key in ("名额", "核减", "核减后")} == {
        "名额": "5",
        "核减": "3",
        "核减后": "2",
    }
    assert "“公布”的记录里写“核减说明”" in told.message


@pytest.mark.parametrize(("candidates", "refused"), [(10, ["L300"]), (11, [])])
def test_ten_candidates_are_too_few_for_ten_awards_and_eleven_are_not(
    candidates: int, refused: list[str]
) -> None:
    bureau, names = applied(WHOLE.replace("数量: 1", "数量: 20"), "studio " * candidates)
    assert scored(bureau, names[:10]) == refused
