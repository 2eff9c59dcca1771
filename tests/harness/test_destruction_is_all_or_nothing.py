"""Destruction under kills and bad disks: everything is still there, or nothing but the remains.

A recorded destruction is finished by the next command of anyone, whatever that command is.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from acts.keeping.package_history import package_history
from archive.destroying import check_tombstones
from cases.workspace import Workspace
from tests.fixtures.kept_packages import (
    CASE,
    FOUR,
    NEW,
    OLD,
    appraise,
    archive_office,
    consent,
)
from tests.fixtures.people import CLERK
from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene, warm_up
from tests.tools.soundness import problems
from tests.tools.wholeness import digests_of, say

pytestmark = [pytest.mark.harness, pytest.mark.office, pytest.mark.xdist_group("harness")]
DISK = frozenset({0, 1})
WORDS = ("archive", "destroy", OLD, "--on", "2026-11-20", "--actor", CLERK)
PATTERNS = (f"archive/{OLD}/v*/**/*", f"cases/{CASE}/**/*")


def whole(root: Path) -> dict[str, str]:
    """The package and the working copies of the same records."""
    return {name: digest for each in PATTERNS for name, digest in digests_of(root, each).items()}


def after_destruction(root: Path, before: dict[str, str]) -> list[str]:
    """After a fault: all is there or recorded as gone; doing it again leaves the remains alone."""
    found = []
    said = say(root, ("archive", "verify", "--all"))
    if said.code != 0:
        found.append(f"verifying ended with {said.code}: {said.out[:300]}")
    left = whole(root)
    recorded = OLD in package_history(Workspace(root)).destroyed
    if left != ({} if recorded else before):
        found.append(f"recorded: {recorded}, but {len(left)} of {len(before)} files are there")
    said = say(root, WORDS)
    if said.code != 0 and not (recorded and "A701" in said.err):
        found.append(f"the next command ended with {said.code}: {said.err[:300]}")
    found += [f"{name} is still there" for name in whole(root)]
    workspace = Workspace(root)
    for report in check_tombstones(workspace, package_history(workspace).destroyed_roots):
        found += [str(each) for each in report.findings]
    return [*found, *problems(workspace)]


@pytest.fixture(scope="module")
def before_destruction(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Consented to by three others; the register is in the cache."""
    folder = tmp_path_factory.mktemp("destroy")
    office = archive_office(folder / "工作区", {OLD: CASE, NEW: "2022-SX-009"}, FOUR)
    appraise(office, OLD)
    consent(office, OLD, "--on", "2026-11-20")
    before = whole(office.desk.root)
    assert len(before) > 10
    scene = Scene(office.desk.root, WORDS, partial(after_destruction, before=before))
    warm_up(scene, folder / "副本", voided=0)
    return scene


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, frozenset[int](), 24, 2, id="killed"),
        pytest.param("error=EIO", DISK, 60, 7, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 60, 41, id="disk-full"),
    ],
)
def test_a_package_is_destroyed_wholly_or_not_at_all(
    before_destruction: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_destruction, fault, codes, stride, offset).points > 60
