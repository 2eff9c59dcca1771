"""Formats: what the workspace is written in, and its way to the present format."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING

from acts.bureau import SHANGHAI
from acts.kept_policies import keep_running
from cases.casefile import all_batches, all_cases
from cases.digest import digest_of
from cases.journal.upgrading import upgrade_register
from cases.settings import read_settings
from cases.typedfile import FORMAT_VERSION
from cases.workspace import Workspace
from doc_templates.stamping.store.old_records import old_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from acts.bureau import Bureau


_KEPT = ".格式0"


def upgrade_workspace(start: Path, open_again: Callable[[], Bureau]) -> dict[str, object]:
    """Bring an older register and old records of stamps to this version, keeping copies.

    A newer format is refused. ``open_again`` opens the workspace once its formats are known.
    """
    workspace = Workspace.find(start)
    user = getpass.getuser()
    person = read_settings(workspace).person_of(user)
    actor = person.name if person else user
    now = datetime.now(SHANGHAI)
    done = upgrade_register(workspace, now, actor=actor, system_user=user)
    bureau = open_again()
    stamps = _upgrade_stamps(bureau, actor)
    keep_running(bureau, actor)
    files = [*all_cases(bureau.workspace).values(), *all_batches(bureau.workspace).values()]
    return {
        "format": FORMAT_VERSION,
        "files": len(files) + 1,
        "migrated": (1 if done else 0) + stamps,
        "backup": workspace.relative(done.backup) if done else "",
    }


def _upgrade_stamps(bureau: Bureau, actor: str) -> int:
    """Write old records of stamps anew, each kept beside the new one; how many there were."""
    found = old_records(bureau.workspace.stamps)
    if not found:
        return 0
    with bureau.journal.act("upgrade", actor, "stamps") as act:
        for path, (old, new) in found.items():
            name = bureau.workspace.relative(path)
            act.write(f"{name}{_KEPT}", old, before=None)
            act.write(name, new, before=digest_of(old))
        act.enter("upgrade", "stamps", {"印章": len(found)})
    return len(found)
