"""Working days are counted by the calendar of the world; where nobody knows it, that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.holidays.wording import read_wording
from cases.lifecycle.counting_days import last_working_day, working_days_between, works_on
from cases.lifecycle.gates_misuse import deadline_after_service, defence_end
from cases.lifecycle.mending import mending_end
from cases.lifecycle.steps import find_step
from cases.lifecycle.world import CaseMove, World, programme_of
from cases.values.calendar import BUILT_IN, WorkCalendar, built_in_years
from tests.fixtures.little_bureau import Bureau
from tests.fixtures.notices import NOTICE_2027


def with_2027() -> WorkCalendar:
    notice, faults = read_wording(NOTICE_2027, "通知.txt")
    assert notice is not None and faults == []
    return WorkCalendar({2027: notice.year_days()})


def world(calendar: WorkCalendar, working_days: int | None = None) -> tuple[World, str]:
    bureau = Bureau()
    name = bureau.add()
    found = replace(bureau.world, calendar=calendar)
    rules = replace(found.policy.consequences, rectify_working_days=working_days)
    return replace(found, policy=replace(found.policy, consequences=rules)), name


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2021, 8, 18), date(2021, 8, 24)), (date(2021, 9, 29), date(2021, 10, 11))],
)
def test_five_working_days_end_as_the_notices_have_it(start: date, end: date) -> None:
    assert last_working_day(start, 5, BUILT_IN).day == end
    assert working_days_between(start, end, BUILT_IN) == 5


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2019, 4, 28), True),
        (date(2019, 5, 5), True),
        (date(2019, 5, 1), False),
        (date(2019, 5, 4), False),
        (date(2021, 10, 9), True),
        (date(2027, 3, 1), None),
    ],
)
def test_a_day_is_worked_or_not_or_unknown(day: date, works: bool | None) -> None:
    assert works_on(day, BUILT_IN) is works


def test_a_notice_taken_in_makes_its_year_count() -> None:
    start, end = date(2027, 9, 29), date(2027, 10, 12)
    assert working_days_between(start, end, BUILT_IN) is None
    assert working_days_between(start, end, with_2027()) == 6
    assert last_working_day(start, 5, with_2027()).day == date(2027, 10, 11)


def test_december_follows_the_notice_of_the_year_after() -> None:
    text = NOTICE_2027.replace(
        "1月1日（周五）至3日（周日）放假，共3天。",
        "2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。2026年12月26日（周六）上班。",
    )
    notice, faults = read_wording(text, "通知.txt")
    assert notice is not None and faults == []
    calendar = WorkCalendar({2027: notice.year_days()})
    found = [calendar.works(date(2026, 12, day)) for day in (26, 30, 31)]
    assert found == [True, True, False]
    assert BUILT_IN.works(date(2026, 12, 31))


def test_the_library_knows_the_years_the_facts_name() -> None:
    assert {2004, 2019, 2021, 2026} <= set(built_in_years())
    assert 2027 not in built_in_years() or BUILT_IN.knows(2027)


def test_a_notice_served_before_a_long_holiday_leaves_five_working_days() -> None:
    assert defence_end(date(2021, 9, 28), BUILT_IN).day == date(2021, 10, 11)
    unknown = defence_end(date(2027, 9, 28), BUILT_IN)
    known = defence_end(date(2027, 9, 28), with_2027())
    assert (unknown.known, known.known) == (False, True)
    assert known.day == date(2027, 10, 11) <= unknown.day


def test_a_time_to_mend_in_working_days_goes_by_the_calendar() -> None:
    found, _ = world(with_2027(), 15)
    assert mending_end(found, date(2027, 9, 28), failed=False).day == date(2027, 10, 25)


def test_a_time_to_mend_over_an_unknown_year_is_told() -> None:
    found, name = world(BUILT_IN, 15)
    case, facts = found.cases[name], {"送达日期": date(2027, 9, 28)}
    programme, step = programme_of(found.policy, case), find_step("rectify")
    assert programme is not None
    move = CaseMove(found, case, programme, step, date(2027, 9, 28), facts, {})
    assert [each.code for each in deadline_after_service(move)] == ["L108"]
    told = replace(move, world=replace(found, calendar=with_2027()))
    assert list(deadline_after_service(told)) == []
