"""Where Whoosh's files lie: mapped when read, on the disk before they are named.

Every generation of the index is named by Whoosh's table of contents. Beside it lies a list
of the files it needs, with sizes and digests: no file is believed that does not agree.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import TOC

from cases.saving import sync_folder
from index.engines.engine import DamagedIndexError
from index.engines.unpickling import GuardedUnpickler, guard_whoosh
from index.engines.whoosh.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INDEX = "MAIN"
FORM = 1
LOCK = f"{INDEX}_WRITELOCK"
_TABLE = re.compile(rf"_{INDEX}_([0-9]{{1,18}})\.toc")
_BLOCK = 1 << 20

guard_whoosh()


class MappedFile(BufferFile):  # type: ignore[misc]
    """A file of the index, mapped: read in place, its pickles under guard."""

    def __init__(self, buffer: mmap.mmap | bytes, name: str) -> None:
        """Take the file's content; unlike Whoosh's own, without a copy of it."""
        StructFile.__init__(self, buffer if buffer else io.BytesIO(), name)
        self._buf = buffer
        self.is_real = False

    @property
    def content(self) -> mmap.mmap | bytes:
        """The whole file."""
        return self._buf

    def read_pickle(self) -> Any:
        """A pickle, read under guard."""
        return GuardedUnpickler(self.file).load()

    def close(self) -> None:
        """Leave the mapping to those who still look into it."""
        self.is_closed = True


class IndexStorage(FileStorage):  # type: ignore[misc]
    """A folder of index files."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(str(folder))
        self.path = folder

    def open_file(self, name: str, **_: Any) -> MappedFile:
        """Map a file."""
        with (self.path / name).open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            flags = {"access": mmap.ACCESS_READ}
            content = mmap.mmap(stream.fileno(), 0, **flags) if size else b""
        return MappedFile(content, name)

    def create_file(self, name: str, **_: Any) -> StructFile:
        """A new file, which only its owner may read: it holds people's data."""
        flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        return StructFile(os.fdopen(os.open(self.path / name, flags, 0o600), "wb", _BLOCK), name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Give a file its final name, once its content is on the disk."""
        assert safe
        self._sync(oldname)
        (self.path / oldname).replace(self.path / newname)
        sync_folder(self.path)

    def latest(self) -> int | None:
        """The newest generation; None where there never was one.

        Raises DamagedIndexError where files of the index lie about without a table.
        """
        try:
            names = self.list_names()
        except FileNotFoundError:
            return None
        found = [int(table[1]) for name in names if (table := _TABLE.fullmatch(name))]
        if not found and any(INDEX in name and name != LOCK for name in names):
            raise DamagedIndexError(reason=f"_{INDEX}.toc")
        return max(found, default=None)

    def list_names(self) -> list[str]:
        """The files that are there."""
        return [file.name for file in self.path.iterdir()]

    def read_table(self, generation: int) -> tuple[list[Any], dict[str, Noted]]:
        """The segments of a generation, and its files as they were noted."""
        files = _read_list((self.path / _list_name(generation)).read_bytes())
        for name, noted in files.items():
            noted.confirm(self.path / name)
        segments = TOC.read(self, INDEX, gen=generation, schema=SCHEMA).segments
        needed = {_table_name(generation)}
        needed |= {segment.make_filename(ext) for segment in segments for ext in EXTENSIONS}
        if needed != set(files) or not all(type(each._codec) is W3Codec for each in segments):
            raise ValueError("segments")
        return segments, files

    def publish(self, generation: int, segments: Sequence[Any], known: Mapping[str, Noted]) -> None:
        """Make a generation the newest: its files first, then their list, then the table."""
        needed = [segment.make_filename(ext) for segment in segments for ext in EXTENSIONS]
        noted = {name: known.get(name) or self._noted(name) for name in needed}
        table = _table_name(generation)
        staged = _Staged(self.path)
        TOC(SCHEMA, list(segments), generation).write(staged, INDEX)
        noted[table] = self._noted(staged.name)
        listed = self.create_file(_list_name(generation))
        listed.write(_list_of(noted))
        listed.close()
        self._sync(_list_name(generation))
        sync_folder(self.path)
        self.rename_file(staged.name, table, safe=True)
        self.tidy(generation, noted)

    def tidy(self, generation: int, files: Mapping[str, Noted]) -> None:
        """Remove what lies about beside the newest generation, as far as the disk lets us."""
        with suppress(OSError):
            if self.latest() == generation:
                self._sweep({*files, _list_name(generation)})

    def wipe(self) -> None:
        """Remove every file but the lock."""
        self._sweep(set())

    def _noted(self, name: str) -> Noted:
        """Bring a new file to the disk and note what it is like."""
        self._sync(name)
        return Noted.of(self.path / name)

    def _sync(self, name: str) -> None:
        handle = os.open(self.path / name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _sweep(self, kept: set[str]) -> None:
        """Remove what no generation needs any more, and what killed writers left."""
        for file in self.path.iterdir():
            if file.name not in kept and file.name != LOCK and INDEX in file.name:
                file.unlink(missing_ok=True)


class _Staged(IndexStorage):
    """Takes a table of contents and leaves it under its passing name."""

    name = ""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Only remember the passing name."""
        self.name = oldname


@dataclass(frozen=True, slots=True)
class Noted:
    """A file as it was when its generation was made."""

    size: int
    changed: int  # nanoseconds
    digest: str

    @classmethod
    def of(cls, file: Path) -> Noted:
        """What a file is like now."""
        state = file.stat()
        return cls(state.st_size, state.st_mtime_ns, _digest(file))

    def confirm(self, file: Path) -> None:
        """Look at size and time; where the time is another, read it all.

        Raises ValueError where the file is not the one that was noted.
        """
        state = file.stat()
        if state.st_size != self.size:
            raise ValueError(file.name)
        if state.st_mtime_ns != self.changed:
            self.prove(file)

    def prove(self, file: Path) -> None:
        """Read the whole file; raises ValueError where it is another."""
        if _digest(file) != self.digest:
            raise ValueError(file.name)


EXTENSIONS = (".trm", ".pst", "._text_len.col", "._words_len.col", ".rows")


def _table_name(generation: int) -> str:
    return str(TOC._filename(INDEX, generation))


def _list_name(generation: int) -> str:
    return f"_{INDEX}_{generation}.files"


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _list_of(noted: Mapping[str, Noted]) -> bytes:
    """The list of files, with a digest of its own."""
    files = {name: (each.size, each.changed, each.digest) for name, each in noted.items()}
    body = json.dumps({"form": FORM, "files": files}, sort_keys=True).encode()
    return body + b"\n" + hashlib.sha256(body).hexdigest().encode()


def _read_list(content: bytes) -> dict[str, Noted]:
    """A list of files; raises ValueError where it is not whole."""
    body, _, digest = content.rpartition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ValueError("files")
    told = json.loads(body)
    if told["form"] != FORM:
        raise ValueError("form")
    return {name: Noted(*each) for name, each in told["files"].items()}
