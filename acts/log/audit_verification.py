"""``audit verify``: log, registers, sealed roots, and what outside vouches for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.keeping.package_history import package_history
from acts.log.anchoring import anchor_state
from archive.reading import keys_on
from archive.verification import root_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of
from cases.log.verification import verify_log
from cases.obstacles import obstacle
from cases.register.reading import Register
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.log.anchoring import AnchorState
    from archive.reading import Key

CLAUSE = "系统默认"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the audit found: lines, checkpoints, packages whose root agrees, anchors, faults."""

    entries: int
    checkpoints: int
    packages: int
    anchor: AnchorState
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing but warnings was found."""
        return not errors_of(self.findings)

    def as_json(self) -> dict[str, Any]:
        """As ``audit verify --json`` shows it; ``anchor`` where something elsewhere should hold."""
        told = {
            "entries": self.entries,
            "checkpoints": self.checkpoints,
            "findings": [found.as_json() for found in self.findings],
        }
        if not (self.anchor.places or self.anchor.others):
            return told
        return told | {"anchor": {**self.anchor.as_json(), "packages": self.packages}}


def verify_audit(start: Path, opened: Callable[[], Bureau]) -> AuditReport:
    """The log against chain, checkpoints, register and anchors; packages by their roots.

    Opening finishes what a crash left; where damage forbids that, what is there is judged.
    Packages are not read through here: their roots are held against the log's.
    """
    try:
        workspace = opened().workspace
    except JiangdangError as error:
        if error.kind is not Kind.DAMAGED:
            raise
        workspace = Workspace.find(start)
    log = verify_log(workspace)
    anchor = anchor_state(workspace)
    roots = package_history(workspace).roots
    compared = [(key, _fault(workspace, key, roots)) for key in keys_on(workspace.packages, roots)]
    strange = tuple(found for _, found in compared if found)
    findings = (*log.findings, *Register(workspace).findings(), *strange, *anchor.findings)
    agreeing = len(compared) - len(strange)
    return AuditReport(log.entries, log.checkpoints, agreeing, anchor, findings)


def _fault(workspace: Workspace, key: Key, roots: dict[Key, str]) -> Finding | None:
    """Whether a version is there and bears the root that the log kept, and the log knows it."""
    path = workspace.packages / key[0] / f"v{key[1]}"
    kept = roots.get(key)
    try:
        held = root_of(path)
    except FileNotFoundError:
        return _finding("A561", key) if not path.is_dir() else _finding("A554", key, str(kept))
    except OSError as error:
        return _finding("J226", key, obstacle(error))
    if kept is None:
        return _finding("A562", key)
    return None if held == kept else _finding("A554", key, kept)


def _finding(code: str, key: Key, detail: str = "") -> Finding:
    name = f"{key[0]}/v{key[1]}"
    return Finding(code, place=Place(name), facts={"path": name, "detail": detail}, clause=CLAUSE)


def told(report: AuditReport, today: date) -> Iterator[str]:
    """The report's head for people, before the findings."""
    yield f"日志 {report.entries} 条，检查点 {report.checkpoints} 个。"
    if report.packages:
        yield f"归档包 {report.packages} 个版本的根摘要与日志一致（逐字节核验用 archive verify）。"
    yield report.anchor.sentence
    if report.anchor.places:
        yield report.anchor.ages(today)
