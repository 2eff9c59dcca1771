"""The bureau's own stamp comes in with a passphrase nobody can read off, and goes out of use."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from acts.stamps.stamps import P12_VARIABLE
from doc_templates.stamping.signers.certificates import pack
from tests.fixtures.command_line import Desk, Said
from tests.fixtures.small_pdfs import RING, SECRET, pair_of
from tests.unit.test_stamping_importing import png

OWNER = "上海市静安区人力资源和社会保障局"
WORD = SECRET.value.decode()


@pytest.fixture(autouse=True)
def nobody_sits_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(P12_VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    picture, keys = tmp_path / "印模.svg", tmp_path / "证书.p12"
    picture.write_bytes(RING)
    keys.write_bytes(pack(pair_of(owner=OWNER), "own", [], SECRET))
    return picture, keys


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(P12_VARIABLE, WORD)


def taken_in(desk: Desk, files: tuple[Path, Path], *words: str | Path) -> Said:
    return desk.run("stamp", "import", *files, *words, "--json")


@pytest.mark.usefixtures("given")
def test_the_passphrase_comes_from_the_environment(desk: Desk, files: tuple[Path, Path]) -> None:
    said = taken_in(desk, files)
    assert (said.code, said.json["owner"], said.json["valid_until"]) == (0, OWNER, "2040-01-01")
    (row,) = desk.json("stamp", "list")
    assert (row["sample"], row["revoked"], row["key"]) == ("", "", "证书文件")
    last = desk.json("audit", "log")[-1]
    assert (last["label"], WORD in str(last)) == ("收入印章", False)
    assert taken_in(desk, files).code == 5


@pytest.mark.usefixtures("given")
def test_a_stamps_files_are_its_owners_alone(desk: Desk, files: tuple[Path, Path]) -> None:
    assert taken_in(desk, files).code == 0
    modes = {path.stat().st_mode & 0o777 for path in (desk.root / "stamps").rglob("*.*")}
    assert modes == {0o600}
    assert (desk.root / "stamps").stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("given")
def test_a_png_comes_in_with_its_width(desk: Desk, files: tuple[Path, Path]) -> None:
    files[0].write_bytes(png(700, margin=0, dpi=None))
    untold = desk.run("stamp", "import", *files)
    assert (untold.code, "--width" in untold.err) == (3, True)
    assert taken_in(desk, files, "--width", "42").code == 0
    assert desk.json("stamp", "list")[0]["diameter_mm"] == 42


@pytest.mark.usefixtures("given")
def test_users_are_people_or_roles_of_the_settings(desk: Desk, files: tuple[Path, Path]) -> None:
    assert taken_in(desk, files, "--user", "查无此人").json["error"]["code"] == "W403"
    assert taken_in(desk, files, "--user", "经办人").json["users"] == ["经办人"]
    assert desk.json("stamp", "list")[0]["users"] == ["经办人"]


def test_a_key_lies_in_one_place(desk: Desk, files: tuple[Path, Path]) -> None:
    none = desk.run("stamp", "import", files[0], "--json")
    two = desk.run("stamp", "import", *files, "--service", "样例", "--json")
    assert [said.json["error"]["code"] for said in (none, two)] == ["W617", "W617"]
    assert desk.run("stamp", "import", files[0], "--service", "/没有/程序").code == 7


@pytest.mark.usefixtures("given")
def test_another_name_in_the_certificate_is_said(desk: Desk, files: tuple[Path, Path]) -> None:
    files[1].write_bytes(pack(pair_of(owner="样例区人社局"), "own", [], SECRET))
    assert "样例区人社局" in taken_in(desk, files).json["remark"]


def test_a_passphrase_file_must_be_private(
    desk: Desk, files: tuple[Path, Path], tmp_path: Path
) -> None:
    secret = tmp_path / "口令"
    secret.write_text(WORD + "\n", "utf-8")
    secret.chmod(0o644)
    assert taken_in(desk, files, "--passphrase-file", secret).json["error"]["code"] == "S208"
    secret.chmod(0o600)
    assert taken_in(desk, files, "--passphrase-file", secret).code == 0


def test_without_the_right_passphrase_nothing_comes_in(
    desk: Desk, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = taken_in(desk, files)
    assert (said.code, said.json["error"]["code"]) == (2, "W614")
    monkeypatch.setenv(P12_VARIABLE, "错的口令")
    wrong = desk.run("stamp", "import", *files, "--verbose")
    assert (wrong.code, "错的口令" in wrong.err + wrong.out) == (6, False)
    assert taken_in(desk, (files[0], files[0].parent / "没有.p12")).code == 4
    assert desk.json("stamp", "list") == []


@pytest.mark.usefixtures("given")
def test_a_stamp_goes_out_of_use_once_and_for_a_reason(
    desk: Desk, files: tuple[Path, Path]
) -> None:
    name = taken_in(desk, files).json["name"]
    assert desk.run("stamp", "revoke", name).code == 2
    done = desk.json("stamp", "revoke", name, "--reason", "机构更名", "--on", "2026-01-05")
    assert done["revoked"] == "2026-01-05"
    assert desk.json("stamp", "list")[0]["revoked"] == "2026-01-05"
    assert desk.run("stamp", "revoke", name, "--reason", "再来").code == 5
    assert desk.run("stamp", "revoke", "没有", "--reason", "再来").code == 4
    assert desk.json("audit", "log")[-1]["label"] == "停用印章"
    assert taken_in(desk, files).json["name"] == f"{name}-2"


def test_a_real_workspace_gets_no_sample_stamp(desk: Desk) -> None:
    assert desk.run("stamp", "sample", OWNER, "--json").json["error"]["code"] == "W607"
    assert desk.run("stamp", "sample", "样例单位", "--json").json["error"]["code"] == "S202"
    assert desk.json("stamp", "list") == []


@pytest.mark.usefixtures("given")
def test_upgrading_rewrites_old_records_of_stamps_and_keeps_them(
    desk: Desk, files: tuple[Path, Path]
) -> None:
    name = taken_in(desk, files).json["name"]
    record = desk.root / "stamps" / name / "stamp.yaml"
    old = (
        f'name: "{name}"\nowner: "{OWNER}"\nkind: "公章"\ndiameter_mm: 42.0\nsample: false\n'
        'valid_from: "2020-01-01"\nvalid_until: "2040-01-01"\nusers: ""\nserial: "7"\n'
        'revoked: null\nreason: ""\n'
    )
    record.write_text(old, "utf-8")
    assert desk.run("stamp", "list").code == 6
    assert desk.json("upgrade")["migrated"] == 1
    assert desk.json("stamp", "list")[0]["name"] == name
    assert record.with_name("stamp.yaml.格式0").read_text("utf-8") == old
    assert desk.json("upgrade")["migrated"] == 0


@pytest.mark.usefixtures("given")
def test_a_name_stamp_belongs_to_a_person_of_the_bureau(
    desk: Desk, files: tuple[Path, Path]
) -> None:
    said = taken_in(desk, files, "--kind", "签名章", "--person", "经办人员")
    assert (said.code, said.json["owner"], said.json["kind"]) == (0, "经办人员", "签名章")
    for words in (
        ("--kind", "公章", "--person", "经办人员"),
        ("--kind", "签名章", "--person", "外人"),
    ):
        assert taken_in(desk, files, *words).json["error"]["code"] == "S202"
