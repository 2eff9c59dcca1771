"""Text from a file, read in a child process with limits; plain text is read at once."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.media_types import UNKNOWN, media_type_of
from index.extraction.bounds import (
    CLOCK_SECONDS,
    CPU_SECONDS,
    MEMORY_MEGABYTES,
    MOST_BYTES,
    MOST_SECONDS,
)
from index.extraction.extracted import Extracted
from index.extraction.gallery import Scan
from index.extraction.harvesting import read_here
from index.extraction.kinds import is_plain
from index.records import State

if TYPE_CHECKING:
    from pathlib import Path

    from doc_templates.confinement import Answer

_PLAIN_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """The text of a file, and the pictures in it by their places."""

    read: Extracted
    scans: tuple[Scan, ...] = ()


class Reader:
    """Reads files in a child of its own, one after the other; started when first needed."""

    def __init__(
        self,
        seconds: float = MOST_SECONDS,
        cpu: int = CPU_SECONDS,
        clock: float = CLOCK_SECONDS,
        memory: int = MEMORY_MEGABYTES,
    ) -> None:
        """``seconds`` after which reading stops by itself; the others end the child."""
        self._seconds, self._cpu, self._memory = seconds, cpu, memory
        self._child = Confined(cpu, clock, memory, served="index.extraction.confined")

    def extract(self, path: Path) -> Extracted:
        """The text of a file, or the reason why there is none."""
        size = path.stat().st_size
        if size > MOST_BYTES:
            return _unread("I201", size=size, limit=MOST_BYTES)
        return self.extract_bytes(path.read_bytes())

    def extract_bytes(self, content: bytes) -> Extracted:
        """The text of a file's bytes, or the reason why there is none."""
        answer = self._asked(content, {"task": "extract"})
        return answer if isinstance(answer, Extracted) else Extracted.from_plain(answer.head)

    def gather(self, content: bytes) -> Gathered:
        """The same, and where its pictures stand."""
        answer = self._asked(content, {"task": "places"})
        if isinstance(answer, Extracted):
            return Gathered(answer)
        scans = tuple(Scan.from_plain(each) for each in answer.head["scans"])
        return Gathered(Extracted.from_plain(answer.head), scans)

    def pictures(self, content: bytes, first: int = 0) -> tuple[bytes, ...]:
        """The picture files in a file, from the ``first`` on as many as fit; none if it fails."""
        answer = self._asked(content, {"task": "pictures", "first": first})
        if isinstance(answer, Extracted):
            return ()
        ends = list(accumulate(answer.head["lengths"], initial=0))
        return tuple(answer.body[start:end] for start, end in pairwise(ends))

    def _asked(self, content: bytes, head: dict[str, Any]) -> Answer | Extracted:
        """The child's answer; what is plain or was not read as it is."""
        if len(content) > MOST_BYTES:
            return _unread("I201", size=len(content), limit=MOST_BYTES)
        if len(content) <= _PLAIN_BYTES and is_plain(content):
            return read_here(content)
        try:
            answer = self._child.ask("", {**head, "seconds": self._seconds}, content)
        except TooSlowError:
            return _unread("I211", content, seconds=self._cpu)
        except TooMuchMemoryError:
            return _unread("I212", content, megabytes=self._memory)
        except RuntimeError:  # the child ended in a way of its own
            return _unread("I221", content)
        return _unread("I221", content) if "findings" in answer.head else answer

    def close(self) -> None:
        """End the child."""
        self._child.close()


def _unread(code: str, content: bytes = b"", **facts: object) -> Extracted:
    """A file that was not read; its media type only as the first bytes tell it."""
    told = {name: str(value) for name, value in facts.items()}
    media_type = media_type_of(content) if content else UNKNOWN
    return Extracted(media_type, state=State.UNREAD, code=code, facts=told)


_READER = Reader()
atexit.register(_READER.close)


def extract(path: Path) -> Extracted:
    """The text of a file, or the reason why there is none."""
    return _READER.extract(path)


def extract_bytes(content: bytes) -> Extracted:
    """The text of a file's bytes, or the reason why there is none."""
    return _READER.extract_bytes(content)


def gather(content: bytes) -> Gathered:
    """The text of a file's bytes, and where its pictures stand."""
    return _READER.gather(content)


def pictures(content: bytes, first: int = 0) -> tuple[bytes, ...]:
    """The picture files in a file, from the ``first`` on as many as fit; none if it fails."""
    return _READER.pictures(content, first)
