"""用印登记簿 and 收文登记 are listed, narrowed down, and written out as harmless tables."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from acts.bureau import SHANGHAI, open_bureau
from tests.fixtures.command_line import CASE, Desk, blank_pdf

TODAY = datetime.now(SHANGHAI).date().isoformat()


@pytest.fixture
def used(desk: Desk) -> Desk:
    """Two stamps used, one of them under a name that a spreadsheet would run."""
    bureau = open_bureau(desk.root, "", print)
    for name, owner in (("局公章", "样例局"), ("=HYPERLINK(1)", "样例中心")):
        with bureau.journal.act("stamp", "样经办", "2020-1") as act:
            act.use_stamp(name, owner, "sha256:00")
    return desk


@pytest.fixture
def received(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """One scan taken in."""
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    scan = blank_pdf(desk.root.parent / "扫描.pdf")
    facts = ("--set", "联系人=样", "--set", "联系电话=1", "--set", "申报起=2020-04-07")
    more = ("--set", "申报截止=2020-04-30", "--set", "上报截止=2020-05-15")
    assert desk.run("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *facts, *more)
    words = ("doc", "receive", "2020-1", "work-notice", scan, "--on", "2020-04-07")
    desk.json(*words, "--number", "样字1号")
    return desk


def test_every_use_is_a_line_under_the_keys_known_before(used: Desk) -> None:
    lines = used.json("stamp", "register")
    known = {"at", "actor", "stamp", "target", "document", "number", "approval"}
    assert [line["stamp"] for line in lines] == ["局公章", "=HYPERLINK(1)"]
    assert known <= set(lines[0])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--stamp", "局公章"), 1),
        (("--stamp", "样例中心"), 1),
        (("--stamp", "没有"), 0),
        (("--from", TODAY, "--to", TODAY), 2),
        (("--from", "2999-01-01"), 0),
        (("--to", "2000-01-01"), 0),
    ],
)
def test_uses_are_narrowed_down(used: Desk, words: tuple[str, ...], count: int) -> None:
    assert len(used.json("stamp", "register", *words)) == count


def test_a_day_that_is_none_is_asked_for_again(used: Desk) -> None:
    assert used.run("stamp", "register", "--from", "昨天").code == 2


def test_uses_are_exported_as_a_sheet_that_runs_nothing(used: Desk) -> None:
    file = used.root.parent / "用印.xlsx"
    assert used.run("stamp", "register", "--export", file).code == 0
    sheet = openpyxl.load_workbook(file).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["时间", "经办", "印章", "所有者"]
    assert rows[2][2] == "'=HYPERLINK(1)"
    assert len(rows) == 3


def test_uses_are_exported_as_text(used: Desk) -> None:
    file = used.root.parent / "用印.csv"
    assert used.run("stamp", "register", "--export", file).code == 0
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert [row[2] for row in rows] == ["印章", "局公章", "'=HYPERLINK(1)"]


@pytest.mark.parametrize("name", ["用印.docx", "stamps/用印.xlsx"])
def test_an_export_goes_nowhere_else(used: Desk, name: str) -> None:
    said = used.run("stamp", "register", "--export", used.root / name)
    assert said.code in (2, 3)
    assert not (used.root / name).exists()


def test_what_was_received_is_listed_with_sender_and_form(received: Desk) -> None:
    (line,) = received.json("doc", "received")
    told = (line["number"], line["dated"], line["late"], line["form"], line["signers"])
    assert told == ("样字1号", "2020-04-07", True, "扫描件", [])
    assert line["sender"] == "上海市静安区人力资源和社会保障局"
    assert (received.root / line["path"]).is_file()


def test_what_was_received_is_listed_by_case(received: Desk) -> None:
    assert len(received.json("doc", "received", "2020-1")) == 1
    assert received.json("doc", "received", CASE) == []
    assert received.run("doc", "received", "2020-SX-099").code == 4
    assert "没有收文" in received.run("doc", "received", CASE).out


def test_what_was_received_is_exported(received: Desk, tmp_path: Path) -> None:
    file = tmp_path / "收文.xlsx"
    assert received.run("doc", "received", "--export", file).code == 0
    sheet = openpyxl.load_workbook(file).worksheets[0]
    cells = [cell.value for cell in list(sheet.iter_rows())[1]]
    assert ("样字1号" in cells, "是" in cells) == (True, True)


def test_a_damaged_record_hides_no_line(received: Desk) -> None:
    (line,) = received.json("doc", "received")
    (received.root / line["path"]).with_suffix(".json").write_text("{", "utf-8")
    (again,) = received.json("doc", "received")
    assert again["path"] == line["path"]
