"""Audit exports: every file a search finds, copied out with a list, proofs and a check script."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from acts.audit.hit_sheets import About
from acts.audit.search_log import asked_facts, log_search
from acts.evidence.handed_files import Handing
from acts.keeping.exporting import refuse_workspace
from acts.search.searching import first_page, found_facts
from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.saving import CannotSaveError, sync_folder
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from acts.search.questions import Question


class FolderInUseError(JiangdangError):
    """An export goes into a folder of its own."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W631"


def export_found(bureau: Bureau, asked: Question, folder: Path) -> dict[str, object]:
    """Copy out every file that a search finds, for the auditor, with what proves it.

    All of it or nothing. The files hold personal data by nature; the log keeps who took how
    many, how many of them with numbers, and the digest of their list, before they appear.
    """
    person = bureau.acting(Role.AUDITOR)
    refuse_workspace(folder.parent)
    if folder.is_symlink() or (folder.exists() and not _is_empty(folder)):
        raise FolderInUseError(path=folder)
    ready, results = first_page(bureau, asked)
    log_search(bureau, asked, ready.read, found_facts(ready, results))
    about = About(bureau, asked, ready.read, ready.generation.name, results)
    with _staged(folder) as staged:
        handing = Handing(about, staged)
        handing.take(ready.all_hits())
        done = handing.told
        with bureau.journal.act("export", person.name, "审计导出") as act:
            facts = asked_facts(bureau, asked, ready.read) | {"文件夹": folder.name}
            counted = {"命中": done["hits"], "文件": done["files"], "含个人信息": done["personal"]}
            act.enter("export", "审计导出", {**facts, **counted, "清单摘要": done["sha256"]})
        staged.replace(folder)
        sync_folder(folder.parent)
    return {"path": str(folder), **done}


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder beside the one to be, which goes unless it became that one."""
    mark = f".{folder.name}."
    for left in folder.parent.glob(f"{mark.replace('[', '[[]')}*.tmp"):
        process = left.name.removeprefix(mark).removesuffix(".tmp")
        if process.isdecimal() and not Path("/proc", process).exists():
            shutil.rmtree(left, ignore_errors=True)
    staged = folder.with_name(f"{mark}{os.getpid()}.tmp")
    try:
        staged.mkdir(mode=0o700)
        yield staged
    except OSError as error:
        where = PurePosixPath(os.fsdecode(error.filename)) if error.filename else folder
        raise CannotSaveError(path=where, reason=obstacle(error)) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
