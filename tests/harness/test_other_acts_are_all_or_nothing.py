"""Saving a case, taking evidence in, sealing, the first stamped paper: under kills and bad disks.

Here the points are thinned to save time; ``python -m tests.tools.all_faults`` tries them all.
Sealing writes a package of its own beside the journal: no version or a sound one, originals
untouched, and the next command leaves exactly one version. The first notice makes the stamp
with its key and certificate: a half-made stamp must not stop the next command.
"""

from __future__ import annotations

import pytest

from tests.harness.conftest import Tried
from tests.tools.faults import KILL
from tests.tools.scenes import Scene

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
DISK = frozenset({0, 1})
KILLED = frozenset[int]()


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 12, 1, id="killed"),
        pytest.param("error=EIO", DISK, 28, 2, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 28, 9, id="disk-full"),
    ],
)
def test_a_case_is_saved_wholly_or_not_at_all(
    before_edit: Scene, tried: Tried, fault: str, codes: frozenset[int], stride: int, offset: int
) -> None:
    assert tried(before_edit, fault, codes, stride, offset).points > 30


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 14, 3, id="killed"),
        pytest.param("error=EIO", DISK, 36, 4, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 36, 13, id="disk-full"),
    ],
)
def test_evidence_is_taken_in_wholly_or_not_at_all(
    before_evidence: Scene,
    tried: Tried,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    assert tried(before_evidence, fault, codes, stride, offset).points > 30


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, KILLED, 48, 0, id="killed"),
        pytest.param("error=EIO", DISK, 150, 5, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 150, 85, id="disk-full"),
    ],
)
def test_a_case_is_sealed_wholly_or_not_at_all(
    before_seal: Scene, tried: Tried, fault: str, codes: frozenset[int], stride: int, offset: int
) -> None:
    assert tried(before_seal, fault, codes, stride, offset).points > 150


def test_the_first_stamp_is_made_wholly_or_made_again(before_notice: Scene, tried: Tried) -> None:
    tried(before_notice, KILL, KILLED, 28, 1)
