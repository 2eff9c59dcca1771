"""A file edited by hand is taken in by the next command and the log says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases.digest import digest_of
from cases.workspace import Workspace
from tests.tools.soundness import problems
from tests.tools.workspaces import CASE, TARGET, bare_workspace, open_journal


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = bare_workspace(tmp_path / "ws")
    with open_journal(workspace).act("new", "样经办", TARGET) as act:
        act.write(CASE, b"a: 1\n", None)
    return workspace


def test_an_edit_is_registered_once_with_both_digests(workspace: Workspace) -> None:
    case = workspace.root / CASE
    case.write_bytes(b"a: 2\n")
    journal = open_journal(workspace)
    assert journal.notice_changes([case], "样经办") == (CASE,)
    assert not journal.notice_changes([case])
    facts = json.loads(workspace.log_file.read_text("utf-8").splitlines()[-1])["facts"]
    assert facts == {
        "事由": "未登记的改动",
        "登记摘要": digest_of(b"a: 1\n"),
        "现摘要": digest_of(b"a: 2\n"),
    }
    assert not problems(workspace)


def test_a_deleted_file_and_its_return_are_both_noticed(workspace: Workspace) -> None:
    case, journal = workspace.root / CASE, open_journal(workspace)
    case.unlink()
    assert journal.take_in(case)
    assert not journal.take_in(case)
    case.write_bytes(b"a: 1\n")
    assert journal.take_in(case)


def test_a_file_no_act_ever_wrote_is_no_change(workspace: Workspace) -> None:
    other = workspace.cases / "2019-SX-002" / "case.yaml"
    other.parent.mkdir()
    other.write_bytes(b"a: 1\n")
    assert not open_journal(workspace).notice_changes([other])


def test_a_file_another_act_is_busy_with_is_left_to_the_next_command(
    workspace: Workspace,
) -> None:
    case, journal = workspace.root / CASE, open_journal(workspace)
    case.write_bytes(b"a: 2\n")
    with journal.act("unregistered-change", "样经办", CASE):
        assert not open_journal(workspace).notice_changes([case])
    assert journal.notice_changes([case]) == (CASE,)
