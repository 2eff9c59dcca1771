"""Several sealing at once, and a disk or a folder that gives way in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archive.numbering import SeriesFullError, missing_numbers, next_file_number
from archive.packaging import SourceChangedError, SourceUnreadableError
from archive.plan import PackagePlan
from archive.reading import list_packages, versions_of
from archive.sealing import CodeTakenError, seal
from archive.verification import verify_package
from cases.digest import digest_of_file
from cases.values.reference_code import ReferenceCode
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace
from tests.tools.adversity import namespaces

SEALER = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.fixtures.bags.plans import CODE, NOW, make_plan
from archive.numbering import next_file_number
from archive.reading import list_packages
from archive.sealing import CodeTakenError, seal
from cases.values.reference_code import ReferenceCode
from cases.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
plan = make_plan(workspace)
plan = replace(plan, metadata={**plan.metadata, "案卷号": sys.argv[2]})
input()
while True:
    used = [ReferenceCode.parse(package.reference_code) for package in list_packages(workspace)]
    code = next_file_number(used, ReferenceCode.parse(CODE))
    try:
        print(seal(replace(plan, reference_code=code), workspace, NOW).reference_code)
        break
    except CodeTakenError:
        continue
"""
TMPFS = """
mount -t tmpfs -o size=700k tmpfs "$1/archive" || exit 99
"$2" -c "$3" "$1"
code=$?
find "$1/archive" -type f -name "v*" -o -path "*/.staging/*" | wc -l
exit $code
"""
# Where a container forbids mounting, the one sync of the sealer is told that the disk is full.
FAILING = """
strace -f -qq -o /dev/null -e trace=syncfs -e inject=syncfs:error=ENOSPC "$2" -c "$3" "$1"
code=$?
find "$1/archive" -type f -name "v*" -o -path "*/.staging/*" | wc -l
exit $code
"""
FULL = """
import sys
from pathlib import Path
from tests.fixtures.bags.plans import NOW, make_plan
from archive.sealing import seal
from archive.shelving import CannotWritePackageError
from cases.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
plan = make_plan(workspace)
try:
    seal(plan, workspace, NOW)
except CannotWritePackageError as error:
    print(error.message)
    sys.exit(1)
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "工作区")


@pytest.fixture
def plan(workspace: Workspace) -> PackagePlan:
    return make_plan(workspace)


def of(plan: PackagePlan, owner: str) -> PackagePlan:
    return replace(plan, metadata={**plan.metadata, "案卷号": owner})


def test_a_code_that_another_case_holds_is_refused_and_nothing_is_left(
    plan: PackagePlan, workspace: Workspace
) -> None:
    seal(plan, workspace, NOW)
    with pytest.raises(CodeTakenError) as caught:
        seal(of(plan, "2019-SX-002"), workspace, NOW)
    assert "2019-SX-001" in caught.value.message
    assert [package.version for package in versions_of(workspace, CODE)] == [1]
    assert list((workspace.packages / ".staging").iterdir()) == []


def test_eight_who_seal_at_once_get_eight_codes_without_a_gap(
    plan: PackagePlan, workspace: Workspace
) -> None:
    environment = {**os.environ, "PYTHONPATH": "."}
    sealers = [
        subprocess.Popen(
            [sys.executable, "-c", SEALER, str(workspace.root), f"2019-SX-{at:03d}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )
        for at in range(1, 9)
    ]  # fmt: skip
    for sealer in sealers:
        assert sealer.stdin is not None
        sealer.stdin.write("\n")
        sealer.stdin.flush()
    codes = sorted(sealer.communicate(timeout=120)[0].strip() for sealer in sealers)
    assert codes == [CODE.replace("-001", f"-{at:03d}") for at in range(1, 9)]
    packages = list(list_packages(workspace))
    assert [package.version for package in packages] == [1] * 8
    assert all(verify_package(package.path) == [] for package in packages)
    assert len({package.record["著录"]["案卷号"] for package in packages}) == 8


def test_the_same_case_sealed_by_two_at_once_is_one_version(
    plan: PackagePlan, workspace: Workspace
) -> None:
    script = SEALER.replace("while True:\n    used", "while True:\n    used = []\n    unused")
    command = [sys.executable, "-c", script, str(workspace.root), "2019-SX-001"]
    environment = {**os.environ, "PYTHONPATH": "."}
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    said = {each.communicate(b"\n", timeout=120)[0].strip() for each in both}
    assert said == {CODE.encode()}
    assert [package.version for package in versions_of(workspace, CODE)] == [1]


@pytest.mark.parametrize("trouble", ["changed", "longer", "gone", "link", "fifo"])
def test_a_source_that_changes_before_its_turn_is_named(
    plan: PackagePlan, workspace: Workspace, trouble: str
) -> None:
    path = plan.items[1].path
    content = path.read_bytes()
    path.unlink()
    if trouble == "changed":
        path.write_bytes(content[:-1] + b"?")
    elif trouble == "longer":
        path.write_bytes(content + b" ")
    elif trouble == "link":
        path.symlink_to(plan.items[0].path)
    elif trouble == "fifo":
        os.mkfifo(path)
    with pytest.raises((SourceChangedError, SourceUnreadableError)) as caught:
        seal(plan, workspace, NOW)
    assert path.name in caught.value.message
    assert list(list_packages(workspace)) == []
    assert list((workspace.packages / ".staging").iterdir()) == []


def test_what_moved_while_the_package_was_written_stops_it_before_it_appears(
    plan: PackagePlan, workspace: Workspace
) -> None:
    def moved() -> None:
        raise SourceChangedError(path="证据.pdf")

    with pytest.raises(SourceChangedError):
        seal(plan, workspace, NOW, still=moved)
    assert list(list_packages(workspace)) == []
    assert seal(plan, workspace, NOW).version == 1


def test_a_damaged_file_of_the_former_version_is_not_shared(
    plan: PackagePlan, workspace: Workspace
) -> None:
    first = seal(plan, workspace, NOW)
    damaged = first.path / "data/0001-申请表.pdf"
    damaged.chmod(0o644)
    damaged.write_bytes(b"damaged" + damaged.read_bytes()[7:])
    plan.items[2].path.write_bytes(b"%PDF-1.7 second")
    item = replace(plan.items[2], digest=digest_of_file(plan.items[2].path))
    second = seal(replace(plan, items=(*plan.items[:2], item)), workspace, NOW)
    assert verify_package(second.path) == []
    assert (second.path / "data/0001-申请表.pdf").stat().st_ino != damaged.stat().st_ino
    shared = "data/0002-协议书〔样例〕.pdf"
    assert (second.path / shared).stat().st_ino == (first.path / shared).stat().st_ino


def test_a_disk_that_fills_up_in_the_middle_leaves_no_version_and_no_staging(
    workspace: Workspace,
) -> None:
    paper = workspace.cases / "2019-SX-001/documents/申请表.pdf"
    paper.write_bytes(b"%PDF-1.7" + os.urandom(1_000_000))
    workspace.packages.mkdir()
    script = ["sh", "-c", TMPFS if namespaces() else FAILING, "sh"]
    command = [*namespaces(), *script, str(workspace.root), sys.executable, FULL]
    environment = {**os.environ, "PYTHONPATH": "."}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1, done.stderr
    sentence, left = done.stdout.strip().splitlines()
    assert "写入封存包" in sentence
    assert "磁盘空间不足" in sentence
    assert left == "0"


def codes(*numbers: int) -> list[ReferenceCode]:
    return [ReferenceCode.parse(CODE.replace("-001", f"-{number:03d}")) for number in numbers]


def test_numbers_go_on_after_the_highest_and_gaps_are_told() -> None:
    first = ReferenceCode.parse(CODE)
    assert str(next_file_number(codes(1, 2, 7), first)).endswith("-008")
    assert missing_numbers(codes(1, 2, 7), codes(8)[0]) == [3, 4, 5, 6]
    other = ReferenceCode.parse(CODE.replace("D30", "Y"))
    assert str(next_file_number(codes(1, 2), other)).endswith("Y-001")


def test_a_full_series_says_what_to_do() -> None:
    with pytest.raises(SeriesFullError) as caught:
        next_file_number(codes(999), ReferenceCode.parse(CODE))
    assert "档案门类" in caught.value.message
