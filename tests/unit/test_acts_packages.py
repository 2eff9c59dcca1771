"""Packages are verified against the roots the log kept, and handed out whole or not at all."""

from datetime import datetime
from pathlib import Path

import pytest

from archive.sealing import seal
from cases.journal.journal import Journal
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace
from tests.fixtures.command_line import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A workspace whose one package was sealed under a line of the log."""
    made = Desk(tmp_path / "工作区")
    made.furnish()
    papers = make_workspace(tmp_path / "材料")
    workspace = Workspace(made.root)
    sealed = seal(make_plan(papers), workspace, NOW)
    with Journal(workspace, datetime.now().astimezone()).act(
        "seal", "样档案", "2020-SX-001"
    ) as act:
        facts = {"档号": sealed.reference_code, "版本": sealed.version, "根": sealed.root}
        act.enter("seal", "2020-SX-001", facts)
    return made


def test_a_sealed_package_is_listed_shown_and_sound(desk: Desk) -> None:
    (row,) = desk.json("archive", "list")
    assert (row["reference_code"], row["version"]) == (CODE, 1)
    assert row["root"].startswith("sha256:")
    assert desk.json("archive", "show", CODE)["档号"] == CODE
    found = desk.json("archive", "verify", CODE)
    assert (found["packages"], found["faulty"]) == (1, [])
    assert "题名" in desk.run("archive", "show", CODE).out


def test_one_changed_byte_is_damage(desk: Desk) -> None:
    paper = next((desk.root / "archive" / CODE / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes()[:-1] + b"x")
    said = desk.run("archive", "verify", "--all", "--json")
    assert said.code == 6
    (faulty,) = said.json["faulty"]
    assert set(faulty) == {"reference_code", "version", "findings"}
    assert paper.name in str(faulty["findings"])


def test_a_package_that_vanished_is_missed(desk: Desk) -> None:
    (desk.root / "archive" / CODE).rename(desk.root / "archive" / ".去向不明")
    said = desk.run("archive", "verify", "--json")
    assert said.code == 6
    assert said.json["faulty"][0]["findings"][0]["code"] == "A561"


def test_a_package_nobody_logged_is_of_unknown_origin(desk: Desk, tmp_path: Path) -> None:
    (desk.root / "archive" / CODE).rename(desk.root / "archive" / "J099-ZY·JN·2022-D30-009")
    codes = str(desk.run("archive", "verify", "--json").json)
    assert "A561" in codes
    assert "A562" in codes


def test_a_package_is_handed_out_once_and_the_log_knows(desk: Desk, tmp_path: Path) -> None:
    away = tmp_path / "移动硬盘"
    away.mkdir()
    out = desk.json("archive", "export", CODE, away)
    assert (Path(out["path"]) / "bagit.txt").is_file()
    assert desk.json("audit", "log")[-1]["action"] == "export"
    assert desk.run("archive", "export", CODE, away).code == 5
    assert desk.json("archive", "check-bag", out["path"])["valid"] is True


def test_a_package_is_never_handed_out_into_the_workspace(desk: Desk) -> None:
    said = desk.run("archive", "export", CODE, desk.root / "cases")
    assert said.code == 3
    assert desk.run("archive", "export", CODE, desk.root / "没有").code == 4
    assert [path.name for path in (desk.root / "cases").iterdir()] == ["2020-SX-001"]


def test_a_package_with_another_root_is_not_handed_out(desk: Desk, tmp_path: Path) -> None:
    manifest = desk.root / "archive" / CODE / "v1" / "tagmanifest-sha256.txt"
    manifest.chmod(0o644)
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    said = desk.run("archive", "export", CODE, tmp_path)
    assert said.code == 6
    assert "W509" in said.err
