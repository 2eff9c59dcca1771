"""Past years and withdrawn awards under kills and bad disks: no case in part, none twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.conftest import Tried
from tests.tools import scenes_of_years as scenes
from tests.tools.faults import KILL
from tests.tools.scenes import Scene

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
KILLED, DISK = frozenset[int](), frozenset({0, 1})


@pytest.mark.parametrize(
    ("before", "killed_at", "failing", "failed_at"),
    [
        pytest.param(scenes.before_old_years, (70, 13), "EIO", (200, 77), id="old-years"),
        pytest.param(scenes.before_withdrawal, (60, 23), "ENOSPC", (160, 61), id="withdrawal"),
    ],
)
def test_a_past_year_or_a_withdrawal_lands_wholly_or_not_at_all(
    before: Callable[[Path], Scene],
    killed_at: tuple[int, int],
    failing: str,
    failed_at: tuple[int, int],
    cache: Path,
    tried: Tried,
    tmp_path: Path,
) -> None:
    scene = before(tmp_path)
    assert tried(scene, KILL, KILLED, *killed_at).points > 60
    assert tried(scene, f"error={failing}", DISK, *failed_at).tried
