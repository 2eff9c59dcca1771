"""Plain text, pages, letters and rich text: the encoding found out, nothing read twice."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from index.extraction.decoding import decoded
from index.extraction.harvesting import read_here
from index.records import State
from tests.fixtures import office_files as made

SENTENCE = "关于公布二〇一九年度首席技师资助项目名单的通知，请各单位于月底前补报材料。"
TRADITIONAL = OpenCC("s2t").convert(SENTENCE.replace("〇", "零"))


def text_of(content: bytes) -> str:
    """All pages of a file that was read."""
    found = read_here(content)
    assert found.state is State.READ, found
    return "\n".join(found.pages)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16",
                                      "utf-16-le", "utf-16-be", "utf-32"])  # fmt: skip
def test_text_is_read_in_whatever_encoding(encoding: str) -> None:
    text = SENTENCE.replace("〇", "零")
    assert text_of(text.encode(encoding)) == text


def test_big5_is_told_from_gbk_by_its_common_signs() -> None:
    assert text_of(TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize(
    "name", ["张伟", "欧阳修", "带徒名册", "姓名,金额\n李娜,5000", "技能大师", "通知"]
)
def test_a_few_signs_are_enough_for_gbk(name: str) -> None:
    found = decoded(name.encode("gbk"))
    assert found is not None
    assert found.text == name


def test_a_torn_end_costs_one_sign_and_is_told() -> None:
    found = read_here((SENTENCE * 3).encode("gb18030")[:-1])
    assert found.pages[0].startswith(SENTENCE)
    assert found.parts_unread[0][1].startswith("有 1 处")


def test_the_padding_of_old_programs_is_no_text() -> None:
    assert text_of(SENTENCE.encode("gb18030") + b"\x1a" + bytes(100)) == SENTENCE


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_bytes_are_text_or_not_but_never_an_error(content: bytes) -> None:
    decoded(content)


def test_random_bytes_are_hardly_ever_text() -> None:
    rng = random.Random(1)
    taken = sum(decoded(rng.randbytes(200)) is not None for _ in range(200))
    assert taken <= 4


def test_a_csv_is_read_by_its_cells() -> None:
    content = '\ufeff姓名,单位,备注\n张样例,样例厂,"一,二"\n'.encode()
    assert text_of(content) == "姓名\t单位\t备注\n张样例\t样例厂\t一,二"


def test_prose_with_commas_stays_as_it_is() -> None:
    prose = "第一句，第二句,第三句。\n另一行没有。"
    assert text_of(prose.encode()) == prose


PAGE = (
    "<table><tr><td>姓名</td><td><p>张<b>样</b>例</p></td></tr></table><p>上一段</p>下一段<br>再一行"
    "<script>var 藏 = 1</script><style>p{}</style><!-- 注释 -->"
)
SEEN = "姓名\t张样例\n上一段\n下一段\n再一行"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<html><head><title>题</title></head><body>",
        '<meta charset="gb2312">',
        "<!DOCTYPE html>",
    ],
)
def test_a_page_is_read_as_it_shows_with_or_without_a_head(head: str) -> None:
    text = text_of((head + PAGE).encode("gbk"))
    assert text.removeprefix("题\n") == SEEN


def test_a_page_that_lies_about_its_encoding_is_read_all_the_same() -> None:
    assert text_of(('<meta charset="utf-8">' + PAGE).encode("gbk")) == SEEN


def word(text: str, encoding: str = "gb2312") -> str:
    """A word of a header in Base64."""
    return f"=?{encoding}?B?{base64.b64encode(text.encode(encoding)).decode()}?="


def letter(*attached: tuple[str, bytes]) -> bytes:
    """A letter as Chinese programs write it, with its body in two forms."""
    body = base64.b64encode("请于月底前补报。".encode("gb2312")).decode()
    page = base64.b64encode("<p>请于月底前补报。</p>".encode("gb2312")).decode()
    parts = "".join(
        f'--A\r\nContent-Type: application/octet-stream; name="{word(name)}"\r\n'
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n"
        f"{base64.b64encode(content).decode()}\r\n"
        for name, content in attached
    )
    return (
        f"From: {word('王样例')} <wang@example.invalid>\r\nTo: li@example.invalid\r\n"
        f"Subject: {word('关于补报')}\r\n {word('材料的函')}\r\n"
        "Date: Thu, 18 Apr 2019 09:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="A"\r\n\r\n--A\r\n'
        'Content-Type: multipart/alternative; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64"
        f"\r\n\r\n{body}\r\n--B\r\nContent-Type: text/html; charset=gb2312\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{page}\r\n--B--\r\n{parts}--A--\r\n"
    ).encode()


def test_a_letter_is_read_once_with_its_headers_and_attachments() -> None:
    inner = letter(("内附.txt", "信中信的附件".encode("gbk")))
    found = read_here(letter(("清单.txt", "清单内容".encode("gbk")), ("转发.eml", inner)))
    first = found.pages[0]
    assert first.startswith("主题：关于补报材料的函\n发件人：王样例 <wang@example.invalid>")
    assert first.count("请于月底前补报。") == 1
    assert "附件：清单.txt" in first
    assert found.pages[1] == "清单.txt\n清单内容"
    assert found.pages[3] == "内附.txt\n信中信的附件"


def test_raw_gbk_in_headers_and_body_is_read() -> None:
    content = "Subject: 补报材料\r\nFrom: 王样例 <a@example.invalid>\r\n\r\n正文里的话".encode(
        "gbk"
    )
    assert text_of(content) == "主题：补报材料\n发件人：王样例 <a@example.invalid>\n正文里的话"


def test_an_outlook_letter_is_read_with_its_attachment() -> None:
    found = read_here(made.outlook_letter(("附件内容" * 1000).encode("utf-8")))
    assert found.pages[0] == "主题：关于补报材料的函\n发件人：王样例\n请于月底前补报。"
    assert found.pages[1].startswith("清单.txt\n附件内容")


def escaped(text: str) -> str:
    """Text as RTF writes the bytes of GBK."""
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (escaped("带徒名册"), "带徒名册"),
        (r"\u24102?\u24466?", "带徒".replace("带", chr(24102)).replace("徒", chr(24466))),
        (r"\uc2\u-28625" + r"\'cf\'e0" + "x", chr(65536 - 28625) + "x"),
        (r"{\f1 " + escaped("甲") + r"}\par {\*\bkmkstart a}b", "甲\nb"),
        (r"a\cell b\cell\row c", "a\tb\nc"),
        (r"{\deleted x}y{\v z}", "yz"),
        (r"{\field{\*\fldinst HYPERLINK q}{\fldrslt r}}", "r"),
        (r"{\upr{a}{\*\ud{" + r"\u30002?" + "}}}", chr(30002)),
        (r"a{\footnote note}b", "ab\nnote"),
        (r"{\pict 0123abcd}x", "x"),
        (r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt box\par}}}y", "y\nbox"),
        (r"{\pict\bin4 }{}}x}y", "y"),
        (r"\\\{\}", "\\{}"),
        (r"\u-10179?\u-8704?", "😀"),
    ],
)  # fmt: skip
def test_rich_text_is_read_by_code_page_font_and_number(body: str, shown: str) -> None:
    head = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 Arial;}{\f1\fcharset134 SimSun;}}\f0 "
    assert text_of((head + body + "}").encode("latin-1")) == shown


def test_office_documents_kept_as_one_xml_file_are_read() -> None:
    spread = (
        '<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:s"><ss:Worksheet ss:Name="表一"><ss:Row>'
        "<ss:Cell><ss:Data>甲</ss:Data></ss:Cell><ss:Cell><ss:Data>乙</ss:Data></ss:Cell></ss:Row>"
        "</ss:Worksheet></ss:Workbook>"
    )
    assert text_of(spread.encode()) == "表一\n甲\t乙"
    other = '<?xml version="1.0" encoding="GBK"?><发票><号码>0012</号码><金额>50</金额></发票>'
    assert text_of(other.encode("gbk")) == "0012\n50"


def test_an_attachments_name_in_raw_gbk_is_read() -> None:
    content = (
        "From: a@example.invalid\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n"
        '--A\r\nContent-Type: text/plain; name="清单.txt"\r\nContent-Disposition: attachment;'
        ' filename="清单.txt"\r\n\r\n内容在此\r\n--A--\r\n'
    ).encode("gbk")
    assert read_here(content).pages[1] == "清单.txt\n内容在此"
