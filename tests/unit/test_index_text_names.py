"""Names by their sound and by what they look like."""

from __future__ import annotations

import pytest

from index.text.names import similar_names
from index.text.pinyin import MOST_READINGS, name_keys
from index.text.words import word_counts, words

NAMES = ["王小明", "王晓明", "汪小明", "王大明", "李四", "张三丰", "王明"]
UNITS = ["样例精密机械股份有限公司", "样例精密机械", "样例纺织有限公司", "精密机械（集团）有限公司"]


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("王小明", "wangxiaoming", "wxm"),
        ("单雄", "shanxiong", "sx"),
        ("仇和", "qiuhe", "qh"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("曾国藩", "zengguofan", "zgf"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("区小明", "ouxiaoming", "oxm"),
        ("朴树", "piaoshu", "ps"),
        ("缪小明", "miaoxiaoming", "mxm"),
        ("翟小明", "zhaixiaoming", "zxm"),
        ("覃小明", "tanxiaoming", "txm"),
        ("覃小明", "qinxiaoming", "qxm"),
        ("單雄", "shanxiong", "sx"),
        ("吕明", "lvming", "lm"),
        ("吕明", "luming", "lm"),
        ("王长乐", "wangchangle", "wcl"),
        ("王长乐", "wangzhangyue", "wzy"),
        ("阿卜杜·热合曼", "abudureheman", "abdrhm"),
        ("样例精密机械有限公司", "yanglijingmijixieyouxiangongsi", "yljmjxyxgs"),
    ],
)
def test_a_name_has_its_pinyin_and_initials(name: str, full: str, initials: str) -> None:
    assert {full, initials} <= set(name_keys(name))


def test_a_name_of_many_readings_has_bounded_keys() -> None:
    assert len(name_keys("单乐长重行和")) <= 3 * MOST_READINGS
    assert name_keys("甲" * 10_000)
    assert name_keys("") == name_keys("A1") == ()


def test_names_that_sound_alike_come_first() -> None:
    assert similar_names("王小明", NAMES) == ["汪小明", "王晓明", "王大明", "王明"]
    assert similar_names("王小明", NAMES, most=1) == ["汪小明"]
    assert similar_names("", NAMES) == []


def test_a_unit_is_known_without_its_legal_form() -> None:
    found = similar_names("样例精密机械有限公司", UNITS)
    assert set(found) == {UNITS[0], UNITS[1], UNITS[3]}
    assert similar_names("样例精蜜机械公司", UNITS)[0] == "样例精密机械"


def test_words_are_for_ranking() -> None:
    assert {"技能", "大师", "工作室", "abc", "2019"} <= set(words("技能大师工作室abc(2019)"))
    assert word_counts("资助,资助") == {"资助": 2}
