"""The index under kills and bad disks: no act fails by it, and the next search errs in nothing.

Here the points are thinned to save time; ``python -m tests.tools.all_faults`` tries them all.
Points of other acts that are about the index are tried here only.
"""

from __future__ import annotations

import pytest

from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
KILLED = frozenset[int]()
DONE = frozenset({0})
DISK = frozenset({0, 1})


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 96, 7, id="killed"),
        pytest.param("error=EIO", DONE, 150, 31, id="input-output-error"),
        pytest.param("error=ENOSPC", DONE, 150, 83, id="disk-full"),
    ],
)
def test_an_act_is_done_though_the_index_cannot_follow(
    before_following: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_following, fault, codes, stride, offset).points > 60


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 80, 11, id="killed"),
        pytest.param("error=EIO", DISK, 160, 5, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 160, 57, id="disk-full"),
    ],
)
def test_an_update_cut_short_loses_and_doubles_nothing(
    before_indexing: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_indexing, fault, codes, stride, offset).points > 60


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 140, 3, id="killed"),
        pytest.param("error=EIO", DISK, 280, 21, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 280, 117, id="disk-full"),
    ],
)
def test_a_rebuild_cut_short_leaves_the_old_index_or_the_new(
    before_rebuilding: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_rebuilding, fault, codes, stride, offset).points > 60
