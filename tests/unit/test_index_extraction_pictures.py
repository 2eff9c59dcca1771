"""Pictures inside other files wait for OCR at their places; small ones and stamps do not."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from index.extraction import gallery
from index.extraction.harvesting import read_here
from index.extraction.readers.buried_pictures import blips, blips_of_workbook
from index.extraction.reading import Reader
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures import pictured_files as pictured
from tests.fixtures.old_documents import old_document

if TYPE_CHECKING:
    from collections.abc import Iterator

PLENTY = "样例单位关于整改情况的报告，已经按照要求逐项整改完毕。"
PHOTO, SMALL = pictured.slip(), pictured.slip(size=(90, 60))
LOGO = pictured.slip(size=(300, 150))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One child for all tests."""
    found = Reader()
    yield found
    found.close()


def test_photographs_in_a_zip_wait_under_their_names() -> None:
    found = read_here(made.packed({
        "照片/一.png": PHOTO, "说明.txt": "甲乙".encode(), "照片/二.jpg": pictured.slip(sort="JPEG")
    }))  # fmt: skip
    assert found.pages == ("照片/一.png", "说明.txt\n甲乙", "照片/二.jpg")
    assert (found.state, found.waiting) == (State.WAITING, (0, 2))
    assert found.reason == "有 2 幅图片或扫描页待识别。"
    assert [part for part, _ in found.parts_unread] == ["照片/一.png", "照片/二.jpg"]


def test_every_page_of_a_fax_and_of_a_scan_in_a_zip_has_its_place() -> None:
    content = made.packed({"传真.tif": pictured.fax("", ""), "扫描.pdf": pictured.scan("", "")})
    found = read_here(made.packed({"内.zip": content}))
    assert found.pages == ("内.zip\n传真.tif", "", "扫描.pdf", "")
    assert found.waiting == (0, 1, 2, 3)
    assert found.parts_unread[3][0] == "内.zip/扫描.pdf/第2页"


def test_a_word_file_that_is_nothing_but_scans_waits_page_by_page() -> None:
    found = read_here(pictured.document([PHOTO, pictured.slip("甲")]))
    assert (found.pages, found.waiting) == (("", "图片1", "图片2"), (1, 2))


def test_beside_plenty_of_text_only_a_large_picture_waits() -> None:
    assert read_here(pictured.document([PHOTO, LOGO], PLENTY)).waiting == (1,)
    assert read_here(pictured.document([LOGO], "短")).waiting == (1,)


def test_small_pictures_and_stamps_are_not_told_as_unread() -> None:
    found = read_here(pictured.document([SMALL, pictured.stamp(), LOGO], PLENTY))
    assert (found.state, found.pages, found.parts_unread) == (State.READ, (PLENTY,), ())
    found = read_here(pictured.letter({"标志.png": SMALL, "章.png": pictured.stamp()}))
    assert (found.state, found.parts_unread) == (State.READ, ())


@pytest.mark.parametrize(
    ("content", "pages", "waiting", "label"),
    [
        (pictured.presentation(PHOTO), ("开头\n姓名\t张样例\n备注的话", "结尾"), (1,),
         "第2页/图片1"),
        (pictured.workbook(PHOTO), ("表一\n甲",), (0,), "表一/图片1"),
        (pictured.open_document(PHOTO), ("正文", "图片1"), (1,), "图片1"),
        (pictured.ofd(PHOTO), ("", "第二页"), (0,), "第1页/图片1"),
    ],
    ids=["pptx", "xlsx", "odt", "ofd"],
)  # fmt: skip
def test_a_picture_waits_on_its_own_slide_sheet_or_page(
    content: bytes, pages: tuple[str, ...], waiting: tuple[int, ...], label: str
) -> None:
    found = read_here(content)
    assert (found.state, found.pages, found.waiting) == (State.WAITING, pages, waiting)
    assert [part for part, _ in found.parts_unread] == [label]


@pytest.mark.parametrize(
    "content",
    [
        old_document(["正文\r"], data=bytes(68) + pictured.blip(PHOTO) * 2),
        pictured.rich_text(PHOTO, "正文"),
    ],
    ids=["doc", "rtf"],
)
def test_a_picture_in_an_old_document_waits_behind_its_text(content: bytes) -> None:
    found = read_here(content)
    assert (found.pages, found.waiting) == (("正文", "图片1"), (1,))


def test_pictures_of_an_old_workbook_are_found_though_they_lie_in_pieces() -> None:
    first, second = pictured.slip("甲" * 9, (900, 600)), pictured.slip("乙")
    noise = bytes(each * 7 % 251 for each in range(9_000))
    records = pictured.drawings_of_workbook(noise, pictured.blip(first), pictured.blip(second))
    assert list(blips_of_workbook(records)) == [first, second]
    assert list(blips(records[:-4_000])) == []


