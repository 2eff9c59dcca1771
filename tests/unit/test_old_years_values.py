"""Cells of old registers: read whole, or refused with the nearest right writing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts.old_years.columns import column_of, kind_of
from acts.old_years.scans import Owner, Scan, match_scans
from acts.old_years.values import ENDS, read_old, read_term
from cases.values.days import parse_date

GRADES = ("优秀", "合格", "不合格")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("年度", "二〇一六年", "2016"), ("年度", "2016年度", "2016"),
        ("日期", "2016.5.3", "2016-05-03"),
        ("金额", "伍万元整", "50000.00"), ("金额", "5万", "50000.00"), ("状态", "已结项", "已结项"),
        ("等级", "合格（85分）", "合格"), ("等级", "无", ""),
    ],
)  # fmt: skip
def test_what_offices_write_is_read(kind: str, text: str, value: str) -> None:
    found = read_old(kind, text, "", GRADES)
    assert (found.value, found.wrong) == (value, False)


@pytest.mark.parametrize(
    ("kind", "text", "nearest"),
    [
        ("年度", "16年", "2016"), ("日期", "2016年20月5日", "2016-05-20"),
        ("日期", "2015.2.30", "2015-02-28"), ("日期", "20/05/2016", "2016-05-20"),
        ("日期", "2016年5月", "2016-05-??"), ("金额", "约5万", "50000.00"),
        ("金额", "-300", "300.00"), ("身份证号", "310106710203001", "十五位旧号码，请换成十八位"),
        ("统一社会信用代码", "9131O106MA1YL0002F", "91310106MA1YL0002F"),
    ],
)  # fmt: skip
def test_what_is_wrong_says_the_nearest_right_writing(kind: str, text: str, nearest: str) -> None:
    found = read_old(kind, text, "", GRADES)
    assert (found.wrong, found.nearest) == (True, nearest)


@pytest.mark.parametrize("text", ["未合格", "不太合格", "未结项吗"])
def test_a_denied_word_is_not_the_word(text: str) -> None:
    for kind in ("等级", "状态"):
        assert read_old(kind, text, "", GRADES).value not in (*GRADES, "结项")


@given(st.text(max_size=30))
def test_the_nearest_day_is_a_day_or_says_what_is_missing(text: str) -> None:
    found = read_old("日期", text)
    if found.value or (found.nearest and "?" not in found.nearest):
        assert parse_date(found.value or found.nearest) >= date(1900, 1, 1)


@given(st.text(max_size=40))
def test_a_personal_number_is_never_repeated(text: str) -> None:
    nearest = read_old("身份证号", text).nearest
    assert len(text) < 8 or text not in nearest


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2016.07至2019.06", ("2016-07-01", "2019-06-30")),
        ("2016年至2018年", ("2016-01-01", "2018-12-31")),
        ("2016.7.1—2019.6.30", ("2016-07-01", "2019-06-30")),
        ("三年", None),
    ],
)  # fmt: skip
def test_a_term_is_days_or_months_or_years(text: str, term: tuple[str, str] | None) -> None:
    assert read_term(text) == term


def test_every_end_is_a_step_and_every_column_has_a_kind() -> None:
    from cases.lifecycle.steps import find_step

    assert all(not step or find_step(step) for step in ENDS.values())
    for head in ("资助经费（万元）", "依托单位", "首席技师", "验收结论", "发文字号"):
        label = column_of(head)
        assert label is not None and kind_of(label.key)
    assert column_of("资助经费（万元）").unit == "万"  # type: ignore[union-attr]


OWNERS = (
    Owner("2016-SX-001", "2016", "1", "样例机床有限公司", "样甲", "精密磨削", "首席技师资助项目"),
    Owner("2016-SX-002", "2016", "2", "样例机床有限公司", "样乙", "", "首席技师资助项目"),
    Owner("2017-SX-001", "2017", "1", "样例机床有限公司", "样甲", "", "首席技师资助项目"),
    Owner("2016-1", "2016"),
    Owner("2017-1", "2017"),
)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("2016-01_样例机床有限公司_申请表.pdf", "2016-SX-001"),
        ("2016/样例机床有限公司/样乙/聘书.jpg", "2016-SX-002"),
        ("2017-SX-001/协议.pdf", "2017-SX-001"),
        ("2017年 样甲 考核.tif", "2017-SX-001"),
        ("2016年公布名单.pdf", "2016-1"),
        ("样甲/申请表.pdf", ""),
        ("2016-02_样甲_申请表.pdf", ""),
        ("别家公司.pdf", ""),
        ("2016-03_样例机床有限公司_样乙_协议.pdf", ""),
        ("2015-01_样例机床有限公司_样乙_协议.pdf", ""),
        ("2016-05-20_样例机床有限公司_样乙_协议.pdf", "2016-SX-002"),
    ],
)
def test_a_scan_goes_where_its_names_agree(tmp_path: Path, name: str, owner: str) -> None:
    scan = Scan(tmp_path / "x", tuple(name.split("/")), "application/pdf")
    matched = match_scans([scan], OWNERS)
    assert list(matched.by_target) == ([owner] if owner else [])
    assert bool(matched.left) == (not owner)


def test_a_code_in_the_place_of_an_id_number_is_told_as_one() -> None:
    told = read_old("身份证号", "91310106MA3Y00001" + "X")
    assert told.wrong and "应为 18 位" not in told.nearest
