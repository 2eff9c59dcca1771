"""The register of an earlier version becomes one of this version: copied, changed, logged."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.digest import digest_of
from cases.log.entries import SHANGHAI, Entry, Frame
from cases.log.keeping import bring_up_to_date, enter
from cases.register.database import statements, version_of, writing
from cases.register.schema import MIGRATIONS, VERSION
from cases.saving import sweep, write_durably

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime
    from pathlib import Path

    from cases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which version to which, and where the register as it was is kept."""

    before: int
    after: int
    backup: Path


def upgrade_register(
    workspace: Workspace, now: datetime, *, actor: str, system_user: str
) -> Upgraded | None:
    """Bring an older register to this version in one transaction; None where it is not older.

    The copy is durable before anything changes; a crash leaves the old register or the new one.
    """
    path = workspace.register_file
    if not (path.is_file() and path.stat().st_size and 0 < version_of(path) < VERSION):
        return None
    settings = digest_of(workspace.settings_file.read_bytes())
    act = f"{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}x{secrets.token_hex(4)}"
    frame = Frame(now, actor, system_user, act, settings, "")
    with writing(path) as connection:
        before: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if before >= VERSION:  # somebody was faster
            return None
        done = Upgraded(before, VERSION, _keep(workspace, connection, before, now))
        _change(connection, before)
        enter(connection, [_entry(workspace, done)], frame)
    bring_up_to_date(workspace)
    return done


def _keep(
    workspace: Workspace, connection: sqlite3.Connection, version: int, now: datetime
) -> Path:
    """The register as it stands, beside nothing that could be taken for it."""
    path = workspace.register_file
    name = f"{path.stem}-v{version}-{now.astimezone(SHANGHAI):%Y%m%dT%H%M%S}{path.suffix}"
    kept = workspace.backups / name
    sweep(workspace.backups)  # every try has a name of its own
    write_durably(kept, connection.serialize(), path.stat().st_mode & 0o777)
    return kept


def _change(connection: sqlite3.Connection, before: int) -> None:
    """Every step from one version to the next, inside the running transaction."""
    for version in range(before, VERSION):
        for statement in statements(MIGRATIONS[version]):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")


def _entry(workspace: Workspace, done: Upgraded) -> Entry:
    name = workspace.relative(workspace.register_file)
    kept = workspace.relative(done.backup)
    return Entry("upgrade", name, {"原版本": done.before, "版本": done.after, "备份": kept})
