"""Why the operating system or the register's database refused, in words people read."""

from __future__ import annotations

import errno
import os
import sqlite3
from typing import TYPE_CHECKING

from cases.words import message

if TYPE_CHECKING:
    from pathlib import Path

FULL, FORBIDDEN, READ_ONLY, BROKEN, MISSING, FOLDER, LONG, LIMIT, FOREIGN, CORRUPT = (
    "W211", "W212", "W213", "W214", "W215", "W216", "W217", "W218", "W219", "W220",
)  # fmt: skip
_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.EROFS: READ_ONLY,
    errno.EIO: BROKEN,
    errno.ENOENT: MISSING,
    errno.EEXIST: FOLDER,
    errno.ENOTDIR: FOLDER,
    errno.EISDIR: FOLDER,
    errno.ENAMETOOLONG: LONG,
    errno.EFBIG: LIMIT,
    errno.EMFILE: LIMIT,
    errno.ENFILE: LIMIT,
}
_DATABASE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_CANTOPEN: FORBIDDEN,
    sqlite3.SQLITE_NOTADB: FOREIGN,
    sqlite3.SQLITE_CORRUPT: CORRUPT,
}


def obstacle(error: Exception, place: Path | None = None) -> str:
    """What stood in the way: full, forbidden, read-only, broken; else the error's own words.

    Some versions of the database call a read-only disk broken; ``place`` lets us ask the disk.
    """
    if isinstance(error, sqlite3.Error):
        code = _DATABASE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if code in (BROKEN, FORBIDDEN) and place is not None and _is_read_only(place):
            code = READ_ONLY
        return message(code, {}) if code else str(error)
    number = getattr(error, "errno", None)
    code = _SYSTEM.get(number) if isinstance(number, int) else None
    return message(code, {}) if code else str(getattr(error, "strerror", None) or error)


def _is_read_only(place: Path) -> bool:
    """Whether the file system that holds a file takes no writes."""
    try:
        return bool(os.statvfs(place.parent).f_flag & os.ST_RDONLY)
    except OSError:
        return False
