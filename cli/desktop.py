"""The desktop: shows a file with its own viewer, where there is a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What viewers only show; programs, links and pages that run scripts are not handed over.
_SHOWN = (
    *(".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".ofd", ".txt", ".csv"),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"),
)


def show_file(path: Path) -> bool:
    """Let the desktop show a file; False where there is none, or for files of other sorts."""
    opener = shutil.which("xdg-open")
    desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not (opener and desktop and sys.stdout.isatty() and path.suffix.lower() in _SHOWN):
        return False
    subprocess.Popen(  # noqa: S603  one program, one whole path
        [opener, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
