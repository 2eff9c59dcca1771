"""Checkpoints kept outside the workspace: caught up, never overwritten, strange ones told."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.findings import Severity
from cases.log.checkpoints import registered_notes, write_checkpoint
from cases.log.keys import registered_key
from cases.log.places import keep_checkpoints, notes_file, read_place
from cases.settings import KeepingPlace
from cases.typedfile import FaultyFileError
from cases.workspace import Workspace
from tests.tools.forging import forge_everything
from tests.tools.workspaces import NOW, bare_workspace, log_some

FONDS = "J099"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "ws")


@pytest.fixture
def place(tmp_path: Path) -> KeepingPlace:
    (tmp_path / "硬盘").mkdir()
    return KeepingPlace("硬盘", tmp_path / "硬盘", holds_packages=False)


def sign(workspace: Workspace, times: int = 1) -> None:
    for _ in range(times):
        log_some(workspace, 2)
        write_checkpoint(workspace, NOW)


def keep(workspace: Workspace, place: KeepingPlace) -> str:
    found = keep_checkpoints(workspace, place, FONDS)
    return found.code if found else ""


def held(place: KeepingPlace) -> bytes:
    return notes_file(place, FONDS).read_bytes()


def ours(workspace: Workspace) -> bytes:
    return "".join(registered_notes(workspace)).encode()


def test_every_note_and_the_key_are_kept(workspace: Workspace, place: KeepingPlace) -> None:
    for _ in range(3):
        sign(workspace)
        assert keep(workspace, place) == ""
        assert held(place) == ours(workspace)
    kept = read_place(place, FONDS)
    assert kept.key == str(registered_key(workspace))
    assert [note.size for note in kept.notes if note] == [2, 4, 6]


def test_a_place_that_was_away_is_caught_up(workspace: Workspace, place: KeepingPlace) -> None:
    sign(workspace)
    keep(workspace, place)
    away = place.path.rename(place.path.with_name("拔下"))
    sign(workspace, 3)
    found = keep_checkpoints(workspace, place, FONDS)
    assert found
    assert (found.code, found.severity) == ("J216", Severity.WARNING)
    assert not place.path.exists()
    away.rename(place.path)
    assert keep(workspace, place) == ""
    assert held(place) == ours(workspace)


@pytest.mark.parametrize("length", [0, 1, 60, 200, 300])
def test_what_a_crash_left_half_written_is_completed(
    workspace: Workspace, place: KeepingPlace, length: int
) -> None:
    sign(workspace, 2)
    keep(workspace, place)
    notes_file(place, FONDS).write_bytes(held(place)[:length])
    assert keep(workspace, place) == ""
    assert held(place) == ours(workspace)


def test_notes_that_are_not_ours_are_left_and_told(
    workspace: Workspace, place: KeepingPlace
) -> None:
    sign(workspace, 2)
    keep(workspace, place)
    strange = held(place).replace(b"\n2\n", b"\n3\n", 1)
    notes_file(place, FONDS).write_bytes(strange)
    sign(workspace)
    found = keep_checkpoints(workspace, place, FONDS)
    assert found
    assert (found.code, found.severity) == ("J217", Severity.ERROR)
    assert held(place) == strange


def test_a_workspace_that_was_rolled_back_is_told(
    workspace: Workspace, place: KeepingPlace, tmp_path: Path
) -> None:
    sign(workspace)
    shutil.copytree(workspace.root, tmp_path / "earlier")
    sign(workspace, 2)
    keep(workspace, place)
    before = held(place)
    found = keep_checkpoints(Workspace(tmp_path / "earlier"), place, FONDS)
    assert found
    assert (found.code, found.facts["size"], found.facts["known"]) == ("J218", "6", "2")
    assert held(place) == before


def test_a_history_made_anew_with_another_key_is_told(
    workspace: Workspace, place: KeepingPlace
) -> None:
    sign(workspace)
    keep(workspace, place)
    before = held(place)
    forge_everything(workspace.root, "样经办", "样审核")
    assert keep(workspace, place) == "J219"
    forge_everything(workspace.root, "样审核", "样签发", new_key=False)
    notes_file(place, FONDS).with_suffix(".pub").unlink()
    assert keep(workspace, place) == "J217"
    assert held(place) == before


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [link, pipe, folder])
def test_links_pipes_and_folders_in_place_of_the_notes_stop_nothing(
    workspace: Workspace, place: KeepingPlace, spoil: Callable[[Path], None]
) -> None:
    sign(workspace)
    keep(workspace, place)
    spoil(notes_file(place, FONDS))
    sign(workspace)
    assert keep(workspace, place) == "J216"
    assert read_place(place, FONDS).obstacle


def test_a_folder_that_is_a_link_is_not_followed(
    workspace: Workspace, place: KeepingPlace, tmp_path: Path
) -> None:
    (tmp_path / "aim").mkdir()
    (place.path / "匠档检查点").symlink_to(tmp_path / "aim")
    sign(workspace)
    assert keep(workspace, place) == "J216"
    assert not list((tmp_path / "aim").iterdir())


def test_a_fonds_number_leads_nowhere_else(place: KeepingPlace) -> None:
    assert notes_file(place, "../../J099").parent == place.path / "匠档检查点"


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("[{名称: 甲, 路径: /a}, {名称: 甲, 路径: /b}]", ["J212"]),
        ("[{名称: 工作区, 路径: /a}]", ["J212"]),
        ("[{名称: 甲/乙, 路径: a}]", ["J212", "J213"]),
        ("[{名称: 甲, 路径: /a, 内容: 别的}]", ["Y203"]),
        ("[{名称: 甲}]", ["Y201"]),
    ],
)
def test_a_wrong_place_in_the_settings_is_told(rows: str, codes: list[str]) -> None:
    from cases.settings import parse_settings

    text = (Path(__file__).parents[2] / "examples" / "jiangdang.yaml").read_text("utf-8")
    with pytest.raises(FaultyFileError) as refused:
        parse_settings(f"{text}\n留存处: {rows}\n")
    assert [found.code for found in refused.value.findings] == codes


def test_places_are_read_from_the_settings() -> None:
    from cases.settings import parse_settings

    text = (Path(__file__).parents[2] / "examples" / "jiangdang.yaml").read_text("utf-8")
    rows = "[{名称: 甲, 路径: /mnt/甲, 内容: 归档包}, {名称: 乙, 路径: /mnt/乙}]"
    assert parse_settings(f"{text}\n留存处: {rows}\n").keeping_places == (
        KeepingPlace("甲", Path("/mnt/甲"), holds_packages=True),
        KeepingPlace("乙", Path("/mnt/乙"), holds_packages=False),
    )
    assert parse_settings(text).keeping_places == ()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_share_that_cannot_sync_its_folders_is_a_place_all_the_same(
    workspace: Workspace, place: KeepingPlace, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    true = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        true(handle)

    sign(workspace)
    monkeypatch.setattr(os, "fsync", fsync)
    assert keep(workspace, place) == ""
    assert held(place) == ours(workspace)
