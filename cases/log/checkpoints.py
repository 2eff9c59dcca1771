"""Signed checkpoints: size and head of the log's tree in a note (C2SP tlog-checkpoint).

``log.checkpoints`` holds one note after the other; each is six lines: origin, size, root,
time, an empty line and the signature.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.log.entries import instant
from cases.log.keeping import bring_up_to_date
from cases.log.keys import ORIGIN, LogKeyMissingError, create_log_key, private_file, private_key
from cases.log.tree import Frontier
from cases.register.database import reading, writing
from cases.saving import write_durably

if TYPE_CHECKING:
    from datetime import datetime

    from cases.log.keys import PublicKey
    from cases.workspace import Workspace

_LINES = 6


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and the head the log had when somebody signed."""

    size: int
    root: bytes
    at: str
    signature: bytes = b""

    @property
    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{ORIGIN}\n{self.size}\n{root}\n{self.at}\n"

    def signed_by(self, key: PublicKey) -> bool:
        """Whether the key made this note's signature."""
        named, signature = self.signature[:4], self.signature[4:]
        return named == key.id and key.accepts(signature, self.body.encode())

    def __str__(self) -> str:
        """The whole note."""
        return f"{self.body}\n— {ORIGIN} {base64.b64encode(self.signature).decode()}\n"


def write_checkpoint(workspace: Workspace, now: datetime) -> Checkpoint:
    """Sign the log as it stands; the note goes to the register and to its file."""
    public = create_log_key(workspace)
    key = private_key(workspace)
    if key is None:
        raise LogKeyMissingError(path=private_file(workspace))
    bring_up_to_date(workspace)
    with writing(workspace.register_file) as connection:
        rows = connection.execute("SELECT hash FROM log_lines ORDER BY seq").fetchall()
        tree = Frontier(bytes.fromhex(row["hash"]) for row in rows)
        bare = Checkpoint(tree.size, tree.head(), instant(now))
        signature = public.id + key.sign(bare.body.encode())
        checkpoint = Checkpoint(bare.size, bare.root, bare.at, signature)
        connection.execute(
            "INSERT OR IGNORE INTO checkpoints VALUES (?, ?)", (bare.size, str(checkpoint))
        )
    publish_checkpoints(workspace)
    return checkpoint


def publish_checkpoints(workspace: Workspace) -> None:
    """Write the registered notes to their file where it lacks some; otherwise leave it."""
    notes = "".join(registered_notes(workspace))
    path = workspace.checkpoints_file
    if not path.is_file() or notes.encode().startswith(path.read_bytes()):
        write_durably(path, notes.encode())


def mend_checkpoints(workspace: Workspace) -> None:
    """Publish the last note when a crash kept it from its file; other lacks are the audit's."""
    notes = registered_notes(workspace)
    path = workspace.checkpoints_file
    held = path.read_bytes() if path.is_file() else b""
    if notes and held == "".join(notes[:-1]).encode():
        publish_checkpoints(workspace)


def registered_notes(workspace: Workspace) -> list[str]:
    """The notes the register holds, in order."""
    with reading(workspace.register_file) as connection:
        rows = connection.execute("SELECT note FROM checkpoints ORDER BY rowid").fetchall()
    return [row["note"] for row in rows]


def parse_notes(text: str) -> list[Checkpoint | None]:
    """The notes of a file; ``None`` stands for six lines that are no note."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return [_parsed(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]


def _parsed(lines: list[str]) -> Checkpoint | None:
    """One note, or None where the lines are not its canonical print."""
    try:
        _, size, root, at, _, signature = lines
        encoded = signature.rpartition(" ")[2]
        read = Checkpoint(
            int(size), base64.b64decode(root), at, base64.b64decode(encoded, validate=True)
        )
    except (ValueError, binascii.Error):
        return None
    return read if str(read) == "\n".join(lines) + "\n" else None
