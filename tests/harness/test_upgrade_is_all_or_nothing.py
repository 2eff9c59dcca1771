"""An older register under kills and failing disks: the old one or the new one, never between."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from acts.bureau import open_bureau
from cases.register.database import version_of
from cases.register.reading import Register
from cases.register.schema import VERSION
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk
from tests.tools.faults import KILL, Plan, run_faults
from tests.tools.old_registers import as_version_1
from tests.tools.soundness import problems

pytestmark = [pytest.mark.harness, pytest.mark.xdist_group("harness")]
JIANGDANG = Path(sys.executable).with_name("jiangdang")


def unsound(copy: Path) -> list[str]:
    """What is wrong after the command is given once more."""
    said = Desk(copy).run("upgrade")
    if said.code != 0:
        return [f"upgrade again: {said.code} {said.err}"]
    version = version_of(Workspace(copy).register_file)
    approvals = Register(Workspace(copy)).approvals()
    lost = [] if [row.key for row in approvals] == ["SP-1"] else ["the request is lost"]
    wrong = [] if version == VERSION else [f"version {version}"]
    return [*lost, *wrong, *problems(Workspace(copy))]


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        pytest.param(KILL, frozenset[int](), id="killed"),
        pytest.param("error=ENOSPC", frozenset({0, 1}), id="disk-full"),
    ],
)
def test_a_register_is_upgraded_wholly_or_not_at_all(
    other_people: ProcessPoolExecutor, tmp_path: Path, fault: str, codes: frozenset[int]
) -> None:
    desk = Desk(tmp_path / "工作区")
    desk.furnish()
    with open_bureau(desk.root, "", print).journal.act("request", "样经办", "2020-1") as act:
        act.request("SP-1", "样")
    as_version_1(desk.root / "register.sqlite3")
    plan = Plan(
        lambda copy: [str(JIANGDANG), "-w", str(copy), "upgrade"],
        desk.root, lambda copy: other_people.submit(unsound, copy).result(),
        tmp_path, fault, codes,
    )  # fmt: skip
    report = run_faults(plan, stride=5)
    sys.stdout.write(f"upgrade, {fault}: {report}\n")
    assert not report.problems, str(report)
    assert report.hit == report.tried
