"""Many files read at once by a few children; one that breaks stops none of the others."""

from __future__ import annotations

import os
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from doc_templates.media_types import UNKNOWN
from index.extraction.extracted import Extracted
from index.extraction.reading import Reader
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path
    from types import TracebackType

_MOST_CHILDREN = 8
_AHEAD = 4  # files a child that are waiting their turn: their texts would fill the memory
_SHORT = 0.02
_Key = TypeVar("_Key")


class ReaderPool:
    """Readers with a child each, lent to whoever reads next; closing ends the children."""

    def __init__(self, count: int = 0, make: Callable[[], Reader] = Reader) -> None:
        """``count`` children at most, one for each processor if it is 0; none is started yet."""
        self.count = count or min(os.cpu_count() or 1, _MOST_CHILDREN)
        self._readers = [make() for _ in range(self.count)]
        self._idle: SimpleQueue[Reader] = SimpleQueue()
        self._executors: list[ThreadPoolExecutor] = []
        self._is_closed = False
        for each in self._readers:
            self._idle.put(each)

    def __enter__(self) -> ReaderPool:
        """The pool itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the children, whatever happened."""
        self.close()

    def close(self) -> None:
        """End the children."""
        self._is_closed = True
        for executor in self._executors:
            executor.shutdown(wait=False, cancel_futures=True)
        while True:
            for each in self._readers:  # one at work may have started another child meanwhile
                each.close()
            if self._idle.qsize() >= self.count:
                return
            time.sleep(_SHORT)

    def extract(self, path: Path) -> Extracted:
        """The text of one file; a file that cannot even be opened says so."""
        reader = self._idle.get()
        try:
            if self._is_closed:
                raise CancelledError
            return reader.extract(path)
        except FileNotFoundError:
            return Extracted(UNKNOWN, state=State.UNREAD, code="I207")
        except OSError as error:
            facts = {"reason": error.strerror or type(error).__name__}
            return Extracted(UNKNOWN, state=State.UNREAD, code="I222", facts=facts)
        finally:
            self._idle.put(reader)

    def extract_all(
        self, files: Mapping[_Key, Path], progress: Callable[[int, int], None] | None = None
    ) -> Iterator[tuple[_Key, Extracted]]:
        """The text of every file under its key, each as it is ready.

        ``progress`` is told how many of how many are done. Closing the pool, after Ctrl-C too,
        ends the children; what was waiting is not begun.
        """
        executor = ThreadPoolExecutor(self.count, "extraction")
        self._executors.append(executor)
        done = 0
        try:
            for key, found in self._in_turn(executor, files):
                done += 1
                if progress is not None:
                    progress(done, len(files))
                yield key, found
        except (KeyboardInterrupt, SystemExit):
            self.close()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
            self._executors.remove(executor)

    def _in_turn(
        self, executor: ThreadPoolExecutor, files: Mapping[_Key, Path]
    ) -> Iterator[tuple[_Key, Extracted]]:
        """Keep the children busy and no more than a few files ahead of the caller."""
        waiting = iter(files.items())
        running: dict[Future[Extracted], _Key] = {}
        while True:
            for key, path in waiting:
                running[executor.submit(self.extract, path)] = key
                if len(running) >= self.count * _AHEAD:
                    break
            if not running:
                return
            finished = next(as_completed(running))
            yield running.pop(finished), finished.result()
