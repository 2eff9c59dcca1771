"""Likeness, pinyin and synonyms become words and fields, and the user is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from index.engines.engine import Scope
from index.queries.expanding import MOST_FORMS, loosened, settle
from index.queries.matching import holds, question_of
from index.queries.parsing import parse_query
from index.queries.synonyms import shipped_synonyms
from index.queries.tree import And, Field, FieldName, How, Node, Not, Or, Related, Words
from index.records import Entry

TODAY = date(2026, 11, 26)


@dataclass
class Names:
    """Texts and names as a workspace would hold them."""

    held: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ("王小明", "王晓明", "单雄信", "李样板")
    units: tuple[str, ...] = ("样例玉雕有限公司",)
    asked: list[FieldName] = field(default_factory=list)

    def values(self, name: FieldName) -> tuple[str, ...]:
        self.asked.append(name)
        return {FieldName.LEADER: self.leaders, FieldName.UNIT: self.units}.get(name, ())

    def texts(self) -> tuple[str, ...]:
        return self.held


def settled(text: str, view: Names | None = None, own: tuple[tuple[str, ...], ...] = ()):
    return settle(parse_query(text, TODAY), view or Names(), own)


def found(text: str, where: str, **more: object) -> bool:
    tree = settled(text, Names((where,))).tree
    return holds(tree, Entry(1, "a", where, **more), Scope())  # type: ignore[arg-type]


def test_a_bare_word_is_searched_in_all_its_names_and_told():
    both = settled("人社局")
    assert isinstance(both.tree, Or)
    assert Words("人力资源和社会保障局") in both.tree.parts
    assert both.told[0].startswith("“人社局”也查了“人力资源和社会保障局”")


def test_a_name_within_a_word_is_replaced_there():
    assert Words("静安区人力资源和社会保障局") in settled("静安区人社局").tree.parts


@pytest.mark.parametrize(
    "text", ["“人社局”", "单位=人社局", "题名:人社局", "非 人社局", "部门:“人社局”"]
)
def test_what_is_meant_to_the_letter_stays(text):
    assert settled(text).tree == parse_query(text, TODAY)
    assert settled(text).told == ()


def test_a_department_is_asked_in_all_its_names():
    name = Field(FieldName.DEPARTMENT, How.HAS, "人力资源和社会保障局")
    assert name in settled("部门:人社局").tree.parts


def test_a_bureaus_own_synonyms_join_the_shipped_ones():
    both = settled("人社局", own=(("人社局", "劳动局"), ("单", "双")))
    assert {Words("劳动局"), Words("人力资源和社会保障局")} <= set(both.tree.parts)
    assert settled("单位章程", own=(("单", "双"),)).told == ()


def test_no_shipped_name_stands_in_two_groups():
    names = [name for group in shipped_synonyms() for name in group]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("where", "held"),
    [
        ("带头人王小明申报", True),
        ("带头人王晓明申报", True),
        ("带头人汪小明申报", True),
        ("带头人王小民申报", True),
        ("带头人王小小明申报", True),
        ("带头人王明申报", True),
        ("带头人王大民申报", False),
        ("带头人明小王申报", False),
    ],
)
def test_a_text_with_one_sign_other_more_or_fewer_is_found(where, held):
    assert found("王小明~", where) is held


def test_what_likeness_added_is_told():
    told = settled("王小明~", Names(("王晓明", "王大明"))).told
    assert "“王晓明”" in "".join(told)
    assert "“王大明”" in "".join(told)


def test_too_many_forms_are_said_and_not_dropped_in_silence():
    view = Names(tuple(f"样{chr(0x4E00 + at)}本章" for at in range(MOST_FORMS + 5)))
    assert f"只查了前 {MOST_FORMS} 种" in "".join(settled("样一本章~", view).told)


def test_of_two_characters_only_like_names_are_searched_and_told():
    both = settled("王明~", Names(("王某",), leaders=("王铭",)))
    assert Words("王某") not in both.tree.parts
    assert "只查了相近的姓名和单位" in "".join(both.told)


def test_a_field_is_asked_for_the_names_like_it():
    tree = settled("带头人:王小明~").tree
    assert Field(FieldName.LEADER, How.IS, "王晓明") in tree.parts
    assert Field(FieldName.LEADER, How.IS, "李样板") not in tree.parts


@pytest.mark.parametrize("sound", ["wangxiaoming", "WXM", "wang xiao ming"])
def test_a_name_is_found_by_its_pinyin_and_initials(sound):
    both = settled(f"拼音:“{sound}”")
    assert Field(FieldName.LEADER, How.IS, "王小明") in both.tree.parts
    assert "“王小明”" in both.told[0]


def test_a_surname_is_read_as_a_surname():
    assert Field(FieldName.LEADER, How.IS, "单雄信") in settled("拼音:shanxiongxin").tree.parts


def test_a_unit_is_found_by_the_beginning_of_its_sound():
    unit = Field(FieldName.UNIT, How.IS, "样例玉雕有限公司")
    assert unit in settled("拼音:ylyd").tree.parts
    assert unit in settled("拼音:yangliyudiao").tree.parts
    assert settled("拼音:y").tree == settled("拼音:lyd").tree == Or(())


def test_a_sound_that_nobody_has_finds_nothing_and_says_so():
    both = settled("拼音:zzz")
    assert both.tree == Or(())
    assert both.told == ("拼音“zzz”没有对应的姓名和单位。",)


def test_last_year_as_days_is_told():
    assert settled("整改 去年").told == ("“去年”也按日期查了（2025-01-01 至 2025-12-31）。",)


def test_what_looks_like_a_condition_and_is_none_is_told():
    assert settled("编号:甲").told[0].startswith("“编号”不是可查的字段，“编号:甲”按原文查了。")
    for text in ("“编号:甲”", "http://例.cn", "10:30", "编号:"):
        assert settled(text).told == ()


def test_nothing_is_looked_up_that_was_not_asked():
    view = Names()
    settle(parse_query("整改 单位:样例 -王小明", TODAY), view)
    assert view.asked == []


def test_a_whole_tree_is_settled():
    def unsettled(tree: Node) -> bool:
        try:
            holds(tree, Entry(1, "a", ""), Scope())
        except TypeError:
            return True
        return False

    tree = parse_query("(王小明~ 或 拼音:wxm) 非 带头人:王小明~ 人社局", TODAY)
    assert unsettled(tree)
    assert not unsettled(settle(tree, Names()).tree)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("首席技师的资助标准是多少", True),
        ("哪些单位被限期整改？", True),
        ("挪用资金怎么处理", True),
        ("2020年被追回资金的有几家", True),
        ("限期整改通知？", True),
        ("限期整改", False),
        ("什么？", False),
        ("限期整改 挪用资金", False),
        ("“首席技师的资助标准是多少”", False),
    ],
)
def test_a_question_is_known_by_its_words(text, asks):
    assert question_of(text) is asks


def test_a_question_keeps_its_conditions():
    tree = parse_query("年度:2019 挪用资金怎么处理 “限期整改” -公示", TODAY)
    year = Field(FieldName.YEAR, How.IS, "2019")
    near = Related("挪用资金怎么处理")
    assert loosened(tree) == And((year, near, Words("限期整改"), Not(Words("公示"))))
