"""Signed checkpoints: size and head of the log's tree in a note (C2SP tlog-checkpoint).

``log.checkpoints`` holds one note after the other; each of ours is six lines: origin, size,
root, time, an empty line and the signature. The time is an extension line.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cases.log.entries import SHANGHAI, instant
from cases.log.keeping import LogDamagedError, bring_up_to_date
from cases.log.keys import ORIGIN, LogKeyMissingError, create_log_key, private_file, private_key
from cases.log.tree import Frontier
from cases.obstacles import obstacle
from cases.register.database import reading, writing
from cases.saving import CannotSaveError, sync_folder

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from cases.log.keys import PublicKey
    from cases.workspace import Workspace

_SIGNED = "— "
_FRONTIER = "log_frontier"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The size and the head the log had when somebody signed.

    ``at`` is what follows the root: of our notes the time. ``signatures`` are whole lines;
    a note may bear those of others too.
    """

    size: int
    root: bytes
    at: str
    signatures: tuple[str, ...] = ()
    origin: str = ORIGIN

    @property
    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        extension = f"{self.at}\n" if self.at else ""
        return f"{self.origin}\n{self.size}\n{root}\n{extension}"

    @property
    def day(self) -> date | None:
        """The day of the note in Shanghai, where it tells one."""
        try:
            return datetime.fromisoformat(self.at).astimezone(SHANGHAI).date()
        except ValueError:
            return None

    def signed_by(self, key: PublicKey) -> bool:
        """Whether the log of this key signed the note; signatures of other keys count nothing."""
        if self.origin != key.name:
            return False
        named = [_signature(line) for line in self.signatures]
        own = [made[4:] for name, made in named if name == key.name and made[:4] == key.id]
        return bool(own) and all(key.accepts(made, self.body.encode()) for made in own)

    def __str__(self) -> str:
        """The whole note."""
        return "\n".join((self.body, *self.signatures, ""))


def _signature(line: str) -> tuple[str, bytes]:
    """Whose signature a line is, by name, and its bytes: four of the key's id, then itself."""
    name, _, encoded = line.removeprefix(_SIGNED).partition(" ")
    return name, base64.b64decode(encoded, validate=True)


def write_checkpoint(workspace: Workspace, now: datetime) -> Checkpoint:
    """Sign the log as it stands; the note goes to the register and to its file.

    A log that has not grown keeps its last note. Only the lines since that are looked at.
    Raises LogDamagedError rather than sign a tree that does not go on from the last one signed.
    """
    public = create_log_key(workspace)
    key = private_key(workspace)
    if key is None:
        raise LogKeyMissingError(path=private_file(workspace))
    bring_up_to_date(workspace)
    with writing(workspace.register_file) as connection:
        last = _last(connection)
        tree = _tree(connection, last, workspace.log_file)
        if last and last.size == tree.size and last.signed_by(public):
            checkpoint = last
        else:
            bare = Checkpoint(tree.size, tree.head(), instant(now), origin=public.name)
            checkpoint = replace(bare, signatures=(_signed(bare, public, key),))
            _enter(connection, checkpoint, tree)
    publish_checkpoints(workspace)
    return checkpoint


def _signed(bare: Checkpoint, public: PublicKey, key: Ed25519PrivateKey) -> str:
    """The signature line under a note."""
    made = base64.b64encode(public.id + key.sign(bare.body.encode())).decode()
    return f"{_SIGNED}{public.name} {made}"


def _enter(connection: sqlite3.Connection, note: Checkpoint, tree: Frontier) -> None:
    """The note into the register, with what the next one goes on from."""
    connection.execute("INSERT INTO checkpoints VALUES (?, ?)", (note.size, str(note)))
    kept = " ".join((str(tree.size), *(root.hex() for root in tree.roots)))
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_FRONTIER, kept))


def _last(connection: sqlite3.Connection) -> Checkpoint | None:
    """The note that covers most, of several the newest."""
    row = connection.execute(
        "SELECT note FROM checkpoints ORDER BY size DESC, rowid DESC LIMIT 1"
    ).fetchone()
    return parse_notes(row["note"])[0] if row else None


