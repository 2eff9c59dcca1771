"""The audit: the history of a case, and the proof that log and registers are whole."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from acts.action_labels import label_of
from cases.casefile import read_target
from cases.errors import JiangdangError, Kind
from cases.log.verification import verify_log
from cases.register.reading import Register
from cases.revisions import revisions
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.log.verification import LogReport

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
    """The target must exist; that it cannot be read now does not hide its history."""
    try:
        read_target(bureau.workspace, target)
    except JiangdangError:
        if not bureau.workspace.target_file(target).is_file():
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


def verify_audit(start: Path, opened: Callable[[], Bureau]) -> LogReport:
    """The log line by line against its chain and checkpoints, and the registers.

    Opening finishes what a crash left; where damage forbids that, what is there is judged.
    """
    try:
        workspace = opened().workspace
    except JiangdangError as error:
        if error.kind is not Kind.DAMAGED:
            raise
        workspace = Workspace.find(start)
    report = verify_log(workspace)
    return replace(report, findings=(*report.findings, *Register(workspace).findings()))
