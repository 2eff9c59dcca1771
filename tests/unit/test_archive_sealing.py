"""Sealing: what lands, what is refused, what a kill leaves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import bagit
import pytest

from archive.handing_over import SCRIPT_NAME, verifier_script
from archive.packaging import SourceChangedError
from archive.plan import CrossReference, PackagePlan, arrange, part_rank
from archive.reading import find_package, list_packages, verify_all
from archive.sealing import CannotSealError, export, seal
from archive.shelving import ArchiveBusyError
from archive.verification import check_bag, root_of, verify_package
from cases.digest import digest_of_file
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "样例 工作区")


@pytest.fixture
def plan(workspace: Workspace) -> PackagePlan:
    return make_plan(workspace)


def changed(plan: PackagePlan) -> PackagePlan:
    path = plan.items[2].path
    path.write_bytes(b"%PDF-1.7 second")
    item = replace(plan.items[2], digest=digest_of_file(path))
    return replace(plan, items=(*plan.items[:2], item))


def test_a_sealed_package_is_sound_by_our_verifier_bagit_and_sha256sum(
    plan: PackagePlan, workspace: Workspace
) -> None:
    sealed = seal(plan, workspace, NOW)
    assert (sealed.reference_code, sealed.version, sealed.items) == (CODE, 1, 3)
    assert sealed.root == root_of(sealed.path)
    assert verify_package(sealed.path, sealed.root) == check_bag(sealed.path) == []
    bag = bagit.Bag(str(sealed.path))
    assert bag.is_valid()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "-c", "--strict", manifest], cwd=sealed.path)
        assert done.returncode == 0


def test_the_verifier_runs_alone_as_one_file(plan: PackagePlan, workspace: Workspace) -> None:
    sealed = seal(plan, workspace, NOW)
    script = workspace.root / SCRIPT_NAME
    script.write_bytes(verifier_script())
    command = [sys.executable, "-I", str(script), str(sealed.path)]
    assert subprocess.run([*command, sealed.root]).returncode == 0
    assert subprocess.run([*command, "sha256:" + "0" * 64]).returncode == 6


def test_originals_stay_and_the_package_cannot_be_written(
    plan: PackagePlan, workspace: Workspace
) -> None:
    before = {item.path: digest_of_file(item.path) for item in plan.items}
    sealed = seal(plan, workspace, NOW)
    assert {path: digest_of_file(path) for path in before} == before
    assert all(not path.stat().st_mode & 0o222 for path in [sealed.path, *sealed.path.rglob("*")])


def test_the_same_content_sealed_again_is_the_same_version(
    plan: PackagePlan, workspace: Workspace
) -> None:
    first = seal(plan, workspace, NOW)
    again = seal(plan, workspace, NOW.replace(year=2023))
    assert (again.version, again.root, again.is_new) == (1, first.root, False)


def test_a_change_makes_the_next_version_chained_and_sharing_unchanged_bytes(
    plan: PackagePlan, workspace: Workspace
) -> None:
    first = seal(plan, workspace, NOW)
    second = seal(changed(plan), workspace, NOW)
    assert second.version == 2
    assert find_package(workspace, CODE).facts["Previous-Root"] == first.root
    name = "data/0001-申请表.pdf"
    assert (first.path / name).stat().st_ino == (second.path / name).stat().st_ino
    assert (plan.items[0].path).stat().st_ino != (first.path / name).stat().st_ino
    roots = {(CODE, 1): first.root, (CODE, 2): second.root}
    assert all(report.is_sound and report.is_anchored for report in verify_all(workspace, roots))


def test_dropping_the_newest_version_is_seen_by_the_log(
    plan: PackagePlan, workspace: Workspace
) -> None:
    roots = {(CODE, 1): seal(plan, workspace, NOW).root}
    second = seal(changed(plan), workspace, NOW)
    roots[CODE, 2] = second.root
    shutil.rmtree(second.path)
    reports = list(verify_all(workspace, roots))
    assert [found.code for report in reports for found in report.findings] == ["A561"]


def test_a_version_put_in_anothers_place_is_seen(plan: PackagePlan, workspace: Workspace) -> None:
    first = seal(plan, workspace, NOW)
    shutil.copytree(first.path, first.path.parent / "v2")
    codes = {f.code for r in verify_all(workspace, {(CODE, 1): first.root}) for f in r.findings}
    assert codes == {"A562", "A563", "A564"}


def test_a_source_that_is_not_what_the_plan_says_stops_the_seal(
    plan: PackagePlan, workspace: Workspace
) -> None:
    plan.items[1].path.write_bytes(b"other")
    with pytest.raises(SourceChangedError):
        seal(plan, workspace, NOW)
    assert list(list_packages(workspace)) == []
    assert list((workspace.packages / ".staging").iterdir()) == []


def test_all_gaps_of_a_plan_are_told_at_once(plan: PackagePlan, workspace: Workspace) -> None:
    bare = replace(plan.items[0], title="", author="", dated=None, page_count=0, name="a:b.pdf")
    poor = replace(plan, items=(bare,), checker="", forms=plan.forms[:2])
    with pytest.raises(CannotSealError) as caught:
        seal(poor, workspace, NOW)
    codes = sorted(found.code for found in caught.value.findings)
    assert codes == ["A302", "A306", "A306", "A306", "A307", "A309", "A311"]
    assert all("？" not in found.message for found in caught.value.findings)


def test_one_sealer_at_a_time(plan: PackagePlan, workspace: Workspace) -> None:
    import fcntl

    workspace.packages.mkdir()
    with (workspace.packages / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusyError):
            seal(plan, workspace, NOW, patience=0.1)


def test_an_export_is_a_verified_copy(
    plan: PackagePlan, workspace: Workspace, tmp_path: Path
) -> None:
    sealed = seal(plan, workspace, NOW)
    assert root_of(export(sealed.path, tmp_path / "out")) == sealed.root


def test_metadata_name_the_reference_codes_of_items(
    plan: PackagePlan, workspace: Workspace
) -> None:
    sealed = seal(plan, workspace, NOW)
    tree = ElementTree.parse(sealed.path / "data/元数据/案卷.xml")
    codes = [entity.findtext("电子文件号") for entity in tree.iter("文件实体")]
    assert codes == [CODE, f"{CODE}-0001", f"{CODE}-0002", f"{CODE}-0003"]
    assert tree.findtext("业务实体/PREMIS事件类型") == "creation"


def test_items_are_arranged_by_business_phase_and_part(plan: PackagePlan) -> None:
    steps = [item.step for item in arrange(reversed(plan.items))]
    assert steps == ["apply", "agree", "assess-term"]
    assert part_rank("文件处理单") < part_rank("正本") < part_rank("附件") < part_rank("定稿")


KILLED = """
import sys, threading, os, signal
from pathlib import Path
from tests.fixtures.bags.plans import NOW, make_plan
from archive.sealing import seal
from cases.workspace import Workspace
left = int(sys.argv[2])
def hook(event, args):
    global left
    if event in ("open", "os.rename", "os.mkdir", "os.chmod", "os.link", "ctypes.dlopen"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
workspace = Workspace(Path(sys.argv[1]))
plan = make_plan(workspace)
sys.addaudithook(hook)
seal(plan, workspace, NOW)
"""


def test_a_kill_leaves_no_version_or_a_valid_one_and_the_next_run_finishes(
    plan: PackagePlan, workspace: Workspace
) -> None:
    survived = False
    for left in (1, 9, 20, 33, 47, 60, 75, 90, 120, 400):
        command = [sys.executable, "-c", KILLED, str(workspace.root), str(left)]
        done = subprocess.run(command, cwd=Path.cwd(), env={**os.environ, "PYTHONPATH": "."})
        survived = done.returncode == 0
        for package in list_packages(workspace):
            assert verify_package(package.path) == []
        if survived:
            break
    assert survived
    assert seal(plan, workspace, NOW).version == 1
    assert list((workspace.packages / ".staging").iterdir()) == []


def test_bag_info_says_whose_it_is_and_how_much(plan: PackagePlan, workspace: Workspace) -> None:
    facts = find_package(workspace, seal(plan, workspace, NOW).reference_code).facts
    assert facts["Contact-Name"] == plan.compiler
    assert facts["Internal-Sender-Identifier"] == "2019-SX-001"
    assert facts["Bag-Size"] == "0.0 MB"
    assert list(facts) == [
        *("Source-Organization", "Contact-Name", "External-Description", "External-Identifier"),
        *("Internal-Sender-Identifier", "Bagging-Date", "Sealed-At", "Bag-Version", "Bag-Size"),
        *("Payload-Oxum", "Bag-Software-Agent"),
    ]


def test_a_day_after_the_file_was_compiled_and_a_reference_to_itself_are_refused(
    plan: PackagePlan, workspace: Workspace
) -> None:
    late = replace(plan.items[0], dated=plan.compiled_on + timedelta(days=1))
    itself = (CrossReference(CODE, plan.title),)
    with pytest.raises(CannotSealError) as caught:
        seal(replace(plan, items=(late, *plan.items[1:]), former_codes=itself), workspace, NOW)
    assert [found.code for found in caught.value.findings] == ["A314", "A313"]
    assert all("GD-" in found.clause for found in caught.value.findings)
