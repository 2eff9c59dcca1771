"""A query as people type it: which tree it is."""

from __future__ import annotations

from datetime import date

import pytest

from index.queries.fields import Vocabulary
from index.queries.parsing import narrowed, parse_query
from index.queries.tree import (
    And,
    Every,
    Field,
    FieldName,
    Fuzzy,
    How,
    Not,
    Or,
    Pinyin,
    Span,
    Words,
)

TODAY = date(2026, 11, 26)
KNOWN = Vocabulary(
    steps={"review": "review", "初审": "review", "rectify": "rectify", "限期整改": "rectify"}
    | {"recheck": "recheck", "整改复查": "recheck"},
    kinds={"award-notice": "award-notice", "公布名单的通知": "award-notice"},
    programmes={"ZJ": "首席技师", "首席技师": "首席技师"},
)
A, B, C = Words("甲"), Words("乙"), Words("丙")


def read(text: str):
    return parse_query(text, TODAY, KNOWN)


def has(name: FieldName, text: str) -> Field:
    return Field(name, How.HAS, text)


def is_(name: FieldName, text: str) -> Field:
    return Field(name, How.IS, text)


def days(first: str | None, last: str | None) -> Span:
    return Span(FieldName.DATE, first, last)


def fen(low: int | None, high: int | None) -> Span:
    return Span(FieldName.AMOUNT, low, high)


def years(first: int, last: int) -> Or:
    return Or(tuple(is_(FieldName.YEAR, str(year)) for year in range(first, last + 1)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("甲", A),
        ("甲 乙", And((A, B))),
        ("甲　乙", And((A, B))),
        ("甲 与 乙 且 丙", And((A, B, C))),
        ("甲 AND 乙 && 丙", And((A, B, C))),
        ("甲 ＡＮＤ 乙", And((A, B))),
        ("甲 或 乙 OR 丙", Or((A, B, C))),
        ("甲 || 乙", Or((A, B))),
        ("甲 或 乙 丙", Or((A, And((B, C))))),
        ("(甲 或 乙) 丙", And((Or((A, B)), C))),
        ("（甲 或 乙） 丙", And((Or((A, B)), C))),
        ("（甲 或 乙)丙", And((Or((A, B)), C))),
        ("甲(乙 或 丙)", And((A, Or((B, C))))),
        ("甲 非 乙", And((A, Not(B)))),
        ("甲 NOT 乙", And((A, Not(B)))),
        ("非 非 甲", A),
        ("非(甲 或 乙)", Not(Or((A, B)))),
        ("甲 -乙", And((A, Not(B)))),
        ("甲 －乙", And((A, Not(B)))),
        ("甲 ！乙", And((A, Not(B)))),
        ("甲 -(乙 丙)", And((A, Not(And((B, C)))))),
        ("甲 甲", A),
        ("((甲))", A),
        ("*", Every()),
        ("* 非 甲", And((Every(), Not(A)))),
    ],
)
def test_words_and_operators(text, tree):
    assert read(text) == tree


@pytest.mark.parametrize("quotes", ['""', "“”", "””", "＂＂", "「」", "『』", "‘’", "｢｣", '“"'])
def test_any_quotes_make_a_phrase(quotes):
    tree = read(f"{quotes[0]}限期 整改 或{quotes[1]}")
    assert tree == Words("限期整改或")
    assert tree.quoted


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("“甲”或“乙”", Or((A, B))),
        ("“甲”“乙”", And((A, B))),
        ("甲“乙”丙", And((A, B, C))),
        ("“他说‘好’”", Words("他说'好'")),
        ("“单位:甲”", Words("单位:甲")),
        ('""甲', A),
    ],
)
def test_phrases_beside_other_terms(text, tree):
    assert read(text) == tree


@pytest.mark.parametrize(
    "text",
    [
        "申报与推荐",
        "非物质文化遗产",
        "或然",
        "http://例.cn/甲?乙=1&丙=2",
        "file:///甲/乙.docx",
        "甲乙@例.cn",
        "a&b",
        "第12条",
        "2019-sx-001",
        "技师-名单",
        "首席技师(第二批)",
        "首席技师(第(二)批)名单",
        "甲、乙,丙。",
        "《暂行办法》",
        "单位名称:样例",
        "主题:关于整改",
        "10:30",
        "年度《工作报告》",
        "don't",
        "5~10",
        "甲>乙",
        "50%",
        "c:\\甲.docx",
        "->",
    ],
)
def test_ordinary_text_is_searched_as_it_stands(text):
    assert read(text) == Words(text)


