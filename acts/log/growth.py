"""Consistency: that the log only grew since a checkpoint somebody kept."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from acts.log.proving import NotCoveredError, NotSignedError, newest_note, read_handed_in
from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import Checkpoint, parse_notes
from cases.log.keys import NoPublicKeyError, registered_key
from cases.log.leaves import heads_at, leaves_of
from cases.log.prooffile import NoProofFileError, growth_text
from cases.log.proofs import NoSuchTreeError, consistency_proof, verify_consistency

if TYPE_CHECKING:
    from cases.workspace import Workspace


class LogShorterError(JiangdangError):
    """The log holds fewer lines than the checkpoint somebody kept."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J243"


class LogRewrittenError(JiangdangError):
    """The log does not begin as it stood when the checkpoint was signed."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J244"


@dataclass(frozen=True, slots=True)
class Growth:
    """A proof that the tree of one checkpoint is the beginning of another's."""

    old: Checkpoint
    new: Checkpoint
    hashes: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        """The proof as witnesses are sent it."""
        return growth_text(self.old.size, self.hashes, self.new).encode()

    def as_json(self) -> dict[str, Any]:
        """As ``audit consistency --json`` shows it."""
        return {
            "old": {"size": self.old.size, "root": self.old.root.hex()},
            "new": {"size": self.new.size, "root": self.new.root.hex()},
            "proof": [base64.b64encode(each).decode() for each in self.hashes],
            "consistent": True,
        }


def growth(workspace: Workspace, old: str, new: str = "") -> Growth:
    """The proof from an older checkpoint (a file, or a number of lines) to a newer one.

    Raises LogShorterError and LogRewrittenError where there is none: the log was tampered with.
    """
    former, later = _named(workspace, old), _named(workspace, new) if new else None
    later = later or newest_note(workspace)
    if later is None:
        raise NotCoveredError(number=former.size)
    if later.size < former.size and new:
        raise NoSuchTreeError(number=former.size, size=later.size)
    entries, heads = heads_at(workspace, {former.size, later.size})
    largest = max(former.size, later.size)
    if entries < largest or later.size < former.size:
        raise LogShorterError(size=largest, known=min(entries, later.size))
    roots = [note.root or heads[note.size] for note in (former, later)]
    hashes = consistency_proof(leaves_of(workspace), former.size, later.size)
    true = heads[former.size] == roots[0] and heads[later.size] == roots[1]
    if not (true and verify_consistency(former.size, later.size, hashes, roots[0], roots[1])):
        raise LogRewrittenError(size=former.size, known=later.size)
    return Growth(_with(former, roots[0]), _with(later, roots[1]), tuple(hashes))


def _with(note: Checkpoint, root: bytes) -> Checkpoint:
    return Checkpoint(note.size, root, note.at, note.signatures, note.origin)


def _named(workspace: Workspace, what: str) -> Checkpoint:
    """The newest note of a file, signed by the log's key; or a size, whose root we know."""
    if what.isascii() and what.isdecimal():
        return Checkpoint(int(what), b"", "")
    text = read_handed_in(Path(what)).decode("utf-8", "replace")
    notes = [note for note in parse_notes(text) if note]
    if not notes:
        raise NoProofFileError(reason="里面没有检查点")
    key = registered_key(workspace)
    if key is None:
        raise NoPublicKeyError
    newest = max(notes, key=lambda note: note.size)
    if not newest.signed_by(key):
        raise NotSignedError(size=newest.size)
    return newest
