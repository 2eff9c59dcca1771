"""The doctor names what is missing and what to do about it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from acts.doctoring import NETWORK_FILE_SYSTEMS, examine, file_system_of
from tests.fixtures.command_line import CASE, Desk

JIANGDANG = Path(sys.executable).with_name("jiangdang")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "工作区")
    made.furnish()
    return made


def check(desk: Desk, name: str) -> dict[str, object]:
    said = desk.run("doctor", "--json")
    return next(each for each in said.json["checks"] if each["name"] == name)


def test_without_a_workspace_only_the_machine_is_looked_at(tmp_path: Path) -> None:
    last = examine(tmp_path)[-1]
    assert (last.name, last.good, last.required) == ("工作区", False, False)
    assert "jiangdang init" in last.remedy


def test_a_missing_libreoffice_is_a_missing_tool(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    said = desk.run("doctor")
    assert said.code == 7
    assert "libreoffice" in said.out


def test_a_stamp_folder_open_to_others_is_named(desk: Desk) -> None:
    assert check(desk, "印章权限")["good"] is True
    (desk.root / "stamps").chmod(0o755)
    found = check(desk, "印章权限")
    assert found["good"] is False
    assert "chmod" in str(found["remedy"])


def test_a_faulty_case_and_a_lost_file_are_named(desk: Desk) -> None:
    file = desk.root / "cases" / CASE / "case.yaml"
    file.write_text("坏: [", "utf-8")
    assert CASE in str(check(desk, "案卷")["state"])
    file.unlink()
    assert CASE in str(check(desk, "登记簿")["remedy"])


def test_a_cut_log_and_wrong_settings_are_named(desk: Desk) -> None:
    log = desk.root / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"init", b"inis", 1))
    assert check(desk, "日志")["good"] is False
    (desk.root / "jiangdang.yaml").write_text("格式版本: 1\n", "utf-8")
    assert check(desk, "设置")["good"] is False
    assert desk.run("doctor").code in (3, 7)


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb:/x /srv/共享 nfs4 rw 0 0\nc /srv ext4 rw 0 0\n", "utf-8")
    assert file_system_of(Path("/srv/共享/工作区"), mounts) in NETWORK_FILE_SYSTEMS
    assert file_system_of(Path("/srv/其他"), mounts) == "ext4"
    assert file_system_of(Path("/home"), tmp_path / "没有") == ""


def test_a_clock_that_stands_before_the_last_act_is_named(desk: Desk) -> None:
    assert check(desk, "本机时钟")["good"] is True
    command = ["faketime", "-f", "-400d", str(JIANGDANG), "-w", str(desk.root), "doctor", "--json"]
    said = subprocess.run(command, capture_output=True, text=True)
    found = {each["name"]: each for each in json.loads(said.stdout)["checks"]}
    assert found["本机时钟"]["good"] is False
    assert "校准" in found["本机时钟"]["remedy"]
