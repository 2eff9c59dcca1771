"""Lines of a ledger and new batches under kills and bad disks: once in every file or in none."""

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
        pytest.param(scenes.before_money, (36, 11), "ENOSPC", (97, 43), id="money"),
        pytest.param(scenes.before_opening, (33, 9), "EIO", (90, 37), id="batch"),
    ],
)
def test_lines_and_batches_land_everywhere_or_nowhere(
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
