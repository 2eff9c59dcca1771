"""A filled form lands with all its papers or not at all, wherever the machine stops.

Measured: 135 mutating calls of one import, every second killed, none with a problem; here fewer.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.fixtures.command_line import Desk
from tests.fixtures.forms import filled_form, sample
from tests.tools.faults import KILL, Plan, run_faults
from tests.tools.wholeness import after_form

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
JIANGDANG = Path(sys.executable).with_name("jiangdang")
CASE, STRIDE = "2020-SX-002", 12


def test_a_form_lands_whole_or_not_at_all(
    other_people: ProcessPoolExecutor, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "before")
    desk.furnish()
    form = tmp_path / "form.docx"
    form.write_bytes(filled_form(sample(CASE)))
    words = ("case", "import", str(form))

    def command(copy: Path) -> list[str]:
        return [str(JIANGDANG), "-w", str(copy), *words]

    def check(copy: Path) -> list[str]:
        return other_people.submit(after_form, copy, words, CASE).result()

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    report = run_faults(Plan(command, desk.root, check, scratch), stride=STRIDE, offset=3)
    sys.stdout.write(f"form, {KILL}: {report}\n")
    assert not report.problems, str(report)
    assert report.hit == report.tried
    assert report.tried > 5
