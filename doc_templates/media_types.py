"""What sort of file something is, judged by its first bytes and never by its suffix."""

from __future__ import annotations

import zipfile
from io import BytesIO

PDF, TEXT, UNKNOWN = "application/pdf", "text/plain", "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
XLSX = f"{_OFFICE}.spreadsheetml.sheet"
OLE, ZIP, OFD = "application/x-ole-storage", "application/zip", "application/ofd"
_MAGIC = (
    (b"%PDF", PDF),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0", OLE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
# A member that only one sort of zip has.
_MEMBERS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("OFD.xml", OFD))


def media_type_of(content: bytes) -> str:
    """The media type of a file judged by its first bytes and, for zips, its members."""
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content.startswith(b"PK\x03\x04"):
        return _zip_type(content)
    return TEXT if decode_text(content) is not None else UNKNOWN


def _zip_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ZIP
    return next((found for member, found in _MEMBERS if member in names), ZIP)


def decode_text(content: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or GB18030; None for anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(c) < 32 and c not in "\t\n\r\f\x1b" for c in text[:4096]):
            return text
    return None
