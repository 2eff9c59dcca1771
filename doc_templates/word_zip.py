"""The zip of a Word file from outside: bounded, and nothing in it that plays tricks."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from doc_templates.packing import (
    MOST_DOCX_BYTES,
    MOST_MEMBERS,
    MOST_UNPACKED_BYTES,
    NotWordFileError,
    TemplateTooLargeError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_RATIO = 200  # Word's own XML packs 5 to 60 times; deflate can do 1032
_WORTH_A_LOOK = 1_000_000
_LOCAL_HEADER = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BAD_NAME = re.compile(r"^$|^[/\\]|^[A-Za-z]:|\\|(^|/)\.\.?(/|$)|[\x00-\x1f]|//")


class EncryptedWordFileError(JiangdangError):
    """A password is needed to open the Word file."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D115"


class OldWordFileError(JiangdangError):
    """The file is of Word 97–2003 (.doc), not .docx."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D116"


def open_zip(content: bytes, name: str) -> zipfile.ZipFile:
    """The zip of a Word file, its directory read and nothing unpacked yet.

    Raises TemplateTooLargeError (over 10 MB), EncryptedWordFileError, OldWordFileError
    and NotWordFileError.
    """
    if len(content) > MOST_DOCX_BYTES:
        raise TemplateTooLargeError(name=name)
    if content.startswith(_OLE):
        raise (
            EncryptedWordFileError(name=name)
            if _ENCRYPTED_STREAM in content
            else (OldWordFileError(name=name))
        )
    if not content.startswith(b"PK\x03\x04"):
        raise NotWordFileError(name=name)
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotWordFileError(name=name) from error


def zip_faults(package: zipfile.ZipFile, content: bytes, name: str) -> Iterator[Finding]:
    """Names that climb out, twins, overlaps, secret members and bombs; nothing is unpacked."""
    entries = package.infolist()
    for entry in entries:
        if _BAD_NAME.search(entry.filename):
            yield finding("D255", name, _shown(entry.filename))
        if entry.flag_bits & 0x1:
            yield finding("D256", name, _shown(entry.filename), what="加了密码")
    counted = Counter(entry.filename.lower() for entry in entries)
    for twin in (each for each, times in counted.items() if times > 1):
        yield finding("D256", name, _shown(twin), what="出现了两次")
    for inner in _overlapping(entries, content, package.start_dir):
        yield finding("D257", name, _shown(inner))
    yield from _bombs(entries, name)


def _bombs(entries: list[zipfile.ZipInfo], name: str) -> Iterator[Finding]:
    """Too many members, too much in all, or packed more tightly than documents are."""
    if len(entries) > MOST_MEMBERS:
        yield finding("D258", name, "", what=f"{len(entries)}个部件，最多{MOST_MEMBERS}个")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED_BYTES:
        most = MOST_UNPACKED_BYTES // 1_000_000
        yield finding("D258", name, "", what=f"解开后{total // 1_000_000}MB，最多{most}MB")
    for entry in entries:
        tight = entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > _WORTH_A_LOOK and tight:
            ratio = entry.file_size // max(entry.compress_size, 1)
            yield finding("D258", name, _shown(entry.filename), what=f"压缩了{ratio}倍")


def _overlapping(entries: list[zipfile.ZipInfo], content: bytes, end: int) -> Iterator[str]:
    """Members whose bytes reach into the next one's, as in bombs of shared data."""
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    limits = [*(entry.header_offset for entry in placed[1:]), end]
    for entry, limit in zip(placed, limits, strict=True):
        at = entry.header_offset
        lengths = content[at + 26 : at + _LOCAL_HEADER]
        extra = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        if at + _LOCAL_HEADER + extra + entry.compress_size > limit:
            yield entry.filename


def read_members(package: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """Every member's bytes; folders are left out."""
    try:
        return {
            entry.filename: package.read(entry)
            for entry in package.infolist()
            if not entry.is_dir()
        }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotWordFileError(name=name) from error
    except zlib.error as error:
        raise NotWordFileError(name=name) from error


def finding(code: str, file: str, place: str, /, **facts: str) -> Finding:
    """A fault at a member or place of a Word file."""
    return Finding(code, place=Place(file, key=place), facts=facts)


def _shown(member: str) -> str:
    """A member's name that can be printed."""
    return "".join(sign if sign.isprintable() else "?" for sign in member)[:80]
