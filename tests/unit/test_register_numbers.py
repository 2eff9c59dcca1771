"""Numbers: gapless when ours, unique when given; the register proves both."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cases.register.numbering import NotAFormalNumberError, NumberTakenError, SeriesMixedError
from cases.register.reading import ApprovalUnknownError, Register
from cases.values.document_number import DocumentNumber
from cases.workspace import Workspace
from tests.tools.soundness import problems, problems_after_next_command
from tests.tools.workspaces import TARGET, bare_workspace, open_journal

NUMBERING = Path(__file__).parents[1] / "tools" / "numbering.py"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "ws")


def take(workspace: Workspace, text: str) -> None:
    with open_journal(workspace).act("notify", "样经办", TARGET) as act:
        act.take_external(DocumentNumber.parse(text))


def test_each_series_and_each_year_counts_for_itself(workspace: Workspace) -> None:
    with open_journal(workspace).act("award", "样经办", TARGET) as act:
        pairs = [("静人社", 2019), ("静人社", 2020), ("静人社", 2019), ("静人社函", 2019)]
        taken = [str(act.reserve(series, year)) for series, year in pairs]
    assert taken == [
        "静人社〔2019〕1号", "静人社〔2020〕1号", "静人社〔2019〕2号", "静人社函〔2019〕1号",
    ]  # fmt: skip
    assert [row.n for row in Register(workspace).numbers("静人社", 2019)] == [1, 2]


def test_numbers_from_outside_may_leap_but_never_repeat(workspace: Workspace) -> None:
    take(workspace, "静人社〔2019〕12号")
    take(workspace, "静人社〔2019〕50号")
    with pytest.raises(NumberTakenError):
        take(workspace, "静人社〔2019〕12号")
    assert not Register(workspace).findings()


def test_a_series_is_ours_or_given_never_both_in_a_year(workspace: Workspace) -> None:
    take(workspace, "静人社〔2019〕12号")
    with (
        pytest.raises(SeriesMixedError),
        open_journal(workspace).act("award", "样经办", TARGET) as act,
    ):
        act.reserve("静人社", 2019)
    with open_journal(workspace).act("award", "样经办", TARGET) as act:
        act.reserve("静人社", 2020)
    with pytest.raises(SeriesMixedError):
        take(workspace, "静人社〔2020〕7号")


def test_a_number_of_an_act_that_failed_may_be_given_again(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with pytest.raises(ZeroDivisionError), journal.act("notify", "样经办", TARGET) as act:
        act.take_external(DocumentNumber.parse("静人社〔2019〕12号"))
        raise ZeroDivisionError
    take(workspace, "静人社〔2019〕12号")


def test_a_formal_number_is_declared_void_once_with_its_reason(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with journal.act("award", "样经办", TARGET) as act:
        number = act.reserve("静人社", 2019)
    with journal.act("void", "样经办", TARGET) as act:
        act.void_number(number, "错发")
    assert journal.register.numbers()[0].reason == "错发"
    with pytest.raises(NotAFormalNumberError), journal.act("void", "样经办", TARGET) as act:
        act.void_number(number, "再次")


def test_rows_cannot_be_deleted_nor_a_void_number_revived(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with pytest.raises(ZeroDivisionError), journal.act("award", "样经办", TARGET) as act:
        act.reserve("静人社", 2019)
        raise ZeroDivisionError
    for statement in (
        "DELETE FROM numbers",
        "UPDATE numbers SET state = '正式'",
        "DELETE FROM log_lines",
        "UPDATE log_lines SET line = 'x'",
    ):
        with (
            closing(sqlite3.connect(workspace.register_file)) as connection,
            pytest.raises(sqlite3.IntegrityError),
        ):
            connection.execute(statement)


def test_a_gap_made_behind_our_back_is_found(workspace: Workspace) -> None:
    with open_journal(workspace).act("award", "样经办", TARGET) as act:
        for _ in range(3):
            act.reserve("静人社", 2019)
    with closing(sqlite3.connect(workspace.register_file)) as connection, connection:
        connection.execute("DROP TRIGGER numbers_stay")
        connection.execute("DELETE FROM numbers WHERE n = 2")
    (found,) = Register(workspace).findings()
    assert found.code == "J302"
    assert "2" in found.facts["missing"]


def test_a_workspace_without_a_register_has_empty_registers(workspace: Workspace) -> None:
    register = Register(workspace)
    assert not (register.numbers() or register.received() or register.findings())
    with pytest.raises(ApprovalUnknownError):
        register.approval("SP-9")


def test_eight_processes_half_of_them_killed_leave_no_gap_and_no_double(
    workspace: Workspace,
) -> None:
    open_journal(workspace)
    line = [sys.executable, str(NUMBERING), str(workspace.root)]
    running = [
        subprocess.Popen([*line, str(which), "6"], stdout=subprocess.PIPE) for which in range(8)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running[::2]:
        os.kill(process.pid, signal.SIGKILL)
    outputs = [process.communicate(timeout=60)[0] for process in running]
    assert all(process.returncode == 0 for process in running[1::2])
    assert not problems_after_next_command(workspace.root)
    rows = Register(workspace).numbers()
    assert [row.n for row in rows] == list(range(1, len(rows) + 1))
    assert sum(row.state == "正式" for row in rows) >= 4 * 6
    printed = b"".join(outputs).decode().split()
    assert len(printed) == len(set(printed))
    assert not problems(workspace)
