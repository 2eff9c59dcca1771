"""What is written out of the workspace: never over a folder or a record, wholly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.command_line import CASE, Desk

OUTPUTS = [
    (("todo", "--ics"), "待办.ics"),
    (("stats", "--export"), "统计.xlsx"),
    (("stats", "--report"), "统计.docx"),
    (("money", "export", "2020-1"), "台账.xlsx"),
    (("old-years", "gaps", "--export"), "缺项.xlsx"),
]
each_output = pytest.mark.parametrize(("words", "name"), OUTPUTS, ids=[n for _, n in OUTPUTS])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "工作区")
    desk.furnish()
    return desk


@each_output
def test_a_folder_is_no_place_for_a_file(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    (tmp_path / name).mkdir()
    said = desk.run(*words, tmp_path / name)
    assert (said.code, "[W551]" in said.err) == (2, True)
    assert list((tmp_path / name).iterdir()) == []


@each_output
def test_nothing_goes_among_the_records_by_name_or_by_link(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    inside = desk.root / "cases" / CASE / name
    (tmp_path / name).symlink_to(inside)
    elsewhere = desk.root / "cases" / CASE / f"链接{name}"
    elsewhere.symlink_to(tmp_path / f"外面{name}")
    for place in (inside, tmp_path / name, elsewhere):
        said = desk.run(*words, place)
        assert (said.code, "[W504]" in said.err) == (3, True)
    assert not inside.exists()
    assert not (tmp_path / f"外面{name}").exists()


@each_output
def test_what_a_link_points_to_is_left_alone(
    desk: Desk, tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    other = tmp_path / f"别的{name}"
    other.write_bytes(b"kept")
    (tmp_path / name).symlink_to(other)
    assert desk.run(*words, tmp_path / name).code == 0
    assert other.read_bytes() == b"kept"
    assert (tmp_path / name).stat().st_size > 100
