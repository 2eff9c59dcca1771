"""Digests of bytes: the names that saves and packages rely on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def digest_of(content: bytes) -> str:
    """``sha256:<64 hex digits>`` of some bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def digest_of_file(path: Path) -> str:
    """``sha256:<64 hex digits>`` of a file, read in blocks."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
