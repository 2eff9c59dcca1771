"""The key of the search log: digests of personal numbers that only its holder can make."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from cases.saving import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from cases.workspace import Workspace

_LENGTH = 32
_MARK = "hmac-sha256"
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def search_key(workspace: Workspace) -> bytes:
    """The key, made when it is first needed; empty for whom it is not readable."""
    file = key_file(workspace)
    with suppress(OSError):
        if not file.is_file():
            _make(file)
        key = file.read_bytes()
        return key if len(key) == _LENGTH else b""
    return b""


def key_file(workspace: Workspace) -> Path:
    """Where the key lies, mode 0600, beside the log's own."""
    return workspace.root / ".keys" / "search.key"


def keyed_digest(key: bytes, digits: str) -> str:
    """``hmac-sha256:<which key>:<digest>``: short numbers cannot be tried out without the key.

    Written in letters from a to p, one for four bits, so that nothing takes it for a number.
    """
    which = hashlib.sha256(key).digest()[:4]
    made = hmac.new(key, digits.encode(), "sha256").digest()
    return f"{_MARK}:{_letters(which)}:{_letters(made)}"


def _letters(digest: bytes) -> str:
    return digest.hex().translate(_LETTERS)


def _make(file: Path) -> None:
    """A fresh key for its owner alone; whoever comes second takes that of the first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(secrets.token_bytes(_LENGTH))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, file)
        sync_folder(file.parent)
    finally:
        fresh.unlink(missing_ok=True)
