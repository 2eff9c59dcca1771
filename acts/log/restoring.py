"""Writing a damaged log anew from the register: told to, by a 管理员, and never silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.digest import digest_of_file
from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import parse_notes, registered_notes
from cases.log.keeping import registered_lines, restore_log
from cases.log.tree import EMPTY, Frontier, leaf_hash
from cases.log.verification import verify_log
from cases.settings import Role, read_settings
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from acts.bureau import Bureau

_OF_THE_FILE = frozenset({"J201", "J202", "J203", "J204", "J205", "J206", "J207"})


class NothingToRestoreError(JiangdangError):
    """The log's file is what the register says; it is left alone."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J240"


class RegisterNotTheLogsError(JiangdangError):
    """The register's lines are not those that were signed: it must not be written from."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J241"


class NotForYouError(JiangdangError):
    """Only a 管理员 may write the log anew."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J242"


def restore_damaged_log(
    start: Path, user: str, now: datetime, opened: Callable[[], Bureau]
) -> dict[str, str]:
    """Write ``log.jsonl`` from the register, keep the damaged file, enter a line about both.

    The register must first prove itself against every checkpoint that was signed. A damaged
    log lets nobody open the workspace, so the person is looked up beforehand.
    """
    workspace = Workspace.find(start)
    person = read_settings(workspace).person_of(user)
    if person is None or not person.has(Role.ADMINISTRATOR):
        raise NotForYouError(user=user)
    if not {found.code for found in verify_log(workspace).findings} & _OF_THE_FILE:
        raise NothingToRestoreError(path=workspace.relative(workspace.log_file))
    _refuse_unproven(workspace)
    kept = restore_log(workspace, now)
    name, digest = workspace.relative(kept), digest_of_file(kept)
    bureau = opened()
    with bureau.journal.act("log-restored", person.name, "log.jsonl") as act:
        act.enter("log-restored", "log.jsonl", {"原文件": name, "摘要": digest})
    return {"kept": name, "sha256": digest}


def _refuse_unproven(workspace: Workspace) -> None:
    """Every checkpoint registered must be true of the register's own lines."""
    notes = [note for text in registered_notes(workspace) for note in parse_notes(text)]
    wanted = {note.size for note in notes if note}
    tree, heads = Frontier(), {0: EMPTY}
    for line in registered_lines(workspace):
        tree.add(leaf_hash(line))
        if tree.size in wanted:
            heads[tree.size] = tree.head()
    if any(note is None or heads.get(note.size) != note.root for note in notes):
        raise RegisterNotTheLogsError(path=workspace.relative(workspace.register_file))
