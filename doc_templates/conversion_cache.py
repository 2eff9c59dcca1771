"""PDFs already made on this machine, by the digest of the Word bytes and of the tool."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from cases.saving import CannotSaveError, write_durably
from doc_templates.cache_folder import cache_folder

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 500_000_000
MOST_FILES = 5000


class ConversionCache:
    """A bounded folder of PDFs; losing it costs time only."""

    def __init__(self, tool: str) -> None:
        """A cache for one version of the tool, its options and its fonts."""
        self._tool = tool.encode()
        self._folder = cache_folder() / "pdf"

    def find(self, docx: bytes) -> bytes | None:
        """The PDF made before, if it is still whole."""
        path = self._path(docx)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        digest, pdf = content[:32], content[32:]
        if hashlib.sha256(pdf).digest() != digest:
            return None
        with suppress(OSError):  # another process may just have dropped it
            os.utime(path)
        return pdf

    def keep(self, docx: bytes, pdf: bytes) -> None:
        """Keep a PDF with its digest before it; a full disk is no reason to stop."""
        try:
            write_durably(self._path(docx), hashlib.sha256(pdf).digest() + pdf)
        except CannotSaveError:
            return
        self._trim()

    def _path(self, docx: bytes) -> Path:
        """Where the PDF of these Word bytes lies."""
        name = hashlib.sha256(self._tool + b"\0" + hashlib.sha256(docx).digest()).hexdigest()
        return self._folder / f"{name}.pdf"

    def _trim(self) -> None:
        """Drop the least recently used files beyond the bounds."""
        try:
            files = [(path.stat(), path) for path in self._folder.glob("*.pdf")]
        except OSError:
            return
        files.sort(key=lambda entry: -entry[0].st_mtime)
        total = 0
        for count, (status, path) in enumerate(files, 1):
            total += status.st_size
            if total > MOST_BYTES or count > MOST_FILES:
                path.unlink(missing_ok=True)
