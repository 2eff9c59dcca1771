"""Opening a file of each sort; whatever goes wrong is said, never raised."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from doc_templates.media_types import (
    DOCX,
    OFD,
    OLE,
    PDF,
    TEXT,
    UNKNOWN,
    XLSX,
    ZIP,
    decode_text,
    media_type_of,
)
from doc_templates.opening.opened import Opened

MOST_UNPACKED_BYTES = 400_000_000
MOST_MEMBERS = 20_000
MOST_PIXELS = 200_000_000
MOST_FRAMES = 2_000
_CHUNK = 1 << 20
_PUBLIC = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PACKED = {"application/x-7z-compressed": "7z", "application/vnd.rar": "RAR"}
_SECRET_STREAM = "EncryptedPackage".encode("utf-16-le")
_NEEDED = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml", OFD: "OFD.xml"}


def open_here(content: bytes, *, pdfa: bool = False) -> Opened:
    """Open a file in this process. ``pdfa`` asks for the verdict on PDF/A-2b too."""
    if not content:
        return Opened(UNKNOWN, fault="文件是空的")
    media_type = media_type_of(content)
    if media_type == PDF:
        return _pdf(content, pdfa=pdfa)
    return _READERS.get(media_type, _unknown)(content, media_type)


def _pdf(content: bytes, *, pdfa: bool) -> Opened:
    """Every page is loaded; an encrypted file is told apart from a broken one."""
    import pypdfium2
    from pypdfium2.raw import FPDF_GetSecurityHandlerRevision

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        secret = "password" in str(error).lower()
        return Opened(PDF, fault="" if secret else "结构读不通", secret=secret)
    try:
        secret = FPDF_GetSecurityHandlerRevision(document.raw) != -1
        pages = len(document)
        for number in range(pages):
            document[number].close()
    except pypdfium2.PdfiumError:
        return Opened(PDF, fault="有页面读不出来")
    finally:
        document.close()
    fault = "" if pages else "没有页面"
    return Opened(PDF, pages, fault, secret=secret, pdfa=_level(content) if pdfa else "")


def _level(content: bytes) -> str:
    from doc_templates.validation import pdfa_verdict

    return pdfa_verdict(content).word


def _picture(content: bytes, media_type: str) -> Opened:
    """Every frame is decoded, within the bound."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content)) as image:
            image.verify()  # the sums of a PNG, to its end
        with Image.open(BytesIO(content)) as image:
            frames = int(getattr(image, "n_frames", 1))
            if image.width * image.height > MOST_PIXELS or frames > MOST_FRAMES:
                return Opened(media_type, unlooked="图像过大")
            for number in range(frames):
                image.seek(number)
                image.load()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return Opened(media_type, fault="图像解不开")
    return Opened(media_type, frames)


def _zip(content: bytes, media_type: str) -> Opened:
    """Every member is unpacked and its sum compared, within the bound."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = package.infolist()
            if any(member.flag_bits & 0x1 for member in members):
                return Opened(media_type, secret=True)
            if any(member.compress_type not in _PUBLIC for member in members):
                return Opened(media_type, packed="包内用了不通用的压缩算法")
            size = sum(member.file_size for member in members)
            if size > MOST_UNPACKED_BYTES or len(members) > MOST_MEMBERS:
                return Opened(media_type, unlooked="展开后过大")
            fault = _members_fault(package, members, media_type)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        return Opened(media_type, fault="压缩结构损坏")
    packed = "压缩包" if media_type == ZIP else ""
    return Opened(media_type, 1, fault, packed=packed)


def _members_fault(
    package: zipfile.ZipFile, members: list[zipfile.ZipInfo], media_type: str
) -> str:
    """The first member that cannot be unpacked, or the main part where it is no XML."""
    left = MOST_UNPACKED_BYTES
    for member in members:
        with package.open(member) as stream:
            while piece := stream.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    return "展开后超过声明的大小"
    main = _NEEDED.get(media_type)
    return "主文档读不通" if main and not _is_xml(package.read(main)) else ""


def _is_xml(content: bytes) -> bool:
    """Whether a part is well formed; entities are not followed."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _ole(content: bytes, media_type: str) -> Opened:
    """Old office files: encryption is told, the inside is left to eyes."""
    if _SECRET_STREAM in content:
        return Opened(media_type, secret=True)
    return Opened(media_type, unlooked="旧版办公文档（OLE），须人工打开")


def _packed(_: bytes, media_type: str) -> Opened:
    return Opened(media_type, packed=f"{_PACKED[media_type]} 压缩包")


def _gzip(_: bytes, media_type: str) -> Opened:
    return Opened(media_type, packed="gzip 压缩包", unlooked="压缩包未展开")


def _text(content: bytes, media_type: str) -> Opened:
    return Opened(media_type, 1, "" if decode_text(content) is not None else "不是规定的编码")


def _unknown(_: bytes, media_type: str) -> Opened:
    return Opened(media_type, unlooked="格式不认得，须人工打开")


_READERS: Mapping[str, Callable[[bytes, str], Opened]] = {
    "image/png": _picture, "image/jpeg": _picture, "image/tiff": _picture,
    DOCX: _zip, XLSX: _zip, OFD: _zip, ZIP: _zip, OLE: _ole, TEXT: _text,
    "application/gzip": _gzip, **dict.fromkeys(_PACKED, _packed),
}  # fmt: skip
