"""The zip around a Word file: bounded when read, the same bytes when written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DOCX_BYTES = 10_000_000
MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 60_000_000
_CONTENT_TYPES = "[Content_Types].xml"
_BODY = "word/document.xml"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)


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
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in sorted(members, key=lambda each: (each != _CONTENT_TYPES, each)):
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            package.writestr(entry, members[name], compresslevel=6)
    return target.getvalue()
