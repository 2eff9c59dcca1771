"""Files edited by hand: taken in at the next command and logged as 未登记的改动."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from cases.journal.errors import BusyError, ChangedSinceReadError
from cases.journal.plan import present_digest
from cases.saving import CannotSaveError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cases.journal.journal import Journal

ACTION = "unregistered-change"
LABEL = "未登记的改动"


def notice_changes(journal: Journal, paths: Iterable[Path], actor: str) -> tuple[str, ...]:
    """Register what is on disk now for each file whose registered digest differs, and log it.

    Files no act ever wrote are left to the act that first does; a file another process is
    writing just now, and all where nothing can be written, are left to the next command.
    One log line per file.
    """
    known = journal.register.files()
    changed = []
    for path in paths:
        relative = journal.workspace.relative(path)
        present = present_digest(path) or ""
        if known.get(relative, present) != present:
            with suppress(BusyError, ChangedSinceReadError, CannotSaveError):
                _take_in(journal, relative, (known[relative], present), actor)
                changed.append(relative)
    return tuple(changed)


def _take_in(journal: Journal, relative: str, digests: tuple[str, str], actor: str) -> None:
    """One act that registers the file as it is and enters both digests."""
    registered, present = digests
    with journal.act(ACTION, actor, relative) as act:
        facts = {"事由": LABEL, "登记摘要": registered, "现摘要": present}
        act.enter(ACTION, relative, facts)
        act.take_in(relative, registered, present)
