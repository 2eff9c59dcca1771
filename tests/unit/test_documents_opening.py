"""Files of any sort opened for real: what reads, what is broken, secret, packed or too much."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from doc_templates.media_types import DOCX, OFD, OLE, PDF, TEXT, ZIP
from doc_templates.opening import readers
from doc_templates.opening.confining import open_confined
from doc_templates.opening.opened import Opened
from doc_templates.opening.readers import open_here
from tests.fixtures.small_pdfs import paper

WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in (members or {"a.txt": b"text"}).items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def word(main: bytes = WORD) -> bytes:
    return zipped(word__document_xml=main)


def picture(kind: str, frames: int = 1) -> bytes:
    out = io.BytesIO()
    pages = [Image.new("RGB", (30, 20), (at, 0, 0)) for at in range(frames)]
    more = {"save_all": True, "append_images": pages[1:]} if frames > 1 else {}
    pages[0].save(out, kind, **more)
    return out.getvalue()


def secret_pdf(user: str = "口令") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper())))
    writer.encrypt(user, owner_password="所有者", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


READABLE = [
    (paper(3), PDF, 3),
    (picture("PNG"), "image/png", 1),
    (picture("JPEG"), "image/jpeg", 1),
    (picture("TIFF", 4), "image/tiff", 4),
    (word(), DOCX, 1),
    (zipped(OFD_xml=b"<OFD/>"), OFD, 1),
    ("样例文字".encode("gb18030"), TEXT, 1),
]


@pytest.mark.parametrize(("content", "media_type", "pages"), READABLE)
def test_a_whole_file_is_read_to_its_end(content: bytes, media_type: str, pages: int) -> None:
    opened = open_here(content)
    assert (opened.media_type, opened.pages, opened.is_readable) == (media_type, pages, True)


def bent_member() -> bytes:
    """A zip one of whose members does not have the sum it says."""
    content = bytearray(zipped(zipfile.ZIP_STORED, word__document_xml=WORD, b=b"0123456789"))
    content[content.index(b"0123456789")] = ord("9")
    return bytes(content)


BROKEN = [
    (b"", "空"),
    (b"%PDF-1.7\nnothing", "读不通"),
    (picture("JPEG")[:200], "解不开"),
    (picture("PNG")[:60], "解不开"),
    (word(b"<w:document>"), "主文档读不通"),
    (word()[:-30], "损坏"),
    (bent_member(), "损坏"),
]


@pytest.mark.parametrize(("content", "word"), BROKEN)
def test_a_broken_file_says_so(content: bytes, word: str) -> None:
    opened = open_here(content)
    assert word in opened.fault
    assert not opened.is_readable


@pytest.mark.parametrize("user", ["口令", ""])
def test_an_encrypted_pdf_is_secret_with_and_without_a_password_to_open(user: str) -> None:
    assert open_here(secret_pdf(user)).secret


def test_other_encryption_is_told() -> None:
    marked = bytearray(zipped())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[marked.index(signature) + at] |= 1
    assert open_here(bytes(marked)).secret
    assert open_here(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")).secret


def test_packing_is_told_by_its_sort() -> None:
    assert open_here(zipped()) == Opened(ZIP, 1, packed="压缩包")
    assert "7z" in open_here(b"7z\xbc\xaf\x27\x1c" + bytes(40)).packed
    assert "RAR" in open_here(b"Rar!\x1a\x07\x01\x00" + bytes(40)).packed
    assert "不通用" in open_here(zipped(zipfile.ZIP_LZMA)).packed


def test_what_cannot_be_looked_into_is_left_to_a_person() -> None:
    assert open_here(b"\xd0\xcf\x11\xe0" + bytes(600)) == Opened(
        OLE, unlooked="旧版办公文档（OLE），须人工打开"
    )
    assert open_here(bytes(range(256)) * 4).unlooked


@pytest.mark.parametrize(
    ("name", "most", "content"),
    [
        ("MOST_UNPACKED_BYTES", 100, lambda: zipped(a=bytes(5000))),
        ("MOST_MEMBERS", 1, lambda: zipped(a=b"1", b=b"2")),
        ("MOST_PIXELS", 100, lambda: picture("PNG")),
        ("MOST_FRAMES", 2, lambda: picture("TIFF", 3)),
    ],
)
def test_too_much_is_not_opened_and_says_so(
    monkeypatch: pytest.MonkeyPatch, name: str, most: int, content: Callable[[], bytes]
) -> None:
    monkeypatch.setattr(readers, name, most)
    assert open_here(content()).unlooked


def test_a_zip_that_lies_about_its_size_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(zipped(a=bytes(5000)))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    monkeypatch.setattr(readers, "MOST_UNPACKED_BYTES", 1000)
    opened = open_here(bytes(content))
    assert opened.fault or opened.unlooked


def test_the_verdict_on_pdfa_is_given_where_it_is_asked_for() -> None:
    assert open_here(paper()).pdfa == ""
    assert "不符合" in open_here(paper(), pdfa=True).pdfa


def test_the_child_says_the_same_and_outlives_what_kills_it() -> None:
    for content, _, _ in READABLE:
        assert open_confined(content, "样例") == open_here(content)
    bomb = zipped(word__document_xml=b"<a>" * 20_000_000)
    assert open_confined(bomb, "样例").fault
    assert open_confined(paper(2), "样例").pages == 2
