"""Mirroring, repairing and looking under kills, full disks, failing reads, poor file systems.

Measured: 494 mutating calls of mirroring four versions and 182 of repairing one, every 24th and
every eighth killed, every 60th and 20th failed with EIO and with ENOSPC, none with a problem;
here fewer are tried, to save time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.fixtures.safekeeping import (
    CODES,
    KeptDesk,
    after_mirror,
    after_repair,
    flip,
    kept_desk,
)
from tests.tools.adversity import READ_ONLY, command, in_trouble, run
from tests.tools.faults import KILL, Plan, run_faults

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
PAPER = "data/0002-协议书〔样例〕.pdf"
DISK = frozenset({0, 1})
SPARSE = {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def before_mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace and an empty disk."""
    folder = tmp_path_factory.mktemp("mirror")
    kept_desk(folder)
    (folder / "硬盘").mkdir()
    return folder


@pytest.fixture(scope="module")
def before_repair(before_mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, mirrored, with one package damaged in the workspace."""
    folder = tmp_path_factory.mktemp("repair") / "da"
    shutil.copytree(before_mirror, folder, symlinks=True)
    desk = KeptDesk(folder / "工作区")
    desk.json("archive", "mirror", folder / "硬盘")
    flip(desk.version(CODES[1]) / PAPER)
    return folder


@pytest.fixture
def mirrored(before_repair: Path, tmp_path: Path) -> KeptDesk:
    """A copy of that to look at."""
    shutil.copytree(before_repair, tmp_path / "da", symlinks=True)
    return KeptDesk(tmp_path / "da" / "工作区")


def mirroring(folder: Path) -> list[str]:
    return command(folder / "工作区", "archive", "mirror", folder / "硬盘")


def repairing(folder: Path) -> list[str]:
    return command(folder / "工作区", "archive", "repair", CODES[1], "--from", folder / "硬盘")


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, frozenset[int](), 48, 3, id="killed"),
        pytest.param("error=EIO", DISK, 120, 11, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 120, 41, id="disk-full"),
    ],
)
@pytest.mark.parametrize(
    ("words", "after"),
    [
        pytest.param(mirroring, after_mirror, id="mirror"),
        pytest.param(repairing, after_repair, id="repair"),
    ],
)
def test_a_fault_leaves_whole_versions_and_the_next_run_finishes(
    words: Callable[[Path], list[str]],
    after: Callable[[Path], list[str]],
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
    before_mirror: Path,
    before_repair: Path,
    other_people: ProcessPoolExecutor,
    tmp_path: Path,
) -> None:
    scene = before_mirror if words is mirroring else before_repair
    divisor = 1 if words is mirroring else 3

    def check(copy: Path) -> list[str]:
        return other_people.submit(after, copy).result()

    plan = Plan(words, scene, check, tmp_path, fault, codes)
    report = run_faults(plan, stride=stride // divisor, offset=offset // divisor)
    sys.stdout.write(f"{words.__name__}, {fault}: {report}\n")
    assert not report.problems, str(report)
    assert report.hit == report.tried


def strace(*injections: str) -> list[str]:
    """Run under strace with these injections."""
    found = [part for each in injections for part in ("-e", f"inject={each}")]
    calls = ",".join(f"?{each.partition(':')[0]}" for each in injections)
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", *found]


def test_without_an_exchange_two_renames_do_and_a_kill_between_them_is_made_good(
    before_repair: Path, tmp_path: Path
) -> None:
    for number in range(1, 40):
        copy = tmp_path / str(number)
        shutil.copytree(before_repair, copy, symlinks=True)
        kill = strace("renameat2:error=EINVAL", f"rename:signal=SIGKILL:when={number}")
        ended = run([*kill, *repairing(copy)], **SPARSE)
        assert after_repair(copy) == []
        if ended.code == 0:
            break
    assert ended.code == 0
    assert number > 3


def test_a_file_system_without_links_and_permissions_holds_sound_copies(
    before_mirror: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "da"
    shutil.copytree(before_mirror, folder, symlinks=True)
    poor = strace(
        *(f"{call}:error=EPERM" for call in ("link", "linkat", "chmod", "fchmodat")),
        "renameat2:error=EINVAL",
    )
    ended = run([*poor, *mirroring(folder), "--json"], **SPARSE)
    assert ended.code == 0, ended.err
    assert len(json.loads(ended.out)["copied"]) == 4
    assert after_mirror(folder) == []


@pytest.mark.parametrize("error", ["EILSEQ", "EINVAL", "EFBIG"])
def test_a_name_that_does_not_fit_is_told_and_the_others_are_copied(
    before_mirror: Path, tmp_path: Path, error: str
) -> None:
    folder = tmp_path / "da"
    shutil.copytree(before_mirror, folder, symlinks=True)
    unfit = folder / "硬盘" / "归档包" / ".staging"
    unfit.mkdir(parents=True)
    call = "write" if error == "EFBIG" else "openat"
    line = ["strace", "-f", "-qq", "-y", "-o", str(tmp_path / "trace"), "-e", f"trace={call}"]
    trace = subprocess.run([*line, *mirroring(folder)], capture_output=True)
    assert trace.returncode == 0
    calls = (tmp_path / "trace").read_text("utf-8", "surrogateescape").splitlines()
    mine = [
        n
        for n, row in enumerate(calls, 1)
        if ".staging" in row and (call == "write" or "O_CREAT" in row)
    ]
    shutil.rmtree(folder / "硬盘" / "归档包")
    unfit.mkdir(parents=True)
    fault = strace(f"{call}:error={error}:when={mine[3]}")
    ended = run([*fault, *mirroring(folder), "--json"], **SPARSE)
    assert ended.code == 3, ended.err
    found = json.loads(ended.out)
    assert len(found["copied"]) == 3
    assert "放不下" in str(found["unfit"])


def test_a_disk_that_fills_up_stops_cleanly_and_the_next_run_goes_on(
    before_mirror: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "da"
    shutil.copytree(before_mirror, folder, symlinks=True)
    disk = folder / "硬盘"
    mount = ["mount", "-t", "tmpfs", "-o", "size=140k", "tmpfs", str(disk)]
    is_real = subprocess.run(mount, capture_output=True).returncode == 0
    fault = [] if is_real else strace("write:error=ENOSPC:when=60+")
    try:
        ended = run([*fault, *mirroring(folder), "--json"], **SPARSE)
        assert (ended.code, json.loads(ended.out)["error"]["code"]) == (1, "A664")
        assert list((disk / "归档包" / ".staging").iterdir()) == []
        held = len(list(disk.glob("归档包/J*/v*")))
        assert held < 4
        if is_real:
            subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        found = json.loads(run([*mirroring(folder), "--json"], **SPARSE).out)
        assert (len(found["copied"]), found["sound"]) == (4 - held, held)
        assert after_mirror(folder) == []
    finally:
        if is_real:
            subprocess.run(["umount", str(disk)], check=True)


def failing(file: Path, when: str = "") -> list[str]:
    """Reads of one file fail, all of them or the ones that ``when`` names."""
    inject = f"inject=read,pread64:error=EIO{when}"
    tracing = ["-e", "trace=read,pread64", "-e", inject]
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-P", str(file), *tracing]


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_looked_at(mirrored: KeptDesk) -> None:
    bad = mirrored.version(CODES[2]) / PAPER
    look = command(mirrored.root, "archive", "verify", "--all", "--json")
    ended = run([*failing(bad), *look], **SPARSE)
    assert ended.code == 6
    found = json.loads(ended.out)
    assert found["packages"] == 4
    faults = {
        (each["reference_code"], one["code"], one["place"].rpartition("/")[2])
        for each in found["faulty"]
        for one in each["findings"]
        if one["severity"] == "error"
    }
    name = PAPER.rpartition("/")[2]
    assert faults == {(CODES[1], "A511", name), (CODES[2], "A521", name)}


def test_a_wrong_reading_that_is_gone_on_reading_again_is_no_damage(mirrored: KeptDesk) -> None:
    bad = mirrored.version(CODES[2]) / PAPER
    look = command(mirrored.root, "archive", "verify", CODES[2], "--json")
    ended = run([*failing(bad, ":when=1"), *look], **SPARSE)
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert (found["faulty"], found["transient"]) == ([], [f"{CODES[2]}/v1"])
    facts = mirrored.lines("fixity")[-1]["facts"]
    assert facts == {"完好": [f"{CODES[2]}/v1"], "偶发读错": [f"{CODES[2]}/v1"]}


def test_a_reading_that_fails_now_and_then_is_damage(mirrored: KeptDesk) -> None:
    bad = mirrored.version(CODES[2]) / PAPER
    look = command(mirrored.root, "archive", "verify", CODES[2], "--json")
    ended = run([*failing(bad, ":when=1+2"), *look], **SPARSE)
    assert ended.code == 6
    assert json.loads(ended.out)["faulty"]


def test_a_workspace_that_cannot_be_written_can_be_looked_at(mirrored: KeptDesk) -> None:
    ended = in_trouble(READ_ONLY, mirrored.root, "archive", "verify", "--all", "--json")
    assert ended.code == 6, ended.err
    found = json.loads(ended.out)
    assert (found["packages"], len(found["faulty"])) == (4, 1)
    assert found["unlogged"].startswith("本次核验未记入日志")
    listed = in_trouble(READ_ONLY, mirrored.root, "archive", "list", "--json")
    assert len(json.loads(listed.out)) == 4


def test_somebody_without_special_rights_mirrors_and_repairs(before_mirror: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, nobody = Path(place) / "da", []
        shutil.copytree(before_mirror, folder, symlinks=True)
        if os.geteuid() == 0:  # a root without any capability has its own files' rights, no more
            nobody = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
        ended = run([*nobody, *mirroring(folder)], HOME=place, **SPARSE)
        assert ended.code == 0, ended.err
        desk = KeptDesk(folder / "工作区")
        flip(desk.version(CODES[1]) / PAPER)
        ended = run([*nobody, *repairing(folder)], HOME=place, **SPARSE)
        assert ended.code == 0, ended.err
        assert not desk.version(CODES[1]).stat().st_mode & 0o222
