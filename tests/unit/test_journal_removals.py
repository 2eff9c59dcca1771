"""A file that goes for good: planned like every change, finished after a crash, gone for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.digest import digest_of
from cases.journal.errors import ChangedSinceReadError, NotFinishedError, UnsafePathError
from cases.workspace import Workspace
from tests.tools.soundness import problems
from tests.tools.workspaces import CASE, TARGET, bare_workspace, open_journal

PAPERS = {f"cases/{TARGET}/documents/{name}.pdf": name.encode() for name in ("一", "二")}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = bare_workspace(tmp_path / "ws")
    with open_journal(made).act("new", "样经办", TARGET) as act:
        act.write(CASE, b"a: 1\n", None)
        for path, content in PAPERS.items():
            act.write(path, content, None)
    return made


def remove_papers(workspace: Workspace) -> None:
    with open_journal(workspace).act("destroy", "样经办", TARGET) as act:
        for path, content in PAPERS.items():
            act.remove(path, digest_of(content))


def test_files_go_with_their_folder_and_the_register_forgets_them(workspace: Workspace) -> None:
    (workspace.root / CASE).parent.joinpath("documents").chmod(0o555)
    remove_papers(workspace)
    assert not (workspace.root / CASE).parent.joinpath("documents").exists()
    assert (workspace.root / CASE).is_file()
    assert list(open_journal(workspace).register.files()) == [CASE]
    assert problems(workspace) == []


def test_a_removal_that_a_crash_stopped_is_finished_by_the_next_command(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_fails(self: Path, *, missing_ok: bool = False) -> None:
        raise OSError(5, "I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", disk_fails)
        with pytest.raises(NotFinishedError):
            remove_papers(workspace)
    assert all((workspace.root / path).is_file() for path in PAPERS)
    open_journal(workspace)
    assert not any((workspace.root / path).exists() for path in PAPERS)
    assert problems(workspace) == []


def test_what_changed_since_it_was_read_is_not_removed(workspace: Workspace) -> None:
    path = next(iter(PAPERS))
    (workspace.root / path).write_bytes(b"changed")
    with pytest.raises(ChangedSinceReadError):
        remove_papers(workspace)
    with (
        pytest.raises(ChangedSinceReadError),
        open_journal(workspace).act("destroy", "样经办", TARGET) as act,
    ):
        act.remove(path, digest_of(b"changed"))
        (workspace.root / path).write_bytes(b"changed again")
    assert (workspace.root / path).is_file()


def test_a_link_out_of_the_workspace_is_never_followed(workspace: Workspace) -> None:
    outside = workspace.root.parent / "别处"
    outside.mkdir()
    (outside / "要件").write_bytes(b"x")
    (workspace.root / "cases" / "链接").symlink_to(outside)
    with (
        pytest.raises(UnsafePathError),
        open_journal(workspace).act("destroy", "样经办", TARGET) as act,
    ):
        act.remove("cases/链接/要件", digest_of(b"x"))
    assert (outside / "要件").read_bytes() == b"x"
