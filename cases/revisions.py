"""Saving a file people share: nobody's change is overwritten, no revision is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.typedfile import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from cases.workspace import Workspace

HISTORY = "history"
_DIGEST_SIGNS = 8


class ChangedSinceReadError(JiangdangError):
    """Someone saved the file after we read it."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "Y207"


def save(workspace: Workspace, path: Path, text: str, read_digest: str | None) -> str:
    """Save a file whose digest was ``read_digest`` (None: it did not exist); the new digest.

    The text that stood there stays in ``history/``. Raises ChangedSinceReadError.
    """
    before = read_text(path) if path.exists() else None
    if (None if before is None else digest_of(before.encode())) != read_digest:
        raise ChangedSinceReadError(path=workspace.relative(path))
    if before is not None and before != text:
        keep_revision(path.parent, before)
    if before != text:
        write_durably(path, text.encode())
    return digest_of(text.encode())


def keep_revision(folder: Path, text: str) -> Path:
    """Keep a text in the folder's history; once, even if a crash makes us try again."""
    kept = revisions(folder)
    if kept and kept[-1].stem.endswith("-" + _short(text)):
        return kept[-1]
    path = folder / HISTORY / revision_name(text, next_number(folder))
    write_durably(path, text.encode())
    return path


def revisions(folder: Path) -> tuple[Path, ...]:
    """The earlier revisions, oldest first."""
    return tuple(sorted((folder / HISTORY).glob("[0-9][0-9][0-9][0-9]-*.yaml")))


def next_number(folder: Path) -> int:
    """The number of the next revision, from 1."""
    kept = revisions(folder)
    return int(kept[-1].name[:4]) + 1 if kept else 1


def revision_name(text: str, number: int) -> str:
    """The name of a revision: ``0003-1a2b3c4d.yaml``."""
    return f"{number:04d}-{_short(text)}.yaml"


def _short(text: str) -> str:
    """The first signs of the text's digest."""
    return digest_of(text.encode()).removeprefix("sha256:")[:_DIGEST_SIGNS]
