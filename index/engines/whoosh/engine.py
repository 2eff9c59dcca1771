"""The embedded engine behind the interface of all engines; light until it is asked something."""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from pickle import UnpicklingError
from typing import TYPE_CHECKING

from index.engines.engine import DamagedIndexError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from index.engines.engine import Asked, Found
    from index.engines.whoosh.segment import ListCache
    from index.engines.whoosh.snapshot import Snapshot
    from index.engines.whoosh.storage import IndexStorage
    from index.records import Entry

CACHE_BYTES = 128 << 20
WAIT_SECONDS = 30.0
_BROKEN = (EOFError, LookupError, UnpicklingError, ValueError, struct.error, zlib.error)


class WhooshEngine:
    """A Whoosh index in a folder that may be deleted at any time."""

    name = "whoosh"

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        """Name the folder and how long to wait for another writer; nothing is read yet."""
        self.folder = folder
        self._wait_seconds = wait_seconds
        self._snapshot: Snapshot | None = None
        self._lists: ListCache | None = None

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        """Take documents in and let ``gone`` go, durably, in one commit.

        An id that is there already is replaced. Raises IndexBusyError, DamagedIndexError,
        CannotSaveError; then nothing has changed.
        """
        from index.engines.whoosh.committing import commit, written

        storage = self._storage()
        with written(storage, self._wait_seconds), self._trusting():
            commit(storage, entries, gone)

    def search(self, asked: Asked) -> Found:
        """Answer from the newest generation; raises DamagedIndexError."""
        from index.engines.whoosh.answering import answer

        with self._trusting():
            return answer(self._opened(), asked)

    def count(self) -> int:
        """How many documents it holds; none where nothing was ever put in."""
        with self._trusting():
            return self._opened().live

    def check(self) -> None:
        """Read every file whole; raises DamagedIndexError where one is not as it was written."""
        with self._trusting():
            for name, noted in self._opened().files.items():
                noted.prove(self.folder / name)

    def clear(self) -> None:
        """Forget everything; raises IndexBusyError."""
        from index.engines.whoosh.committing import written

        self.close()
        if self.folder.is_dir():
            storage = self._storage()
            with written(storage, self._wait_seconds):
                storage.wipe()

    def adopt(self) -> None:
        """Nothing is to be done: the folder is the index."""

    def notes(self, expected: int) -> tuple[str, ...]:
        """Nothing: files that are not sound are damage, told when they are read."""
        return ()

    def close(self) -> None:
        """Let go of the files and of what is kept of them."""
        self._snapshot = self._lists = None

    def forget_lists(self) -> None:
        """Forget the posting lists read so far; the files stay open."""
        if self._lists:
            self._lists.clear()

    def _storage(self) -> IndexStorage:
        from index.engines.whoosh.storage import IndexStorage

        return IndexStorage(self.folder)

    def _opened(self) -> Snapshot:
        """The newest generation, opened unless it is open already."""
        from index.engines.whoosh.segment import ListCache
        from index.engines.whoosh.snapshot import Snapshot

        storage, snapshot = self._storage(), self._snapshot
        if snapshot is None or storage.latest() != snapshot.generation:
            self._lists = self._lists or ListCache(CACHE_BYTES)
            self._snapshot = snapshot = Snapshot.newest(storage, self._lists)
        return snapshot

    @contextmanager
    def _trusting(self) -> Iterator[None]:
        """Whatever broken files give means that the index is damaged."""
        try:
            yield
        except _BROKEN as error:
            self.close()
            raise DamagedIndexError(reason=type(error).__name__) from error