def _tree(connection: sqlite3.Connection, last: Checkpoint | None, log: Path) -> Frontier:
    """The tree over all lines: what stood at the last checkpoint, and the lines since."""
    tree = _frontier(connection)
    if tree is None or last is None or (tree.size, tree.head()) != (last.size, last.root):
        tree = Frontier()
    since = connection.execute(
        "SELECT hash FROM log_lines WHERE seq > ? ORDER BY seq", (tree.size,)
    )
    for line in since:
        tree.add(bytes.fromhex(line["hash"]))
        if last and tree.size == last.size and tree.head() != last.root:
            raise LogDamagedError(path=log)
    if last and tree.size < last.size:
        raise LogDamagedError(path=log)
    return tree


def _frontier(connection: sqlite3.Connection) -> Frontier | None:
    """The frontier kept at the last checkpoint; none where it cannot be read."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (_FRONTIER,)).fetchone()
    try:
        size, *roots = row["value"].split(" ") if row else ("-1",)
        return Frontier.resumed(int(size), [bytes.fromhex(root) for root in roots])
    except ValueError:
        return None


def kept_frontier(workspace: Workspace) -> Frontier | None:
    """The frontier the register keeps, for the audit."""
    with reading(workspace.register_file) as connection:
        return _frontier(connection)


def publish_checkpoints(workspace: Workspace) -> None:
    """Append to the notes' file the registered notes it lacks; otherwise leave it."""
    notes = "".join(registered_notes(workspace)).encode()
    path = workspace.checkpoints_file
    held = path.read_bytes() if path.is_file() else b""
    if len(held) < len(notes) and notes.startswith(held):
        append_durably(path, notes[len(held) :])


def append_durably(path: Path, content: bytes) -> None:
    """Append to a file, made where there is none; torn by a crash, it is a beginning still."""
    try:
        fresh = not path.exists()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags, 0o644), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if fresh:
            sync_folder(path.parent)
    except OSError as error:
        raise CannotSaveError(path=path, reason=obstacle(error)) from error


def mend_checkpoints(workspace: Workspace) -> None:
    """Publish the last note when a crash kept it from its file; other lacks are the audit's."""
    notes = registered_notes(workspace)
    path = workspace.checkpoints_file
    held = path.read_bytes() if path.is_file() else b""
    if notes and held.startswith("".join(notes[:-1]).encode()):
        publish_checkpoints(workspace)


def registered_notes(workspace: Workspace) -> list[str]:
    """The notes the register holds, in order."""
    with reading(workspace.register_file) as connection:
        rows = connection.execute("SELECT note FROM checkpoints ORDER BY rowid").fetchall()
    return [row["note"] for row in rows]


def latest_instant(workspace: Workspace) -> datetime | None:
    """When the last checkpoint was signed; before the first one, when the log began."""
    with reading(workspace.register_file) as connection:
        last = _last(connection)
        line = connection.execute("SELECT line FROM log_lines WHERE seq = 1").fetchone()
    try:
        told = last.at if last else json.loads(line["line"])["ts"] if line else ""
        return datetime.fromisoformat(told).astimezone(SHANGHAI)
    except (ValueError, KeyError, TypeError):
        return None


def parse_notes(text: str) -> list[Checkpoint | None]:
    """The notes of a file; ``None`` stands for lines that are no note."""
    return [note for _, note in placed_notes(text)]


def placed_notes(text: str) -> list[tuple[int, Checkpoint | None]]:
    """The notes of a file with the line each begins at, counted from 1."""
    found, number = [], 1
    for lines in _groups(text.removesuffix("\n").split("\n") if text else []):
        found.append((number, _parsed(lines)))
        number += len(lines)
    return found


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines note by note: a note ends where no further signature follows."""
    group: list[str] = []
    for line in lines:
        if group and group[-1].startswith(_SIGNED) and not line.startswith(_SIGNED):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _parsed(lines: Sequence[str]) -> Checkpoint | None:
    """One note, or None where the lines are not its canonical print."""
    try:
        gap = lines.index("")
        origin, size, root, *extension = lines[:gap]
        signatures = tuple(lines[gap + 1 :])
        decoded = base64.b64decode(root)
        read = Checkpoint(int(size), decoded, "\n".join(extension), signatures, origin)
        wrong = not signatures or any(not _signature(line)[0] for line in signatures)
    except ValueError:
        return None
    return None if wrong or str(read) != "\n".join(lines) + "\n" else read
