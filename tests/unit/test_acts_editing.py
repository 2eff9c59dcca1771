"""Cases are edited value by value or in an editor, and only what holds is saved."""

import shutil
from pathlib import Path

import pytest

from tests.fixtures.command_line import CASE, Desk


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish()
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def text_of(desk: Desk) -> str:
    return (desk.root / "cases" / CASE / "case.yaml").read_text("utf-8")


def test_a_value_is_put_in_its_place_and_nothing_else_moves(desk: Desk) -> None:
    before = text_of(desk).splitlines()
    done = desk.json("case", "edit", CASE, "--set", "项目名称=样例新名")
    after = text_of(desk).splitlines()
    changed = [line for line in after if line not in before]
    assert done["keys"] == ["项目名称"]
    assert changed == ["项目名称: 样例新名"]
    assert len(before) == len(after)


def test_a_list_and_a_row_of_a_list_can_be_set(desk: Desk) -> None:
    desk.json("case", "edit", CASE, "--set", "带头人.荣誉=[]", "--set", "团队.1.姓名=样新人")
    shown = desk.json("case", "show", CASE)
    assert shown["带头人"]["荣誉"] == []
    assert shown["团队"][0]["姓名"] == "样新人"


def test_the_same_value_again_changes_nothing(desk: Desk) -> None:
    desk.json("case", "edit", CASE, "--set", "项目名称=样例新名")
    entries = desk.json("audit", "verify")["entries"]
    again = desk.json("case", "edit", CASE, "--set", "项目名称=样例新名")
    assert again["changed"] is False
    assert desk.json("audit", "verify")["entries"] == entries


@pytest.mark.parametrize("key", ["案卷号", "批次", "办理", "档号", "政策摘要", "资助周期.起"])
def test_what_acts_write_is_not_edited(desk: Desk, key: str) -> None:
    before = text_of(desk)
    said = desk.run("case", "edit", CASE, "--set", f"{key}=样")
    assert said.code == 3
    assert "W505" in said.err
    assert text_of(desk) == before


def test_a_wrong_value_is_refused_and_the_file_stays(desk: Desk) -> None:
    before = text_of(desk)
    said = desk.run("case", "edit", CASE, "--set", "带头人.身份证号=123")
    assert said.code == 3
    assert text_of(desk) == before


def editor(tmp_path: Path, body: str) -> str:
    script = tmp_path / "editor.sh"
    script.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    script.chmod(0o755)
    return str(script)


def test_an_editor_saves_what_holds(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor(tmp_path, "sed -i 's/^项目名称:.*/项目名称: 样例改名/' $1"))
    assert desk.json("case", "edit", CASE)["keys"] == ["项目名称"]
    assert "项目名称: 样例改名" in text_of(desk)


def test_what_an_editor_breaks_is_kept_aside(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("EDITOR", editor(tmp_path, "echo '坏: [' >> $1"))
    before = text_of(desk)
    said = desk.run("case", "edit", CASE)
    (kept,) = tmp_path.glob(f"jiangdang-{CASE}-*/case.yaml")
    assert said.code == 3
    assert str(kept) in said.err
    assert kept.read_text("utf-8").endswith("坏: [\n")
    assert text_of(desk) == before


def test_a_file_saved_by_another_meanwhile_is_a_conflict(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    real = desk.root / "cases" / CASE / "case.yaml"
    body = f"echo '# 别人' >> {real}; sed -i 's/^项目名称:.*/项目名称: 样例改名/' $1"
    monkeypatch.setenv("EDITOR", editor(tmp_path, body))
    said = desk.run("case", "edit", CASE)
    assert said.code == 3 or said.code == 5
    assert real.read_text("utf-8").endswith("# 别人\n")
    assert "项目名称: 样例改名" not in text_of(desk)


def test_a_missing_editor_is_a_missing_tool(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    assert desk.run("case", "edit", CASE).code == 7
    monkeypatch.setenv("EDITOR", "/没有/编辑器")
    assert desk.run("case", "edit", CASE).code == 7


def test_a_broken_file_can_be_mended_in_an_editor(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = text_of(desk)
    (tmp_path / "good.yaml").write_text(good, "utf-8")
    (desk.root / "cases" / CASE / "case.yaml").write_text("坏: [", "utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"cp {tmp_path}/good.yaml $1"))
    assert desk.json("case", "edit", CASE)["changed"] is True
    assert text_of(desk) == good
