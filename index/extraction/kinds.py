"""What sort of file something is, finely enough to read it; by content, never by suffix."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from doc_templates.media_types import DOCX, OLE, TEXT, UNKNOWN, XLSX, ZIP, media_type_of
from index.extraction.decoding import decoded
from index.extraction.readers.compound import CompoundFile
from index.extraction.unreadable import UnreadableFileError

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT, ODS, ODP = (
    f"application/vnd.oasis.opendocument.{each}" for each in ("text", "spreadsheet", "presentation")
)
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
MSG, LOCKED = "application/vnd.ms-outlook", "application/x-ole-storage; encrypted"
RTF, HTML, XML = "application/rtf", "text/html", "application/xml"
EML = "message/rfc822"
GZIP, TAR = "application/gzip", "application/x-tar"
SEVEN_ZIP, RAR = "application/x-7z-compressed", "application/vnd.rar"
BZIP2, XZ = "application/x-bzip2", "application/x-xz"
_MARKED = (
    (b"{\\rtf", RTF),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\x00", XZ),
    (b"\x09\x08", XLS),
    (b"\xdb\xa5\x2d\x00", DOC),
    (b"\x31\xbe\x00\x00", DOC),
)
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", MSG),
)
_OPEN = {each: each for each in (ODT, ODS, ODP)} | {
    f"{each}-template": each for each in (ODT, ODS, ODP)
}
_OFFICE_FOLDERS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t]?\S|[A-Za-z][A-Za-z0-9-]{0,60}:\s*$")
_MAIL_HEADERS = {"from", "to", "subject", "date", "received", "message-id", "mime-version",
                 "return-path", "delivered-to", "content-type", "x-mailer"}  # fmt: skip
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|table|div|p|span|font|meta|title|br|center|h[1-6])\b[^<>]*>",
    re.IGNORECASE,
)
_XML = re.compile(r"<\?xml\b|<[A-Za-z_][\w:.-]*\s[^<>]*\bxmlns[:=]")
_LOOKED_AT = 4096


def kind_of(content: bytes) -> str:
    """The media type of a file by its content."""
    found = media_type_of(content)
    if found == ZIP:
        return _zip_kind(content)
    if found == OLE:
        return _ole_kind(content)
    if found in (TEXT, UNKNOWN):
        return _marked(content) or _text_kind(content)
    return found


def is_plain(content: bytes) -> bool:
    """Whether a file is plain text, found without opening any container."""
    return not content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) and kind_of(content) == TEXT


def _marked(content: bytes) -> str:
    """A kind told by the first bytes."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return "image/heic"
    if content[257:262] == b"ustar":
        return TAR
    start = content[:64].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if b"%PDF-" in content[:1024] and not start.startswith(b"<"):
        return "application/pdf"
    found = next((kind for mark, kind in _MARKED if start.startswith(mark)), "")
    binary = found.startswith("image/") or found in (XLS, DOC, BZIP2)
    return "" if binary and b"\x00" not in content[:_LOOKED_AT] else found


def _zip_kind(content: bytes) -> str:
    """An office file by its members, else a packed file."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = [name.replace("\\", "/") for name in package.namelist()]
            said = package.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return ZIP
    except Exception:  # a member's own codec
        return ZIP
    if found := _OPEN.get(said.decode("latin-1").strip()):
        return found
    if "[Content_Types].xml" in names:
        held = {name.partition("/")[0] + "/" for name in names if "/" in name}
        return next((kind for folder, kind in _OFFICE_FOLDERS if folder in held), ZIP)
    return ZIP


def _ole_kind(content: bytes) -> str:
    """An old office file by its streams."""
    try:
        names = CompoundFile(content).names
    except UnreadableFileError:
        return OLE
    return next((kind for name, kind in _STREAMS if name in names), OLE)


def _text_kind(content: bytes) -> str:
    """Marked-up text, mail or plain text; unknown where it is no text."""
    text = decoded(content[:65536], cut=len(content) > 65536)
    if text is None:
        return UNKNOWN
    head = text.text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if mail := _mail_kind(head):
        return mail
    if _XML.match(head) and not re.search(r"<html\b|<!doctype html", head, re.IGNORECASE):
        return XML
    if head.startswith("<") and _HTML.search(head):
        return HTML
    return HTML if len(_HTML.findall(head)) > 4 else TEXT


def _mail_kind(head: str) -> str:
    """A letter begins with lines of headers, two of them known ones."""
    names: list[str] = []
    for number, line in enumerate(head.splitlines()):
        if number == 0 and line.startswith("From "):  # of a mailbox
            continue
        if not line.strip():
            break
        if line[0] in " \t" and names:
            continue
        if not _HEADER.match(line):
            return ""
        names.append(line.partition(":")[0].lower())
    known = set(names) & _MAIL_HEADERS
    if len(known) < 2:
        return ""
    return EML