def test_full_width_signs_mean_what_half_width_ones_do():
    assert read("首席技师（第二批）名单") == Words("首席技师(第二批)名单")
    assert read("单位名称：样例") == Words("单位名称:样例")
    assert read("Ａ＆Ｂ") == Words("a&b")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("单位:样例玉雕", has(FieldName.UNIT, "样例玉雕")),
        ("单位：样例玉雕", has(FieldName.UNIT, "样例玉雕")),
        ("unit:样例玉雕", has(FieldName.UNIT, "样例玉雕")),
        ("單位：样例", has(FieldName.UNIT, "样例")),
        ("单位： 样例", has(FieldName.UNIT, "样例")),
        ("单位=样例玉雕", is_(FieldName.UNIT, "样例玉雕")),
        ("单位:样例*", Field(FieldName.UNIT, How.STARTS, "样例")),
        ("单位:*玉雕", Field(FieldName.UNIT, How.ENDS, "玉雕")),
        ("单位:*玉＊", has(FieldName.UNIT, "玉")),
        ("单位:“样例 公司”", has(FieldName.UNIT, "样例公司")),
        ("单位:样例(集团)公司", has(FieldName.UNIT, "样例(集团)公司")),
        ("单位:(甲 或 乙)", Or((has(FieldName.UNIT, "甲"), has(FieldName.UNIT, "乙")))),
        ("单位:甲 乙", And((has(FieldName.UNIT, "甲"), B))),
        ("非 单位:甲", Not(has(FieldName.UNIT, "甲"))),
        ("-单位:甲", Not(has(FieldName.UNIT, "甲"))),
        ("带头人:样传艺", has(FieldName.LEADER, "样传艺")),
        ("部门:人社局", has(FieldName.DEPARTMENT, "人社局")),
        ("主管委办局:人社局", has(FieldName.DEPARTMENT, "人社局")),
        ("题名:通知", has(FieldName.TITLE, "通知")),
        ("案卷:2019-SX-001", has(FieldName.CASE, "2019-sx-001")),
        ("批次:2019-1", has(FieldName.BATCH, "2019-1")),
        ("档号:J099-ZY·JN·2019", has(FieldName.REFERENCE, "j099-zy·jn·2019")),
        ("文件:通知(1).docx", has(FieldName.PATH, "通知(1).docx")),
        ("环节:初审", is_(FieldName.STEP, "review")),
        ("step:review", is_(FieldName.STEP, "review")),
        ("环节:整改", Or((is_(FieldName.STEP, "recheck"), is_(FieldName.STEP, "rectify")))),
        ("文书:公布名单", is_(FieldName.KIND, "award-notice")),
        ("项目类别:ZJ", is_(FieldName.PROGRAMME, "首席技师")),
        ("条款:12", is_(FieldName.CLAUSE, "12")),
        ("条款:第十二条", is_(FieldName.CLAUSE, "12")),
        ("条款:第一百二十条", is_(FieldName.CLAUSE, "120")),
        ("身份证:1234", Field(FieldName.PERSONAL, How.ENDS, "1234")),
        ("尾号:123Ｘ", Field(FieldName.PERSONAL, How.ENDS, "123x")),
        ("电话:138*", Field(FieldName.PERSONAL, How.STARTS, "138")),
        ("电话:*1234", Field(FieldName.PERSONAL, How.ENDS, "1234")),
        ("拼音:WXM", Pinyin("wxm")),
    ],
)
def test_fields(text, tree):
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("金额>50000", fen(5000001, None)),
        ("金额＞50000", fen(5000001, None)),
        ("金额》50000", fen(5000001, None)),
        ("金额>=5万", fen(5000000, None)),
        ("金额≥5万元", fen(5000000, None)),
        ("金额<50,000.00元", fen(None, 4999999)),
        ("金额<=5万", fen(None, 5000000)),
        ("金额 > 5万", fen(5000001, None)),
        ("金额:5万", fen(5000000, 5000000)),
        ("金额=50000.00", fen(5000000, 5000000)),
        ("金额:1万..5万", fen(1000000, 5000000)),
        ("金额:1万至5万", fen(1000000, 5000000)),
        ("金额:1万—5万", fen(1000000, 5000000)),
        ("金额:1万-5万", fen(1000000, 5000000)),
        ("金额:伍万元整", fen(5000000, 5000000)),
        ("金额>五万", fen(5000001, None)),
        ("金额:1.5亿", fen(15000000000, 15000000000)),
        ("金额:5万..", fen(5000000, None)),
        ("金额:..5万", fen(None, 5000000)),
        ("金额:(1万 或 2万)", Or((fen(1000000, 1000000), fen(2000000, 2000000)))),
        ("日期:2019..2021", days("2019-01-01", "2021-12-31")),
        ("日期：２０１９……２０２１", days("2019-01-01", "2021-12-31")),
        ("日期: 2019 .. 2021", days("2019-01-01", "2021-12-31")),
        ("日期:2019..", days("2019-01-01", None)),
        ("日期:..2019", days(None, "2019-12-31")),
        ("日期:2019-03", days("2019-03-01", "2019-03-31")),
        ("日期>=2019年3月", days("2019-03-01", None)),
        ("日期>2019年3月", days("2019-04-01", None)),
        ("日期<2019年3月", days(None, "2019-02-28")),
        ("日期<=2019年3月", days(None, "2019-03-31")),
        ("日期:2019-2021", days("2019-01-01", "2021-12-31")),
        ("日期:2019.3-2019.5", days("2019-03-01", "2019-05-31")),
        ("日期:去年", days("2025-01-01", "2025-12-31")),
        ("年度:2019", is_(FieldName.YEAR, "2019")),
        ("年度:2019年", is_(FieldName.YEAR, "2019")),
        ("年度:2019..2021", years(2019, 2021)),
        ("年度:2019-2021", years(2019, 2021)),
        ("年度>2019", years(2020, 2099)),
        ("年度:去年", is_(FieldName.YEAR, "2025")),
        ("年度:近两年", years(2024, 2026)),
    ],
)
def test_amounts_days_and_years(text, tree):
    assert read(text) == tree


