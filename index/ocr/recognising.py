"""Text of pictures and scanned PDFs by OCR, in a child process with limits.

The models come with the package of the extra; nothing is downloaded. A page that takes too
long or too much memory is left out and named, the others are read.
"""

from __future__ import annotations

import atexit
import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cases.words import message
from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.media_types import PDF
from index.extraction.bounds import MOST_BYTES
from index.extraction.extracted import Extracted
from index.extraction.kinds import kind_of
from index.ocr.lines import confidence_of
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODELS, REVISION = "PP-OCRv6-small", 1
CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 240, 180.0, 4096
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
    """The text of a picture or PDF; pages of a PDF that have their own text keep it.

    ``report`` is told how many pages of how many are done.
    """
    return READER.recognise(content, report)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in the end: its text, how sure that is, its weight, why it could not be read."""

    text: str = ""
    confidence: float | None = None
    weight: int = 0
    recognised: bool = False
    fault: str = ""


class Reader:
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
        """The text of a picture or PDF."""
        sort = kind_of(content)
        if sort != PDF and not sort.startswith("image/"):
            return Extracted(sort, state=State.UNREAD, code="I262")
        if len(content) > MOST_BYTES:
            facts = {"size": str(len(content)), "limit": str(MOST_BYTES)}
            return Extracted(sort, state=State.UNREAD, code="I269", facts=facts)
        if not available():
            return Extracted(sort, ("",), State.WAITING, code="I260", waiting=(0,))
        head = {"digest": hashlib.sha256(content).hexdigest(), "scan": sort == PDF}
        planned = self._ask({**head, "task": "plan"}, content)
        if "unread" in planned:
            facts = planned["facts"]
            return Extracted(sort, state=State.UNREAD, code=planned["unread"], facts=facts)
        return _whole(sort, self._pages(planned["pages"], head, content, report))

    def _pages(
        self,
        planned: Sequence[dict[str, Any]],
        head: dict[str, Any],
        content: bytes,
        report: Callable[[int, int], None] | None,
    ) -> list[_Page]:
        """Page after page."""
        found: list[_Page] = []
        for number, each in enumerate(planned):
            wanted = {**head, "task": "page", "page": number}
            told = self._page(wanted, content) if each["scanned"] else _Page(each["text"])
            found.append(told)
            if report:
                report(number + 1, len(planned))
        return found

    def _page(self, head: dict[str, Any], content: bytes) -> _Page:
        told = self._ask(head, content)
        if "unread" in told:
            return _Page(recognised=True, fault=message(told["unread"], told["facts"]))
        return _Page(told["text"], told["confidence"], told["weight"], recognised=True)

    def _ask(self, head: dict[str, Any], content: bytes) -> dict[str, Any]:
        """The child's answer; the file travels only when the child does not hold it."""
        asked = {**head, "name": ""}
        try:
            told = self._child.ask("", asked, b"").head
            if told.get("wanted"):
                told = self._child.ask("", asked, content).head
        except TooSlowError:
            return _unread("I263", seconds=f"{self._clock:g}")
        except TooMuchMemoryError:
            return _unread("I264", megabytes=str(self._memory))
        except RuntimeError:  # it did not even start: a broken installation
            told = {"code": "", "facts": {"detail": "引擎没有启动"}}
        return _unread("I265", reason=told["facts"]["detail"]) if "code" in told else told


def _unread(code: str, **facts: str) -> dict[str, Any]:
    return {"unread": code, "facts": facts}


def _whole(sort: str, pages: Sequence[_Page]) -> Extracted:
    """The file in the end."""
    recognised = [each for each in pages if each.recognised]
    if not recognised:
        return Extracted(sort, tuple(each.text for each in pages))
    faults = tuple((f"第{n}页", each.fault) for n, each in enumerate(pages, 1) if each.fault)
    sure = confidence_of([(each.confidence or 0.0, each.weight) for each in recognised])
    texts = tuple(each.text for each in pages)
    code, facts = _reason(pages, faults)
    facts |= {"engine": version(), "confidences": _told(pages)}
    empty = not any(each.strip() for each in texts)
    return Extracted(sort, texts, State.UNREAD if empty else State.OCR, sure, code, facts, faults)


def _told(pages: Sequence[_Page]) -> str:
    """How sure each recognised page is, such as ``1:0.99 3:0.87``."""
    numbered = enumerate(pages, 1)
    return " ".join(f"{n}:{each.confidence:.2f}" for n, each in numbered if each.confidence)


def _reason(
    pages: Sequence[_Page], faults: Sequence[tuple[str, str]]
) -> tuple[str, dict[str, str]]:
    """Why there is no text, or not all."""
    if faults and len(faults) == len(pages):
        return "I266", {"reason": faults[0][1]}
    if faults:
        return "I267", {"count": str(len(faults))}
    return ("", {}) if any(each.text.strip() for each in pages) else ("I268", {})


READER = Reader()
atexit.register(READER.close)
