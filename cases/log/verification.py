"""Proving the log: every line, the chain, the register's copy, every signed checkpoint.

One pass, line by line: what is kept in memory are the notes and the faults, not the lines.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.log.canonical import canonical
from cases.log.checkpoints import kept_frontier, placed_notes, registered_notes
from cases.log.entries import FIRST, VERSION
from cases.log.keeping import registered_lines
from cases.log.keys import private_file, registered_key
from cases.log.leaves import raw_lines
from cases.log.tree import EMPTY, Frontier, leaf_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.log.checkpoints import Checkpoint
    from cases.workspace import Workspace

CLAUSE = "系统默认"
_MOST = 100  # findings of one sort that are listed

Notes = list[tuple[int, "Checkpoint | None"]]


@dataclass(frozen=True, slots=True)
class LogReport:
    """What proving the log found."""

    entries: int
    checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(slots=True)
class _Faults:
    """The faults of one file: the first hundred of each sort, the others counted."""

    file: str
    found: list[Finding] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, line: int, **facts: str) -> None:
        """A fault at a line of the file."""
        self.counted[code] += 1
        if self.counted[code] <= _MOST:
            place = Place(self.file, line)
            told = {"seq": str(line), **facts}
            self.found.append(Finding(code, place=place, facts=told, clause=CLAUSE))

    def told(self) -> Iterator[Finding]:
        """All of them, and of how many sorts more there are."""
        yield from self.found
        for code, count in self.counted.items():
            if count > _MOST:
                facts = {"code": code, "more": str(count - _MOST)}
                yield Finding("J225", place=Place(self.file), facts=facts, clause=CLAUSE)


def verify_log(workspace: Workspace) -> LogReport:
    """Every fault of the log at once; reads only, so that an auditor can run it."""
    notes = _notes(workspace)
    kept = kept_frontier(workspace) if workspace.register_file.is_file() else None
    faults = _Faults(workspace.relative(workspace.log_file))
    walk = _Walk(faults, {note.size for _, note in notes if note})
    if kept:
        walk.wanted.add(kept.size)
    walk.go(workspace)
    noted = _Faults(workspace.relative(workspace.checkpoints_file))
    others = list(_checkpoints(workspace, walk, notes, noted))
    if kept and walk.heads.get(kept.size, kept.head()) != kept.head():
        facts = {"size": str(kept.size)}
        place = Place(workspace.relative(workspace.register_file))
        others.append(Finding("J220", place=place, facts=facts, clause=CLAUSE))
    findings = (*faults.told(), *noted.told(), *others)
    return LogReport(walk.entries, len(notes), findings)


@dataclass(slots=True)
class _Walk:
    """One pass over the lines: what is wrong with them, the tree's root at the sizes wanted."""

    faults: _Faults
    wanted: set[int]
    entries: int = 0
    heads: dict[int, bytes] = field(default_factory=lambda: {0: EMPTY})
    previous: str = FIRST
    tree: Frontier = field(default_factory=Frontier)

    def go(self, workspace: Workspace) -> None:
        """The file against itself and against the register's copy."""
        missing = extra = 0
        for raw, registered in zip_longest(raw_lines(workspace), registered_lines(workspace)):
            whole = raw is not None and raw.endswith(b"\n")
            if raw is not None and not whole:
                self.faults.add("J204", self.entries + 1)
            if not whole:
                missing += registered is not None
                continue
            line = raw[:-1].decode("utf-8", "surrogateescape")
            self._take(line, leaf_of(raw[:-1]))
            extra += registered is None
            if registered is not None and registered != line:
                self.faults.add("J205", self.entries)
        if missing:
            self.faults.add("J206", self.entries + 1, missing=str(missing))
        if extra:
            self.faults.add("J207", self.entries - extra + 1, extra=str(extra))

    def _take(self, line: str, leaf: bytes) -> None:
        """A line canonical, in its place, naming the hash of the line before it."""
        self.entries += 1
        fields = _fields(line)
        if fields is None:
            self.faults.add("J201", self.entries)
        elif fields.get("seq") != self.entries:
            self.faults.add("J202", self.entries, found=str(fields.get("seq")))
        elif fields.get("prev") != self.previous:
            self.faults.add("J203", self.entries)
        self.previous = leaf.hex()
        self.tree.add(leaf)
        if self.entries in self.wanted:
            self.heads[self.entries] = self.tree.head()


def _fields(line: str) -> dict[str, object] | None:
    """The fields of a canonical line of a known version."""
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict) or canonical(fields) != line:
            return None
    except (ValueError, RecursionError):
        return None
    return fields if fields.get("v") == VERSION else None


def _notes(workspace: Workspace) -> Notes:
    """The notes of the checkpoint file, with the lines they begin at."""
    path = workspace.checkpoints_file
    if not path.is_file():
        return []
    return placed_notes(path.read_text(encoding="utf-8", errors="replace"))


def _checkpoints(
    workspace: Workspace,
    walk: _Walk,
    notes: Sequence[tuple[int, Checkpoint | None]],
    noted: _Faults,
) -> Iterator[Finding]:
    """Every note readable, signed by the log's key, true of the lines; none missing."""
    key = registered_key(workspace)
    if key is None:
        if notes:
            yield Finding("J211", place=Place(noted.file), clause=CLAUSE)
        return
    for line, note in notes:
        if note is None or not note.signed_by(key):
            noted.add("J208", line)
        elif walk.heads.get(note.size) != note.root:
            noted.add("J209", line, size=str(note.size))
    present = {str(note) for _, note in notes if note}
    missing = sum(1 for note in registered_notes(workspace) if note not in present)
    if missing:
        noted.add("J210", notes[-1][0] if notes else 1, missing=str(missing))
    yield from _public_key(workspace, str(key))


def _public_key(workspace: Workspace, registered: str) -> Iterator[Finding]:
    """The public key handed to others is the registered one."""
    path = private_file(workspace).with_suffix(".pub")
    if not path.is_file() or path.read_text("utf-8", "replace").strip() != registered:
        yield Finding("J211", place=Place(workspace.relative(path)), clause=CLAUSE)
