"""Notices on holidays: what one prints is what one reads; nothing is guessed, days are bounded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.holidays.built_in import built_in_holidays
from cases.holidays.checks import notice_faults
from cases.holidays.comparing import differences
from cases.holidays.keeping import parse_notice
from cases.holidays.notice import SEVEN, Holiday, Notice
from cases.holidays.wording import read_wording
from cases.lifecycle.counting_days import LastDay, last_working_day, working_days_between
from cases.values.calendar import BUILT_IN, WorkCalendar, built_in_years, working_days
from cases.yamlwriting import dump
from tests.fixtures.notices import NOTICE_2026, NOTICE_2027

WEEK = "一二三四五六日"
A_DAY = timedelta(days=1)
NUMERALS = "一二三四五六七八九十"


def printed(day: date, *, year: bool = False) -> str:
    head = f"{day.year}年" if year else ""
    return f"{head}{day.month}月{day.day}日（周{WEEK[day.weekday()]}）"


def wording(notice: Notice) -> str:
    """A notice in the State Council's words."""
    lines = [f"国务院办公厅关于{notice.year}年", "部分节假日安排的通知", notice.number, ""]
    for number, each in enumerate(notice.holidays):
        first, last = (printed(day, year=day.year != notice.year) for day in (each.start, each.end))
        if each.start.year != each.end.year:
            last = printed(each.end, year=True)
        span = first if each.days == 1 else f"{first}至{last}"
        worked = "、".join(printed(day, year=day.year != notice.year) for day in each.worked)
        text = f"{span}放假调休，共{each.days}天。" + (f"{worked}上班。" if worked else "")
        lines.append(f"　　{NUMERALS[number]}、{each.label}：{text}")
    day = notice.published
    return "\n".join([*lines, "国务院办公厅", f"{day.year}年{day.month}月{day.day}日", ""])


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    """Notices of years nobody knows, true in themselves."""
    year = draw(st.integers(2027, 2060))
    firsts = {
        "元旦": date(year, 1, 1),
        "春节": date(year, 1, 25) + A_DAY * draw(st.integers(0, 20)),
        "清明节": date(year, 4, 4),
        "劳动节": date(year, 5, 1),
        "端午节": date(year, 6, 1) + A_DAY * draw(st.integers(0, 20)),
        "中秋节": date(year, 9, 8) + A_DAY * draw(st.integers(0, 6)),
        "国庆节": date(year, 10, 1),
    }
    found = []
    for label in SEVEN:
        start = firsts[label]
        if label == "元旦":
            start -= A_DAY * draw(st.integers(0, 2))
        length = draw(st.integers((firsts[label] - start).days + 1, 7))
        end = start + A_DAY * (length - 1)
        found.append(Holiday((label,), start, end, draw(made_up(end)), length))
    published = date(year - 1, 11, draw(st.integers(1, 30)))
    return Notice(year, f"国办发明电〔{year - 1}〕8号", published, tuple(found))


def made_up(end: date) -> st.SearchStrategy[tuple[date, ...]]:
    """Week-ends soon after a holiday."""
    days = [end + A_DAY * ahead for ahead in range(1, 9)]
    return st.sampled_from([(), *((day,) for day in days if day.weekday() > 4)])


@given(notices())
def test_what_a_notice_says_in_words_is_what_is_read(notice: Notice) -> None:
    found, faults = read_wording(wording(notice), "通知.txt")
    assert faults == [] and found is not None
    assert found.as_data() == notice.as_data()
    assert list(notice_faults(found, "通知.txt")) == []


@given(notices())
def test_what_is_kept_as_yaml_is_the_same_notice(notice: Notice) -> None:
    assert parse_notice(dump(notice.as_data()), "x.yaml")[0].as_data() == notice.as_data()


@given(notices())
def test_a_notice_differs_from_nothing_it_made_itself(notice: Notice) -> None:
    assert differences(notice, BUILT_IN) == []
    assert differences(notice, WorkCalendar({notice.year: notice.year_days()})) == []


