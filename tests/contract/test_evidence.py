"""Evidence is copied in with its digest and name, and what is missing is told."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests.fixtures.command_line import CASE, Desk

ELEMENT = ("--element", "人才培养")


def test_a_file_is_copied_with_its_digest_and_name(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "带徒 名册.txt"
    file.write_bytes("师徒协议".encode("gb18030"))
    (row,) = desk.json("evidence", "add", CASE, file, *ELEMENT)
    assert row["original_name"] == "带徒 名册.txt"
    assert row["sha256"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    assert (row["media_type"], row["text"], row["findings"]) == ("text/plain", "extracted", [])
    kept = desk.root / row["path"]
    assert kept.parent == desk.root / f"cases/{CASE}/evidence/要素/人才培养"
    assert kept.read_bytes() == file.read_bytes()
    assert file.exists()


def test_the_same_file_is_not_taken_twice(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "名册.txt"
    file.write_text("样徒", "utf-8")
    first = desk.json("evidence", "add", CASE, file, *ELEMENT)
    assert desk.json("evidence", "add", CASE, file, *ELEMENT) == first
    assert len(desk.json("evidence", "list", CASE)) == 1


def test_other_files_of_one_name_stand_side_by_side(desk: Desk, tmp_path: Path) -> None:
    files = []
    for number in range(3):
        file = tmp_path / f"{number}" / "名册.txt"
        file.parent.mkdir()
        file.write_text(f"样徒{number}", "utf-8")
        files.append(file)
    rows = desk.json("evidence", "add", CASE, *files, *ELEMENT)
    assert len({row["path"] for row in rows}) == 3
    assert {row["original_name"] for row in rows} == {"名册.txt"}


def test_a_file_without_text_is_taken_with_a_warning(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "照片.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    (row,) = desk.json("evidence", "add", CASE, file, *ELEMENT)
    assert row["text"] == "none"
    assert row["findings"][0]["severity"] == "warning"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_only_plain_files_are_taken(desk: Desk, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "材料"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("/etc/hostname")
    else:
        os.mkfifo(path)
    said = desk.run("evidence", "add", CASE, path, *ELEMENT)
    assert (said.code, "W411" in said.err) == (3, True)
    assert desk.json("evidence", "list", CASE) == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--element", "不存在"), 2),
        ((), 2),
        (("--step", "初审"), 2),
        (("--step", "无", "--item", "甲"), 2),
    ],
)
def test_a_place_that_nobody_knows_is_asked_wrongly(
    desk: Desk, tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    file = tmp_path / "名册.txt"
    file.write_text("样徒", "utf-8")
    assert desk.run("evidence", "add", CASE, file, *options).code == 2


def test_a_file_that_is_not_there_is_not_found(desk: Desk, tmp_path: Path) -> None:
    assert desk.run("evidence", "add", CASE, tmp_path / "无", *ELEMENT).code == 4


def test_gaps_name_every_element_without_evidence(desk: Desk, tmp_path: Path) -> None:
    before = desk.run("evidence", "gaps", CASE, "--json")
    assert before.code == 3
    assert sum(gap["code"] == "W434" for gap in before.json["gaps"]) == 5
    file = tmp_path / "名册.txt"
    file.write_text("样徒", "utf-8")
    desk.json("evidence", "add", CASE, file, *ELEMENT)
    after = desk.run("evidence", "gaps", CASE, "--json").json["gaps"]
    assert not any("人才培养" in gap["message"] for gap in after)
    assert sum(gap["code"] == "W434" for gap in after) == 4


@pytest.mark.parametrize(
    ("original", "kept"),
    [
        ("聘书.pdf", "聘书.pdf"),
        ("a:b?c*.txt", "a：b？c＊.txt"),
        ("-rf.txt", "rf.txt"),
        ("e\u0301.txt", "é.txt"),
        ("长" * 80 + ".docx", "长" * 65 + ".docx"),
    ],
)
def test_names_are_made_fit_for_the_archive(
    desk: Desk, tmp_path: Path, original: str, kept: str
) -> None:
    file = tmp_path / original
    file.write_text("材料", "utf-8")
    (row,) = desk.json("evidence", "add", CASE, file, *ELEMENT)
    assert Path(row["path"]).name == kept
    assert row["original_name"] == original
