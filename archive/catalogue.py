"""The catalogue of packages: what a list needs of each, kept beside the index.

Derived from the packages and never trusted for verifying: it may be deleted at any time, what is
stale in it is read anew, and where it cannot be kept the packages are read instead.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING

from archive.reading import Package, UnreadablePackageError, list_packages
from archive.verification import PACKAGE_METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cases.workspace import Workspace

FORM = 1  # user_version: another form is made anew
_SIGNED = ("tagmanifest-sha256.txt", "bag-info.txt", PACKAGE_METADATA)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One version as a list shows it; of a damaged one ``trouble`` says why it cannot be read.

    ``bytes`` are the payload's, ``root`` is the one on disk, ``owner`` the case or batch id
    (著录.案卷号), ``retention`` 永久, 30年 or 10年, ``sealed_at`` an instant in ISO 8601.
    """

    reference_code: str
    version: int
    title: str = ""
    items: int = 0
    bytes: int = 0
    root: str = ""
    retention: str = ""
    year: str = ""
    owner: str = ""
    sealed_at: str = ""
    trouble: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """Reference code and version."""
        return self.reference_code, self.version


_NAMES = tuple(field.name for field in fields(CatalogueRow))
_TABLE = f"""CREATE TABLE packages ({", ".join(f"{name} NOT NULL" for name in _NAMES)},
signature TEXT NOT NULL, PRIMARY KEY (reference_code, version)) WITHOUT ROWID"""
_SELECT = f"""SELECT signature, {", ".join(_NAMES)} FROM packages
WHERE reference_code = ? AND version = ?"""  # noqa: S608
_REPLACE = f"REPLACE INTO packages VALUES ({', '.join('?' * (len(_NAMES) + 1))})"  # noqa: S608


def catalogued(workspace: Workspace) -> Iterator[CatalogueRow]:
    """Every version of every package on disk, by reference code and version.

    What the catalogue holds is taken where the package's description has not been touched
    since; the others are read and entered.
    """
    catalogue = _opened(workspace.index / "packages.sqlite3")
    packages = list_packages(workspace)
    if catalogue is None:
        yield from map(_read, packages)
        return
    seen = 0
    with closing(catalogue):
        while some := list(islice(packages, _AT_ONCE)):
            seen += len(some)
            yield from _rows(catalogue, some)
        _forget(catalogue, workspace, seen)


def newest_rows(workspace: Workspace) -> Iterator[CatalogueRow]:
    """The newest version of every package, by reference code."""
    last: CatalogueRow | None = None
    for row in catalogued(workspace):
        if last is not None and last.reference_code != row.reference_code:
            yield last
        last = row
    if last is not None:
        yield last


def _rows(catalogue: sqlite3.Connection, packages: list[Package]) -> list[CatalogueRow]:
    """The rows of some packages; those that are stale are read, and kept if they can be."""
    rows, stale = [], []
    for package in packages:
        signature = _signature(package.path)
        row = _kept(catalogue, package, signature)
        if row is None:
            row = _read(package)
            stale.append((*astuple(row), signature))
        rows.append(row)
    with suppress(sqlite3.Error), catalogue:
        catalogue.executemany(_REPLACE, stale)
    return rows


def _kept(catalogue: sqlite3.Connection, package: Package, signature: str) -> CatalogueRow | None:
    """What the catalogue holds of a version, if that is still so."""
    try:
        found = catalogue.execute(_SELECT, (package.reference_code, package.version)).fetchone()
    except sqlite3.Error:
        return None
    if found is None or found[0] != signature:
        return None
    known = all(map(isinstance, found[1:], _SORTS))
    return CatalogueRow(*found[1:]) if known else None


_SORTS = tuple(type(value) for value in astuple(CatalogueRow("", 0)))


def _signature(path: Path) -> str:
    """Size, time, and inode of the files that the row was read from."""
    folder = str(path)
    return " ".join(_trace(f"{folder}/{name}") for name in _SIGNED)


def _trace(file: str) -> str:
    try:
        known = os.lstat(file)
    except OSError:
        return "-"
    return f"{known.st_ino}:{known.st_size}:{known.st_mtime_ns}"


def _read(package: Package) -> CatalogueRow:
    """What the package says of itself."""
    try:
        record, facts, root = package.record, package.facts, package.root
    except UnreadablePackageError as error:
        return CatalogueRow(package.reference_code, package.version, trouble=error.message)
    about = record.get("著录")
    items = record.get("卷内文件")
    size = facts.get("Payload-Oxum", "").partition(".")[0]
    return CatalogueRow(
        package.reference_code,
        package.version,
        title=_told(record.get("题名", "")),
        items=len(items) if isinstance(items, list) else 0,
        bytes=int(size) if size.isascii() and size.isdecimal() and len(size) < 19 else 0,
        root=root,
        retention=_told(record.get("保管期限", "")),
        year=_told(record.get("年度", "")),
        owner=_told(about.get("案卷号", "")) if isinstance(about, dict) else "",
        sealed_at=_told(facts.get("Sealed-At", "")),
    )


def _told(value: object) -> str:
    """What a package says, on one line, in signs that can be printed and kept."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())


def _opened(path: Path) -> sqlite3.Connection | None:
    """The catalogue ready for use; a damaged or foreign file is made anew; None: do without."""
    if path.is_symlink():
        return None
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connected(path)
        except sqlite3.OperationalError:  # no room, no permission, somebody at work
            return None
        except (sqlite3.DatabaseError, OSError):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return None


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to a catalogue of this form."""
    connection = sqlite3.connect(path, timeout=0.5)
    try:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError(path)
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            with connection:
                connection.execute("DROP TABLE IF EXISTS packages")
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA user_version = {FORM}")
    except BaseException:
        connection.close()
        raise
    return connection


def _forget(catalogue: sqlite3.Connection, workspace: Workspace, seen: int) -> None:
    """Drop the rows of versions that are no more."""
    with suppress(sqlite3.Error), catalogue:
        if catalogue.execute("SELECT count(*) FROM packages").fetchone()[0] == seen:
            return
        held = catalogue.execute("SELECT reference_code, version FROM packages").fetchall()
        gone = [
            key for key in held if not (workspace.packages / str(key[0]) / f"v{key[1]}").is_dir()
        ]
        catalogue.executemany("DELETE FROM packages WHERE reference_code = ? AND version = ?", gone)
