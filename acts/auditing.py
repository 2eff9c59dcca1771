"""The audit: the log line by line, and the history of a case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from acts.action_labels import label_of
from cases.casefile import read_target
from cases.errors import JiangdangError
from cases.revisions import revisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from cases.workspace import Workspace

_SHOWN = ("seq", "ts", "actor", "system_user", "action", "object", "facts", "act")


def log_entries(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Every line of the log that can be read, oldest first."""
    if not workspace.log_file.is_file():
        return
    with workspace.log_file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                yield {name: entry.get(name, "") for name in _SHOWN}


def target_history(bureau: Bureau, target: str = "") -> list[dict[str, Any]]:
    """The log, or what it says of one case or batch with the revisions that were kept."""
    if target:
        _require(bureau, target)
    rows = [row for row in log_entries(bureau.workspace) if not target or _is_about(row, target)]
    return [{**row, "label": label_of(str(row["action"]))} for row in rows]


def _require(bureau: Bureau, target: str) -> None:
    """The target must exist or have existed: what is faulty or destroyed keeps its history."""
    try:
        read_target(bureau.workspace, target)
    except JiangdangError:
        is_there = bureau.workspace.target_file(target).is_file()
        if not (is_there or any(_is_about(row, target) for row in log_entries(bureau.workspace))):
            raise


def _is_about(row: dict[str, Any], target: str) -> bool:
    """Whether a line names the target or a file of its folder."""
    name = str(row["object"])
    return name == target or f"/{target}/" in f"/{name}"


def target_revisions(bureau: Bureau, target: str) -> list[dict[str, Any]]:
    """The earlier texts of a case or batch file, oldest first."""
    _require(bureau, target)
    kept = revisions(bureau.workspace.target_folder(target))
    return [
        {"number": r.number, "digest": r.digest, "path": bureau.workspace.relative(r.path)}
        for r in kept
    ]


def facts_text(facts: object) -> str:
    """The facts of a log line as people read them."""
    if not isinstance(facts, dict):
        return str(facts)
    return "；".join(f"{key}：{_plain(value)}" for key, value in facts.items())


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
