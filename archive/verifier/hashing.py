"""Digests of files: read once, one algorithm here, every other in a thread of its own."""

from __future__ import annotations

import hashlib
import os
import queue
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

BLOCK = 64 * 1024
_BATCH = 1024 * 1024
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_Batch = list[tuple["hashlib._Hash", bytes]]
_PLAIN = re.compile("[^a-z0-9]")
_NAMES = {_PLAIN.sub("", name.lower()): name for name in sorted(hashlib.algorithms_available)}
_NAMES |= {"blake2b512": "blake2b", "blake2s256": "blake2s"}


def plain_name(algorithm: str) -> str:
    """An algorithm's name as manifests carry it (RFC 8493 §2.4): ``SHA3-256`` is ``sha3256``."""
    return _PLAIN.sub("", algorithm.lower())


def new_hash(algorithm: str) -> hashlib._Hash | None:
    """A fresh digest by a manifest's name of the algorithm; None when it cannot be computed."""
    made: Any
    try:
        if algorithm == "blake2b256":
            made = hashlib.blake2b(digest_size=32)
        else:
            made = hashlib.new(_NAMES[algorithm], usedforsecurity=False)
    except (KeyError, ValueError):
        return None
    return made if made.digest_size else None


def read_blocks(
    path: Path | str, *, fresh: bool = False, size: int | None = None
) -> Iterator[bytes]:
    """The bytes of a regular file, block by block, no link followed.

    ``fresh`` lets the system's copy in memory go first, so that the disk itself is read;
    ``size`` in bytes, where known, saves asking once more at the end of a file.
    """
    handle, left = os.open(path, _FLAGS), size or -1
    try:
        if fresh and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        while block := os.read(handle, BLOCK):
            yield block
            left -= len(block)
            if left == 0 and len(block) < BLOCK:
                return
    finally:
        os.close(handle)


def digest_file(
    path: Path | str, algorithms: Sequence[str] = ("sha256",), *, fresh: bool = False
) -> dict[str, str]:
    """The digests of one file by algorithm, read once; what cannot be computed is left out."""
    made = {name: new_hash(name) for name in algorithms}
    hashes = {name: digest for name, digest in made.items() if digest is not None}
    for block in read_blocks(path, fresh=fresh):
        for digest in hashes.values():
            digest.update(block)
    return {name: digest.hexdigest() for name, digest in hashes.items()}


class _Lane:
    """One thread that digests blocks in the order they come, off a short queue.

    It starts with the first full batch: less than that is digested where it is waited for.
    """

    def __init__(self) -> None:
        """Begin without a thread."""
        self._queue: queue.Queue[_Batch | None] = queue.Queue(3)
        self._batch: _Batch = []
        self._weight = 0
        self._runs = False

    def feed(self, digest: hashlib._Hash, block: bytes) -> None:
        """Let the thread digest a block; waits while too many are under way."""
        self._batch.append((digest, block))
        self._weight += len(block)
        if self._weight >= _BATCH:
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the thread what was gathered: small files go in one batch."""
        if not self._runs:
            self._runs = True
            threading.Thread(target=self._work, daemon=True).start()
        self._queue.put(self._batch)
        self._batch, self._weight = [], 0

    def settle(self) -> None:
        """Wait until everything fed so far is digested."""
        if self._runs:
            self._queue.join()
        _digest(self._batch)
        self._batch, self._weight = [], 0

    def close(self) -> None:
        """Let the thread end."""
        if self._runs:
            self._queue.put(None)

    def _work(self) -> None:
        """Digest batch after batch."""
        while (batch := self._queue.get()) is not None:
            _digest(batch)
            self._queue.task_done()


def _digest(batch: _Batch) -> None:
    """Digest the blocks of a batch."""
    for digest, block in batch:
        digest.update(block)


class FileDigest:
    """The digests of one file while its bytes come in."""

    __slots__ = ("_hashes", "_here", "_lanes")

    def __init__(self, hashes: dict[str, hashlib._Hash], lanes: dict[str, _Lane]) -> None:
        """Begin with fresh digests; those with a lane are computed there."""
        self._hashes = hashes
        self._here = [hashes[name].update for name in hashes if name not in lanes]
        self._lanes = [(lanes[name], hashes[name]) for name in hashes if name in lanes]

    def update(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        for lane, digest in self._lanes:
            lane.feed(digest, block)
        for update in self._here:
            update(block)

    def hexdigests(self) -> dict[str, str]:
        """The digests by algorithm; true once the digester has settled."""
        return {algorithm: digest.hexdigest() for algorithm, digest in self._hashes.items()}


class Digester:
    """Digests files by several algorithms at once; memory stays bounded.

    The first algorithm runs in the caller's thread (sha256 goes before the others), each
    further one in a thread of its own, because ``hashlib`` lets go of Python's lock.
    """

    def __init__(self, algorithms: Sequence[str]) -> None:
        """Name the algorithms, as manifests do; unknown ones are left out."""
        made = {name: new_hash(name) for name in dict.fromkeys(algorithms)}
        self._blank = {name: digest for name, digest in made.items() if digest is not None}
        self.algorithms = tuple(sorted(self._blank, key=lambda name: name != "sha256"))
        self._lanes = {name: _Lane() for name in self.algorithms[1:]}

    def __enter__(self) -> Digester:
        """Use within ``with``, so that the threads end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the threads end."""
        for lane in self._lanes.values():
            lane.close()

    def begin(self, algorithms: Iterable[str] | None = None) -> FileDigest:
        """Begin a file, by all algorithms or by some of them."""
        names = self.algorithms if algorithms is None else algorithms
        return FileDigest({name: self._blank[name].copy() for name in names}, self._lanes)

    def settle(self) -> None:
        """Wait until every byte given so far is digested by every algorithm."""
        for lane in self._lanes.values():
            lane.settle()
