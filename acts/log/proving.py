"""Proofs for others: that a line stands in the log, such as the one that sealed a package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.exporting import refuse_unfit_place
from archive.reading import parse_reference
from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import parse_notes, registered_notes
from cases.log.keys import NoPublicKeyError, PublicKey, registered_key
from cases.log.leaves import leaves_of, whole_lines
from cases.log.places import read_bounded
from cases.log.prooffile import LARGEST, LineProof, NoProofFileError
from cases.log.proofs import inclusion_proof
from cases.obstacles import obstacle
from cases.saving import write_durably
from cases.workspace import NoWorkspaceError, Workspace

if TYPE_CHECKING:
    from cases.log.checkpoints import Checkpoint


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


class ProofWrongError(JiangdangError):
    """The way of a proof does not lead from its line to its root."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J227"


class PlaceTakenError(JiangdangError):
    """Something else lies where the proof was to be written."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J229"


class NotSignedError(JiangdangError):
    """A checkpoint does not bear the signature of the log's key."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J228"


def prove(workspace: Workspace, what: str) -> LineProof:
    """The proof of what somebody names: a line's number, or 档号 with or without a version."""
    if what.isascii() and what.isdecimal():
        return line_proof(workspace, int(what))
    return line_proof(workspace, seal_line(workspace, *parse_reference(what)))


def check_proof(content: bytes, key: PublicKey) -> LineProof:
    """A proof file checked whole: form, way to the root, signature on the root."""
    if len(content) > LARGEST:
        raise NoProofFileError(reason="文件过大")
    proof = LineProof.parse(content)
    if not proof.leads_to_root:
        raise ProofWrongError(number=proof.index + 1, size=proof.note.size)
    if not proof.note.signed_by(key):
        raise NotSignedError(size=proof.note.size)
    return proof


def check_proof_file(file: Path, start: Path, key: str = "") -> LineProof:
    """A proof in a file, by the key given (text or file) or by the workspace's own."""
    return check_proof(read_handed_in(file), _key(start, key))


def read_handed_in(file: Path) -> bytes:
    """A file that somebody kept or was given."""
    try:
        if not file.is_file():
            raise NotInLogError(name=str(file))
        return read_bounded(file.resolve())
    except OSError as error:
        raise NoProofFileError(reason=obstacle(error)) from error


def write_proof(content: bytes, file: Path | None) -> str:
    """Write a proof to a place outside the bureau's records; nothing else is overwritten."""
    if file is None:
        return ""
    place = file.resolve()
    refuse_unfit_place(place)
    if place.exists() and (not place.is_file() or place.read_bytes() != content):
        raise PlaceTakenError(path=place)
    write_durably(place, content)
    return str(place)


def _key(start: Path, key: str) -> PublicKey:
    if key:
        named = Path(key)
        is_text = "+" in key and not named.is_file()
        return PublicKey.parse(key if is_text else read_handed_in(named).decode("utf-8", "replace"))
    try:
        registered = registered_key(Workspace.find(start))
    except NoWorkspaceError:
        registered = None
    if registered is None:
        raise NoPublicKeyError
    return registered


def proof_told(proof: LineProof) -> dict[str, Any]:
    """What a proof says, as ``--json`` shows it."""
    entry = _entry(proof.line)
    return {
        "line": proof.index + 1,
        "entry": {
            name: entry.get(name, "") for name in ("ts", "actor", "action", "object", "facts")
        },
        "checkpoint": {"size": proof.note.size, "root": proof.note.root.hex(), "at": proof.note.at},
        "hashes": len(proof.hashes),
    }


def _entry(line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


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
    entry = _entry(line)
    facts = entry.get("facts")
    if entry.get("action") != "seal" or not isinstance(facts, dict):
        return 0
    version = facts.get("版本")
    ours = facts.get("档号") == reference_code and isinstance(version, int)
    return int(version) if ours and version else 0


def line_proof(workspace: Workspace, number: int) -> LineProof:
    """The proof of one line (from 1) under the newest checkpoint, checked at once."""
    line = log_line(workspace, number)
    note = newest_note(workspace)
    if note is None or note.size < number:
        raise NotCoveredError(number=number)
    hashes = inclusion_proof(leaves_of(workspace), number - 1, note.size)
    proof = LineProof(line, number - 1, tuple(hashes), note)
    if not proof.leads_to_root:
        raise ProofBrokenError(number=number, size=note.size)
    return proof


def log_line(workspace: Workspace, number: int) -> str:
    """A line of the log by its number (from 1)."""
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
