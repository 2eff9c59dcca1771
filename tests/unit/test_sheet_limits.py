"""Workbooks made to exhaust a machine: refused before anything is built of them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cases.errors import JiangdangError
from index.sheet_limits import MOST_CELLS
from index.sheet_reading import read_workbook

PART = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DTD = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY e "e">]>'


def parts() -> dict[str, bytes]:
    """A small sound workbook, member by member."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["案卷号", "金额"])
    book.save(out)
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def with_more(path: Path, within: str = "", after: str = "", part: str = PART) -> Path:
    """The workbook with more in its sheet, or after the sheet's rows."""
    members = parts()
    text = members.pop(PART).decode().replace("</sheetData>", f"{within}</sheetData>{after}")
    named = {
        name: content.replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
        for name, content in members.items()
    }
    return packed(path, {**named, part: text.encode()})


def merged(ref: str) -> str:
    return f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>'


MANY = MOST_CELLS + 1


@pytest.mark.parametrize(
    ("within", "after", "part"),
    [
        ("", merged("A9:XFD1048576"), PART),
        ("", merged("A9&#58;XFD1048576"), PART),
        ("", merged("整行"), PART),
        ("", "<mergeCells>" + '<mergeCell ref="A3:A4"/>' * 9000
         + "</mergeCells>", PART),
        ("<row>" + "<c/>" * MANY + "</row>", "", PART),
        ("<row>" + "<c\n/>" * MANY + "</row>", "", PART),
        ('<row ht="9"/>' * MANY, "", PART),
        (f'<row xmlns:x="{SPACE}">' + "<x:c/>" * MANY + "</row>", "", PART),
        ("<row>" + "<c/>" * MANY + "</row>", "", "xl/worksheets/sheet1.dat"),
    ],
    ids=["merged", "merged-by-entity", "merged-nowhere", "many-merged", "empty-cells",
         "cells-with-line-feeds", "rows", "prefixed", "part-of-another-name"],
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused_early(
    tmp_path: Path, within: str, after: str, part: str
) -> None:
    file = with_more(tmp_path / "书.xlsx", within, after, part)
    tracemalloc.start()
    with pytest.raises(JiangdangError) as told:
        read_workbook(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told.value.code == "W713"
    assert peak < 100_000_000


def test_a_document_type_in_any_encoding_is_refused(tmp_path: Path) -> None:
    members = parts()
    text = members[PART].decode().partition("?>")[2] or members[PART].decode()
    for encoding, start in (("utf-16", DTD), ("utf-8", DTD.replace("UTF-16", "UTF-8"))):
        members[PART] = (start + text).encode(encoding)
        with pytest.raises(JiangdangError) as told:
            read_workbook(packed(tmp_path / "书.xlsx", members))
        assert told.value.code == "I301"


def test_what_people_merge_is_read(tmp_path: Path) -> None:
    file = with_more(tmp_path / "书.xlsx", "", merged("A1:XFD1"))
    (sheet,) = read_workbook(file).sheets
    assert sheet.merged == ((1, 1, 1, 16384),)
    assert sheet.rows[1][1].text == "案卷号"


def test_lines_without_cells_count_as_well(tmp_path: Path) -> None:
    file = tmp_path / "空行.csv"
    file.write_bytes(b"a,b\n" + b"\n" * MANY)
    with pytest.raises(JiangdangError) as told:
        read_workbook(file)
    assert told.value.code == "W713"


def test_signs_that_steer_a_terminal_are_blanks(tmp_path: Path) -> None:
    file = tmp_path / "控制.csv"
    file.write_text("名称\n样\x1b[31m例\u202e有\x9b限\x07\n", "utf-8")
    (sheet,) = read_workbook(file).sheets
    assert sheet.rows[2][1].text == "样 [31m例 有 限 "
