"""What is believed: the authorities, their revocation lists, the stamps in and out of use."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.obstacles import obstacle
from doc_templates.stamping.pictures.drawing import KINDS
from doc_templates.stamping.signers.certificates import SAMPLE_MARK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.stamping.store.keeping import Stamp, StampStore

_WATCHED = ("*.pem", "*.crl", "*/stamp.yaml")
_LARGEST_LIST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KnownStamp:
    """A stamp of the store as far as verification asks: by its certificate's serial number."""

    name: str
    owner: str
    kind: str
    serial: str
    revoked: str


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A ``.crl`` file that lies beside the authorities."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Authorities (DER), revocation lists and stamps of a store; ``obstacle`` bars reading it."""

    folder: str
    roots: tuple[bytes, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    stamps: tuple[KnownStamp, ...] = ()
    obstacle: str = ""

    def stamp_of(self, serial: int) -> KnownStamp | None:
        """The stamp whose certificate has this serial number."""
        return next((each for each in self.stamps if each.serial == str(serial)), None)


def believe(store: StampStore) -> Beliefs:
    """What the store believes now; read again only when its files have changed."""
    try:
        return _read(_Watched(store, _state(store.folder)))
    except OSError as error:
        return Beliefs(str(store.folder), obstacle=obstacle(error))


def kind_of(unit: str, known: KnownStamp | None) -> str:
    """The stamp's kind: as the store has it, else as the certificate's OU names one."""
    if known is not None:
        return known.kind
    named = unit.replace(f"（{SAMPLE_MARK}）", "").strip()
    return named if named in KINDS else ""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A store in one state of its files; two are equal when nothing was touched between them."""

    store: StampStore
    state: tuple[str, tuple[tuple[str, int, int], ...]]

    def __hash__(self) -> int:
        return hash(self.state)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Watched) and self.state == other.state


def _state(folder: Path) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    found = [path for pattern in _WATCHED for path in folder.glob(pattern)]
    stats = ((str(path), path.stat()) for path in sorted(found))
    return str(folder), tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=8)
def _read(watched: _Watched) -> Beliefs:
    from cryptography.hazmat.primitives.serialization import Encoding

    store = watched.store
    if store.folder.is_dir() and not _is_readable(store.folder):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    roots = tuple(root.public_bytes(Encoding.DER) for root in store.trust_roots())
    lists = tuple(_list(path) for path in sorted(store.folder.glob("*.crl")))
    stamps = tuple(_known(stamp) for stamp in store.list())
    return Beliefs(str(store.folder), roots, lists, stamps)


def _is_readable(folder: Path) -> bool:
    """Whether the user we act as may list the folder; an unreadable one looks empty."""
    effective = os.access in os.supports_effective_ids
    return os.access(folder, os.R_OK | os.X_OK, effective_ids=effective)


def _list(path: Path) -> RevocationList:
    with path.open("rb") as stream:
        return RevocationList(path.name, stream.read(_LARGEST_LIST))


def _known(stamp: Stamp) -> KnownStamp:
    record = stamp.record
    revoked = record.revoked.isoformat() if record.revoked else ""
    return KnownStamp(stamp.name, stamp.owner, stamp.kind, record.serial, revoked)


def as_plain(beliefs: Beliefs) -> dict[str, Any]:
    """Beliefs as they travel to the child process."""
    return {
        "folder": beliefs.folder,
        "roots": [root.hex() for root in beliefs.roots],
        "lists": [[each.file, each.content.hex()] for each in beliefs.lists],
        "stamps": [
            [each.name, each.owner, each.kind, each.serial, each.revoked] for each in beliefs.stamps
        ],
        "obstacle": beliefs.obstacle,
    }


def from_plain(told: Mapping[str, Any]) -> Beliefs:
    """The beliefs that travelled."""
    return Beliefs(
        told["folder"],
        tuple(bytes.fromhex(root) for root in told["roots"]),
        tuple(RevocationList(file, bytes.fromhex(content)) for file, content in told["lists"]),
        tuple(KnownStamp(*each) for each in told["stamps"]),
        told["obstacle"],
    )
