"""Opening files from anywhere in a child process with limits."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any

from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.opening.opened import Opened
from doc_templates.opening.readers import open_here

if TYPE_CHECKING:
    from collections.abc import Mapping

CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 20, 60, 2048
MOST_BYTES = 200_000_000
_WORKER = Confined(CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES)
atexit.register(_WORKER.close)


def open_confined(content: bytes, name: str, *, pdfa: bool = False) -> Opened:
    """What became of opening a file; beyond the limits is left to a person, and says so."""
    if len(content) > MOST_BYTES:
        return Opened(unlooked=f"超过 {MOST_BYTES // 1_000_000} MB")
    try:
        told = _WORKER.ask(name, {"task": "open", "name": name, "pdfa": pdfa}, content).head
    except TooSlowError:
        return Opened(unlooked=f"打开超过 {CPU_SECONDS} 秒")
    except TooMuchMemoryError:
        return Opened(unlooked=f"打开所需内存超过 {MEMORY_MEGABYTES} MB")
    return Opened(fault="结构读不通") if "code" in told else Opened.from_plain(told)


def open_for_parent(head: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    """The child's side."""
    return open_here(content, pdfa=bool(head["pdfa"])).as_plain()
