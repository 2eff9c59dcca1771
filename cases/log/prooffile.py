"""Proof files: a log line, its place, the way to a signed root (C2SP tlog-proof@v1).

The log's line stands in ``extra``; nothing vouches for it but the way from its leaf to the root.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import Checkpoint, parse_notes
from cases.log.proofs import verify_inclusion
from cases.log.tree import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "c2sp.org/tlog-proof@v1"
LARGEST = 1 << 20
_MOST_HASHES = 63
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class NoProofFileError(JiangdangError):
    """A file is no proof that we could check."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J221"


@dataclass(frozen=True, slots=True)
class LineProof:
    """That a line stands in the log at a place (from 0), under a signed root."""

    line: str
    index: int
    hashes: tuple[bytes, ...]
    note: Checkpoint

    @property
    def leads_to_root(self) -> bool:
        """Whether the way from the line ends at the root of the note."""
        leaf = leaf_hash(self.line)
        return verify_inclusion(leaf, self.index, self.note.size, self.hashes, self.note.root)

    def __bytes__(self) -> bytes:
        """The proof file."""
        extra = base64.b64encode(self.line.encode()).decode()
        way = [base64.b64encode(each).decode() for each in self.hashes]
        lines = [HEAD, f"extra {extra}", f"index {self.index}", *way, "", str(self.note)]
        return "\n".join(lines).encode()

    @classmethod
    def parse(cls, content: bytes) -> LineProof:
        """Read a proof file strictly."""
        try:
            text = content.decode("utf-8")
            head, _, rest = text.partition("\n\n")
            first, extra, index, *way = head.split("\n")
            (note,) = parse_notes(rest)
            line = _decoded(extra.removeprefix("extra ")).decode("utf-8")
            hashes = tuple(_decoded(each) for each in way)
        except ValueError as error:
            raise NoProofFileError(reason="写法不对") from error
        number = index.removeprefix("index ")
        if first != HEAD or note is None or not _NUMBER.fullmatch(number):
            raise NoProofFileError(reason="写法不对")
        proof = cls(line, int(number), hashes, note)
        if len(hashes) > _MOST_HASHES or bytes(proof) != content:
            raise NoProofFileError(reason="写法不规范")
        return proof


def growth_text(old: int, hashes: Sequence[bytes], note: Checkpoint) -> str:
    """A consistency proof as witnesses are sent it (C2SP tlog-witness, add-checkpoint)."""
    way = [base64.b64encode(each).decode() for each in hashes]
    return "\n".join((f"old {old}", *way, "", str(note)))


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
