"""Duties follow the steps of the policy: another district is asked for nothing it does not do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from acts.todo.batch import duties_of_batch
from acts.todo.case import duties_of_case, letter_due
from acts.todo.changes import duties_of_changes, duties_of_places
from acts.todo.duties import Duty, Urgency
from acts.todo.term import duties_in_term
from acts.todo.workspace import missing_year
from cases.casefile import parse_batch, parse_case
from cases.lifecycle.steps import batch_line, find_step, takes
from cases.lifecycle.world import World
from cases.policy.library import find_policy, shipped_policies
from cases.policy.model import Policy
from cases.values.calendar import BUILT_IN, WorkCalendar, YearDays
from cases.values.days import Term
from cases.yamltext import Append, changed
from tests.fixtures.little_bureau import BATCH, CASE, Edits, codes, edited
from tests.fixtures.little_district import bureau_of, district

SHIPPED = sorted(shipped_policies())
NEEDS = {
    "上报截止": "review",
    "初审": "review",
    "协议": "agree",
    "拨款": "disburse",
    "定期考核": "assess",
    "年度报告": "report",
    "启动考核": "assess-term",
    "考核结论": "assess-term",
    "届满": "assess-term",
    "不合格": "assess-term",
    "结项": "close",
    "告知书": "review",
}


def entry(step: str, on: date, **facts: object) -> Append:
    written = {"环节": step, "日期": on, "登记": "样", "经办": "样", "记录": facts}
    return Append(("办理",), written)


def world_of(
    policy: Policy, steps: list[Append], batch_steps: list[Append], term: Edits | None = None
) -> World:
    """One case of the policy's last programme, with these entries."""
    programme = list(policy.programmes.values())[-1]
    own: Edits = {"项目类别": programme.label, "政策": policy.id, "经费.配套到位": []}
    text = changed(edited(CASE, {**own, **(term or {})}), steps)
    case = parse_case(text)
    batch = parse_batch(changed(edited(BATCH, {"政策": policy.id}), batch_steps))
    return World(policy, {}, batch, {case.id: case}, {}, BUILT_IN)


def duties(world: World, today: date) -> Iterator[Duty]:
    yield from duties_of_batch(world, today)
    yield from duties_of_places(world, today)
    for case in world.cases.values():
        yield from duties_of_case(world, case)
        yield from duties_in_term(world, case, today)
        yield from duties_of_changes(world, case, today)
        yield from letter_due(world, case, frozenset())


def keys(world: World, today: date) -> dict[str, date | None]:
    return {duty.key: duty.due for duty in duties(world, today)}


def years_of(policy: Policy, start: date, *steps: str) -> World:
    """Awarded and in its term, with more steps taken on the term's first day."""
    end = Term(start, 36).last_day
    done = [entry(step, start) for step in ("apply", "award", *steps)]
    return world_of(policy, done, [], {"资助周期.起": start, "资助周期.止": end})


@pytest.mark.parametrize("name", SHIPPED)
def test_a_policy_gives_no_duty_of_a_step_it_does_not_have(name: str) -> None:
    policy, start = find_policy(name, None), date(2020, 3, 2)
    notified = [entry("notify", start, 申报截止=date(2020, 4, 1), 上报截止=date(2020, 5, 1))]
    worlds = [
        world_of(policy, [], notified),
        world_of(policy, [entry("apply", start)], notified),
        years_of(policy, start),
        years_of(policy, start, "agree", "disburse"),
        years_of(policy, start, "agree", "assess-term"),
        years_of(policy, start, "agree", "assess-term", "disburse"),
    ]
    found = {key.rsplit("-", 1)[0]: key for w in worlds for key in keys(w, date(2020, 6, 1))}
    wrong = [key for key in found if key in NEEDS and not takes(policy, NEEDS[key])]
    assert wrong == []
    assert len(found) > 4


