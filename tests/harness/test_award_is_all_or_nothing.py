"""``batch advance … award`` under a kill, or a failing disk, at its changes to the workspace.

Killed at every fourth of its mutating system calls, failed with EIO and with ENOSPC and
interrupted at fewer (``make faults`` tries all): no torn file, no gap, no double, one 正式 number
with one stamped notice, and a next command that finishes the award or finds it done.
"""

from __future__ import annotations

import pytest

from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
FAULTS = [
    pytest.param(KILL, frozenset[int](), 4, 0, id="killed"),
    pytest.param("error=EIO", frozenset({0, 1}), 36, 0, id="input-output-error"),
    pytest.param("error=ENOSPC", frozenset({0, 1}), 36, 9, id="disk-full"),
    pytest.param("signal=SIGINT", frozenset({0, 130}), 60, 3, id="interrupted"),
]


@pytest.mark.parametrize(("fault", "codes", "stride", "offset"), FAULTS)
def test_an_award_is_made_wholly_or_not_at_all(
    before_award: Scene, tried: Tried, fault: str, codes: frozenset[int], stride: int, offset: int
) -> None:
    assert tried(before_award, fault, codes, stride, offset).points > 120
