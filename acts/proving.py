"""Proofs for others: that a package's sealing stands in the log, that the log only grew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import parse_notes, registered_notes
from cases.log.leaves import leaves_of, whole_lines
from cases.log.prooffile import LineProof
from cases.log.proofs import inclusion_proof

if TYPE_CHECKING:
    from cases.log.checkpoints import Checkpoint
    from cases.workspace import Workspace


class NotInLogError(JiangdangError):
    """The log has no such line, or no such sealing."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "J222"


class NotCoveredError(JiangdangError):
    """No checkpoint covers the line yet."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J223"


class ProofBrokenError(JiangdangError):
    """The proof just made does not lead to the signed root: the log is not what was signed."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J224"


def package_proof(workspace: Workspace, reference_code: str, version: int) -> bytes:
    """The proof file that goes along with a package: its sealing, under the newest checkpoint."""
    return bytes(line_proof(workspace, seal_line(workspace, reference_code, version)))


def seal_line(workspace: Workspace, reference_code: str, version: int = 0) -> int:
    """The number (from 1) of the line that sealed a version, of the newest when none is named."""
    found, newest = 0, 0
    for number, line in enumerate(whole_lines(workspace), start=1):
        sealed = _sealed_version(line, reference_code)
        if sealed == version or (not version and sealed >= newest):
            found, newest = (number, sealed) if sealed else (found, newest)
    if not found:
        name = f"{reference_code}/v{version}" if version else reference_code
        raise NotInLogError(name=name)
    return found


def _sealed_version(line: str, reference_code: str) -> int:
    """Which version of a package a line sealed; 0 when it is no such line."""
    if '"seal"' not in line or reference_code not in line:
        return 0
    try:
        entry = json.loads(line)
        facts = entry["facts"]
        ours = entry["action"] == "seal" and facts["档号"] == reference_code
        return int(facts["版本"]) if ours else 0
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0


def line_proof(workspace: Workspace, number: int) -> LineProof:
    """The proof of one line (from 1) under the newest checkpoint, checked at once."""
    note = newest_note(workspace)
    if note is None or note.size < number:
        raise NotCoveredError(number=number)
    line = _line(workspace, number)
    hashes = inclusion_proof(leaves_of(workspace), number - 1, note.size)
    proof = LineProof(line, number - 1, tuple(hashes), note)
    if not proof.leads_to_root:
        raise ProofBrokenError(number=number, size=note.size)
    return proof


def _line(workspace: Workspace, number: int) -> str:
    for at, line in enumerate(whole_lines(workspace), start=1):
        if at == number:
            return line
    raise NotInLogError(name=f"第 {number} 条")


def newest_note(workspace: Workspace) -> Checkpoint | None:
    """The checkpoint that covers most of the log, as the register keeps it."""
    if not workspace.register_file.is_file():
        return None
    notes = [note for note in parse_notes("".join(registered_notes(workspace))) if note]
    return max(notes, key=lambda note: note.size, default=None)
