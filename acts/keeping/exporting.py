"""Writing tables out of the workspace, never over anything that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.workspace import NoWorkspaceError, Workspace
from index.sheets import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class NoSuchFolderError(JiangdangError):
    """The folder to write into is not there."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W502"


class NotATableError(JiangdangError):
    """A table is written as ``.xlsx`` or ``.csv`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W503"


class BelongsToWorkspaceError(JiangdangError):
    """An export would fall among the workspace's own records."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W504"


class IsAFolderError(JiangdangError):
    """A file is to be written where a folder is."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W551"


def export_rows(file: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as ``.xlsx`` or ``.csv``, by the file's suffix."""
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise NotATableError(path=file)
    refuse_unfit_place(file)
    write_rows(file, heads, rows)


def refuse_unfit_place(file: Path) -> None:
    """Exports go to a folder that exists and holds no records of the bureau."""
    place = file.resolve()
    if not place.parent.is_dir():
        raise NoSuchFolderError(path=place.parent)
    refuse_own_place(file)


def make_folder(folder: Path) -> None:
    """Make the folder that files go into, where only its last part is missing."""
    if folder.exists() or not folder.parent.is_dir():
        return
    if _workspace_around(folder.resolve()) is None:
        folder.mkdir()


def refuse_own_place(file: Path) -> None:
    """No file goes where a folder is, nor among the bureau's records, not even by a link."""
    if file.is_dir():
        raise IsAFolderError(path=file)
    for place in {file.resolve(), file.parent.resolve() / file.name}:
        root = _workspace_around(place.parent)
        if root is not None and (place.parent != root or place.name.startswith(".")):
            raise BelongsToWorkspaceError(path=file)


def refuse_workspace(folder: Path) -> None:
    """Packages are handed out to folders that exist, outside every workspace."""
    if not folder.is_dir():
        raise NoSuchFolderError(path=folder)
    if _workspace_around(folder.resolve()) is not None:
        raise BelongsToWorkspaceError(path=folder)


def _workspace_around(folder: Path) -> Path | None:
    """The root of the workspace a folder lies in."""
    try:
        return Workspace.find(folder).root
    except NoWorkspaceError:
        return None
