"""Binary Word as Word itself saves it: pieces of both widths, fast saves, fields, tables."""

from __future__ import annotations

import pytest

from index.extraction.harvesting import read_here
from index.records import State
from tests.fixtures.old_documents import (
    DELETED,
    IN_TABLE,
    ROW_END,
    STRUCK_OUT,
    Stretch,
    old_document,
    tick,
)


def text_of(content: bytes) -> str:
    """The text of the only page."""
    found = read_here(content)
    assert (found.state, found.code) == (State.READ, "")
    (page,) = found.pages
    return page


def test_pieces_of_one_byte_and_of_two_are_read_as_one_text() -> None:
    found = text_of(
        old_document(["静人社〔2019〕12号 ", Stretch("Ref. “A–7” café ", narrow=True), "收\r"])
    )
    assert found == "静人社〔2019〕12号 Ref. “A–7” café 收"


def test_a_fast_saved_file_is_read_in_the_order_of_its_pieces_without_what_it_dropped() -> None:
    content = old_document(
        ["第一句，", Stretch("second, ", narrow=True), "第三句。\r"],
        order=(2, 0, 1),
        left_over="旧稿",
    )
    assert text_of(content) == "第一句，second, 第三句。"


def test_what_was_struck_out_is_not_read_whoever_keeps_note_of_it() -> None:
    content = old_document([
        "留", Stretch("删", run=DELETED), "下", Stretch("去", piece=STRUCK_OUT), "的",
        Stretch("掉", piece=1), "字\r",
    ], extra=[DELETED])  # fmt: skip
    assert text_of(content) == "留下的字"


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ('见\x13 HYPERLINK "http://x.example/" \x14样例网站\x15。', "见样例网站。"),
        ("第\x13 PAGE \x14\x137 \x14七\x15\x15页", "第七页"),
        ('词\x13 XE "索引" \x15条', "词条"),
        ("甲\x13 FORMCHECKBOX \x14\x15乙", "甲乙"),
        ("\x13 eq \\o\\ac(○,一)\x15、事项", "一、事项"),
        ("\x13 EQ \\f(1,2)\x15", "1 2"),
        ("没有结束\x13 的域", "没有结束 的域"),
    ],
    ids=["link", "nested", "index", "box", "circled", "fraction", "endless"],
)
def test_fields_are_read_by_what_they_show(fields: str, shown: str) -> None:
    assert text_of(old_document([f"{fields}\r"])) == shown


def test_a_field_that_begins_in_one_piece_and_ends_in_another_is_one() -> None:
    content = old_document(["见\x13 HYPER", Stretch('LINK "x" \x14', narrow=True), "网站\x15。\r"])
    assert text_of(content) == "见网站。"


def test_rows_keep_their_empty_cells_and_the_paragraphs_of_a_cell() -> None:
    def row(*cells: str) -> list[Stretch]:
        inner = "".join(f"{each}\x07" for each in cells)
        return [Stretch(inner, paragraph=IN_TABLE), Stretch("\x07", paragraph=ROW_END)]

    content = old_document(
        ["表前\r", *row("姓名", "", "单位"), *row("张样例", "样例厂\r样例车间", ""), "表\t后\r"]
    )
    assert text_of(content) == "表前\n姓名\t\t单位\n张样例\t样例厂 样例车间\n表 后"


def test_rows_are_told_by_their_marks_where_no_paragraph_says_so() -> None:
    assert text_of(old_document(["姓名\x07单位\x07\x07张样例\x07样例厂\x07\x07"])) == (
        "姓名\t单位\n张样例\t样例厂"
    )


def test_ticks_of_a_symbol_font_are_read_as_signs() -> None:
    content = old_document(
        [Stretch("(", run=tick(0xF0FE)), "是", Stretch("(", run=tick(0xF0A8)), "否\r"]
    )
    assert text_of(content) == "☑是□否"


def test_notes_headers_and_text_boxes_follow_the_body() -> None:
    """They are further texts behind the body in the same table of pieces."""
    content = old_document(["正文\x02\r", "\x02 脚注文字\r", "页眉文字\r", "文本框文字\r\r"])
    assert text_of(content) == "正文\n脚注文字\n页眉文字\n文本框文字"


def test_pieces_that_overlap_without_end_are_refused() -> None:
    content = ["甲" * 2_000]
    assert read_here(old_document(content, times=2)).state is State.READ
    found = read_here(old_document(content, times=20))
    assert (found.state, found.code) == (State.UNREAD, "I203")
