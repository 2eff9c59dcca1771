"""The earlier revisions of a case or batch file, as the journal keeps them in ``history/``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HISTORY = "history"
_NAME = re.compile(r"([0-9]{4})-([0-9a-f]{8})\.yaml")


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """One earlier text: its number from 1, the first signs of its digest, its file."""

    number: int
    digest: str
    path: Path


def revisions(folder: Path) -> tuple[Revision, ...]:
    """The earlier revisions of the file in ``folder``, oldest first."""
    found = ((_NAME.fullmatch(path.name), path) for path in (folder / HISTORY).glob("*.yaml"))
    return tuple(sorted(Revision(int(name[1]), name[2], path) for name, path in found if name))