def test_pudong_has_no_review_no_agreement_and_calls_each_case_by_itself() -> None:
    pudong = find_policy("pudong-2025", None)
    start = date(2025, 6, 2)
    notified = [entry("notify", start, 申报截止=date(2025, 7, 1))]
    applied = world_of(pudong, [entry("apply", start)], notified)
    assert set(keys(applied, date(2025, 6, 10))) == {"申报截止"}
    assert set(keys(applied, date(2025, 7, 2))) == {"score"}
    running = keys(years_of(pudong, start, "score", "publicise"), start)
    assert "拨款-1" in running and "协议" not in running
    assert running["启动考核"] == date(2028, 6, 1) - timedelta(days=60)


def test_dongguan_pays_after_the_assessment() -> None:
    dongguan = find_policy("dongguan-2024", None)
    start = date(2024, 3, 12)
    before = years_of(dongguan, start, "review", "score", "publicise", "agree")
    assert "拨款-1" not in keys(before, start)
    done = [entry(step, start) for step in ("apply", "review", "score", "publicise", "award")]
    done += [entry("agree", start), entry("assess-term", start, 结论="A", 总分="85")]
    assert "拨款-1" in keys(world_of(dongguan, done, []), start)


def test_xiamen_reports_once_a_year() -> None:
    xiamen = find_policy("xiamen-2016", None)
    world = years_of(xiamen, date(2016, 9, 22), "agree", "disburse")
    assert keys(world, date(2017, 1, 5))["年度报告-2016"] == date(2016, 12, 31)
    told = years_of(xiamen, date(2016, 9, 22), "agree", "disburse")
    case = next(iter(told.cases.values()))
    text = changed(case.text, [entry("report", date(2016, 12, 20), 年度="2016")])
    later = World(told.policy, {}, told.batch, {case.id: parse_case(text)}, {}, BUILT_IN)
    assert keys(later, date(2017, 1, 5))["年度报告-2017"] == date(2017, 12, 31)


def test_an_overdue_report_hides_no_later_one() -> None:
    xiamen = find_policy("xiamen-2016", None)
    told = keys(years_of(xiamen, date(2016, 9, 22), "agree", "disburse"), date(2018, 11, 26))
    days = {key: day for key, day in told.items() if key.startswith("年度报告")}
    assert days == {f"年度报告-{year}": date(year, 12, 31) for year in (2016, 2017, 2018)}


def test_a_yearly_grant_is_paid_as_each_year_opens() -> None:
    from dataclasses import replace

    jingan = find_policy("jingan-2019", None)
    label, programme = list(jingan.programmes.items())[-1]
    grant = replace(programme.grant, mode="年度", payments=3)
    yearly = replace(jingan, programmes={label: replace(programme, grant=grant)})
    start = date(2019, 6, 3)
    steps = ("review", "score", "publicise", "agree")
    world = years_of(yearly, start, *steps)
    case = next(iter(world.cases.values()))
    paid = changed(case.text, [entry("disburse", start, 金额="100000.00")])
    later = World(yearly, {}, world.batch, {case.id: parse_case(paid)}, {}, BUILT_IN)
    assert keys(later, start)["拨款-2"] == date(2020, 6, 3)


def test_a_failed_project_is_told_what_comes_next() -> None:
    jingan, start = find_policy("jingan-2019", None), date(2019, 6, 3)
    done = [entry(step, start) for step in ("apply", "award", "agree", "disburse")]
    done.append(entry("assess-term", date(2022, 5, 3), 结论="不合格"))
    term: Edits = {"资助周期.起": start, "资助周期.止": date(2022, 6, 2)}

    def told(*more: Append) -> str:
        world = world_of(jingan, [*done, *more], [], term)
        return next(d.what for d in duties(world, date(2022, 5, 4)) if d.key == "不合格")

    ordered = entry("rectify", date(2022, 5, 5), 整改期限=date(2022, 6, 5))
    checked = entry("recheck", date(2022, 6, 6), 结论="未整改到位")
    assert "责令限期整改" in told()
    assert "再考核一次" in told(ordered)
    assert "不再整改" in told(ordered, checked)


