"""Text of pictures and scanned PDFs by OCR, in a child process with limits.

The models come with the package of the extra; nothing is downloaded. A page that takes too
long or too much memory is left out and named, the others are read.
"""

from __future__ import annotations

import atexit
import hashlib
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cases.words import message
from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.media_types import PDF
from index.extraction.extracted import Extracted
from index.extraction.reading import extract_bytes
from index.ocr.lines import confidence_of
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MODELS, REVISION = "PP-OCRv6-small", 1
CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 240, 180.0, 4096
_NO_WORDS = "I268"
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
    """The text of a picture or PDF; pages of a PDF that have their own text keep it.

    ``report`` is told how many pages of how many are done.
    """
    return RECOGNISER.recognise(content, report)


def is_final(found: Extracted) -> bool:
    """Whether a result is worth keeping: trying again would find no more."""
    return found.state is State.OCR or found.code == _NO_WORDS


@dataclass(frozen=True, slots=True)
class _Page:
    """A page after OCR: its text, how sure that is, its weight, why it could not be read."""

    text: str = ""
    confidence: float | None = None
    weight: int = 0
    fault: str = ""


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
        """The text of a picture or PDF; any other file as it is read without OCR."""
        read = extract_bytes(content)
        if read.state is not State.WAITING:
            return read
        if not available():
            return replace(read, code="I260", facts={})
        head = {"digest": hashlib.sha256(content).hexdigest(), "scan": read.media_type == PDF}
        if not head["scan"]:
            counted = self._ask({**head, "task": "count"}, content)
            if "unread" in counted:
                return _refused(read, counted)
            read = replace(
                read, pages=("",) * counted["pages"], waiting=tuple(range(counted["pages"]))
            )
        wanted = read.waiting[:MOST_PAGES]
        return _whole(read, self._pages(wanted, head, content, report))

    def _pages(
        self,
        waiting: Sequence[int],
        head: dict[str, Any],
        content: bytes,
        report: Callable[[int, int], None] | None,
    ) -> dict[int, _Page]:
        """The pages that wait, one after the other."""
        found: dict[int, _Page] = {}
        for done, number in enumerate(waiting, 1):
            told = self._ask({**head, "task": "page", "page": number}, content)
            if "unread" in told:
                found[number] = _Page(fault=message(told["unread"], told["facts"]))
            else:
                found[number] = _Page(told["text"], told["confidence"], told["weight"])
            if report:
                report(done, len(waiting))
        return found

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


def _refused(read: Extracted, told: dict[str, Any]) -> Extracted:
    return Extracted(read.media_type, state=State.UNREAD, code=told["unread"], facts=told["facts"])


def _whole(read: Extracted, found: Mapping[int, _Page]) -> Extracted:
    """The file in the end: what it brought along and what was recognised."""
    texts = [
        _joined(text, found[at].text) if at in found else text for at, text in enumerate(read.pages)
    ]
    names = {f"第{at + 1}页": page.fault for at, page in found.items()}
    faults = [(name, fault) for name, fault in names.items() if fault]
    others = [part for part in read.parts_unread if part[0] not in names]
    if left := read.waiting[MOST_PAGES:]:
        others.append((f"第{left[0] + 1}页起", message("I262", {"limit": str(MOST_PAGES)})))
    empty = not any(each.strip() for each in texts)
    code, facts = _reason(faults, len(found), empty)
    return replace(
        read,
        pages=tuple(texts),
        state=State.UNREAD if empty else State.OCR,
        confidence=confidence_of([(p.confidence or 0.0, p.weight) for p in found.values()]),
        code=code,
        facts=facts | {"engine": version(), "confidences": _told(found)},
        parts_unread=(*faults, *others),
        waiting=(),
    )


def _joined(own: str, recognised: str) -> str:
    """The recognised text, then what the page brought along and OCR did not see."""
    seen = "".join(recognised.split())
    more = [line for line in own.splitlines() if "".join(line.split()) not in seen]
    return "\n".join([*([recognised] if recognised else []), *more])


def _told(found: Mapping[int, _Page]) -> str:
    """How sure each recognised page is, such as ``1:0.99 3:0.87``."""
    return " ".join(
        f"{at + 1}:{page.confidence:.2f}" for at, page in found.items() if page.confidence
    )


def _reason(
    faults: Sequence[tuple[str, str]], pages: int, empty: bool
) -> tuple[str, dict[str, str]]:
    """Why there is no text, or not all."""
    if faults and len(faults) == pages:
        return "I266", {"reason": faults[0][1]}
    if faults:
        return "I267", {"count": str(len(faults))}
    return (_NO_WORDS, {}) if empty else ("", {})


RECOGNISER = Recogniser()
atexit.register(RECOGNISER.close)
