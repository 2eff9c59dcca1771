"""Pictures that old office files keep in the midst of other bytes: doc, xls, ppt and RTF."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLIP = re.compile(rb"[\x1d\x1e\x29]\xf0")  # JPEG, PNG, TIFF (MS-ODRAW)
_BEFORE = (17, 33, 16, 32)  # bytes of digests and a tag
_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*")
_SMALLEST = 200
_IN_DIGITS = re.compile(
    rb"(?<![0-9A-Fa-f])(?:89504[Ee]470[Dd]0[Aa]1[Aa]0[Aa]|[Ff]{2}[Dd]8[Ff]{2})[0-9A-Fa-f\s]{400,}"
)
_GROUP, _CONTINUE = 0x00EB, 0x003C  # of a workbook (MS-XLS)


def blips(stream: bytes) -> Iterator[bytes]:
    """The pictures among the records of drawings, each once, in the order they lie."""
    met: set[bytes] = set()
    for found in _BLIP.finditer(stream, 2):
        if found.end() + 4 > len(stream):
            return
        size = struct.unpack_from("<I", stream, found.end())[0]
        start = found.end() + 4
        if not _SMALLEST <= size <= len(stream) - start:
            continue
        before = next((n for n in _BEFORE if stream.startswith(_MARKS, start + n)), None)
        digest = stream[start : start + 16]
        if before is not None and digest not in met:
            met.add(digest)
            yield stream[start + before : start + size]


def blips_of_workbook(stream: bytes) -> Iterator[bytes]:
    """The pictures of a workbook, whose drawings are cut into records."""
    pieces, at, inside = list[bytes](), 0, False
    while at + 4 <= len(stream):
        sort, size = struct.unpack_from("<HH", stream, at)
        inside = sort == _GROUP or (inside and sort == _CONTINUE)
        if inside:
            pieces.append(stream[at + 4 : at + 4 + size])
        at += 4 + size
    return blips(b"".join(pieces))


def written_in_digits(content: bytes) -> Iterator[bytes]:
    """The pictures of an RTF file, each once."""
    met: set[bytes] = set()
    for found in _IN_DIGITS.finditer(content):
        digits = b"".join(found[0].split())
        picture = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        if picture not in met:
            met.add(picture)
            yield picture
