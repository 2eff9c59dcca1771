"""Formats: what the workspace is written in, and its way to the present format."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING

from acts.bureau import SHANGHAI
from cases.casefile import all_batches, all_cases
from cases.journal.upgrading import upgrade_register
from cases.settings import read_settings
from cases.typedfile import FORMAT_VERSION
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from acts.bureau import Bureau


def upgrade_workspace(start: Path, open_again: Callable[[], Bureau]) -> dict[str, object]:
    """Bring an older register to this version, keeping a copy; then read every file.

    A newer format is refused. ``open_again`` opens the workspace once its formats are known.
    """
    workspace = Workspace.find(start)
    user = getpass.getuser()
    person = read_settings(workspace).person_of(user)
    actor = person.name if person else user
    now = datetime.now(SHANGHAI)
    done = upgrade_register(workspace, now, actor=actor, system_user=user)
    bureau = open_again()
    files = [*all_cases(bureau.workspace).values(), *all_batches(bureau.workspace).values()]
    return {
        "format": FORMAT_VERSION,
        "files": len(files) + 1,
        "migrated": 1 if done else 0,
        "backup": workspace.relative(done.backup) if done else "",
    }
