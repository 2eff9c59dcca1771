"""OLE compound files (MS-CFB): the box around doc, xls, ppt and msg; bounded, never looping."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from index.extraction.unreadable import damaged

_FREE = 0xFFFFFFF0  # this and above are marks, not sectors
_ENTRY = 128
_MOST_ENTRIES = 100_000
_MINI = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A stream or storage with its full path, parts parted by ``/``."""

    path: str
    sort: int
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file by path."""

    def __init__(self, content: bytes) -> None:
        """Read the tables and the directory; raise UnreadableFileError where they break off."""
        try:
            self._open(content)
        except (struct.error, IndexError) as error:
            raise damaged("OLE 结构读不通") from error

    def _open(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged("OLE 结构读不通")
        self._size = 1 << shift
        self._table = self._read_table()
        first, _, self._cutoff, mini, _ = struct.unpack_from("<IIIII", content, 48)
        directory = self._chain(first)
        self._mini_table = _numbers(self._chain(mini)) if mini < _FREE else ()
        self._entries = _tree(directory)
        root = struct.unpack_from("<IQ", directory, 116)
        self._mini_stream = self._chain(root[0])

    @property
    def names(self) -> frozenset[str]:
        """The paths of all streams."""
        return frozenset(path for path, each in self._entries.items() if each.sort == _STREAM)

    def read(self, path: str) -> bytes:
        """A stream's bytes; empty where there is none."""
        entry = self._entries.get(path)
        if entry is None or entry.sort != _STREAM or not entry.size:
            return b""
        if entry.size < self._cutoff:
            return self._mini_chain(entry.start, entry.size)
        return self._chain(entry.start, entry.size)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._content[at : at + self._size]

    def _read_table(self) -> tuple[int, ...]:
        """Which sector follows which: the FAT, gathered from the header and its chain."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        following = struct.unpack_from("<I", self._content, 68)[0]
        most = len(self._content) // self._size + 1
        for _ in range(most):
            if following >= _FREE:
                break
            numbers = _numbers(self._sector(following))
            places += numbers[:-1]
            following = numbers[-1] if numbers else _FREE
        used = [each for each in places if each < _FREE][:most]
        return _numbers(b"".join(map(self._sector, used)))

    def _chain(self, start: int, size: int | None = None) -> bytes:
        """The sectors of a chain, each at most once; a chain that breaks off gives what it has."""
        pieces: list[bytes] = []
        left = len(self._table) if size is None else -(-size // self._size)
        while start < len(self._table) and left > 0:
            pieces.append(self._sector(start))
            start, left = self._table[start], left - 1
        return b"".join(pieces)[:size]

    def _mini_chain(self, start: int, size: int) -> bytes:
        pieces: list[bytes] = []
        left = -(-size // _MINI)
        while start < len(self._mini_table) and left > 0:
            pieces.append(self._mini_stream[start * _MINI : (start + 1) * _MINI])
            start, left = self._mini_table[start], left - 1
        return b"".join(pieces)[:size]


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _tree(directory: bytes) -> dict[str, Entry]:
    """Every entry by its path, walked from the root; an entry is seen once."""
    count = min(len(directory) // _ENTRY, _MOST_ENTRIES)
    found: dict[str, Entry] = {}
    seen: set[int] = set()
    waiting = [(struct.unpack_from("<I", directory, 76)[0], "")]
    while waiting:
        number, folder = waiting.pop()
        if number >= count or number in seen:
            continue
        seen.add(number)
        at = number * _ENTRY
        name, sort = _name(directory, at), directory[at + 66]
        left, right, child = struct.unpack_from("<III", directory, at + 68)
        start, size = struct.unpack_from("<IQ", directory, at + 116)
        path = folder + name
        found[path] = Entry(path, sort, start, size & 0x7FFFFFFF)
        waiting += [(left, folder), (right, folder)]
        if sort == _STORAGE:
            waiting.append((child, path + "/"))
    return found


def _name(directory: bytes, at: int) -> str:
    length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
    return directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
