"""Letting the disk begin with what was just written, while the next file is digested.

Nothing is durable by this: the one sync before a version appears is what counts.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

_BEGIN = 2  # SYNC_FILE_RANGE_WRITE: start, and do not wait


def start_writing(handle: int) -> None:
    """Ask the system to write a file's bytes soon; where it cannot be asked, nothing happens."""
    ask = _asking()
    if ask is not None:
        ask(handle, ctypes.c_int64(0), ctypes.c_int64(0), _BEGIN)


@cache
def _asking() -> Any:
    """``sync_file_range``, which Linux has; None elsewhere."""
    return getattr(ctypes.CDLL(None), "sync_file_range", None)
