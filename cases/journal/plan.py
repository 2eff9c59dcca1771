"""The plan of an act: which files it puts in place, and what they were before."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cases.digest import digest_of_file
from cases.journal.errors import UnsafePathError
from cases.obstacles import FORBIDDEN
from cases.saving import CannotSaveError
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cases.workspace import Workspace

REVISED = frozenset({"case.yaml", "batch.yaml"})
_LONGEST = 1024
_NAME = 255  # bytes the file systems allow a name


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file: its path from the workspace's root, digests before and after, staged name.

    A file to be removed has no digest after (an empty text) and nothing staged.
    """

    path: str
    before: str | None
    after: str
    staged: str

    @property
    def is_revision(self) -> bool:
        """Whether this keeps an earlier revision rather than writing a new one."""
        return PurePosixPath(self.path).parent.name == "history"

    @property
    def is_removal(self) -> bool:
        """Whether the file goes for good."""
        return not self.after


def dump_plan(files: Iterable[PlannedFile]) -> str:
    """The plan as the register keeps it."""
    return json.dumps([asdict(file) for file in files], ensure_ascii=False)


def load_plan(text: str) -> list[PlannedFile]:
    """The plan as it was kept."""
    return [PlannedFile(**entry) for entry in json.loads(text)]


def place_of(workspace: Workspace, relative: str) -> Path:
    """Where a path of the plan lies; refused when it leads outside or to our own files."""
    parts = PurePosixPath(relative).parts
    if not _is_plain(relative, parts) or _ours(workspace, parts):
        raise UnsafePathError(path=relative)
    path = workspace.root.joinpath(*parts)
    inside = path.parent.resolve().is_relative_to(workspace.root.resolve())
    if not inside or path.is_symlink() or path.is_dir():
        raise UnsafePathError(path=relative)
    return path


def check_room(path: Path, relative: str, planned: Iterable[str]) -> None:
    """Refuse now what a rename would refuse after the act is recorded.

    A folder that is a file or cannot be written to; a path that another planned one needs
    as a folder, or the other way round.
    """
    nearest = next(folder for folder in path.parents if folder.exists())
    nested = any(
        other.startswith(relative + "/") or relative.startswith(other + "/") for other in planned
    )
    if nested or not nearest.is_dir():
        raise UnsafePathError(path=relative)
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise CannotSaveError(path=path, reason=message(FORBIDDEN, {}))


def present_digest(path: Path) -> str | None:
    """The digest of what lies there now, or None."""
    try:
        return digest_of_file(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_plain(relative: str, parts: tuple[str, ...]) -> bool:
    """Whether the path is relative, canonical, not hidden at the root and of sane length."""
    if not parts or parts[0].startswith((".", "/")) or ".." in parts:
        return False
    long = len(relative) > _LONGEST or any(len(os.fsencode(part)) > _NAME for part in parts)
    odd = "\x00" in relative or "\\" in relative or long
    return relative == "/".join(parts) and not odd


def _ours(workspace: Workspace, parts: tuple[str, ...]) -> bool:
    """Whether the path is the register, the log or its checkpoints."""
    own = (workspace.register_file, workspace.log_file, workspace.checkpoints_file)
    return len(parts) == 1 and any(parts[0].startswith(path.name) for path in own)