def test_what_a_failure_leaves_to_do_is_by_the_policys_own_clause() -> None:
    failure = ("整改: {天数: 90}", "整改: {天数: 90}\n  不合格: {条款: R4, 整改: 是}")
    start = date(2026, 4, 1)
    done = [entry(step, start) for step in ("apply", "award", "agree")]
    done.append(entry("assess-term", date(2028, 11, 1), 结论="不合格"))
    term: Edits = {"资助周期.起": start, "资助周期.止": date(2028, 12, 31)}

    def basis(*changes: tuple[str, str]) -> str:
        world = world_of(district(*changes), done, [], term)
        return next(d.basis for d in duties(world, date(2028, 11, 2)) if d.key == "不合格")

    assert basis(failure) == "R4 政策第四条"
    assert basis().endswith("O23")


def test_an_open_objection_is_something_to_do() -> None:
    jingan, day = find_policy("jingan-2019", None), date(2019, 6, 3)
    told = entry("objection", day, 异议编号="异议1")
    world = world_of(jingan, [], [told])
    assert f"{world.batch.id}-异议1" in keys(world, day)
    answered = entry("answer-objection", day, 异议编号="异议1", 核查结论="不成立")
    world = world_of(jingan, [], [told, answered])
    assert f"{world.batch.id}-异议1" not in keys(world, day)


def test_a_place_that_fell_may_be_stepped_up_to_until_somebody_did() -> None:
    jingan, day = find_policy("jingan-2019", None), date(2019, 6, 3)
    chosen = [entry("score", day, 名次=1, 入选="是"), entry("award", day)]
    fallen = world_of(jingan, [*chosen, entry("withdraw", day)], [])
    first = next(iter(fallen.cases.values()))
    assert first.batch == fallen.batch.id
    own = edited(first.text, {"案卷号": "2019-DS-099", "办理": []})
    second = parse_case(changed(own, [entry("score", day, 名次=2, 入选="否")]))
    both = {first.id: first, second.id: second}
    world = World(jingan, {}, fallen.batch, both, {}, BUILT_IN)
    assert f"递补-{first.id}" in keys(world, day)
    assert f"递补-{first.id}" not in keys(world, date(2022, 1, 1))  # O32: the policy has ended
    shown = entry("step-up", day, 撤销案卷=first.id, 递补=[second.id], 公示止=date(2019, 6, 12))
    batch = parse_batch(changed(fallen.batch.text, [shown]))
    found = keys(World(jingan, {}, batch, both, {}, BUILT_IN), day)
    assert found["递补公布"] == date(2019, 6, 12)
    assert f"递补-{first.id}" not in found


def test_an_agreement_is_signed_anew_after_another_leader_came() -> None:
    jingan, day = find_policy("jingan-2019", None), date(2019, 6, 3)
    done = [entry(step, day) for step in ("apply", "award", "agree", "replace-leader")]
    assert "重签协议" in keys(world_of(jingan, done, []), day)
    assert "重签协议" not in keys(world_of(jingan, [*done, entry("agree", day)], []), day)


def test_a_second_grant_is_offered_for_the_grade_the_policy_names_and_only_so_often() -> None:
    found = [
        (policy, programme)
        for policy in (find_policy(name, None) for name in SHIPPED)
        for programme in list(policy.programmes.values())[-1:]
        if programme.follow_on is not None
    ]
    assert found
    for policy, programme in found:
        day, again = date(2020, 6, 3), programme.follow_on
        grade = again.grades[0] if again and again.grades else "合格"
        done = [entry("award", day), entry("assess-term", day, 结论=grade)]
        given = [entry("follow-on", day, 金额="1.00")] * (again.times if again else 0)
        assert "追加资助" in keys(world_of(policy, done, []), day)
        assert "追加资助" not in keys(world_of(policy, [*done, *given], []), day)


