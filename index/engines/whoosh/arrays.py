"""A file of named arrays, read in place."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    import mmap
    from collections.abc import Mapping

    from numpy.typing import NDArray

_MAGIC = b"JDrows1\n"
_LENGTH = struct.Struct("<Q")
_ALIGNED = 64
_TYPES = frozenset({"|u1", "<u4", "<i8", "<f4"})


def write_arrays(stream: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write one-dimensional arrays: where each lies first, then each at a round place."""
    told: dict[str, tuple[str, int, int]] = {}
    at = 0
    for name, array in arrays.items():
        assert array.dtype.str in _TYPES, (name, array.dtype.str)
        told[name] = (array.dtype.str, at, array.size)
        at += _rounded(array.nbytes)
    header = json.dumps(told).encode()
    before = _rounded(len(_MAGIC) + _LENGTH.size + len(header))
    stream.write((_MAGIC + _LENGTH.pack(len(header)) + header).ljust(before, b" "))
    for array in arrays.values():
        content = array.tobytes()
        stream.write(content)
        stream.write(bytes(_rounded(len(content)) - len(content)))


class Arrays:
    """The arrays of a file, each looked into when it is asked for."""

    def __init__(self, content: mmap.mmap | bytes) -> None:
        """Read where the arrays lie; raises ValueError where that is not told."""
        begin = len(_MAGIC) + _LENGTH.size
        if content[: len(_MAGIC)] != _MAGIC:
            raise ValueError("rows")
        (length,) = _LENGTH.unpack(content[len(_MAGIC) : begin])
        self.content = content
        self._told = json.loads(content[begin : begin + length])
        self._base = _rounded(begin + length)
        self._kept: dict[str, NDArray[Any]] = {}

    def __contains__(self, name: str) -> bool:
        """Whether there is such an array."""
        return name in self._told

    def place(self, name: str) -> int:
        """Where an array begins in the file."""
        return self._base + int(self._told[name][1])

    def __getitem__(self, name: str) -> NDArray[Any]:
        """An array; raises ValueError where it does not lie in the file."""
        found = self._kept.get(name)
        if found is None:
            kind, _, size = self._told[name]
            if kind not in _TYPES:
                raise ValueError(kind)
            found = np.frombuffer(self.content, kind, size, self.place(name))
            self._kept[name] = found
        return found


def _rounded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
