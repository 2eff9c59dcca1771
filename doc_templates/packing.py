"""The zip around a Word file: bounded when read, the same bytes when written."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_DOCX_BYTES = 10_000_000
MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 60_000_000
_CONTENT_TYPES = "[Content_Types].xml"
_BODY = "word/document.xml"
# Records of a zip (APPNOTE 4.3.7, 4.3.12, 4.3.16); members are dated 1980-01-01, mode 0600.
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5HL")
_OFFSET = struct.Struct("<L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _MADE_ON_UNIX, _UTF8_NAME = 20, 3 << 8 | 20, 0x800
_FIXED_DATE = (0, 1 << 5 | 1)
_PRIVATE_FILE = 0o600 << 16


class TemplateTooLargeError(JiangdangError):
    """A Word file is larger, or unpacks to more, than any template needs."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D112"


class NotWordFileError(JiangdangError):
    """The bytes are not a whole Word document (OOXML package)."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D113"


def unpack(content: bytes, name: str) -> dict[str, bytes]:
    """The members of a Word file by name; refuses bombs, DOCTYPEs and strangers."""
    if len(content) > MOST_DOCX_BYTES:
        raise TemplateTooLargeError(name=name)
    try:
        members = _members(content, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotWordFileError(name=name) from error
    if _CONTENT_TYPES not in members or _BODY not in members:
        raise NotWordFileError(name=name)
    if any(b"<!DOCTYPE" in data for part, data in members.items() if part.endswith(".xml")):
        raise NotWordFileError(name=name)
    return members


def _members(content: bytes, name: str) -> dict[str, bytes]:
    """Every member's bytes, counted while reading; a later twin wins."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        if len(entries) > MOST_MEMBERS:
            raise TemplateTooLargeError(name=name)
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
            raise TemplateTooLargeError(name=name)
        return {entry.filename: package.read(entry) for entry in entries}


def pack(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on the members only: sorted, dated 1980-01-01."""
    return join_members([deflate_member(name, members[name]) for name in in_order(members)])


def in_order(names: Iterable[str]) -> list[str]:
    """The names as a package lists them: the content types first, then by name."""
    return sorted(names, key=lambda each: (each != _CONTENT_TYPES, each))


@dataclass(frozen=True, slots=True)
class Member:
    """A member ready for any zip: its local record with the data, its entry for the directory."""

    local: bytes
    entry: bytes
    name: bytes


def deflate_member(name: str, data: bytes, level: int = 6) -> Member:
    """A member, deflated; always the same bytes."""
    return _member(name, data, zlib.compress(data, level, -zlib.MAX_WBITS), zipfile.ZIP_DEFLATED)


def store_member(name: str, data: bytes) -> Member:
    """A member as it is: setting up the deflation of a few hundred bytes takes longer."""
    return _member(name, data, data, zipfile.ZIP_STORED)


def _member(name: str, data: bytes, packed: bytes, method: int) -> Member:
    """The records of a member (APPNOTE 4.3.7, 4.3.12)."""
    raw = name.encode()
    numbers = (
        _VERSION, 0 if name.isascii() else _UTF8_NAME, method, *_FIXED_DATE,
        zlib.crc32(data), len(packed), len(data), len(raw), 0,
    )  # fmt: skip
    local = b"".join((_LOCAL.pack(b"PK\3\4", *numbers), raw, packed))
    entry = _ENTRY.pack(b"PK\1\2", _MADE_ON_UNIX, *numbers, 0, 0, 0, _PRIVATE_FILE)
    return Member(local, entry, raw)


def join_members(members: Sequence[Member]) -> bytes:
    """The zip of these members in this order."""
    offset = 0
    directory: list[bytes] = []
    for member in members:
        directory += (member.entry, _OFFSET.pack(offset), member.name)
        offset += len(member.local)
    central = b"".join(directory)
    count = len(members)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*[member.local for member in members], central, end))
