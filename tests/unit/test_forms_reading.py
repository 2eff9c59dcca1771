"""Forms as Word and WPS leave them: moved, split, merged, nested, tracked; every doubt is named."""

from __future__ import annotations

import time

import pytest

from doc_templates.form_reading.form import FormReading, NotAFormError
from doc_templates.form_reading.word_grid import FormTooLargeError
from tests.fixtures.forms import read_back
from tests.fixtures.wild_word import (
    cell,
    control,
    members,
    paragraph,
    row,
    run,
    table,
    text_box,
    word_file,
    zipped,
)

FILLED_ROWS = (
    ("单位名称", "样例机械有限公司", "单位类型", "企业"),
    ("统一社会信用代码", "91310106MA1YL00082", "法定代表人", "样法人"),
    ("联系人", "样联系", "联系电话", "021-00000008"),
)
UNIT = tuple(row(*cells) for cells in FILLED_ROWS)


def read(*blocks: str) -> FormReading:
    return read_back(word_file("".join(blocks)))


def wide(text: str, span: int) -> str:
    return cell(text).replace("</w:tcPr>", f'<w:gridSpan w:val="{span}"/></w:tcPr>')


def merged(text: str, value: str = "continue") -> str:
    return cell(text).replace("</w:tcPr>", f'<w:vMerge w:val="{value}"/></w:tcPr>')


def codes(reading: FormReading) -> set[str]:
    asking = ("D605", "D606")
    assert not [f.message for f in reading.findings if "？" in f.message and f.code not in asking]
    return {found.code for found in reading.findings}


def doubt(reading: FormReading, code: str) -> tuple[str, str]:
    (found,) = [each for each in reading.findings if each.code == code]
    return found.place.key, found.message


def unit_of(reading: FormReading) -> tuple[str, ...]:
    keys = ("名称", "类型", "统一社会信用代码", "法定代表人", "联系人", "联系电话")
    return tuple(reading.values.get(f"单位.{key}", "") for key in keys)


FILLED = ("样例机械有限公司", "企业", "91310106MA1YL00082", "样法人", "样联系", "021-00000008")


def test_moved_lines_and_blank_rows_change_nothing() -> None:
    blank = row("", "", "", "")
    assert unit_of(read(table(UNIT[2], blank, UNIT[0], blank, blank, UNIT[1], columns=4))) == FILLED


def test_names_split_over_runs_and_spaced_out_are_known() -> None:
    spaced = "".join(run(sign) for sign in "单 位　名 称：")
    rows = (row(cell(paragraph(spaced)), "样例机械有限公司", "单位\n类型", "企业"), *UNIT[1:])
    assert unit_of(read(table(*rows, columns=4))) == FILLED


def test_names_above_their_values_are_known() -> None:
    heads = row("单位名称", "单位类型", "统一社会信用代码", "法定代表人", "联系人", "联系电话")
    values = row(
        "样例机械有限公司", "企业", "91310106MA1YL00082", "样法人", "样联系", "021-00000008"
    )
    assert unit_of(read(table(heads, values, columns=6))) == FILLED


def test_cells_merged_the_old_way_are_one() -> None:
    more = cell("").replace("</w:tcPr>", "<w:hMerge/></w:tcPr>")
    rows = (row("单位名称", more, FILLED[0], more, "单位类型", FILLED[1]), *UNIT[1:])
    assert unit_of(read(table(*rows, columns=6))) == FILLED


def test_names_with_a_colon_in_lines_and_cells_are_known() -> None:
    lines = paragraph("单位名称：样例机械有限公司　　单位类型：企业")
    one = table(row("统一社会信用代码：91310106MA1YL00082", "法定代表人：样法人"))
    assert unit_of(read(lines, one, paragraph("联系人：样联系  联系电话：021-00000008"))) == FILLED


def test_text_boxes_nested_tables_and_controls_are_read() -> None:
    nested = cell(table(row("样例机械有限公司"), columns=1), paragraph())
    boxed = cell(paragraph(text_box("91310106MA1YL00082")))
    legal = cell(paragraph(control(run("样法人"))))
    rows = (
        row("单位名称", nested, "单位类型", control(cell("企业"))),
        control(row("统一社会信用代码", boxed, "法定代表人", legal)),
        UNIT[2],
    )
    assert unit_of(read(table(*rows, columns=4))) == FILLED


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    inner = table(*UNIT, columns=4)
    assert unit_of(read(table(row("单位情况", cell(inner, paragraph()))))) == FILLED


def test_controls_named_by_key_or_by_label_win() -> None:
    tagged = control(run("样例机械有限公司"), properties='<w:tag w:val="单位.名称"/>')
    titled = control(run("企业"), alias="单位类型")
    both = table(row("甲栏", cell(paragraph(tagged)), "乙栏", cell(paragraph(titled))), columns=4)
    found = read(both, table(*UNIT[1:], columns=4))
    assert unit_of(found) == FILLED


