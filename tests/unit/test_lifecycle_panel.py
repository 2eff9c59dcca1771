"""The panel: recusals, extremes left out, exact means, ties that only a written reason settles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cases.lifecycle.scoring import RECUSED, Row, counted, dropped_seats, mean_scores, rounded
from cases.policy.judging import Item, Panel
from tests.fixtures.little_bureau import Bureau, codes, hints, jingan, reviewed_bureau

NAMES = ("2019-SX-001", "2019-SX-002", "2019-SX-003")
FIRST, SECOND, THIRD = NAMES
Given = dict[str, object]
DROPPING = Panel(least_experts=5, drop_extremes=True)


def bureau_with(panel: Panel | None = None, count: int = 3) -> Bureau:
    bureau = reviewed_bureau(count)
    if panel is not None:
        bureau.policy = replace(jingan(), panel=panel)
    return bureau


def rows(*points: list[object], names: tuple[str, ...] = NAMES) -> Given:
    pairs = zip(names, points, strict=True)
    return {"评分": [{"案卷号": name, "得分": given} for name, given in pairs]}


def experts(count: int = 5, **first: object) -> Given:
    """A panel whose first member is as told."""
    listed = [{"姓名": f"样专{n}", "单位": "样例院", "回避声明": "是"} for n in range(count)]
    return {"专家": [{**listed[0], **first}, *listed[1:]]}


def test_who_recused_gives_no_points_and_the_mean_is_over_the_others() -> None:
    given = rows([RECUSED, 90, 90, 90, 91], [80] * 5, [70] * 5)
    bureau = bureau_with()
    assert codes(bureau.score([FIRST], **given, **experts(回避=[FIRST]))) == []
    assert bureau.world.cases[FIRST].facts_of("score")["得分"] == "90.25"


@pytest.mark.parametrize(
    "tie", [{"单位": "样例精密机械有限公司"}, {"姓名": "样甲"}, {"回避": ["2019-SX-001"]}]
)
def test_points_from_one_with_a_tie_to_the_applicant_are_refused(tie: Given) -> None:
    bureau = bureau_with()
    for name in (SECOND, THIRD):
        bureau.edit(name, {"单位.名称": f"样例{name}有限公司", "带头人.姓名": f"样{name}"})
    free = rows([90] * 5, [80] * 5, [70] * 5)
    assert codes(bureau.score([FIRST], **free, **experts(**tie))) == ["L314"]
    kept = rows([RECUSED, 90, 90, 90, 90], [80] * 5, [70] * 5)
    assert codes(bureau.score([FIRST], **kept, **experts(**tie))) == []


@pytest.mark.parametrize(("kept", "refused"), [(3, []), (2, ["L315"])])
def test_too_few_points_after_recusals_are_refused(kept: int, refused: list[str]) -> None:
    points = [RECUSED] * (5 - kept) + [90] * kept
    assert codes(bureau_with().score([FIRST], **rows(points, [80] * 5, [70] * 5))) == refused


def test_a_blank_is_no_recusal() -> None:
    given = rows(["", 90, 90, 90, 90], [80] * 5, [70] * 5)
    assert codes(bureau_with().score([FIRST], **given)) == ["L307"]


def test_a_panel_smaller_than_the_policy_wants_is_refused_by_the_policy() -> None:
    given = rows([90] * 5, [80] * 5, [70] * 5)
    assert codes(bureau_with(Panel(least_experts=7)).score([FIRST], **given)) == ["L303"]


def test_the_same_expert_twice_is_refused() -> None:
    given = rows([90] * 5, [80] * 5, [70] * 5)
    assert codes(bureau_with().score([FIRST], **given, **experts(姓名="样专1"))) == ["L319"]


@pytest.mark.parametrize(
    ("points", "dropped", "kept"),
    [
        (("90", "80", "70", "60", "50"), (0, 4), ("80", "70", "60")),
        (("90", "90", "50", "50", "70"), (0, 2), ("90", "50", "70")),
        (("80", "80", "80", "80", "80"), (0, 1), ("80", "80", "80")),
        (("90", "80", "70", "60"), (), ("90", "80", "70", "60")),
        ((RECUSED, "90", "80", "70", "60", "50"), (1, 5), ("80", "70", "60")),
    ],
)
def test_one_highest_and_one_lowest_are_left_out(
    points: tuple[str, ...], dropped: tuple[int, ...], kept: tuple[str, ...]
) -> None:
    row = Row(FIRST, points)
    assert dropped_seats(row, DROPPING) == dropped
    assert counted(row, DROPPING) == tuple(map(Decimal, kept))
    assert counted(row, Panel()) == row.known


def test_where_extremes_cannot_be_left_out_it_is_said() -> None:
    given = rows([RECUSED, 90, 90, 90, 91], [80] * 5, [70] * 5)
    decision = bureau_with(DROPPING).score([FIRST], **given, **experts(回避=[FIRST]))
    assert codes(decision) == []
    assert "L316" in hints(decision)


def test_a_mean_is_rounded_half_up_to_the_hundredth_without_binary_noise() -> None:
    points = {"评分": [{"案卷号": FIRST, "得分": ["90.00", "90.01"]}]}
    assert mean_scores(points, Panel())[FIRST] == Decimal("90.01")
    thirds = {"评分": [{"案卷号": FIRST, "得分": ["80", "80", "81"]}]}
    assert str(mean_scores(thirds, Panel())[FIRST]) == "80.33"
    assert str(rounded(Fraction(59995, 1000))) == "60.00"


def test_a_tie_at_the_line_needs_a_written_reason() -> None:
    given = rows([90] * 5, [90] * 5, [70] * 5)
    bureau = bureau_with()
    assert codes(bureau.score([FIRST], **given)) == ["L317"]
    assert codes(bureau.score([FIRST], **given, 同分说明="样甲项目已投产，经集体研究取前者")) == []


def test_a_tie_above_or_below_the_line_needs_none() -> None:
    above = rows([90] * 5, [90] * 5, [70] * 5)
    assert codes(bureau_with().score([FIRST, SECOND], **above)) == []
    below = rows([90] * 5, [70] * 5, [70] * 5)
    assert codes(bureau_with().score([FIRST], **below)) == []


def parted(first: list[int], second: list[int]) -> Given:
    """Two cases of ninety points each, made up of these indicators; a third behind."""
    parts = (first, second, [30, 40])
    return {
        "评分": [
            {"案卷号": name, "得分": [sum(own)] * 5, "分项": [own] * 5}
            for name, own in zip(NAMES, parts, strict=True)
        ]
    }


TIED = Panel((Item("工作业绩", 50), Item("团队", 50)), tie_break=("团队",))


def test_the_indicators_that_the_policy_names_part_equals() -> None:
    bureau = bureau_with(TIED)
    assert codes(bureau.score([FIRST], **parted([50, 40], [40, 50]))) == ["L308"]
    assert codes(bureau.score([SECOND], **parted([50, 40], [40, 50]))) == []
    told = [bureau.world.cases[name].facts_of("score") for name in NAMES]
    assert [each["名次"] for each in told] == [2, 1, 3]


def test_equals_that_the_indicators_do_not_part_share_a_place() -> None:
    bureau = bureau_with(TIED)
    assert codes(bureau.score([FIRST], **parted([45, 45], [45, 45]))) == ["L317"]


def test_points_above_what_an_indicator_is_worth_are_refused() -> None:
    bureau = bureau_with(TIED)
    assert codes(bureau.score([FIRST], **parted([51, 39], [40, 40]))) == ["L318"]
    too_many = rows([101] * 5, [80] * 5, [70] * 5)
    assert codes(bureau_with().score([FIRST], **too_many)) == ["L318"]
