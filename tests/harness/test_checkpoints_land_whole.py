"""A checkpoint and its copy elsewhere under kills and full disks: a beginning, then the whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cases.log.checkpoints import parse_notes, registered_notes, write_checkpoint
from cases.log.places import keep_checkpoints, notes_file
from cases.settings import KeepingPlace
from cases.workspace import Workspace
from tests.tools.faults import KILL, Plan, run_faults
from tests.tools.soundness import problems_after_next_command
from tests.tools.workspaces import NOW, bare_workspace, log_some

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
FONDS = "J099"
SCRIPT = """
import sys
from pathlib import Path
from cases.errors import JiangdangError
from tests.harness.test_checkpoints_land_whole import sign_and_keep
try:
    sign_and_keep(Path(sys.argv[1]))
except JiangdangError:
    sys.exit(1)
"""


def sign_and_keep(home: Path) -> list[str]:
    """What each seal does: a checkpoint, then its copy outside."""
    workspace = Workspace(home / "工作区")
    write_checkpoint(workspace, NOW)
    found = keep_checkpoints(workspace, place(home), FONDS)
    return [found.code] if found else []


def place(home: Path) -> KeepingPlace:
    return KeepingPlace("硬盘", home / "硬盘", holds_packages=False)


def unsound(home: Path) -> list[str]:
    """What is wrong with what a fault left, and with what the next checkpoint makes of it."""
    workspace, kept = Workspace(home / "工作区"), notes_file(place(home), FONDS)
    ours = "".join(registered_notes(workspace)).encode()
    held = kept.read_bytes() if kept.is_file() else b""
    wrong = [] if ours.startswith(held) else ["the place holds what we never wrote"]
    log_some(workspace, 1)
    wrong += [*sign_and_keep(home), *problems_after_next_command(workspace.root)]
    ours = "".join(registered_notes(workspace)).encode()
    wrong += [] if kept.read_bytes() == ours else ["the place was not caught up"]
    whole = all(parse_notes(ours.decode()))
    left = [str(path) for path in (home / "硬盘").rglob("*.tmp")]
    return [*wrong, *([] if whole else ["a note is broken"]), *left]


@pytest.mark.parametrize(
    ("fault", "codes", "begun"),
    [
        pytest.param(KILL, frozenset[int](), False, id="killed-at-the-first"),
        pytest.param(KILL, frozenset[int](), True, id="killed-later"),
        pytest.param("error=ENOSPC", frozenset({0, 1}), True, id="disk-full"),
        pytest.param("error=EIO", frozenset({0, 1}), True, id="disk-broken"),
    ],
)
def test_a_checkpoint_and_its_copy_survive_any_fault(
    tmp_path: Path, fault: str, codes: frozenset[int], begun: bool
) -> None:
    home = tmp_path / "原样"
    workspace = bare_workspace(home / "工作区")
    (home / "硬盘").mkdir()
    log_some(workspace, 2)
    if begun:
        sign_and_keep(home)
        log_some(workspace, 2)

    def command(copy: Path) -> list[str]:
        return [sys.executable, "-c", SCRIPT, str(copy)]

    plan = Plan(command, home, unsound, tmp_path / "scratch", fault, codes)
    report = run_faults(plan, stride=7)
    sys.stdout.write(f"checkpoint, {fault}, begun {begun}: {report}\n")
    assert not report.problems, str(report)
    assert report.hit == report.tried
    assert report.points > 20