PLACEHOLDER = "<w:showingPlcHdr/>"
UNANSWERED = {
    "in a line": cell(paragraph(control(run("单击此处输入文字"), properties=PLACEHOLDER))),
    "around a line": cell(control(paragraph("单击此处输入文字"), properties=PLACEHOLDER)),
    "around a cell": control(cell("单击此处输入文字"), properties=PLACEHOLDER),
}


@pytest.mark.parametrize("empty", UNANSWERED.values(), ids=UNANSWERED)
def test_a_placeholder_is_not_an_answer(empty: str) -> None:
    rows = (row("单位名称", empty, "单位类型", "企业"), *UNIT[1:])
    assert read(table(*rows, columns=4)).values["单位.名称"] == ""


def test_a_section_name_merged_down_the_side_is_no_field() -> None:
    rows = [
        row(merged("单位情况", "restart" if at == 0 else "continue"), *cells)
        for at, cells in enumerate(FILLED_ROWS)
    ]
    found = read(table(*rows, columns=5))
    assert (unit_of(found), codes(found) - {"D602"}) == (FILLED, set())


BOXES = {
    "w14": control(run("☒"), properties='<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'),
    "wingdings": '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
    "wingdings 2": '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>',
    "form field": '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/>'
    "</w:checkBox></w:ffData></w:fldChar></w:r>",
    "typed": run("√"),
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_a_box_ticked_in_any_way_is_read(box: str) -> None:
    empty = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'
    ticked = cell(paragraph(empty, run("企业 "), box, run("职业院校")))
    rows = (row("单位名称", FILLED[0], "单位类型", ticked), *UNIT[1:])
    assert read(table(*rows, columns=4)).values["单位.类型"] == "职业院校"


TEAM = row("序号", "姓名", "岗位", "技能等级", "类别", "分工")


def test_merged_cells_of_a_list_count_for_each_row() -> None:
    rows = (
        row("1", "样甲", "车工", "技师", merged("高技能人才", "restart"), "攻关"),
        row("2", "样乙", "铣工", "技师", merged(""), "带徒"),
        row("3", "", "", "", "", ""),
    )
    found = read(table(*UNIT, columns=4), table(TEAM, *rows, columns=6))
    assert [(each["姓名"], each["人员类别"]) for each in found.lists["团队"]] == [
        ("样甲", "高技能人才"),
        ("样乙", "高技能人才"),
    ]


def test_columns_that_were_dragged_apart_still_go_by_their_order() -> None:
    line = row(wide("1", 2), "样甲", wide("车工", 3), "技师", "管理人员", "攻关")
    found = read(table(*UNIT, columns=4), table(TEAM, line, columns=9))
    assert [(each["姓名"], each["岗位"]) for each in found.lists["团队"]] == [("样甲", "车工")]


def test_a_total_is_no_row_and_must_be_right() -> None:
    heads = row("资金来源", "用途", "金额（万元）")
    rows = (row("资助资金", "设备", "3"), row("资助资金", "培训", "2"), row("合计", "", "6"))
    found = read(table(*UNIT, columns=4), table(heads, *rows, columns=3))
    assert [each["金额"] for each in found.lists["经费.资助计划"]] == ["30000.00", "20000.00"]
    assert "D614" in codes(found)


def test_amounts_that_look_like_the_wrong_unit_are_doubts() -> None:
    stated = paragraph("（单位：万元）")
    heads, line = row("资金来源", "用途", "金额"), row("资助资金", "设备", "50000")
    found = read(table(*UNIT, columns=4), stated, table(heads, line, columns=3))
    assert found.lists["经费.资助计划"][0]["金额"] == "500000000.00"
    assert "D606" in codes(found)


def test_a_sum_in_a_name_is_no_unit() -> None:
    found = read(table(*UNIT, row("配套承诺金额（不低于5万元）", "60000", "", ""), columns=4))
    assert found.values["经费.配套承诺"] == "60000.00"
    found = read(table(*UNIT, row("配套承诺金额（万元）", "6", "", ""), columns=4))
    assert found.values["经费.配套承诺"] == "60000.00"


def test_a_name_and_its_number_share_a_cell() -> None:
    rows = (
        row("联系人及电话", "样联系 021-00000009", "开户行及账号", "样例银行支行\n6200 0000 08"),
    )
    found = read(table(*UNIT[:2], *rows, columns=4)).values
    keys = ("联系人", "联系电话", "开户行", "账号")
    said = [found[f"单位.{key}"] for key in keys]
    assert said == ["样联系", "021-00000009", "样例银行支行", "6200000008"]


def test_a_photo_at_the_side_is_no_field() -> None:
    sides = (merged("照片", "restart"), merged(""), merged(""))
    rows = (row(*cells, side) for cells, side in zip(FILLED_ROWS, sides, strict=True))
    found = read(table(*rows, columns=5))
    assert (unit_of(found), codes(found) - {"D602"}) == (FILLED, set())


def test_a_row_of_no_known_source_is_named() -> None:
    heads = row("资金来源", "用途", "金额")
    found = read(table(*UNIT, columns=4), table(heads, row("其他", "设备", "3000"), columns=3))
    assert doubt(found, "D612")[0] == "第2表第2行第1格"


def test_a_remark_below_a_list_is_named() -> None:
    found = read(table(*UNIT, columns=4), table(TEAM, row(wide("注：另附名册", 6)), columns=6))
    assert "另附名册" in doubt(found, "D615")[1]


def test_missing_and_unknown_names_are_named() -> None:
    found = read(table(*UNIT, row("企业愿景", "做强做大", "", ""), columns=4))
    assert doubt(found, "D603") == ("第1表第4行第1格", doubt(found, "D603")[1])
    assert "企业愿景" in doubt(found, "D603")[1]
    assert all(name in doubt(found, "D602")[1] for name in ("开户行", "团队", "申报日期"))


def test_two_different_answers_are_both_told() -> None:
    found = read(paragraph("申报单位：样例重工有限公司"), table(*UNIT, columns=4))
    place, said = doubt(found, "D604")
    assert place == "第1表第1行第2格“单位名称”"
    assert "样例重工有限公司" in said
    assert "样例机械有限公司" in said


def test_a_tiny_amount_and_free_honours_are_doubts() -> None:
    found = read(table(*UNIT, row("配套金额", "5", "荣誉", "2017年静安工匠"), columns=4))
    assert {"D605", "D613"} <= codes(found)
    assert found.lists["带头人.荣誉"] == [{"名称": "静安工匠", "级别": "", "年份": "2017"}]


def test_insertions_count_deletions_and_hidden_words_do_not() -> None:
    tracked = (
        f'<w:ins w:id="1" w:author="样">{run("样例机械")}</w:ins>'
        f'<w:del w:id="2" w:author="样"><w:r><w:delText>样例重工</w:delText></w:r></w:del>'
        f"{run('（内部）', '<w:rPr><w:vanish/></w:rPr>')}{run('有限公司')}"
    )
    rows = (row("单位名称", cell(f"<w:p>{tracked}</w:p>"), "单位类型", "企业"), *UNIT[1:])
    found = read(table(*rows, columns=4))
    assert unit_of(found) == FILLED
    assert {"D607", "D608", "D609"} <= codes(found)


def test_a_masked_number_is_left_out_and_no_doubt_shows_a_number() -> None:
    number = "310106196804129015"
    found = read(table(*UNIT, row("身份证号", "310106********9015", "备用证", number), columns=4))
    assert found.values["带头人.身份证号"] == ""
    assert "D610" in codes(found)
    assert number not in "".join(each.message for each in found.findings)


def test_a_field_without_end_is_cut_and_told() -> None:
    found = read(table(*UNIT, row("设备设施", "样" * 6000, "", ""), columns=4))
    assert (len(found.values["条件.设备设施"]), "D611" in codes(found)) == (5000, True)


@pytest.mark.parametrize(
    ("label", "sign"),
    [("荣誉奖项", "1999年“"), ("制度清单", "《、"), ("申报单位承诺", "□"), ("聘期", "年-"),
     ("单位内部选聘公示", "，"), ("配套承诺金额", "元("), ("联系人及电话", "0"), ("单位类型", "□")],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(label: str, sign: str) -> None:
    start = time.monotonic()
    text = sign * (900_000 // len(sign))
    read_back(zipped(members(table(*UNIT, row(label, text, "", ""), columns=4)), level=0))
    assert time.monotonic() - start < 10


def test_controls_within_controls_take_no_time() -> None:
    start = time.monotonic()
    named = '<w:tag w:val="单位.地址"/>'
    inside = paragraph("样") * 20_000
    for _ in range(100):
        inside = control(inside, properties=named)
    read_back(zipped(members(table(*UNIT, columns=4) + inside), level=0))
    assert time.monotonic() - start < 20


def test_what_is_no_form_is_refused() -> None:
    with pytest.raises(NotAFormError):
        read(paragraph("会议通知"), table(row("时间", "周一")))


def test_a_form_without_end_is_refused() -> None:
    body = table(*[row("样", "例")] * 5_500)
    with pytest.raises(FormTooLargeError) as caught:
        read_back(zipped(members(body), level=0))
    assert caught.value.code == "D601"
    with pytest.raises(FormTooLargeError):
        read_back(zipped(members("<w:p/>" * 45_000), level=0))
