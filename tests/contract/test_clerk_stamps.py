"""The bureau's own stamp comes in with a passphrase nobody can read off, and goes out of use."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from acts.stamps import P12_VARIABLE
from doc_templates.stamping.certificates import issue, make_authority, pack
from tests.fixtures.command_line import Desk, Said

OWNER = "上海市静安区人力资源和社会保障局"
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40mm" viewBox="0 0 80 80">'
    b'<path d="M0 0H80V80H0Z"/></svg>'
)
SECRET = "样例口令"


@pytest.fixture(autouse=True)
def nobody_sits_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(P12_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    start, end = date(2020, 1, 1), date(2040, 1, 1)
    pair = issue(make_authority(start, end), OWNER, "公章", start, end)
    picture, keys = tmp_path / "印模.svg", tmp_path / "证书.p12"
    picture.write_bytes(SQUARE)
    keys.write_bytes(pack(pair, "own", [], SECRET.encode()))
    return picture, keys


def taken_in(desk: Desk, files: tuple[Path, Path], *words: str | Path) -> Said:
    return desk.run("stamp", "import", *files, *words, "--json")


def test_the_passphrase_comes_from_the_environment(
    desk: Desk, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(P12_VARIABLE, SECRET)
    said = taken_in(desk, files)
    assert (said.code, said.json["owner"], said.json["valid_until"]) == (0, OWNER, "2040-01-01")
    (row,) = desk.json("stamp", "list")
    assert (row["sample"], row["revoked"]) == ("", "")
    last = desk.json("audit", "log")[-1]
    assert (last["label"], SECRET in str(last)) == ("收入印章", False)
    assert taken_in(desk, files).code == 5


def test_a_passphrase_file_must_be_private(
    desk: Desk, files: tuple[Path, Path], tmp_path: Path
) -> None:
    secret = tmp_path / "口令"
    secret.write_text(SECRET + "\n", "utf-8")
    secret.chmod(0o644)
    assert taken_in(desk, files, "--passphrase-file", secret).json["error"]["code"] == "W613"
    secret.chmod(0o600)
    assert taken_in(desk, files, "--passphrase-file", secret).code == 0


def test_without_the_right_passphrase_nothing_comes_in(
    desk: Desk, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = taken_in(desk, files)
    assert (said.code, said.json["error"]["code"]) == (2, "W614")
    monkeypatch.setenv(P12_VARIABLE, "错的")
    assert taken_in(desk, files).code == 6
    assert taken_in(desk, (files[0], files[0].parent / "没有.p12")).code == 4
    assert desk.json("stamp", "list") == []


def test_a_stamp_goes_out_of_use_once_and_for_a_reason(
    desk: Desk, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(P12_VARIABLE, SECRET)
    name = taken_in(desk, files).json["name"]
    assert desk.run("stamp", "revoke", name).code == 2
    done = desk.json("stamp", "revoke", name, "--reason", "机构更名", "--on", "2026-01-05")
    assert done["revoked"] == "2026-01-05"
    assert desk.json("stamp", "list")[0]["revoked"] == "2026-01-05"
    assert desk.run("stamp", "revoke", name, "--reason", "再来").code == 5
    assert desk.run("stamp", "revoke", "没有", "--reason", "再来").code == 4
    assert desk.json("audit", "log")[-1]["label"] == "停用印章"


def test_a_real_workspace_gets_no_sample_stamp(desk: Desk) -> None:
    assert desk.run("stamp", "sample", OWNER, "--json").json["error"]["code"] == "W607"
    assert desk.run("stamp", "sample", "样例单位", "--json").json["error"]["code"] == "S202"
    assert desk.json("stamp", "list") == []
