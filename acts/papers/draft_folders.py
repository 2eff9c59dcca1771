"""Where the 送审稿 of a request lie, for those who review and sign them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.words import message

if TYPE_CHECKING:
    from cases.register.rows import Approval
    from cases.workspace import Workspace


def drafts_folder(workspace: Workspace, target: str, key: str) -> str:
    """The folder of a request's drafts, from the workspace's root."""
    return workspace.relative(workspace.target_folder(target) / "drafts" / key)


def drafts_note(workspace: Workspace, asked: Approval) -> str:
    """A sentence that says where they are; nothing where there are none."""
    if not asked.issuing:
        return ""
    folder = drafts_folder(workspace, asked.target, asked.key)
    return message("W674", {"folder": folder}) if (workspace.root / folder).is_dir() else ""
