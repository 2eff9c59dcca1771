"""Staging: what an act will put in place, durable before the act is recorded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from cases.digest import digest_of, digest_of_file
from cases.journal.plan import PlannedFile, place_of, present_digest
from cases.journal.removing import remove_files
from cases.obstacles import obstacle
from cases.saving import CannotSaveError, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.workspace import Workspace

_BLOCK = 1 << 20


class Staging:
    """The folder of one act under ``.staging``."""

    def __init__(self, workspace: Workspace, act: str) -> None:
        """Name the folder; it is made when something is staged."""
        self._workspace = workspace
        self.folder = workspace.staging / act
        self._count = 0

    def keep(self, content: bytes | Path, *, private: bool = False) -> tuple[str, str]:
        """Write content durably; its staged name and digest. ``private``: its owner's alone."""
        self._count += 1
        name = f"{self._count:04d}"
        target = self.folder / name
        try:
            make_folder(self.folder)
            target.touch(0o600 if private else 0o666)
            if isinstance(content, Path):
                _copy(content, target)
                return name, digest_of_file(target)
            _write(target, content)
        except OSError as error:
            raise CannotSaveError(path=target, reason=obstacle(error)) from error
        return name, digest_of(content)

    def settle(self) -> None:
        """Make the staged names durable."""
        if self.folder.is_dir():
            try:
                sync_folder(self.folder)
            except OSError as error:
                raise CannotSaveError(path=self.folder, reason=obstacle(error)) from error

    def place(self, files: Iterable[PlannedFile]) -> None:
        """Put every file in place by rename, then remove what goes. OSError leaves.

        What is already there stays, what is already gone is gone.
        """
        planned = list(files)
        folders = set()
        for file in planned:
            target = place_of(self._workspace, file.path)
            if not file.is_removal:
                make_folder(target.parent)
                self._place_one(file, target)
                folders.add(target.parent)
        for folder in sorted(folders):
            sync_folder(folder)
        gone = [place_of(self._workspace, file.path) for file in planned if file.is_removal]
        remove_files(self._workspace.root, gone)

    def remove(self) -> None:
        """Remove the folder, whatever it holds."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place_one(self, file: PlannedFile, target: Path) -> None:
        """Rename one staged file; done before when it is no longer staged."""
        staged = self.folder / file.staged
        if present_digest(staged) != file.after:
            return
        present = present_digest(target)
        if present not in {None, file.before, file.after}:
            _keep_aside(target, str(present))
        staged.replace(target)


def _keep_aside(target: Path, digest: str) -> None:
    """Keep what somebody put there after the act was recorded."""
    aside = target.parent / "history" / f"unregistered-{digest[-8:]}{target.suffix}"
    make_folder(aside.parent)
    if not aside.exists():
        os.link(target, aside)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each name durable."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _write(path: Path, content: bytes) -> None:
    """Write and sync a file nobody reads yet."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _copy(source: Path, path: Path) -> None:
    """Copy a file by blocks and sync it."""
    with source.open("rb") as origin, path.open("wb") as stream:
        shutil.copyfileobj(origin, stream, _BLOCK)
        stream.flush()
        os.fsync(stream.fileno())
