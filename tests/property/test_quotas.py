"""Numbers of awards against a count of our own, over whatever a bureau may choose."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.annual_reports import reports_due
from cases.lifecycle.world import programme_of
from cases.policy.model import Policy
from cases.policy.programme import AnnualReport
from tests.fixtures.little_bureau import codes
from tests.fixtures.little_district import District, bureau_of, district
from tests.unit.test_lifecycle_quotas import WHOLE, quota

MOST = 6
DEPARTMENTS = ("甲局", "乙局", "丙局")


@cache
def policy_of(bound: str, percent: int, cap: int, number: int) -> Policy:
    share = f"结构: [{{名称: 女, 字段: 带头人.性别, 属于: [女], {bound}百分之: {percent}}}]"
    written = WHOLE.replace("数量: 1", f"数量: {number}")
    return district(*quota(written.replace("}", f", 每部门不多于: {cap}, {share}}}")))


@cache
def applied(bound: str, percent: int, cap: int, number: int) -> District:
    bureau = bureau_of(policy_of(bound, percent, cap, number), "studio " * MOST)
    bureau.notified()
    bureau.applied()
    return bureau


@given(
    st.sampled_from(("至少", "至多")),
    st.sampled_from((0, 1, 33, 34, 50, 51, 99, 100)),
    st.integers(1, 3),
    st.integers(1, MOST),
    st.lists(st.tuples(st.booleans(), st.sampled_from(DEPARTMENTS)), min_size=MOST, max_size=MOST),
    st.integers(0, MOST - 1),
)
def test_a_list_is_refused_for_what_an_independent_count_says(
    bound: str,
    percent: int,
    cap: int,
    number: int,
    people: list[tuple[bool, str]],
    taken: int,
) -> None:
    bureau = applied(bound, percent, cap, number).copy()
    for name, (woman, office) in zip(list(bureau.texts), people, strict=True):
        bureau.edit(name, {"带头人.性别": "女" if woman else "男", "单位.主管委办局": office})
    names = list(bureau.texts)[:taken]
    mine = people[:taken]
    women = [woman for woman, _ in mine].count(True)
    expected = set()
    if taken and bound == "至少" and 100 * women < percent * taken:
        expected.add("L323")
    if taken and bound == "至多" and 100 * women > percent * taken:
        expected.add("L324")
    if any([office for _, office in mine].count(each) > cap for each in DEPARTMENTS):
        expected.add("L312")
    if taken > number:
        expected |= {"L305", "L306"}
    found = set(codes(bureau.scored(names)))
    assert found - {"L030"} == expected, (names, mine)


@given(st.dates(), st.integers(0, 1500), st.integers(1, 12), st.integers(1, 31))
def test_one_report_falls_due_each_time_the_day_comes_round_in_the_term(
    start: date, days: int, month: int, day: int
) -> None:
    first = date(2000 + start.year % 90, start.month, min(start.day, 28))
    last = first + timedelta(days=days)
    bureau = _one_case()
    case = next(iter(bureau.texts))
    bureau.edit(case, {"资助周期": {"起": first.isoformat(), "止": last.isoformat()}})
    found = bureau.world.cases[case]
    programme = programme_of(bureau.policy, found)
    assert programme is not None
    asked = replace(programme, annual_report=AnnualReport(month, day))
    every = (first + timedelta(days=each) for each in range(days + 1))
    wanted = [
        each
        for each in every
        if each.month == month and each.day == min(day, monthrange(each.year, month)[1])
    ]
    assert list(reports_due(asked, found)) == wanted


@cache
def _case() -> District:
    return bureau_of(district(), "studio")


def _one_case() -> District:
    return _case().copy()
