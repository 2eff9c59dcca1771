"""Tantivy as an engine of the search."""

from __future__ import annotations

import shutil
from itertools import chain, islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from index.engines.engine import FACETS, DamagedIndexError, Found
from index.engines.tantivy import fields
from index.engines.tantivy.compiling import compiled, these
from index.engines.tantivy.folder import (
    META,
    check,
    created,
    guarded,
    looks_of,
    note_checked,
    opened,
    searcher_of,
    signature,
)
from index.engines.tantivy.paging import facets_of, page_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from index.engines.engine import Asked
    from index.engines.tantivy.folder import Signature
    from index.records import Entry

_FEW = 256  # documents that one thread takes in faster than two
_TRIES = 20
_MOMENT = 0.05  # seconds in which files are not looked at again, for many questions in a row
_HEAP = 64 * 1024 * 1024  # bytes a thread


class TantivyEngine:
    """A Tantivy index in a folder that may be deleted at any time."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read yet."""
        self.folder = folder
        self._looks: Signature = {}
        self._searcher: Any = None
        self._looked = 0.0

    def put(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> None:
        """Take documents in and let ``gone`` go, durably, in one commit."""
        left = iter(entries)
        first = list(islice(left, _FEW))
        with guarded(self.folder):
            writer = self._writer(1 if len(first) < _FEW else 2)
        try:
            self._write(writer, chain(first, left), gone)
        finally:
            with guarded(self.folder):
                writer.wait_merging_threads()
        note_checked(self.folder)

    def search(self, asked: Asked) -> Found:
        """Answer exactly; raise DamagedIndexError where the files cannot be trusted."""
        with guarded(self.folder):
            searcher = self._current()
            if searcher is None:
                return Found(0, (), {name: {} for name in FACETS} if asked.facets else {})
            query = compiled(asked, searcher)
            total, hits = page_of(searcher, query, asked)
            facets = facets_of(searcher, query) if asked.facets else {}
        return Found(total, tuple(hits), facets)

    def count(self) -> int:
        """How many documents it holds; none where there is no index."""
        with guarded(self.folder):
            searcher = self._current()
            return 0 if searcher is None else int(searcher.num_docs)

    def clear(self) -> None:
        """Forget everything."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def adopt(self) -> None:
        """Nothing to do: the folder is the index."""

    def notes(self, expected: int) -> tuple[str, ...]:
        """Nothing: files that are not sound are damage, told when they are read."""
        return ()

    def close(self) -> None:
        """Let go of the files; the next call opens them anew."""
        self._looks, self._searcher = {}, None

    def _current(self) -> Any:
        """A searcher over the last commit, opened anew when a file changed; None without index."""
        if not self._just_looked():
            self._look()
        return self._searcher

    def _look(self) -> None:
        """Look at the files, and again while a writer changes them meanwhile."""
        for left in reversed(range(_TRIES)):
            looks = signature(self.folder)
            try:
                if looks != self._looks or self._searcher is None:
                    self.close()
                    self._searcher = searcher_of(self.folder, looks) if looks else None
            except (DamagedIndexError, OSError, ValueError):
                if not left or signature(self.folder) == looks:
                    raise
            else:
                self._looks, self._looked = looks, monotonic()
                return

    def _just_looked(self) -> bool:
        """Whether all files were looked at a moment ago, and there was no commit since."""
        if self._searcher is None or monotonic() - self._looked > _MOMENT:
            return False
        try:
            return looks_of(self.folder / META) == self._looks.get(META)
        except OSError:
            return False

    def _writer(self, threads: int) -> Any:
        """The one writer of the index."""
        if not signature(self.folder):
            return created(self.folder).writer(_HEAP * threads, threads)
        writer = opened(self.folder).writer(_HEAP * threads, threads)
        check(self.folder, signature(self.folder))  # nobody else writes now
        return writer

    def _write(self, writer: Any, entries: Iterable[Entry], gone: Collection[int]) -> None:
        if gone:
            with guarded(self.folder):
                writer.delete_documents_by_query(these(gone))
        for entry in entries:
            with guarded(self.folder):
                writer.add_document(fields.document(entry))
        with guarded(self.folder):
            writer.commit()
