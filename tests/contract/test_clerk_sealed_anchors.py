"""Sealed packages under the log's anchors: roots compared, sealings proved, alarms said aloud."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from acts.bureau import open_bureau
from acts.log.anchoring import anchor_log
from acts.log.proving import check_proof, package_proof
from archive.handing_over import verifier_script
from archive.sealing import seal
from cases.findings import Finding
from cases.log.keys import registered_key
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, make_plan, make_workspace
from tests.fixtures.command_line import Desk
from tests.tools.forging import forge_everything


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One package of two versions, sealed and logged as the act of sealing does."""
    home = tmp_path_factory.mktemp("bureau")
    desk = Desk(home / "ws")
    desk.furnish()
    (home / "硬盘").mkdir()
    settings = desk.root / "jiangdang.yaml"
    plain = make_workspace(home / "papers")
    shutil.copytree(plain.cases / "2019-SX-001", desk.root / "cases" / "2019-SX-001")
    (desk.root / "cases" / "2019-SX-001" / "case.yaml").unlink()
    settings.write_text(
        settings.read_text("utf-8") + f"\n留存处: [{{名称: 硬盘, 路径: '{home / '硬盘'}'}}]\n",
        "utf-8",
    )
    told: list[Finding] = []
    for _ in range(2):
        seal_once(desk, plain, told)
        report = plain.cases / "2019-SX-001" / "documents" / "考核报告.pdf"
        report.write_bytes(report.read_bytes() + b" changed")
    assert told == []
    return home


def seal_once(desk: Desk, plain: Workspace, told: list[Finding]) -> None:
    bureau = open_bureau(desk.root, "", print, alert=told.extend)
    with bureau.journal.act("seal", "样档案", "2019-SX-001") as act:
        sealed = seal(make_plan(plain), bureau.workspace, datetime.now(UTC))
        facts = {"档号": sealed.reference_code, "版本": sealed.version, "根": sealed.root}
        act.enter("seal", "2019-SX-001", facts)
    anchor_log(bureau)


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "bureau", symlinks=True)
    made = Desk(tmp_path / "bureau" / "ws")
    file = made.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").replace(str(furnished), str(tmp_path / "bureau")))
    return made


def audited(desk: Desk) -> tuple[int, list[str], dict[str, Any]]:
    said = desk.run("audit", "verify", "--json")
    return said.code, [found["code"] for found in said.json["findings"]], said.json["anchor"]


def package(desk: Desk, version: int) -> Path:
    return desk.root / "archive" / CODE / f"v{version}"


def opened(path: Path) -> Path:
    for each in (path, *path.rglob("*")):
        each.chmod(0o755)
    path.parent.chmod(0o755)
    return path


def test_sealed_roots_agree_with_the_log_and_the_log_with_the_place(desk: Desk) -> None:
    code, codes, anchor = audited(desk)
    assert (code, codes, anchor["packages"]) == (0, [], 2)
    assert anchor["sentence"].startswith("已锚定于 硬盘（至第 5 条")


def test_a_version_taken_away_is_named(desk: Desk) -> None:
    shutil.rmtree(opened(package(desk, 2)))
    code, codes, _ = audited(desk)
    assert (code, codes) == (6, ["A561"])


def test_a_version_put_in_is_named(desk: Desk) -> None:
    shutil.copytree(package(desk, 2), package(desk, 3))
    code, codes, _ = audited(desk)
    assert (code, codes) == (6, ["A562"])


@pytest.mark.parametrize("harm", ["forged", "gone"])
def test_a_version_with_another_root_is_named(desk: Desk, harm: str) -> None:
    tags = opened(package(desk, 2)) / "tagmanifest-sha256.txt"
    tags.write_bytes(tags.read_bytes() + b"\n") if harm == "forged" else tags.unlink()
    code, codes, _ = audited(desk)
    assert (code, codes) == (6, ["A554"])


def test_a_forger_who_rewrites_package_and_log_is_caught_by_the_place(desk: Desk) -> None:
    root = desk.json("audit", "prove", f"{CODE}/v2")["entry"]["facts"]["根"]
    tags = opened(package(desk, 2)) / "tagmanifest-sha256.txt"
    tags.write_bytes(tags.read_bytes() + b"\n")
    import hashlib

    forged = "sha256:" + hashlib.sha256(tags.read_bytes()).hexdigest()
    forge_everything(desk.root, root, forged, new_key=False)
    code, codes, anchor = audited(desk)
    assert (code, codes, anchor["packages"]) == (6, ["J217"], 2)


@pytest.mark.parametrize(("name", "version"), [(CODE, 2), (f"{CODE}/v1", 1), (f"{CODE}/v2", 2)])
def test_a_sealing_is_proved_by_its_reference_code(desk: Desk, name: str, version: int) -> None:
    facts = desk.json("audit", "prove", name)["entry"]["facts"]
    assert (facts["档号"], facts["版本"]) == (CODE, version)
    said = desk.run("audit", "prove", f"{CODE}/v9", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "J222")


def test_the_proof_of_a_package_satisfies_the_file_that_goes_along(
    desk: Desk, tmp_path: Path
) -> None:
    workspace = Workspace(desk.root)
    content = package_proof(workspace, CODE, 2)
    key = registered_key(workspace)
    assert key
    assert check_proof(content, key).line
    (tmp_path / "核验.py").write_bytes(verifier_script())
    (tmp_path / "证明").write_bytes(content)
    root = desk.json("audit", "checkpoint")["root_hex"]
    command = [sys.executable, str(tmp_path / "核验.py"), str(package(desk, 2))]
    more = ["--证明", str(tmp_path / "证明"), "--树根", root, "--树大小", "5"]
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    more[3] = "00" * 32
    done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
    assert done.returncode == 6, done.stdout + done.stderr


def test_a_place_that_knows_better_is_told_on_stderr_and_sealing_goes_on(
    desk: Desk, tmp_path: Path
) -> None:
    notes = desk.root.parent / "硬盘" / "匠档检查点" / "J099.checkpoints"
    notes.write_bytes(notes.read_bytes().replace(b"\n4\n", b"\n3\n"))
    plain = make_workspace(tmp_path / "papers")
    report = plain.cases / "2019-SX-001" / "documents" / "考核报告.pdf"
    report.write_bytes(b"%PDF-1.7 third")
    told: list[Finding] = []
    seal_once(desk, plain, told)
    assert [found.code for found in told] == ["J217"]
    assert package(desk, 3).is_dir()
    assert audited(desk)[0] == 6
