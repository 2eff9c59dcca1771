"""Packed files: zip with names in UTF-8 or GBK, gzip, tar; each member judged by its content."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING

from index.extraction.bounds import MOST_RATIO
from index.extraction.decoding import decoded
from index.extraction.readers.members import leave, read_member
from index.extraction.readers.package import sound_zip
from index.extraction.unreadable import ENCRYPTED, UnreadableFileError, damaged

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_UTF_8, _SECRET, _AES = 0x800, 0x1, 99
_CHUNK = 1 << 18
_WORTH_A_LOOK = 1_000_000
_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")  # of desktops, not of people


def read_zip(content: bytes, harvest: Harvest) -> None:
    """Every member under its name; one that cannot be had does not stop the others."""
    with sound_zip():
        package = zipfile.ZipFile(io.BytesIO(content))
    secret = 0
    members = [each for each in package.infolist() if not each.is_dir()]
    for member in members:
        name = member_name(member)
        if name.startswith(_LEFT_OUT[0]) or name.rpartition("/")[2] in _LEFT_OUT:
            continue
        harvest.bounds.spend_member()
        if member.flag_bits & _SECRET or member.compress_type == _AES:
            secret += 1
            harvest.leave(name, ENCRYPTED)
            continue
        try:
            inner = _unpacked(package, member, harvest)
        except UnreadableFileError as error:
            leave(name, error, harvest)
            continue
        read_member(name, inner, harvest)
    if secret and secret == len(members):
        raise UnreadableFileError(ENCRYPTED)


def member_name(member: zipfile.ZipInfo) -> str:
    """A member's name as whoever packed it saw it."""
    if member.flag_bits & _UTF_8:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    found = decoded(raw)
    return found.text if found is not None else raw.decode("gb18030", "replace")


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, harvest: Harvest) -> bytes:
    """A member's bytes, counted as they come."""
    tight = member.file_size > MOST_RATIO * max(member.compress_size, 1)
    if member.file_size > max(harvest.bounds.expanded, 0) or (
        tight and member.file_size > _WORTH_A_LOOK
    ):
        raise UnreadableFileError("I206", limit=max(harvest.bounds.expanded, 0))
    pieces = []
    with sound_zip(), package.open(member) as stream:
        while piece := stream.read(_CHUNK):
            harvest.bounds.spend_expanded(len(piece))
            pieces.append(piece)
    return b"".join(pieces)


def read_gzip(content: bytes, harvest: Harvest) -> None:
    """What one gzip file holds, named by its header."""
    unpacking = zlib.decompressobj(wbits=31)
    pieces, left = [], content
    try:
        while not unpacking.eof and left:
            piece = unpacking.decompress(left, _CHUNK)
            left = unpacking.unconsumed_tail
            harvest.bounds.spend_expanded(len(piece))
            pieces.append(piece)
    except zlib.error as error:
        if not pieces:
            raise damaged("压缩结构损坏") from error
        harvest.leave("其余部分", "I203", {"reason": "压缩结构损坏"})
    read_member(_gzip_name(content), b"".join(pieces), harvest)


def _gzip_name(content: bytes) -> str:
    """The name in the header, where there is one."""
    if len(content) > 10 and content[3] & 0x1C == 0x08:
        found = decoded(content[10:].split(b"\x00", 1)[0][:255])
        if found is not None and found.text:
            return found.text
    return "压缩包内文件"


def read_tar(content: bytes, harvest: Harvest) -> None:
    """Every plain file of a tar; links and devices are not followed."""
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:", encoding="utf-8") as package:
            for member in package:
                harvest.bounds.spend_member()
                stream = package.extractfile(member) if member.isreg() else None
                if stream is not None:
                    read_member(_tar_name(member.name), stream.read(), harvest)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise damaged("压缩结构损坏") from error


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    found = decoded(raw)
    return found.text if found is not None else name