@pytest.mark.parametrize(
    "text",
    ["静人社[2019]12号", "静人社〔2019〕12号", "静人社（２０１９）第012号", "静人社【2019】12号"],
)
def test_a_document_number_is_also_asked_as_a_number(text):
    tree = read(text)
    assert isinstance(tree, Or)
    assert isinstance(tree.parts[0], Words)
    assert tree.parts[1] == read(f"文号:{text}") == read("文号:静人社〔2019〕12号")


def test_a_part_of_a_document_number_is_held_in_it():
    assert read("文号:静人社") == has(FieldName.NUMBER, "静人社")
    assert read("文号:静人社*") == Field(FieldName.NUMBER, How.STARTS, "静人社")


def test_last_year_alone_is_asked_as_a_word_and_as_days():
    last_year = days("2025-01-01", "2025-12-31")
    assert read("甲 去年") == And((A, Or((Words("去年"), last_year))))
    assert read("“去年”") == Words("去年")
    assert read("非 去年") == Not(Words("去年"))
    assert read("非(甲 去年)") == Not(And((A, Words("去年"))))
    assert read("去年的整改") == Words("去年的整改")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("王小明~", Fuzzy("王小明")),
        ("王小明～", Fuzzy("王小明")),
        ("相似:王小明", Fuzzy("王小明")),
        ("带头人:王小明~", Fuzzy("王小明", FieldName.LEADER)),
        ("静人社*", Words("静人社")),
        ("~", Words("~")),
    ],
)
def test_likeness_and_prefixes(text, tree):
    assert read(text) == tree


def test_a_name_nobody_listed_is_not_checked():
    assert parse_query("环节:自设环节", TODAY) == has(FieldName.STEP, "自设环节")


def test_filters_stand_beside_the_query():
    wanted = {FieldName.UNIT: "样例", FieldName.YEAR: "2019", FieldName.STEP: ""}
    assert narrowed(A, wanted) == And((A, has(FieldName.UNIT, "样例"), is_(FieldName.YEAR, "2019")))
    assert narrowed(Or((A, B)), {}, "2019-01-01") == And((Or((A, B)), days("2019-01-01", None)))
    assert narrowed(Every(), {}, None, "2019-01-01") == days(None, "2019-01-01")
    assert narrowed(Every(), {}) == Every()


@pytest.mark.parametrize("text", ["13087037023", "130-8703-7023", "310106199001011234"])
def test_a_bare_personal_number_is_asked_in_any_writing(text: str) -> None:
    tree = parse_query(text, date(2026, 1, 5))
    assert isinstance(tree, Or)
    assert Field(FieldName.PERSONAL, How.IS, text.replace("-", "")) in tree.parts
