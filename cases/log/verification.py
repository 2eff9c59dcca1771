"""Proving the log: every line, the chain, the register's copy, every signed checkpoint."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from cases.log.canonical import canonical
from cases.log.checkpoints import parse_notes, registered_notes
from cases.log.entries import FIRST, VERSION, hash_of
from cases.log.keys import private_file, registered_key
from cases.log.tree import Frontier
from cases.register.database import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.log.checkpoints import Checkpoint
    from cases.workspace import Workspace

CLAUSE = "系统默认"


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


@dataclass(frozen=True, slots=True)
class _Proof:
    """The log's file, the register's copy and the notes, read once."""

    name: str
    notes_name: str
    lines: Sequence[str]
    torn: str
    registered: Sequence[str]
    heads: Sequence[bytes]


def verify_log(workspace: Workspace) -> LogReport:
    """Every fault of the log at once; reads only, so that an auditor can run it."""
    proof = _read(workspace)
    notes = _notes(workspace)
    findings = (
        *_chain(proof),
        *_against_register(proof),
        *_checkpoints(workspace, proof, notes),
    )
    return LogReport(len(proof.lines), len(notes), findings)


def _read(workspace: Workspace) -> _Proof:
    """Read everything that is compared."""
    held = workspace.log_file.read_bytes() if workspace.log_file.is_file() else b""
    *lines, torn = held.decode("utf-8", "surrogateescape").split("\n")
    tree = Frontier()
    heads = [tree.head()]
    for line in lines:
        tree.add(bytes.fromhex(_hash(line)))
        heads.append(tree.head())
    return _Proof(
        workspace.relative(workspace.log_file),
        workspace.relative(workspace.checkpoints_file),
        lines,
        torn,
        _registered(workspace),
        heads,
    )


def _registered(workspace: Workspace) -> list[str]:
    """The lines as the register holds them."""
    if not workspace.register_file.is_file():
        return []
    with reading(workspace.register_file) as connection:
        rows = connection.execute("SELECT line FROM log_lines ORDER BY seq").fetchall()
    return [row["line"] for row in rows]


def _hash(line: str) -> str:
    """The hash of a line that may hold bytes which are no UTF-8."""
    return hash_of(line.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _chain(proof: _Proof) -> Iterator[Finding]:
    """Each line canonical, in its place, naming the hash of the line before it."""
    previous = FIRST
    for number, line in enumerate(proof.lines, start=1):
        fields = _fields(line)
        if fields is None:
            yield _finding("J201", proof.name, number)
        elif fields.get("seq") != number:
            yield _finding("J202", proof.name, number, found=str(fields.get("seq")))
        elif fields.get("prev") != previous:
            yield _finding("J203", proof.name, number)
        previous = _hash(line)
    if proof.torn:
        yield _finding("J204", proof.name, len(proof.lines) + 1)


def _fields(line: str) -> dict[str, object] | None:
    """The fields of a canonical line of a known version."""
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict) or canonical(fields) != line:
            return None
    except (ValueError, RecursionError):
        return None
    return fields if fields.get("v") == VERSION else None


def _against_register(proof: _Proof) -> Iterator[Finding]:
    """The file against the register's copy, line by line."""
    pairs = zip(proof.lines, proof.registered, strict=False)
    for number, (line, registered) in enumerate(pairs, start=1):
        if line != registered:
            yield _finding("J205", proof.name, number)
    held, expected = len(proof.lines), len(proof.registered)
    if held < expected:
        yield _finding("J206", proof.name, held + 1, missing=str(expected - held))
    if held > expected:
        yield _finding("J207", proof.name, expected + 1, extra=str(held - expected))


def _notes(workspace: Workspace) -> list[Checkpoint | None]:
    """The notes of the checkpoint file."""
    path = workspace.checkpoints_file
    if not path.is_file():
        return []
    return parse_notes(path.read_text(encoding="utf-8", errors="replace"))


def _checkpoints(
    workspace: Workspace, proof: _Proof, notes: Sequence[Checkpoint | None]
) -> Iterator[Finding]:
    """Every note readable, signed by the log's key, true of the lines; none missing."""
    key = registered_key(workspace)
    if key is None:
        if notes:
            yield Finding("J211", place=Place(proof.notes_name), clause=CLAUSE)
        return
    for number, note in enumerate(notes, start=1):
        place = number * 6 - 5
        if note is None or not note.signed_by(key):
            yield _finding("J208", proof.notes_name, place)
        elif note.size >= len(proof.heads) or proof.heads[note.size] != note.root:
            yield _finding("J209", proof.notes_name, place, size=str(note.size))
    present = {str(note) for note in notes if note}
    missing = sum(1 for note in registered_notes(workspace) if note not in present)
    if missing:
        yield _finding("J210", proof.notes_name, len(notes) * 6 + 1, missing=str(missing))
    yield from _public_key(workspace, str(key))


def _public_key(workspace: Workspace, registered: str) -> Iterator[Finding]:
    """The public key handed to others is the registered one."""
    path = private_file(workspace).with_suffix(".pub")
    if not path.is_file() or path.read_text("utf-8", "replace").strip() != registered:
        yield Finding("J211", place=Place(workspace.relative(path)), clause=CLAUSE)


def _finding(code: str, file: str, line: int, **facts: str) -> Finding:
    """A fault at a line of a file."""
    return Finding(code, place=Place(file, line), facts={"seq": str(line), **facts}, clause=CLAUSE)
