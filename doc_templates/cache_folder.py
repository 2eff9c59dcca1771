"""Where this machine keeps what can be made again: ``JIANGDANG_CACHE`` or ``~/.cache``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

CACHE_VARIABLE = "JIANGDANG_CACHE"


def cache_folder() -> Path:
    """The cache folder, made if need be; a folder of this user's when there is no home."""
    for folder in _candidates():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        # A shared temporary folder may hold a trap of somebody else's under our name.
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            return folder
    return Path(tempfile.mkdtemp(prefix="jiangdang-cache-"))


def _candidates() -> list[Path]:
    """The places to try, best first."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return [Path(named).absolute()]
    home = os.environ.get("XDG_CACHE_HOME") or (
        f"{os.environ['HOME']}/.cache" if os.environ.get("HOME") else ""
    )
    places = [Path(home) / "jiangdang"] if home and Path(home).is_absolute() else []
    return [*places, Path(tempfile.gettempdir()) / f"jiangdang-{os.getuid()}"]
