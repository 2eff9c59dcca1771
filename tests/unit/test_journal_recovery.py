"""What a crash leaves, the next command finishes or voids."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from cases.digest import digest_of_file
from cases.journal import owners
from cases.journal.recovery import CRASHED
from cases.log.keeping import LogDamagedError, bring_up_to_date, restore_log
from cases.log.verification import verify_log
from cases.register.database import writing
from cases.workspace import Workspace
from tests.tools.faults import Plan, run_faults
from tests.tools.soundness import problems, problems_after_next_command
from tests.tools.workspaces import CASE, NOW, TARGET, bare_workspace, log_some, open_journal

ONE_ACT = Path(__file__).parents[1] / "tools" / "one_act.py"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "ws")


def with_a_case(workspace: Workspace) -> Workspace:
    with open_journal(workspace).act("new", "样经办", TARGET) as act:
        act.write(CASE, b"a: 1\n", None)
    return workspace


def die_inside_an_act(workspace: Workspace) -> None:
    """A child that vanishes with a number reserved and a file staged."""
    child = os.fork()
    if child == 0:
        with open_journal(workspace).act("award", "样经办", TARGET) as act:
            act.reserve("静人社", 2019)
            act.write(CASE, b"a: 1\n", None)
            os._exit(0)
    os.waitpid(child, 0)


def test_an_act_whose_process_died_is_voided_by_the_next_command(workspace: Workspace) -> None:
    die_inside_an_act(workspace)
    journal = open_journal(workspace)
    assert len(journal.recovered) == 1
    (row,) = journal.register.numbers()
    assert (row.state, row.reason) == ("作废", CRASHED)
    assert not problems(workspace)


def test_a_living_process_is_left_alone(workspace: Workspace) -> None:
    with open_journal(workspace).act("award", "样经办", TARGET) as act:
        number = act.reserve("静人社", 2019)
        other = open_journal(workspace)
        assert not other.recovered
        assert other.register.numbers()[0].state == "预留"
    assert other.register.numbers()[0].text == str(number)
    assert other.register.numbers()[0].state == "正式"


def test_a_later_process_with_the_same_number_is_not_taken_for_the_owner() -> None:
    boot, pid, start = owners.this_process().split(":")
    child = f"{boot}:{os.getppid()}:{start}x"
    assert not owners.is_at_work(child, "A")
    assert not owners.is_at_work(f"{boot}x:{pid}:{start}", "A")
    assert not owners.is_at_work(f"{boot}:{2**22 - 1}:1", "A")


def test_a_torn_last_log_line_is_completed_from_the_register(workspace: Workspace) -> None:
    log_some(workspace, 3)
    whole = workspace.log_file.read_bytes()
    workspace.log_file.write_bytes(whole[:-40])
    assert [found.code for found in verify_log(workspace).findings] == ["J204", "J206"]
    open_journal(workspace)
    assert workspace.log_file.read_bytes().startswith(whole)
    assert not problems(workspace)


def test_lines_of_finished_acts_that_vanished_come_back_and_the_log_says_so(
    workspace: Workspace,
) -> None:
    log_some(workspace, 3)
    whole = workspace.log_file.read_bytes()
    workspace.log_file.write_bytes(whole.splitlines(keepends=True)[0])
    open_journal(workspace)
    healed = workspace.log_file.read_text("utf-8")
    assert healed.encode().startswith(whole)
    assert '"action":"log-repaired"' in healed
    assert '"补全起":2' in healed


@pytest.mark.parametrize("tail", [b'{"v":1}\n', b"x", b"\n", "样".encode()[:2]])
def test_a_tail_no_crash_explains_is_never_repaired(workspace: Workspace, tail: bytes) -> None:
    log_some(workspace, 2)
    with workspace.log_file.open("ab") as stream:
        stream.write(tail)
    kept = workspace.log_file.read_bytes()
    with pytest.raises(LogDamagedError):
        bring_up_to_date(workspace)
    assert workspace.log_file.read_bytes() == kept


def test_a_damaged_log_is_restored_only_when_told_to_and_kept(workspace: Workspace) -> None:
    log_some(workspace, 2)
    workspace.log_file.write_bytes(b"nonsense\n")
    kept = restore_log(workspace, NOW)
    assert kept.read_bytes() == b"nonsense\n"
    assert not problems(workspace)


def test_leftover_staging_is_swept(workspace: Workspace) -> None:
    (workspace.staging / "nobody").mkdir(parents=True)
    (workspace.staging / "nobody" / "0001").write_bytes(b"x")
    open_journal(workspace)
    assert not list(workspace.staging.iterdir())


def test_an_edit_made_between_crash_and_recovery_is_kept_aside(workspace: Workspace) -> None:
    with_a_case(workspace)
    journal = open_journal(workspace)
    with journal.act("edit", "样经办", TARGET) as act:
        act.write(CASE, b"a: 2\n", digest_of_file(workspace.root / CASE))
        act.enter("edit", TARGET)
        staged = next(act.staging.folder.iterdir()).parent
        copy = shutil.copytree(staged, workspace.root.parent / "staged")
    roll_back_to_committed(workspace, act.id, copy, staged)
    (workspace.root / CASE).write_bytes(b"hand\n")
    open_journal(workspace)
    assert (workspace.root / CASE).read_bytes() == b"a: 2\n"
    asides = list((workspace.cases / TARGET / "history").glob("unregistered-*.yaml"))
    assert [file.read_bytes() for file in asides] == [b"hand\n"]


def roll_back_to_committed(workspace: Workspace, act: str, copy: Path, staged: Path) -> None:
    """As if the process had died right after its commit."""
    shutil.copytree(copy, staged)
    with writing(workspace.register_file) as connection:
        connection.execute("UPDATE acts SET state = 'committed' WHERE id = ?", (act,))


@pytest.mark.harness
@pytest.mark.parametrize(
    ("fault", "codes", "stride"),
    [
        ("signal=SIGKILL", frozenset[int](), 8),
        ("error=EIO", frozenset({0, 3}), 16),
        ("error=ENOSPC", frozenset({0, 3}), 16),
    ],
)
def test_a_fault_at_any_change_leaves_nothing_half_done(
    workspace: Workspace, tmp_path: Path, fault: str, codes: frozenset[int], stride: int
) -> None:
    with_a_case(workspace)
    scratch = tmp_path / "scratch"

    def command(copy: Path) -> list[str]:
        return [sys.executable, str(ONE_ACT), str(copy)]

    plan = Plan(command, workspace.root, problems_after_next_command, scratch, fault, codes)
    report = run_faults(plan, stride=stride)
    assert not report.problems, str(report)
    assert report.points > 100
    assert report.hit == report.tried


@pytest.mark.harness
def test_the_harness_catches_a_careless_writer(workspace: Workspace, tmp_path: Path) -> None:
    """A writer in place, unsynced and unregistered, must not pass."""
    with_a_case(workspace)
    script = "import sys; f = open(sys.argv[1] + '/case.txt', 'w'); f.write('x' * 9); f.close()"

    def command(copy: Path) -> list[str]:
        return [sys.executable, "-c", script, str(copy)]

    def check(copy: Path) -> list[str]:
        file = copy / "case.txt"
        return ["torn"] if file.exists() and file.read_text() != "x" * 9 else []

    report = run_faults(Plan(command, workspace.root, check, tmp_path / "scratch"))
    assert report.problems
    assert report.hit == report.tried == report.points
