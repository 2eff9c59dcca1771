"""Sealing, and the first paper with the first stamp, under kills and failing disks.

Sealing writes a package of its own beside the journal: no version or a sound one, originals
untouched, and the next command leaves exactly one version. The first notice makes the stamp
with its key and certificate: a half-made stamp must not stop the next command. Measured: 339
mutating calls of sealing and 216 of the first notice, every ninth and every sixth killed, none
with a problem; here fewer are tried, to save time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.harness.conftest import Scene
from tests.tools.faults import KILL, Plan, run_faults
from tests.tools.wholeness import after_notice, after_seal, digests_of

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
JIANGDANG = Path(sys.executable).with_name("jiangdang")
DISK = frozenset({0, 1})


def command_line(scene: Scene) -> Callable[[Path], list[str]]:
    return lambda copy: [str(JIANGDANG), "-w", str(copy), *scene.words]


@pytest.mark.parametrize(
    ("fault", "codes", "stride", "offset"),
    [
        pytest.param(KILL, frozenset[int](), 16, 0, id="killed"),
        pytest.param("error=EIO", DISK, 40, 5, id="input-output-error"),
        pytest.param("error=ENOSPC", DISK, 40, 25, id="disk-full"),
    ],
)
def test_a_case_is_sealed_wholly_or_not_at_all(
    before_seal: Scene,
    other_people: ProcessPoolExecutor,
    tmp_path: Path,
    fault: str,
    codes: frozenset[int],
    stride: int,
    offset: int,
) -> None:
    originals = digests_of(before_seal.root, "cases/2019-SX-002/documents/*")
    assert len(originals) >= 6

    def check(copy: Path) -> list[str]:
        return other_people.submit(after_seal, copy, before_seal.words, originals).result()

    plan = Plan(command_line(before_seal), before_seal.root, check, tmp_path, fault, codes)
    report = run_faults(plan, stride=stride, offset=offset)
    sys.stdout.write(f"seal, {fault}: {report}\n")
    assert not report.problems, str(report)
    assert report.points > 150
    assert report.hit == report.tried


def test_the_first_stamp_is_made_wholly_or_made_again(
    before_notice: Scene, other_people: ProcessPoolExecutor, tmp_path: Path
) -> None:
    def check(copy: Path) -> list[str]:
        return other_people.submit(after_notice, copy, before_notice.words).result()

    plan = Plan(command_line(before_notice), before_notice.root, check, tmp_path)
    report = run_faults(plan, stride=14, offset=1)
    sys.stdout.write(f"first stamp, {KILL}: {report}\n")
    assert not report.problems, str(report)
    assert report.hit == report.tried
