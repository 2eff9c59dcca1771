"""One list names the fields of forms and sheets, and no name means two of them."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from acts.rosters.roster_export import roster_keys
from doc_templates.form_reading.labels import (
    kinds,
    label_of,
    list_head,
    nearest_label,
    plain_label,
    shown_label,
    unit_stated,
)

WORDS = tomllib.loads(
    files("doc_templates.form_reading").joinpath("labels.toml").read_text("utf-8")
)
COMPOSITES = {"单位.联系人和电话", "单位.开户行和账号", "带头人.聘期", "选聘公示"}


def test_no_name_belongs_to_two_fields() -> None:
    names = [plain_label(name) for names in WORDS["案"].values() for name in set(names)]
    names += [plain_label(name) for name in WORDS["另记"]["不读"]]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_key_is_a_key_of_the_case_file() -> None:
    assert set(WORDS["案"]) - set(kinds()) == COMPOSITES
    heads = WORDS["另记"]["表头"].values()
    assert set(heads) <= set(kinds())
    for key, fields in WORDS["列表"].items():
        if key != "经费":
            assert {f"{key}.{field}" for field in fields} <= set(kinds())


@pytest.mark.parametrize("key", roster_keys())
def test_every_head_of_an_export_is_understood(key: str) -> None:
    found = label_of(shown_label(key), heading=True)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("单 位 名 称：", "单位.名称"),
        ("1．申报单位（盖章）", "单位.名称"),
        ("★统一社会信用代码", "单位.统一社会信用代码"),
        ("（二）职业（工种）", "带头人.职业工种"),
        ("配套金额（万元）", "经费.配套承诺"),
        ("单位：万元", None),
        ("样例机械有限公司", None),
    ],
)
def test_a_name_is_known_however_it_is_dressed(text: str, key: str | None) -> None:
    found = label_of(text)
    assert (found.key if found else None) == key


def test_a_part_is_called_by_what_it_belongs_to() -> None:
    assert nearest_label("团队.姓名") == "团队"
    assert nearest_label("单位.职工教育经费.使用") == "职工教育经费"
    assert nearest_label("申报.承诺") == "承诺"
    assert nearest_label("无此键") == "无此键"


def test_a_heading_row_names_its_list_and_units() -> None:
    head = list_head([(0, "年 度"), (1, "提取额（万元）"), (2, "使用额")])
    assert head is not None
    assert head.list_key == "单位.职工教育经费"
    assert [label.unit for label in head.columns.values()] == ["", "万", ""]
    assert list_head([(0, "年度"), (1, "天气")]) is None
    assert unit_stated("三、经费（单位：万元）") == "万"
