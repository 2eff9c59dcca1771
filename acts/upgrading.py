"""Formats: what the workspace is written in, and whether there is anything to migrate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.casefile import all_batches, all_cases
from cases.typedfile import FORMAT_VERSION

if TYPE_CHECKING:
    from acts.bureau import Bureau


def upgrade_workspace(bureau: Bureau) -> dict[str, object]:
    """Read every file; a newer format is refused, the present one needs no migration.

    Opening the workspace has already refused a newer register or settings file.
    """
    files = [*all_cases(bureau.workspace).values(), *all_batches(bureau.workspace).values()]
    return {"format": FORMAT_VERSION, "files": len(files) + 1, "migrated": 0}
