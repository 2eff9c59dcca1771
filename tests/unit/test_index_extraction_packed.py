"""Packed files: every member by its content under its name, bombs told and not blown up."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest

from index.extraction.bounds import Bounds
from index.extraction.harvesting import read_here
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures import wild_word as word


def test_members_are_read_under_their_names_in_gbk() -> None:
    members = {
        "材料/名单.txt": "甲乙".encode("gbk"),
        "通知.docx": word.word_file(word.paragraph("丙")),
    }
    found = read_here(made.old_names_zip(members))
    assert found.pages == ("材料/名单.txt\n甲乙", "通知.docx\n丙")


def test_names_in_utf_8_without_a_mark_are_read_too() -> None:
    found = read_here(made.old_names_zip({"名单甲.txt": "甲乙丙丁".encode()}, "utf-8"))
    assert found.pages == ("名单甲.txt\n甲乙丙丁",)


def test_nested_packages_are_read_down_to_a_bound() -> None:
    content, depth = b"deep text", 0
    for depth in range(1, 8):
        content = made.packed({f"{depth}.zip" if depth > 1 else "a.txt": content})
    found = read_here(content)
    assert found.state is State.UNREAD
    assert found.parts_unread[0][1] == "压缩包嵌套超过 4 层，未读取文字。"
    assert read_here(made.packed({"b.zip": made.packed({"a.txt": "甲乙"})})).pages == (
        "b.zip\na.txt\n甲乙",
    )


def test_what_cannot_be_read_is_told_and_the_others_are_read() -> None:
    found = read_here(made.packed({
        "a.png": b"\x89PNG\r\n\x1a\n" + bytes(20), "b.7z": b"7z\xbc\xaf\x27\x1c" + bytes(20),
        "c.bin": bytes(range(256)), "d.txt": "甲乙".encode(), "e.pdf": b"%PDF-1.7 torn",
        "__MACOSX/._d.txt": b"\x00\x05\x16\x07",
    }))  # fmt: skip
    assert found.pages == ("d.txt\n甲乙",)
    assert found.state is State.READ
    assert dict(found.parts_unread) == {
        "a.png": "文件已损坏，未读取文字：图片数据读不通",
        "b.7z": "7z 压缩包，未展开。请解压后分别收入。",
        "c.bin": "暂不支持读取这种文件的文字。",
        "e.pdf": "文件已损坏，未读取文字：PDF 结构读不通",
    }


def test_encrypted_members_are_told() -> None:
    content = bytearray(made.packed({"a.txt": b"x" * 50}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    found = read_here(bytes(content))
    assert (found.state, found.code) == (State.UNREAD, "I202")


def test_a_bomb_is_told_and_the_rest_is_read() -> None:
    bomb = made.packed({"a.txt": "甲乙", "z.txt": bytes(60_000_000)})
    found = read_here(bomb, Bounds(expanded=10_000_000))
    assert found.pages == ("a.txt\n甲乙",)
    assert found.parts_unread[0][0] == "z.txt"
    assert "展开后过大" in found.parts_unread[0][1]


def test_a_member_that_tells_less_than_it_holds_is_stopped() -> None:
    content = bytearray(made.packed({"z.txt": bytes(30_000_000)}))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    assert read_here(bytes(content), Bounds(expanded=1_000_000)).state is State.UNREAD


def test_gzip_and_tar_are_packages_too() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as package:
        member = tarfile.TarInfo("名单.txt")
        content = "甲乙".encode("gbk")
        member.size = len(content)
        package.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("链接")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        package.addfile(link)
    assert read_here(out.getvalue()).pages == ("名单.txt\n甲乙",)
    found = read_here(gzip.compress(out.getvalue()))
    assert found.pages[0].endswith("名单.txt\n甲乙")


@pytest.mark.parametrize("count", [5, 50])
def test_members_beyond_the_bound_are_told(count: int) -> None:
    content = made.packed({f"{at}.txt": "甲乙" for at in range(60)})
    found = read_here(content, Bounds(members=count))
    assert len(found.pages) == count
    assert "超过上限" in found.parts_unread[-1][1]
