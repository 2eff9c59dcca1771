"""Audit exports: everything a search finds, copied out with a list and digests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.exporting import refuse_workspace
from acts.questions import Question
from acts.searching import search_workspace
from cases.digest import digest_of_file
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.settings import Role

if TYPE_CHECKING:
    from acts.bureau import Bureau

LIST_NAME, DIGESTS_NAME, FILES = "检索结果清单.xlsx", "sha256sum.txt", "材料"


class FolderInUseError(JiangdangError):
    """An export goes into a folder of its own."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W631"


def export_found(bureau: Bureau, query: str, folder: Path) -> dict[str, object]:
    """Copy out every file that a search finds, for the auditor.

    The files keep their paths below ``材料``; a list and a ``sha256sum`` file say what they are.
    """
    bureau.acting(Role.AUDITOR)
    refuse_workspace(folder.parent)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(path=folder)
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        copied = _filled(bureau, query, folder)
    except BaseException:
        _cleared(folder, whole=made)
        raise
    with bureau.journal.act("export", bureau.acting().name, "审计导出") as act:
        act.enter("export", "审计导出", {"检索词": query, "文件": len(copied)})
    return {"path": str(folder), "files": len(copied), "list": LIST_NAME}


def _filled(bureau: Bureau, query: str, folder: Path) -> list[str]:
    """The list, the copies and their digests."""
    asked = Question(query, {}, "date", 1_000_000_000, 1, folder / LIST_NAME)
    found = search_workspace(bureau, asked)
    paths = sorted({hit.record.path for hit in found.results.hits})
    copied = [path for path in paths if (bureau.workspace.root / path).is_file()]
    for path in copied:
        place = folder / FILES / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bureau.workspace.root / path, place)
    names = [LIST_NAME, *(f"{FILES}/{path}" for path in copied)]
    lines = [f"{digest_of_file(folder / n).removeprefix('sha256:')}  {n}\n" for n in names]
    write_durably(folder / DIGESTS_NAME, "".join(lines).encode())
    return copied


def _cleared(folder: Path, *, whole: bool) -> None:
    """Nothing half-done stays behind."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if whole:
        folder.rmdir()
