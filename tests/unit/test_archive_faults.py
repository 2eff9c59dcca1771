"""Sealing under I/O errors and kills at chosen system calls."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.reading import list_packages
from archive.sealing import seal
from archive.verification import verify_package
from tests.fixtures.bags.plans import NOW, make_plan, make_workspace

SEAL = """
import sys
from pathlib import Path
from archive.sealing import seal
from cases.workspace import Workspace
from tests.fixtures.bags.plans import NOW, make_plan
workspace = Workspace(Path(sys.argv[1]))
seal(make_plan(workspace), workspace, NOW)
"""
POINTS = ("write:3", "write:12", "syncfs:1", "renameat2:1", "fsync:1", "fsync:2", "chmod:5")


@pytest.mark.harness
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=EIO", "error=ENOSPC"])
def test_a_fault_leaves_no_version_or_a_valid_one(point: str, fault: str, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "样例")
    call, _, when = point.partition(":")
    inject = f"inject={call}:{fault}:when={when}"
    tracing = ["strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject]
    command = [*tracing, sys.executable, "-B", "-c", SEAL, str(workspace.root)]
    environment = {**os.environ, "PYTHONPATH": "."}
    done = subprocess.run(command, cwd=Path.cwd(), env=environment, capture_output=True)
    assert done.returncode != 0
    assert [verify_package(package.path) for package in list_packages(workspace)] in ([], [[]])
    sealed = seal(make_plan(workspace), workspace, NOW)
    assert sealed.version == 1
    assert not sealed.path.stat().st_mode & 0o222
    assert list((workspace.packages / ".staging").iterdir()) == []
