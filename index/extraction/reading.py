"""Text from files: docx, pdf, xlsx and plain text, judged by content, not by suffix.

Every file ends either as read or as unread with a reason (a code of ``index.toml``).
Sizes are bounded: these files come from outside.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from doc_templates.media_types import DOCX, PDF, TEXT, XLSX, decode_text, media_type_of
from index.extraction.extracted import Extracted
from index.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

MAX_BYTES = 200 * 1024 * 1024
MAX_EXPANDED = 400 * 1024 * 1024
MAX_PAGES = 5000
MAX_CELLS = 1_000_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class UnreadableFileError(Exception):
    """A file whose text cannot be had; carries the code of its reason."""

    def __init__(self, code: str, **facts: str) -> None:
        """Keep the code and the facts of its sentence."""
        super().__init__(code)
        self.code, self.facts = code, facts


def extract(path: Path) -> Extracted:
    """The text of a file, or the reason why there is none."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        facts = {"size": str(size), "limit": str(MAX_BYTES)}
        return Extracted("application/octet-stream", state=State.UNREAD, code="I201", facts=facts)
    return extract_bytes(path.read_bytes())


def extract_bytes(content: bytes) -> Extracted:
    """The text of a file's bytes, or the reason why there is none."""
    media_type = media_type_of(content)
    reader = _READERS.get(media_type)
    if reader is None:
        if media_type.startswith("image/"):
            return Extracted(media_type, ("",), State.WAITING, code="I204", waiting=(0,))
        return Extracted(media_type, state=State.UNREAD, code="I205")
    try:
        pages = tuple(reader(content))
    except UnreadableFileError as error:
        return Extracted(media_type, state=State.UNREAD, code=error.code, facts=error.facts)
    if any(page.strip() for page in pages):
        return Extracted(media_type, pages)
    return Extracted(media_type, pages, State.UNREAD, code="I204")


def _open_package(content: bytes) -> zipfile.ZipFile:
    """A zip whose members together stay within the bound."""
    package = zipfile.ZipFile(BytesIO(content))
    size = sum(member.file_size for member in package.infolist())
    if size > MAX_EXPANDED:
        raise UnreadableFileError("I206", size=str(size), limit=str(MAX_EXPANDED))
    return package


def _read_docx(content: bytes) -> Iterable[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with _open_package(content) as package:
            root = etree.fromstring(package.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError) as error:
        raise UnreadableFileError("I203", reason=type(error).__name__) from error
    lines = ("".join(_runs(paragraph)) for paragraph in root.iter(f"{WORD}p"))
    return ["\n".join(lines)]


def _runs(paragraph: Any) -> Iterable[str]:
    """The pieces of text of one paragraph."""
    for node in paragraph.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br"):
        yield node.text or "" if node.tag == f"{WORD}t" else " "


def _read_pdf(content: bytes) -> Iterable[str]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = "I202" if "password" in str(error).lower() else "I203"
        raise UnreadableFileError(code, reason=str(error)) from error
    try:
        count = min(len(document), MAX_PAGES)
        return [document[number].get_textpage().get_text_bounded() for number in range(count)]
    except pdfium.PdfiumError as error:
        raise UnreadableFileError("I203", reason=str(error)) from error
    finally:
        document.close()


def _read_xlsx(content: bytes) -> Iterable[str]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _open_package(content).close()
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        return [_sheet_text(sheet) for sheet in book.worksheets]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableFileError("I203", reason=type(error).__name__) from error


def _sheet_text(sheet: Any) -> str:
    """A sheet as lines of tab-separated cells, within the bound."""
    lines, seen = [str(sheet.title)], 0
    for row in sheet.iter_rows(values_only=True):
        lines.append("\t".join("" if value is None else str(value) for value in row))
        seen += len(row)
        if seen > MAX_CELLS:
            break
    return "\n".join(lines)


def _read_text(content: bytes) -> Iterable[str]:
    return [decode_text(content) or ""]


_READERS: Mapping[str, Callable[[bytes], Iterable[str]]] = {
    DOCX: _read_docx,
    XLSX: _read_xlsx,
    PDF: _read_pdf,
    TEXT: _read_text,
}
