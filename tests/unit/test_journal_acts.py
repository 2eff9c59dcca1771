"""An act is all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases.digest import digest_of
from cases.errors import Kind
from cases.journal.clock import ClockBehindError
from cases.journal.errors import (
    AlreadyApprovedError,
    BusyError,
    ChangedSinceReadError,
    NotApprovedError,
    NotOurNumberError,
    SamePersonError,
    UnsafePathError,
)
from cases.journal.journal import Journal
from cases.log.verification import verify_log
from cases.register.database import FormatTooNewError, RegisterMissingError, writing
from cases.workspace import Workspace
from tests.tools.soundness import problems
from tests.tools.workspaces import CASE, NOW, TARGET, bare_workspace, open_journal


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "样例 工作区")


def write_case(workspace: Workspace, content: bytes, before: bytes | None) -> None:
    with open_journal(workspace).act("change", "样经办", TARGET) as act:
        act.write(CASE, content, before if before is None else digest_of(before))


def test_a_committed_act_leaves_files_numbers_stamp_uses_and_a_log_line(
    workspace: Workspace,
) -> None:
    journal = open_journal(workspace)
    with journal.act("award", "样经办", TARGET, policy="sha256:p") as act:
        number = act.reserve("静人社", 2019)
        act.describe(number, "sha256:d", "样例通知")
        act.write(CASE, b"a: 1\n", None)
        act.use_stamp("公章", "样例局", "sha256:d", str(number), "SP-1")
        act.enter("award", TARGET, {"文号": number})
    (row,) = journal.register.numbers()
    assert (row.text, row.state, row.title) == ("静人社〔2019〕1号", "正式", "样例通知")
    assert journal.register.stamp_uses()[0].approval == "SP-1"
    assert (workspace.root / CASE).read_bytes() == b"a: 1\n"
    assert '"policy":"sha256:p"' in workspace.log_file.read_text("utf-8")
    assert not problems(workspace)


def test_nothing_shows_before_the_act_is_committed(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with journal.act("award", "样经办", TARGET) as act:
        act.write(CASE, b"a: 1\n", None)
        act.enter("award", TARGET)
        assert not (workspace.root / CASE).exists()
        assert verify_log(workspace).entries == 0


def test_an_exception_voids_the_act_and_its_numbers(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with pytest.raises(ZeroDivisionError), journal.act("award", "样经办", TARGET) as act:
        act.reserve("静人社", 2019)
        act.write(CASE, b"a: 1\n", None)
        raise ZeroDivisionError
    (row,) = journal.register.numbers()
    assert (row.state, row.reason) == ("作废", "办理未成：ZeroDivisionError")
    assert not (workspace.root / CASE).exists()
    assert "静人社〔2019〕1号" in workspace.log_file.read_text("utf-8")
    assert not problems(workspace)


def test_a_void_number_is_never_handed_out_again(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with pytest.raises(ZeroDivisionError), journal.act("award", "样经办", TARGET) as act:
        act.reserve("静人社", 2019)
        raise ZeroDivisionError
    with journal.act("award", "样经办", TARGET) as act:
        assert str(act.reserve("静人社", 2019)) == "静人社〔2019〕2号"


def test_earlier_revisions_stay_in_history(workspace: Workspace) -> None:
    write_case(workspace, b"a: 1\n", None)
    write_case(workspace, b"a: 2\n", b"a: 1\n")
    write_case(workspace, b"a: 3\n", b"a: 2\n")
    history = sorted((workspace.cases / TARGET / "history").iterdir())
    assert [file.read_bytes() for file in history] == [b"a: 1\n", b"a: 2\n"]
    assert history[0].name == f"0001-{digest_of(b'a: 1' + bytes([10]))[7:15]}.yaml"


def test_a_change_by_someone_else_is_not_overwritten(workspace: Workspace) -> None:
    write_case(workspace, b"a: 1\n", None)
    with pytest.raises(ChangedSinceReadError):
        write_case(workspace, b"a: 3\n", b"a: 0\n")
    assert (workspace.root / CASE).read_bytes() == b"a: 1\n"


def test_a_change_between_staging_and_commit_is_noticed(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    write_case(workspace, b"a: 1\n", None)
    with pytest.raises(ChangedSinceReadError), journal.act("change", "样经办", TARGET) as act:
        act.write(CASE, b"a: 2\n", digest_of(b"a: 1\n"))
        (workspace.root / CASE).write_bytes(b"a: 9\n")
    assert (workspace.root / CASE).read_bytes() == b"a: 9\n"
    assert journal.register.acts()[-1].state == "void"


def test_an_act_may_write_the_same_file_twice(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    write_case(workspace, b"a: 1\n", None)
    with journal.act("change", "样经办", TARGET) as act:
        first = act.write(CASE, b"a: 2\n", digest_of(b"a: 1\n"))
        act.write(CASE, b"a: 3\n", first)
    assert (workspace.root / CASE).read_bytes() == b"a: 3\n"
    assert len(list((workspace.cases / TARGET / "history").iterdir())) == 1


def test_a_large_file_is_copied_from_its_path(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "证据.pdf"
    source.write_bytes(b"%PDF" * 1000)
    with open_journal(workspace).act("evidence", "样经办", TARGET) as act:
        digest = act.write("cases/2019-SX-001/evidence/证据.pdf", source, None)
    assert digest == digest_of(source.read_bytes())
    assert not problems(workspace)


def test_one_act_at_a_time_on_a_target(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with journal.act("award", "样经办", TARGET):
        with pytest.raises(BusyError) as caught, journal.act("edit", "样审核", TARGET):
            pass
        assert caught.value.kind is Kind.CONFLICT
        with journal.act("edit", "样审核", "2019-SX-002") as act:
            act.enter("edit", "2019-SX-002")


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/x", "cases/../../x", ".staging/x", ".keys/log.pem", "register.sqlite3",
     "register.sqlite3-journal", "log.jsonl", "log.checkpoints", "", "a//b", "a/./b", "a\\b",
     "cases/link/x", "cases", "cases/file/x", "cases/" + "样" * 86],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(workspace: Workspace, path: str) -> None:
    workspace.cases.mkdir()
    (workspace.cases / "link").symlink_to(workspace.root.parent)
    (workspace.cases / "file").write_bytes(b"")
    with pytest.raises(UnsafePathError), open_journal(workspace).act("x", "样", TARGET) as act:
        act.write(path, b"x", None)


def test_a_file_of_an_act_is_never_also_a_folder_of_it(workspace: Workspace) -> None:
    for first, second in (("cases/a", "cases/a/b"), ("cases/a/b", "cases/a")):
        with pytest.raises(UnsafePathError), open_journal(workspace).act("x", "样", TARGET) as act:
            act.write(first, b"x", None)
            act.write(second, b"x", None)
    assert not problems(workspace)


def test_a_second_person_consents_and_never_the_one_who_asked(workspace: Workspace) -> None:
    clerk, checker = open_journal(workspace, "clerk"), open_journal(workspace, "checker")
    with clerk.act("ask", "样经办", TARGET) as act:
        act.request("SP-1", "用印")
    with pytest.raises(NotApprovedError), clerk.act("stamp", "样经办", TARGET) as act:
        act.use_approval("SP-1")
    with pytest.raises(SamePersonError), clerk.act("approve", "样经办", TARGET) as act:
        act.consent("SP-1")
    with pytest.raises(SamePersonError), checker.act("approve", "样经办", TARGET) as act:
        act.consent("SP-1")
    with checker.act("approve", "样审核", TARGET) as act:
        act.consent("SP-1")
    with pytest.raises(AlreadyApprovedError), checker.act("approve", "样审核", TARGET) as act:
        act.consent("SP-1")
    with clerk.act("stamp", "样经办", TARGET) as act:
        act.use_approval("SP-1")
    assert not clerk.register.approvals(pending=True)
    assert clerk.register.approval("SP-1").consent_by == "样审核"


def test_one_person_working_alone_may_consent_when_the_settings_say_so(
    workspace: Workspace,
) -> None:
    journal = open_journal(workspace)
    with journal.act("ask", "样经办", TARGET) as act:
        act.request("SP-1", "用印")
        act.consent("SP-1", alone=True)
    assert not journal.register.approvals(pending=True)


def test_a_document_is_entered_only_under_a_number_of_the_act(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with journal.act("award", "样经办", TARGET) as act:
        number = act.reserve("静人社", 2019)
    with pytest.raises(NotOurNumberError), journal.act("award", "样经办", TARGET) as act:
        act.describe(number, "sha256:d")


def test_a_newer_workspace_is_refused(workspace: Workspace) -> None:
    workspace.settings_file.write_text("# 样例\n格式版本: 2\n", encoding="utf-8")
    with pytest.raises(FormatTooNewError) as caught:
        open_journal(workspace)
    assert caught.value.kind is Kind.CONFLICT
    assert not workspace.register_file.exists()


def test_a_newer_register_is_refused(workspace: Workspace) -> None:
    open_journal(workspace)
    with writing(workspace.register_file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(FormatTooNewError):
        open_journal(workspace)


def test_a_lost_register_stops_everything_rather_than_counting_from_one(
    workspace: Workspace,
) -> None:
    with open_journal(workspace).act("x", "样", TARGET) as act:
        act.reserve("静人社", 2019)
    workspace.register_file.unlink()
    with pytest.raises(RegisterMissingError):
        open_journal(workspace)


def test_a_paper_received_stands_in_its_register(workspace: Workspace) -> None:
    journal = open_journal(workspace)
    with journal.act("receive", "样经办", TARGET) as act:
        act.receive("responsibility-agreement", "x.pdf", "sha256:d", sender="样例厂", late=True)
    (row,) = journal.register.received()
    assert (row.sender, row.late, row.actor) == ("样例厂", True, "样经办")


def test_a_clock_set_back_gives_no_number_and_presses_no_stamp(workspace: Workspace) -> None:
    write_case(workspace, b"a: 1\n", None)
    early = Journal(workspace, NOW.replace(year=2025), system_user="clerk")
    with pytest.raises(ClockBehindError), early.act("award", "样经办", TARGET) as act:
        act.reserve("静人社", 2018)
    with pytest.raises(ClockBehindError), early.act("stamp", "样经办", TARGET) as act:
        act.use_stamp("章", "样例局", "sha256:" + "0" * 64)
    assert early.register.numbers() == ()
    assert early.register.stamp_uses() == ()
    assert problems(workspace) == []


def test_what_else_is_done_under_a_clock_set_back_is_flagged_in_the_log(
    workspace: Workspace,
) -> None:
    write_case(workspace, b"a: 1\n", None)
    early = Journal(workspace, NOW.replace(year=2025), system_user="clerk")
    with early.act("edit", "样经办", TARGET) as act:
        act.enter("edit", TARGET)
    lines = [json.loads(line) for line in workspace.log_file.read_text("utf-8").splitlines()]
    assert [line["action"] for line in lines[-2:]] == ["clock", "edit"]
    assert verify_log(workspace).intact
