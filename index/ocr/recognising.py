"""Text of pictures and scanned PDFs by OCR, in a child process with limits.

The models come with the package of the extra; nothing is downloaded. A page that takes too
long or too much memory is left out and named, the others are read.
"""

from __future__ import annotations

import atexit
import hashlib
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cases.words import message
from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from index.extraction.extracted import Extracted
from index.extraction.gallery import ITSELF, Scan
from index.extraction.reading import gather, pictures
from index.ocr.outcome import NO_WORDS, NONE_RECOGNISED, Recognised, in_the_end
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODELS, REVISION = "PP-OCRv6-small", 2
CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 240, 180.0, 4096
MOST_PAGES = 1_000  # of one file: most of an hour
_NEEDED = ("rapidocr", "onnxruntime", "cv2")


def available() -> bool:
    """Whether the extra is installed; nothing heavy is imported."""
    return all(find_spec(each) for each in _NEEDED)


def version() -> str:
    """Engine, models and our own revision: results of one version are kept under it."""
    try:
        engine = installed("rapidocr")
    except PackageNotFoundError:
        engine = "-"
    return f"rapidocr-{engine}/{MODELS}/{REVISION}"


def recognise(content: bytes, report: Callable[[int, int], None] | None = None) -> Extracted:
    """The text of a picture, PDF or file with pictures; what has its own text keeps it.

    ``report`` is told how many pages of how many are done.
    """
    return RECOGNISER.recognise(content, report)


def is_final(found: Extracted) -> bool:
    """Whether a result is worth keeping: trying again would find no more."""
    if found.code == NONE_RECOGNISED:
        return False
    return found.state in (State.OCR, State.READ) or found.code == NO_WORDS


class Recogniser:
    """A child that keeps its models loaded over many files."""

    def __init__(
        self,
        cpu: int = CPU_SECONDS,
        clock: float = CLOCK_SECONDS,
        memory: int = MEMORY_MEGABYTES,
    ) -> None:
        """Limits per page in seconds, in all in megabytes; nothing is started yet."""
        self._child = Confined(cpu, clock, memory, served="index.ocr.serving")
        self._clock, self._memory = clock, memory

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def recognise(
        self, content: bytes, report: Callable[[int, int], None] | None = None
    ) -> Extracted:
        """The text of a file with its pictures and scanned pages; any other as it is read."""
        gathered = gather(content)
        read, scans = gathered.read, gathered.scans
        if read.state is not State.WAITING:
            return read
        if not available():
            return replace(read, code="I260", facts={})
        sources = _Sources(content)
        if read.media_type.startswith("image/"):
            counted = self._ask({"task": "count", "scan": False}, *sources.of(ITSELF))
            if "unread" in counted:
                return _refused(read, counted)
            count = int(counted["pages"])
            read = replace(read, pages=("",) * count)
            scans = tuple(Scan(at, f"第{at + 1}页", page=at) for at in range(count))
        pages = self._pages(scans[:MOST_PAGES], sources, report)
        return in_the_end(read, scans, pages, version())

    def _pages(
        self, scans: Sequence[Scan], sources: _Sources, report: Callable[[int, int], None] | None
    ) -> list[Recognised]:
        """The pictures, one after the other."""
        found: list[Recognised] = []
        for done, scan in enumerate(scans, 1):
            head = {"task": "page", "page": scan.page, "scan": scan.is_pdf}
            told = self._ask(head, *sources.of(scan.source))
            if "unread" in told:
                found.append(Recognised(fault=message(told["unread"], told["facts"])))
            else:
                found.append(Recognised(told["text"], told["confidence"], told["weight"]))
            if report:
                report(done, len(scans))
        return found

    def _ask(self, head: dict[str, Any], digest: str, content: bytes) -> dict[str, Any]:
        """The child's answer; the file travels only when the child does not hold it."""
        asked = {**head, "digest": digest, "name": ""}
        try:
            told = self._child.ask("", asked, b"").head
            if told.get("wanted") and content:
                told = self._child.ask("", asked, content).head
            elif told.get("wanted"):
                told = {"code": "", "facts": {"detail": "图片没有取到"}}
        except TooSlowError:
            return _unread("I263", seconds=f"{self._clock:g}")
        except TooMuchMemoryError:
            return _unread("I264", megabytes=str(self._memory))
        except RuntimeError:  # it did not even start: a broken installation
            told = {"code": "", "facts": {"detail": "引擎没有启动"}}
        return _unread("I265", reason=told["facts"]["detail"]) if "code" in told else told


def _unread(code: str, **facts: str) -> dict[str, Any]:
    return {"unread": code, "facts": facts}


def _refused(read: Extracted, told: dict[str, Any]) -> Extracted:
    return Extracted(read.media_type, state=State.UNREAD, code=told["unread"], facts=told["facts"])


class _Sources:
    """The picture files and PDFs of one file; the file is read again whenever they run out."""

    def __init__(self, content: bytes) -> None:
        self._content, self._sources, self._first = content, tuple[bytes, ...](), 0
        self._runs_on = True
        self._now: tuple[int, str, bytes] | None = None

    def of(self, number: int) -> tuple[str, bytes]:
        """One of them by its number, and its digest; empty where it is there no more."""
        if self._now is None or self._now[0] != number:
            found = self._content if number == ITSELF else self._inside(number)
            self._now = (number, hashlib.sha256(found).hexdigest(), found)
        return self._now[1:]

    def _inside(self, number: int) -> bytes:
        if number >= self._first + len(self._sources) and self._runs_on:
            self._sources, self._first = pictures(self._content, number), number
            self._runs_on = bool(self._sources)
        at = number - self._first
        return self._sources[at] if at < len(self._sources) else b""


RECOGNISER = Recogniser()
atexit.register(RECOGNISER.close)