def test_what_is_left_after_the_last_day_is_to_be_returned() -> None:
    jingan, start, end = find_policy("jingan-2019", None), date(2019, 6, 3), date(2022, 6, 2)
    done = [entry("award", start), entry("disburse", start, 金额="100000.00")]
    term: Edits = {"资助周期.起": start, "资助周期.止": end, "经费.支出": []}
    world = world_of(jingan, done, [], term)
    assert "余额" not in keys(world, end)
    late = next(d for d in duties(world, date(2022, 6, 3)) if d.key == "余额")
    assert (late.due, late.basis.split("；")[-1]) == (end, "系统默认 O28")
    assert late.basis.startswith("R92 政策")
    ended = world_of(jingan, [*done, entry("terminate", start)], [], term)
    assert keys(ended, start)["余额"] is None


def test_a_duty_names_its_clause_and_then_whose_rule_sets_the_day() -> None:
    world = years_of(find_policy("jingan-2019", None), date(2019, 6, 3), "agree", "disburse")
    found = {duty.key: duty for duty in duties(world, date(2019, 6, 4))}
    told = found["定期考核-1"]
    assert told.basis.endswith("；系统默认 O20") and told.basis.startswith("R")
    assert told.as_json(date(2019, 6, 4))["source"] == "系统默认"


def test_the_day_decides_how_a_duty_presses() -> None:
    today = date(2026, 11, 26)
    found = [
        Duty("样", "样", due).urgency(today)
        for due in (date(2026, 11, 25), today, date(2026, 12, 3), date(2026, 12, 4), None)
    ]
    assert found == [
        Urgency.OVERDUE,
        Urgency.SOON,
        Urgency.SOON,
        Urgency.LATER,
        Urgency.UNDATED,
    ]


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
        (date(2025, 12, 31), None),
    ],
)
def test_next_years_calendar_is_asked_for_from_december_on(today: date, year: int | None) -> None:
    assert missing_year(BUILT_IN, today) == year


def test_a_calendar_taken_in_is_asked_for_no_more() -> None:
    known = WorkCalendar({2027: YearDays(frozenset(), frozenset())})
    assert missing_year(known, date(2026, 12, 1)) is None
    assert missing_year(known, date(2027, 12, 1)) == 2028


def test_every_step_needed_by_a_duty_is_a_step() -> None:
    assert all(find_step(step) for step in NEEDS.values())
    assert find_step("call-term") in batch_line(find_policy("jingan-2019", None))


def test_a_year_of_a_district_from_the_notice_to_the_agreement() -> None:
    """The sample district, moved on by real decisions: no review, assessed before it is paid."""
    here = bureau_of(district())

    def at(day: str) -> dict[str, date | None]:
        return keys(here.world, date.fromisoformat(day))

    assert at("2026-04-01") == {}
    assert codes(here.notified()) == []
    assert set(at("2026-04-02")) == {"申报截止", "申报"}
    here.applied()
    assert set(at("2026-04-23")) == {"申报截止"}
    assert set(at("2026-05-11")) == {"score"}
    assert codes(here.scored([next(iter(here.texts))])) == []
    assert set(at("2026-05-23")) == {"publicise"}
    assert codes(here.shown()) == []
    assert at("2026-06-05") == {"公示止": date(2026, 6, 11)}
    assert codes(here.announced()) == []
    told = at("2026-06-23")
    assert {"协议", "未入选", "届满", "启动考核"} <= set(told)
    assert not {"拨款-1", "定期考核-1", "年度报告-2026", "初审"} & set(told)
    assert told["届满"] == date(2028, 12, 31)


def test_money_decided_to_be_paid_back_is_waited_for_after_the_award_fell() -> None:
    jingan, start = find_policy("jingan-2019", None), date(2019, 6, 3)
    done = [entry(step, start) for step in ("apply", "award", "agree", "disburse")]
    facts = {"追回金额": "50000.00", "缴款期限": date(2020, 3, 31)}
    done.append(entry("withdraw", date(2020, 3, 2), **facts))
    found = {d.key: d for d in duties(world_of(jingan, done, []), date(2020, 3, 3))}
    assert found["缴款期限"].due == date(2020, 3, 31)
    assert "50000.00" in found["缴款期限"].what