@given(st.text(max_size=200))
def test_any_text_is_read_or_named(text: str) -> None:
    found, faults = read_wording(text, "x.txt")
    assert found is None and faults


@given(st.sampled_from(NOTICE_2026.splitlines()[6:13]), st.data())
def test_a_sign_lost_is_never_passed_over(line: str, data: st.DataObject) -> None:
    """A line of a true notice with one sign less says the same or is named, somewhere."""
    place = data.draw(st.integers(2, len(line) - 1))
    spoilt = line[:place] + line[place + 1 :]
    found, faults = read_wording(NOTICE_2026.replace(line, spoilt), "x.txt")
    true, _ = read_wording(NOTICE_2026, "x.txt")
    assert true is not None
    told = [*faults, *(notice_faults(found, "x.txt") if found else ())]
    same = found is not None and found.year_days() == true.year_days()
    differs = bool(differences(found, BUILT_IN)) if found else False
    assert told or same or differs


@pytest.mark.parametrize("text", [NOTICE_2026, NOTICE_2027])
def test_a_full_notice_is_read(text: str) -> None:
    found, faults = read_wording(text, "x.txt")
    assert found is not None and faults == []
    assert len(found.holidays) == 7


OLD_WORDS = """国务院办公厅关于{year}年部分节假日安排的通知
国办发明电〔{before}〕1号
一、元旦：{new_year}
二、春节：2月4日至10日放假调休，共7天。2月2日（星期六）、2月3日（星期日）上班。
三、清明节：4月5日放假，与周末连休。
四、劳动节：5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
五、端午节：6月7日放假，与周末连休。
六、中秋节：9月13日放假，与周末连休。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
国务院办公厅
{before}年12月6日
"""


def test_the_wording_of_earlier_years_is_read_too() -> None:
    new_year = "2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。"
    found, faults = read_wording(
        OLD_WORDS.format(year=2019, before=2018, new_year=new_year), "x.txt"
    )
    assert found is not None and faults == []
    assert list(notice_faults(found, "x.txt")) == []
    assert differences(found, BUILT_IN) == []


def test_a_day_off_in_lieu_is_joined_to_its_holiday() -> None:
    text = OLD_WORDS.format(year=2019, before=2018, new_year="1月1日放假，1月2日（星期三）补休。")
    found, faults = read_wording(text, "x.txt")
    assert found is not None and faults == []
    assert found.holidays[0].end == date(2019, 1, 2)
    apart = text.replace("1月2日（星期三）补休", "1月8日（星期二）补休")
    assert [fault.code for fault in read_wording(apart, "x.txt")[1]] == ["T123"]


def test_the_built_in_years_are_shown_whole() -> None:
    for year in range(2008, 2027):
        labels = [label for each in built_in_holidays(year) for label in each.labels]
        assert set(SEVEN) - set(labels) <= {"中秋节"}, year  # may fall on 国庆节


def test_a_days_made_up_are_those_the_library_works() -> None:
    for year in built_in_years():
        for holiday in built_in_holidays(year):
            assert all(BUILT_IN.works(day) for day in holiday.worked)
            assert not any(BUILT_IN.works(day) for day in holiday.off())


@settings(max_examples=400)
@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(1, 40))
def test_a_bounded_day_is_never_too_early(start: date, count: int) -> None:
    """The bound for unknown years holds in every year that is known."""
    from cases.lifecycle.counting_days import _safely_after

    assert working_days(start, count, BUILT_IN)[-1] <= _safely_after(start, count)


@given(st.dates(date(2026, 12, 20), date(2027, 12, 31)), st.integers(1, 30))
def test_an_unknown_year_is_said(start: date, count: int) -> None:
    found = last_working_day(start, count, BUILT_IN)
    assert isinstance(found, LastDay)
    if start.year == 2027 or count > 10:
        assert not found.known
        assert working_days_between(start, found.day, BUILT_IN) is None
