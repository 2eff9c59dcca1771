"""Days, amounts, counts and ticks, in the ways that people write them on forms."""

from __future__ import annotations

import pytest

from doc_templates.form_reading.sentences import honours_guessed, titles_guessed
from doc_templates.form_reading.values import (
    read_choice,
    read_count,
    read_day,
    read_money,
    read_month,
    read_range,
    read_yes,
)


@pytest.mark.parametrize(
    "text",
    [
        "2019年4月8日",
        "2019年04月08日",
        "2019-4-8",
        "2019/04/08",
        "2019.4.8",
        "20190408",
        "２０１９年４月８日",
        "2019 年 4 月 8 日",
        "二〇一九年四月八日",
        "二零一九年四月八日",
        "2019年4月8号",
        "2019-04-08 00:00:00",
        " 2019．4．8 ",
        "2019、4、8",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == "2019-04-08"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("二〇一九年十二月三十一日", "2019-12-31"),
        ("二〇二〇年十月十日", "2020-10-10"),
        ("二〇二〇年二月二十九日", "2020-02-29"),
    ],
)
def test_chinese_numerals_of_a_day_are_read(text: str, read: str) -> None:
    assert read_day(text) == read


@pytest.mark.parametrize("text", ["", "　　年　　月　　日", "无", "/", "年 月 日"])
def test_an_empty_blank_is_no_day(text: str) -> None:
    assert read_day(text) == ""


@pytest.mark.parametrize(
    "text", ["2019年4月", "2019-2-30", "19.4.8", "去年", "2019年13月1日", "4/8/2019"]
)
def test_what_is_no_day_is_not_made_one(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1968-04",
        "1968年4月",
        "1968.04",
        "1968.4",
        "196804",
        "1968/4",
        "1968年4月12日",
        "1968年04月",
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert read_month(text) == "1968-04"


@pytest.mark.parametrize(
    "text",
    [
        "2018年6月1日至2024年5月31日",
        "2018.6.1—2024.5.31",
        "2018-06-01到2024-05-31",
        "2018/6/1 ~ 2024/5/31",
        "2018年6月1日-2024年5月31日",
        "2018-6-1 - 2024-5-31",
        "20180601至20240531",
        "2018年6月1日－2024年5月31日",
        "2018年6月1日——2024年5月31日",
    ],
)
def test_two_days_are_read_from_one_cell(text: str) -> None:
    assert read_range(text) == ("2018-06-01", "2024-05-31")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("50,000.00", "50000.00"),
        ("50000", "50000.00"),
        ("5万元", "50000.00"),
        ("5万", "50000.00"),
        ("5.5 万元", "55000.00"),
        ("￥50,000", "50000.00"),
        ("¥50000元", "50000.00"),
        ("人民币伍万元整", "50000.00"),
        ("伍万元整", "50000.00"),
        ("壹拾万元整", "100000.00"),
        ("拾万元", "100000.00"),
        ("５００００元", "50000.00"),
        ("伍万零伍佰元叁角贰分", "50500.32"),
        ("五万元", "50000.00"),
        ("50000元整", "50000.00"),
        ("伍万元整（50000.00元）", "50000.00"),
        ("50，000.00", "50000.00"),
        ("", ""),
        ("无", ""),
        ("万元", ""),
        ("壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角", "12345678.90"),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, read: str) -> None:
    assert read_money(text) == read


@pytest.mark.parametrize(
    "text", ["约5万元", "5-10万元", "50.000,00", "伍万元整（60000元）", "-5000", "5万元/年"]
)
def test_what_is_no_amount_is_not_made_one(text: str) -> None:
    assert read_money(text) is None


@pytest.mark.parametrize(
    ("text", "read"), [("5", "50000.00"), ("5.25", "52500.00"), ("50000元", "50000.00")]
)
def test_a_bare_number_takes_the_unit_of_its_heading(text: str, read: str) -> None:
    assert read_money(text, "万") == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("60人", "60"),
        ("６０", "60"),
        ("1,200人", "1200"),
        ("60.0", "60"),
        ("人", ""),
        ("八人", None),
        ("约60", None),
    ],
)
def test_a_count_is_read_with_its_word(text: str, read: str | None) -> None:
    assert read_count(text) == read


KINDS = ("企业", "职业院校", "社会培训机构")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("企业", "企业"),
        ("☑企业　□职业院校　□社会培训机构", "企业"),
        ("□企业 √职业院校 □社会培训机构", "职业院校"),
        ("企业☑ 职业院校□ 社会培训机构□", "企业"),
        ("■企业 □职业院校", "企业"),
        ("☒职业院校 ☐企业", "职业院校"),
        ("□企业　□职业院校　□社会培训机构", ""),
        ("☑企业 ☑职业院校", None),
        ("私营企业", "企业"),
        ("政府机关", None),
        ("√企业", "企业"),
        ("(√)企业 ( )职业院校", "企业"),
        ("", ""),
    ],
)
def test_one_of_several_options_is_read_by_its_tick_or_its_word(
    text: str, read: str | None
) -> None:
    assert read_choice(text, KINDS) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("☑能承担日常工作", "是"),
        ("□能承担日常工作", "否"),
        ("√", "是"),
        ("☑是 □否", "是"),
        ("□是 ☑否", "否"),
        ("是", "是"),
        ("良好", "是"),
        ("", ""),
        ("大概", None),
    ],
)
def test_yes_is_read_by_its_tick_or_its_word(text: str, read: str | None) -> None:
    assert read_yes(text) == read


def test_honours_and_titles_are_read_as_people_list_them() -> None:
    assert honours_guessed("2017年获区级静安工匠；2018年上海市技术能手") == [
        {"名称": "静安工匠", "级别": "区级", "年份": "2017"},
        {"名称": "上海市技术能手", "级别": "", "年份": "2018"},
    ]
    assert titles_guessed("1.选聘办法\n2.津贴标准") == ["选聘办法", "津贴标准"]
    assert titles_guessed("《选聘办法》、《津贴标准》") == ["选聘办法", "津贴标准"]
