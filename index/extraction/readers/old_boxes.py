"""Text boxes and comments of an old workbook, read from its records (MS-XLS TXO)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN, _END, _TEXT, _CONTINUED = 0x0809, 0x000A, 0x01B6, 0x003C


def box_texts(stream: bytes) -> dict[int, list[str]]:
    """The texts by the number of their sheet, from 0; charts count with their sheet."""
    found: dict[int, list[str]] = {}
    depth, part = 0, -1  # the first part is the workbook itself
    wanted, pieces = 0, list[str]()
    for sort, body in _records(stream):
        if wanted > 0 and sort == _CONTINUED and body:
            pieces.append(_piece(body, wanted))
            wanted -= len(pieces[-1])
            if wanted <= 0:
                found.setdefault(part - 1, []).append("".join(pieces).replace("\n", " "))
            continue
        wanted = 0
        if sort == _BEGIN:
            part += depth == 0
            depth += 1
        elif sort == _END:
            depth = max(depth - 1, 0)
        elif sort == _TEXT and len(body) >= 12:
            wanted, pieces = struct.unpack_from("<H", body, 10)[0], []
    return found


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records one after the other, up to where they break off."""
    at = 0
    while at + 4 <= len(stream):
        sort, size = struct.unpack_from("<HH", stream, at)
        yield sort, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _piece(body: bytes, wanted: int) -> str:
    """Text of one record: two bytes a sign, or one."""
    if body[0] & 1:
        return body[1 : 1 + 2 * wanted].decode("utf-16-le", "replace")
    return body[1 : 1 + wanted].decode("latin-1")
