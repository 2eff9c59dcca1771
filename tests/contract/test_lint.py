"""``doc lint`` as a clerk meets it: what it takes a file for, what it says, how it returns."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from acts.papers.records import DocumentRecord
from cases.digest import digest_of
from tests.fixtures.command_line import Desk, blank_pdf

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from hostile_pdfs import forms_within_forms
from lint_official import AWARD, BROKEN, converted
from lint_samples import changed, finished

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("lint-official")]
WRONG = "a red line 7 mm down"


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "公布名单.pdf"
    path.write_bytes(converted()[AWARD])
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "红线偏下.pdf"
    path.write_bytes(converted()[WRONG])
    return path


def test_a_paper_that_is_right_returns_nothing_and_zero(desk: Desk, right: Path) -> None:
    assert desk.json("doc", "lint", right) == {
        "file": right.name, "kind": AWARD, "profile": "文件", "pages": 5, "findings": [],
    }  # fmt: skip


def test_the_layout_is_said_aloud_with_how_it_is_known(desk: Desk, right: Path) -> None:
    assert "按文件版式检查（识别：公布名单的通知），5 页" in desk.run("doc", "lint", right).out
    told = desk.run("doc", "lint", right, "--kind", "公布名单的通知")
    assert "（指定：公布名单的通知）" in told.out


def test_a_fault_is_told_with_measures_clause_and_place(desk: Desk, wrong: Path) -> None:
    said = desk.run("doc", "lint", wrong, "--json")
    (found,) = said.json["findings"]
    assert said.code == 3
    assert (found["code"], found["severity"]) == ("D519", "error")
    assert found["clause"] == "GB/T 9704-2012 7.2.7"
    assert found["place"].startswith("红线偏下.pdf 第1页“静人社")
    assert "毫米，应为 4 毫米" in found["message"]


def test_a_warning_alone_returns_zero(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "标题.pdf"
    path.write_bytes(converted()["a title with a waist"])
    said = desk.run("doc", "lint", path, "--json")
    assert (said.code, [each["severity"] for each in said.json["findings"]]) == (0, ["warning"])


def test_the_record_beside_a_file_tells_its_kind(desk: Desk, right: Path) -> None:
    record = DocumentRecord(
        "work-notice", "样例", "", "notify", "2019-06-20", "", right.name,
        digest_of(right.read_bytes()), 5,
    )  # fmt: skip
    right.with_suffix(".json").write_bytes(record.encode())
    assert desk.json("doc", "lint", right)["kind"] == "work-notice"
    assert desk.json("doc", "lint", right, "--kind", AWARD)["kind"] == AWARD
    right.with_suffix(".json").write_text("{", "utf-8")
    assert desk.json("doc", "lint", right)["kind"] == AWARD


def test_a_word_file_is_looked_over_too(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "公布名单.docx"
    path.write_bytes(finished(AWARD))
    assert desk.json("doc", "lint", path)["findings"] == []
    path.write_bytes(changed(finished(AWARD), *BROKEN["a date with a zero"][1]))
    assert desk.run("doc", "lint", path, "--json").code == 3


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 torn"])
def test_what_cannot_be_read_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.pdf"
    path.write_bytes(content)
    said = desk.run("doc", "lint", path, "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "D500")


def test_a_file_that_is_not_there_is_not_found(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("doc", "lint", tmp_path / "没有.pdf").code == 4


def test_a_scan_is_told_to_be_one(desk: Desk, tmp_path: Path) -> None:
    said = desk.run("doc", "lint", blank_pdf(tmp_path / "扫描.pdf"), "--json")
    assert (said.code, said.json["findings"][0]["code"]) == (3, "D502")


def test_a_pdf_that_never_ends_is_refused_within_its_limits(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "套娃.pdf"
    path.write_bytes(forms_within_forms(levels=9, times=10))
    said = desk.run("doc", "lint", path, "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "D501")


def test_an_unknown_kind_is_not_found(desk: Desk, right: Path) -> None:
    assert desk.run("doc", "lint", right, "--kind", "没有的文书").code == 4
