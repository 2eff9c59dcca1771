"""The journal: the one way to change a workspace."""

from __future__ import annotations

import os
import pwd
import re
import secrets
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from cases.digest import digest_of
from cases.errors import JiangdangError
from cases.journal.act import Act
from cases.journal.changes import notice_changes
from cases.journal.committing import busy, commit
from cases.journal.errors import NotFinishedError
from cases.journal.owners import begin, end, is_at_work, this_process
from cases.journal.recovery import finish, recover, void
from cases.log.entries import SHANGHAI, Frame, instant
from cases.obstacles import obstacle
from cases.register.database import FormatTooNewError, prepare, reading, writing
from cases.register.reading import Register
from cases.saving import CannotSaveError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from cases.workspace import Workspace

FORMAT = 1
_FORMAT_LINE = re.compile(r"^格式版本[ \t]*:[ \t]*['\"]?([0-9]{1,9})", re.MULTILINE)
_STOPPED = "办理未成"


class Journal:
    """Opens a workspace for acts, after finishing or voiding what a crash left."""

    def __init__(self, workspace: Workspace, now: datetime, *, system_user: str = "") -> None:
        """Refuse a newer format, then recover; ``now`` is the real instant of the acts."""
        self.workspace = workspace
        settings = _settings_text(workspace)
        _refuse_newer(workspace.settings_file, settings)
        prepare(workspace.register_file, workspace.log_file)
        user = system_user or _login()
        self._frame = Frame(now, user, user, "", digest_of(settings), "")
        self.when_done: Callable[[], None] = lambda: None  # what follows each act
        self.recovered = self._recover()

    @property
    def register(self) -> Register:
        """The registers, for reading."""
        return Register(self.workspace)

    @contextmanager
    def act(self, name: str, actor: str, target: str, *, policy: str = "") -> Iterator[Act]:
        """One act on a target: leaving the block commits it, an exception voids it."""
        act_id = f"{self._frame.at.astimezone(SHANGHAI):%Y%m%dT%H%M%S}x{secrets.token_hex(4)}"
        frame = replace(self._frame, actor=actor, act=act_id, policy=policy)
        self._recover()
        begin(act_id)
        try:
            self._enter(name, target, frame)
            act = Act(self.workspace, frame, name, target)
            try:
                yield act
                commit(self.workspace, act)
            except BaseException as error:
                if not self._stands_after(act, error):
                    raise
            self._finish(act)
        finally:
            end(act_id)
        self.when_done()

    def notice_changes(self, paths: Iterable[Path], actor: str = "") -> tuple[str, ...]:
        """Take in files edited by hand (未登记的改动); the paths that had changed."""
        return notice_changes(self, paths, actor or self._frame.actor)

    def take_in(self, path: Path, actor: str = "") -> bool:
        """Take in one file; True when it had been changed outside any act."""
        return bool(self.notice_changes([path], actor))

    def _enter(self, name: str, target: str, frame: Frame) -> None:
        """Enter the act as open, unless somebody is at work on the same target."""
        with writing(self.workspace.register_file) as connection:
            _refuse_busy(connection, target)
            connection.execute(
                "INSERT INTO acts (id, name, target, actor, system_user, started, owner, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'open')",
                (
                    frame.act,
                    name,
                    target,
                    frame.actor,
                    frame.system_user,
                    instant(frame.at),
                    this_process(),
                ),
            )

    def _recover(self) -> tuple[str, ...]:
        """Finish or void what crashes left."""
        try:
            return recover(self.workspace, self._frame)
        except OSError as error:
            raise _cannot_save(self.workspace.root, error) from error

    def _stands_after(self, act: Act, error: BaseException) -> bool:
        """Void the act; True when the disk failed so late that the commit stands after all."""
        try:
            void(self.workspace, act.id, _reason(error), act.frame)
            return isinstance(error, CannotSaveError) and self._state(act.id) == "committed"
        except JiangdangError:
            return False

    def _finish(self, act: Act) -> None:
        """Carry out what the commit recorded."""
        try:
            finish(self.workspace, act.id)
        except OSError as error:
            raise NotFinishedError(act=act.id, reason=obstacle(error)) from error
        except JiangdangError as error:
            raise NotFinishedError(act=act.id, reason=error.message) from error

    def _state(self, act: str) -> str:
        """The state of an act."""
        with reading(self.workspace.register_file) as connection:
            row = connection.execute("SELECT state FROM acts WHERE id = ?", (act,)).fetchone()
        return str(row["state"]) if row else ""


def _login() -> str:
    """The operating system's name for who runs us; the environment has no say."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _settings_text(workspace: Workspace) -> bytes:
    """The bytes of the settings file; empty where there is none yet."""
    try:
        return workspace.settings_file.read_bytes()
    except FileNotFoundError:
        return b""


def _refuse_newer(path: Path, settings: bytes) -> None:
    """A workspace of a newer format is not touched."""
    found = _FORMAT_LINE.search(settings.decode("utf-8", "replace"))
    if found and int(found[1]) > FORMAT:
        raise FormatTooNewError(path=path, found=found[1], known=FORMAT)


def _refuse_busy(connection: sqlite3.Connection, target: str) -> None:
    """One act at a time on a target."""
    rows = connection.execute(
        "SELECT * FROM acts WHERE target = ? AND state IN ('open', 'committed')", (target,)
    ).fetchall()
    for row in rows:
        if is_at_work(row["owner"], row["id"]) or row["state"] == "committed":
            raise busy(row)


def _reason(error: BaseException) -> str:
    """Why an act was voided, for the register."""
    if isinstance(error, JiangdangError):
        return f"{_STOPPED}：{error.code}"
    return f"{_STOPPED}：{type(error).__name__}"


def _cannot_save(path: Path, error: OSError) -> CannotSaveError:
    """The disk's refusal in our words."""
    return CannotSaveError(path=error.filename or path, reason=obstacle(error))