def test_bytes_that_only_look_like_a_picture_are_passed_over() -> None:
    data = pictured.blip(b"\x89PNG\r\n\x1a\n" + bytes(400)) + b"\x1e\xf0"
    found = read_here(old_document(["正文\r"], data=data))
    assert (found.state, found.pages, found.parts_unread) == (State.READ, ("正文",), ())


def test_a_scan_attached_to_a_letter_or_a_pdf_waits() -> None:
    found = read_here(pictured.letter({"扫描.pdf": pictured.scan("")}))
    assert found.waiting == (1,)
    assert found.pages[1] == "扫描.pdf"


def test_the_same_picture_on_many_pages_waits_once() -> None:
    assert read_here(pictured.document([PHOTO], "短", times=3)).waiting == (1,)


def test_what_is_torn_or_a_bomb_or_of_a_telephone_is_told_at_once() -> None:
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + size + struct.pack(">I", zlib.crc32(b"IHDR" + size))
    found = read_here(made.packed({
        "a.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
        "b.png": b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IEND\xaeB`\x82",
        "c.heic": b"\x00\x00\x00\x18ftypheic" + bytes(40),
    }))  # fmt: skip
    told = dict(found.parts_unread)
    assert found.state is State.UNREAD
    assert told["a.png"] == "文件已损坏，未读取文字：图片数据读不通"
    assert told["b.png"].startswith("图片过大（60000×60000 像素")
    assert told["c.heic"] == "暂不支持读取这种文件的文字。"


def test_a_drawing_that_nobody_can_recognise_is_told() -> None:
    drawing = b"\x01\x00\x00\x00" + bytes(60_000)
    found = read_here(pictured.document([drawing], PLENTY))
    assert found.state is State.READ
    assert found.parts_unread == (
        ("word/media/", "有 1 幅矢量图（EMF、WMF 等），图中的文字未读取。"),
    )


def test_pictures_are_handed_over_from_any_one_on(reader: Reader) -> None:
    texts = ("甲", "乙", "丙")
    members = {f"{at}.png": pictured.slip(text) for at, text in enumerate(texts)}
    content = made.packed({**members, "扫描.pdf": pictured.scan("丁", "戊")})
    gathered = reader.gather(content)
    assert gathered.read == reader.extract_bytes(content)
    assert [each.source for each in gathered.scans] == [0, 1, 2, 3, 3]
    assert [each.at for each in gathered.scans] == list(gathered.read.waiting)
    sources = reader.pictures(content)
    assert (len(sources), sources[:3]) == (4, tuple(members.values()))
    assert reader.pictures(content, 3) == sources[3:]
    assert reader.pictures(b"PK\x03\x04torn") == ()


def test_no_more_pictures_are_handed_over_than_there_is_room_for() -> None:
    found = gallery.Gallery(b"", first=1, room=25)
    for each in (b"a" * 20, b"b" * 20, b"c" * 20, b"d"):
        found.number_of(each)
    assert found.kept == [b"b" * 20]


def test_a_picture_too_large_to_hand_over_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.extraction.harvest.MOST_PICTURE_BYTES", 100)
    found = read_here(made.packed({"a.png": PHOTO, "b.txt": "甲乙".encode()}))
    assert found.state is State.READ
    assert found.parts_unread[0] == (
        "a.png",
        "图片或扫描件过大（上限 100 字节），未识别。请单独收入。",
    )


def test_a_picture_too_large_on_a_slide_does_not_stop_the_slides_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.extraction.readers.pictures.MOST_PICTURE_BYTES", 100)
    found = read_here(pictured.presentation(PHOTO))
    assert found.pages[1] == "结尾"
    assert found.parts_unread[0][0] == "第2页/image1.png"


def test_a_picture_in_a_flat_document_is_told_and_its_bytes_are_no_text() -> None:
    picture = "<draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image>"
    body = f"<office:text><text:p>正文{picture}</text:p></office:text>"
    content = f"<office:document {made.ODF}><office:body>{body}</office:body></office:document>"
    found = read_here(content.encode())
    assert found.pages == ("正文",)
    assert [part for part, _ in found.parts_unread] == ["图片"]


@pytest.mark.parametrize("plain", ["", "正文"], ids=["page only", "page and plain text"])
def test_a_screenshot_pasted_into_a_letter_waits_and_its_signature_does_not(plain: str) -> None:
    content = pictured.pasted_letter("正文", plain, [PHOTO, LOGO])
    found = read_here(content)
    assert found.pages[0].splitlines()[-1] == "正文"
    assert (found.pages[1:], found.waiting) == (("图片1",), (1,))
