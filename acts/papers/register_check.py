"""用印登记簿 against the files: every stamp in a file has its line, every line its stamp."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from acts.papers.records import FOLDER, decode_record
from cases.digest import digest_of
from cases.errors import JiangdangError
from cases.findings import Finding, Place
from doc_templates.stamping.store.keeping import StampStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.register.rows import StampUse
    from cases.workspace import Workspace

    Progress = Callable[[str, int, int], None]

CLAUSE = "系统默认"
_SIGNED = b"/ByteRange"
_KEPT = "stamps/盖章件"


@dataclass(slots=True)
class _Comparison:
    """The lines of the register by the digest of the file they stand for, and what was found."""

    workspace: Workspace
    lines: dict[str, list[StampUse]]
    met: set[tuple[str, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def check_register(bureau: Bureau) -> tuple[Finding, ...]:
    """Whether the 用印登记簿 equals the stamps found in the files of the workspace.

    Looks at every PDF of cases and batches and at the copies of stamped files; only reads.
    """
    lines: dict[str, list[StampUse]] = {}
    for use in bureau.register.stamp_uses():
        lines.setdefault(use.document, []).append(use)
    comparison = _Comparison(bureau.workspace, lines)
    files = _stamped_files(bureau.workspace)
    for done, path in enumerate(files, 1):
        _compare(path, comparison)
        bureau.progress("核对印章", done, len(files))
    comparison.findings += _without_file(comparison)
    return tuple(comparison.findings)


def _stamped_files(workspace: Workspace) -> list[Path]:
    """The PDFs that we may have stamped."""
    folders = (workspace.batches, workspace.cases)
    found = [path for each in folders for path in each.glob(f"*/{FOLDER}/*.pdf")]
    return sorted([*found, *(workspace.root / _KEPT).glob("*/*.pdf")])


def _compare(path: Path, comparison: _Comparison) -> None:
    """One file against its lines."""
    content = path.read_bytes()
    if _SIGNED not in content or _is_received(path):
        return
    place = Place(comparison.workspace.relative(path))
    held, digest = _stamps_in(content, comparison.workspace), digest_of(content)
    entered = {use.stamp for use in comparison.lines.get(digest, ())}
    comparison.met |= {(digest, stamp) for stamp in entered & held}
    for stamp in sorted(held - entered):
        comparison.findings.append(
            Finding("S445", place=place, facts={"stamp": stamp}, clause=CLAUSE)
        )


def _stamps_in(content: bytes, workspace: Workspace) -> set[str]:
    """The stamps of our store that signed a file."""
    from doc_templates.stamping.verifying import stamps_in

    return stamps_in(content, StampStore(workspace.stamps, demo=workspace.is_demo))


def _is_received(path: Path) -> bool:
    """Whether the file is another body's original."""
    record = path.with_suffix(".json")
    try:
        return record.is_file() and decode_record(record.read_bytes()).received
    except (ValueError, TypeError, AttributeError, JiangdangError):
        return False


def _without_file(comparison: _Comparison) -> Iterator[Finding]:
    """Lines whose file is gone or does not hold the stamp."""
    place = Place(comparison.workspace.relative(comparison.workspace.register_file))
    for digest, uses in comparison.lines.items():
        for use in uses:
            if (digest, use.stamp) not in comparison.met:
                facts = {"stamp": use.stamp, "target": use.target, "at": use.at, "digest": digest}
                yield Finding("S446", place=place, facts=facts, clause=CLAUSE)
