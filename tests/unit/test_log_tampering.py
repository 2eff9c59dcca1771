"""The tamper table of the log: every fault caught, and where it lies."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from cases.log.checkpoints import write_checkpoint
from cases.log.entries import hash_of
from cases.log.verification import verify_log
from cases.workspace import Workspace
from tests.tools.forging import rechained
from tests.tools.workspaces import NOW, bare_workspace, log_some

Lines = list[str]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Six lines with a checkpoint after the third and after the sixth."""
    workspace = bare_workspace(tmp_path_factory.mktemp("log") / "ws")
    for _ in range(2):
        log_some(workspace, 3)
        write_checkpoint(workspace, NOW)
    return workspace


@pytest.fixture
def workspace(sealed: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(sealed.root, tmp_path / "ws")
    return Workspace(tmp_path / "ws")


def codes(workspace: Workspace) -> set[str]:
    return {found.code for found in verify_log(workspace).findings}


TAMPERING: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "a word edited": (lambda s: [*s[:2], s[2].replace("样经办", "样审核"), *s[3:]], "J203"),
    "the last line edited": (lambda s: [*s[:5], s[5].replace("样经办", "样审核")], "J205"),
    "a line deleted": (lambda s: [*s[:2], *s[3:]], "J202"),
    "the first line deleted": (lambda s: s[1:], "J202"),
    "two lines swapped": (lambda s: [s[0], s[2], s[1], *s[3:]], "J202"),
    "a line inserted": (lambda s: [*s[:3], s[0], *s[3:]], "J202"),
    "a line doubled": (lambda s: [*s[:3], s[2], *s[3:]], "J202"),
    "the last line doubled": (lambda s: [*s, s[-1]], "J207"),
    "an empty line": (lambda s: [*s[:3], "", *s[3:]], "J201"),
    "the tail cut": (lambda s: s[:4], "J206"),
    "everything cut": (lambda s: [], "J206"),
    "cut behind the first checkpoint": (lambda s: s[:3], "J209"),
    "rewritten and chained anew": (
        lambda s: rechained([s[0].replace("样经办", "样审核"), *s[1:]]),
        "J209",
    ),
    "spaces after colons": (lambda s: [s[0].replace(":", ": "), *s[1:]], "J201"),
    "another version": (lambda s: [*s[:5], s[5].replace('"v":1', '"v":9')], "J201"),
    "carriage returns": (lambda s: [line + "\r" for line in s], "J201"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_with_the_lines_is_caught(workspace: Workspace, name: str) -> None:
    change, code = TAMPERING[name]
    lines = workspace.log_file.read_text("utf-8").splitlines()
    changed = "".join(line + "\n" for line in change(lines))
    workspace.log_file.write_bytes(changed.encode())
    assert code in codes(workspace)


def test_an_untouched_log_proves_itself(workspace: Workspace) -> None:
    report = verify_log(workspace)
    assert (report.entries, report.checkpoints, report.findings) == (6, 2, ())


def test_every_flipped_byte_is_caught(workspace: Workspace) -> None:
    for path in (workspace.log_file, workspace.checkpoints_file):
        whole = path.read_bytes()
        for position in range(0, len(whole), 37):
            flipped = bytearray(whole)
            flipped[position] ^= 0xFF
            path.write_bytes(flipped)
            assert codes(workspace), f"{path.name} byte {position}"
        path.write_bytes(whole)
    assert not codes(workspace)


def test_a_deleted_log_is_caught(workspace: Workspace) -> None:
    workspace.log_file.unlink()
    assert {"J206", "J209"} <= codes(workspace)


def test_deleted_checkpoints_are_caught(workspace: Workspace) -> None:
    notes = workspace.checkpoints_file.read_text("utf-8").splitlines(keepends=True)
    workspace.checkpoints_file.write_text("".join(notes[6:]), encoding="utf-8")
    assert codes(workspace) == {"J210"}
    workspace.checkpoints_file.unlink()
    assert codes(workspace) == {"J210"}


def test_a_checkpoint_signed_by_another_key_is_caught(workspace: Workspace, tmp_path: Path) -> None:
    other = bare_workspace(tmp_path / "other")
    log_some(other, 6)
    write_checkpoint(other, NOW)
    shutil.copy(other.checkpoints_file, workspace.checkpoints_file)
    shutil.copy(other.root / ".keys/log.pub", workspace.root / ".keys/log.pub")
    assert codes(workspace) == {"J208", "J210", "J211"}


def test_rewriting_log_and_register_alike_is_caught_by_the_signature(
    workspace: Workspace,
) -> None:
    lines = workspace.log_file.read_text("utf-8").splitlines()
    forged = rechained([lines[0].replace("样经办", "样审核"), *lines[1:]])
    workspace.log_file.write_text("".join(f"{line}\n" for line in forged), encoding="utf-8")
    with closing(connect(workspace.register_file)) as connection, connection:
        connection.execute("DROP TRIGGER log_lines_as_written")
        for number, line in enumerate(forged, start=1):
            row = (line, hash_of(line), number)
            connection.execute("UPDATE log_lines SET line = ?, hash = ? WHERE seq = ?", row)
    assert codes(workspace) == {"J209", "J220"}


def test_a_lost_register_leaves_the_log_without_its_witness(workspace: Workspace) -> None:
    workspace.register_file.unlink()
    assert "J207" in codes(workspace)
