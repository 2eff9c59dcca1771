"""OCR: what stands under a stamp and in red is read; whatever cannot be read is told."""

from __future__ import annotations

import os
import signal
import struct
import sys
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

from index.ocr import recognising
from index.ocr.numbers import mended
from index.ocr.recognising import RECOGNISER, Recogniser, available, recognise, version
from index.records import State

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from scanned_pages import Paper, bound, character_errors, kept, papers, plain, printed, scanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.extracted import Extracted

ORDER = "rectification-order"
HEADER = (0, 100, 1654, 620)  # letterhead, number and title of a page at 200 dpi
SIGNED = (640, 1660, 1500, 2100)
WORDS = ImageFont.truetype("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 36)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A stamped letter of two pages."""
    return papers((ORDER,), tmp_path_factory.mktemp("scans"))[ORDER]


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One child for all tests; it takes an empty folder for its home."""
    RECOGNISER.close()
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR"):
            environment.setenv(name, str(folder))
        assert recognise(kept(written("样例单位"), "PNG")).pages == ("样例单位",)
    yield folder
    RECOGNISER.close()


@pytest.fixture(scope="module")
def bad_copy(order: Paper) -> Extracted:
    """The stamped page from a bad copier."""
    return recognise(kept(scanned(printed(order.pdf, 1), 2), "JPEG", quality=45))


def written(*lines: str, size: tuple[int, int] = (900, 200)) -> Image.Image:
    """A slip of paper with a few words."""
    paper = Image.new("RGB", size, "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(paper).text((30, 30 + 70 * number), line, "black", WORDS)
    return paper


def test_a_stamped_noisy_page_is_read_with_hardly_an_error(
    order: Paper, bad_copy: Extracted
) -> None:
    assert character_errors(order.pages[1], bad_copy.pages[0]) <= 0.005
    assert bad_copy.state is State.OCR
    assert bad_copy.confidence is not None
    assert bad_copy.confidence > 0.95


def test_name_and_date_under_the_stamp_are_read(order: Paper, bad_copy: Extracted) -> None:
    lines = [line for line in order.pages[1].splitlines() if line.strip()]
    at = next(n for n, line in enumerate(lines) if line.startswith("　　　上海市"))
    for line in lines[at : at + 2]:
        assert plain(line) in plain(bad_copy.pages[0])


def test_name_and_date_are_read_of_a_copy_in_grey(order: Paper) -> None:
    copied = scanned(printed(order.pdf, 1).crop(SIGNED), 1).convert("L")
    lines = recognise(kept(copied, "PNG")).pages[0].splitlines()
    assert {"上海市静安区人力资源和社会保障局", "2020年9月10日"} <= set(lines)


def test_the_letters_of_the_stamp_are_no_text(bad_copy: Extracted) -> None:
    assert "样章" not in bad_copy.pages[0]


def test_the_red_letterhead_is_read_and_the_number_in_its_own_brackets(order: Paper) -> None:
    page = scanned(printed(order.pdf, 0).crop(HEADER), 1)
    lines = recognise(kept(page, "PNG")).pages[0].splitlines()
    assert lines[0] == "上海市静安区人力资源和社会保障局"
    assert "静人社〔2020〕31号" in lines


@pytest.mark.parametrize("turn", ["ROTATE_90", "ROTATE_180", "ROTATE_270"])
def test_a_page_that_lies_another_way_is_read(order: Paper, turn: str) -> None:
    page = printed(order.pdf, 1).crop(SIGNED).transpose(Image.Transpose[turn])
    text = plain(recognise(kept(page, "PNG")).pages[0])
    assert "上海市静安区人力资源和社会保障局2020年9月10日" in text


def test_a_photo_that_says_how_it_was_held_is_read() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = written("样例整改报告已经收到").transpose(Image.Transpose.ROTATE_90)
    assert recognise(kept(lying, "JPEG", exif=exif)).pages == ("样例整改报告已经收到",)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("white", "black"), ((200, 60, 60), "white"), ("white", (200, 20, 20)), ("#b8b8b8", "white")],
    ids=["slide", "red form", "banner", "faint"],
)
def test_ink_of_any_colour_is_read(ink: object, paper: object) -> None:
    slip = Image.new("RGB", (900, 120), paper)  # type: ignore[arg-type]
    ImageDraw.Draw(slip).text((30, 30), "样例黑底白字的幻灯片", ink, WORDS)  # type: ignore[arg-type]
    assert recognise(kept(slip, "PNG")).pages == ("样例黑底白字的幻灯片",)


@pytest.mark.parametrize("size", [(1, 1), (2, 20_000), (20_000, 9)])
def test_a_picture_too_narrow_for_words_takes_no_time(size: tuple[int, int]) -> None:
    begun = time.perf_counter()
    assert recognise(kept(Image.new("L", size, 255), "PNG")).code == "I268"
    assert time.perf_counter() - begun < 30


def test_a_screenshot_of_many_screens_is_read_to_its_end() -> None:
    lines = [f"样例通知群消息第{number}条" for number in range(18)]
    found = recognise(kept(written(*lines, size=(460, 1400)), "PNG"))
    assert found.pages[0].splitlines() == lines


def test_all_pages_of_a_fax_in_one_bit_are_read() -> None:
    pages = [written(text).convert("1") for text in ("样例第一页传真", "样例第二页传真")]
    told: list[tuple[int, int]] = []
    content = kept(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    found = recognise(content, lambda done, all_of_them: told.append((done, all_of_them)))
    assert found.pages == ("样例第一页传真", "样例第二页传真")
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("sort", "mode"),
    [("PNG", "RGBA"), ("BMP", "L"), ("WEBP", "RGB"), ("GIF", "P"), ("PNG", "I;16"),
     ("TIFF", "CMYK")],
)  # fmt: skip
def test_every_sort_of_picture_is_read(sort: str, mode: str) -> None:
    slip = written("样例单位公章")
    if mode == "RGBA":
        slip = slip.convert("L").point(lambda grey: 255 - grey).convert("L")
        ink = Image.new("RGBA", slip.size, (0, 0, 0, 0))
        ink.putalpha(slip)
        slip = ink
    elif mode == "I;16":
        slip = slip.convert("L").convert("I").point(lambda grey: grey * 256).convert("I;16")
    else:
        slip = slip.convert(mode)
    assert recognise(kept(slip, sort)).pages == ("样例单位公章",)


def test_a_scan_between_pages_of_text_is_read_and_they_keep_theirs(order: Paper) -> None:
    merged = PdfWriter()
    merged.append(PdfReader(BytesIO(bound([written("样例扫描的一页")]))))
    merged.append(PdfReader(BytesIO(order.pdf)), pages=(1, 2))
    out = BytesIO()
    merged.write(out)
    found = recognise(out.getvalue())
    assert found.pages[0] == "样例扫描的一页"
    assert character_errors(order.pages[1], found.pages[1]) == 0
    assert found.facts["confidences"].startswith("1:")
    assert not found.parts_unread


def test_cells_of_a_row_are_parted_by_tabs_and_a_cell_of_two_lines_is_one() -> None:
    paper = written(size=(1000, 400))
    pen = ImageDraw.Draw(paper)
    for x in (40, 160, 620, 940):
        pen.line((x, 40, x, 320), "black", 3)
    for y in (40, 120, 320):
        pen.line((40, y, 940, y), "black", 3)
    for x, y, text in ((60, 60, "序号"), (200, 60, "项目名称"), (660, 60, "带头人"), (85, 200, "1"),
                       (180, 150, "样例精密数控加工首席"), (180, 230, "技师资助项目"),
                       (660, 200, "样甲")):  # fmt: skip
        pen.text((x, y), text, "black", WORDS)
    assert recognise(kept(paper, "PNG")).pages[0].splitlines() == [
        "序号\t项目名称\t带头人",
        "1\t样例精密数控加工首席技师资助项目\t样甲",
    ]


def test_columns_are_read_one_after_the_other() -> None:
    paper = written(size=(1500, 420))
    for number, (left, right) in enumerate(
        [
            ("样例左栏第一行写着整改要求", "样例右栏第一行写着复查意见"),
            ("样例左栏第二行写着整改期限", "样例右栏第二行写着复查结论"),
            ("样例左栏第三行写着经费使用", "样例右栏第三行写着单位回复"),
            ("样例左栏第四行写着联系方式", "样例右栏第四行写着签收日期"),
        ]
    ):
        for x, text in ((40, left), (850, right)):
            ImageDraw.Draw(paper).text((x, 30 + 90 * number), text, "black", WORDS)
    sides = [line[2] for line in recognise(kept(paper, "PNG")).pages[0].splitlines()]
    assert sides == ["左"] * 4 + ["右"] * 4


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("静人社［2019］12号", "静人社〔2019〕12号"),
        ("静人社〔2019]12 号", "静人社〔2019〕12 号"),
        ("静人社(2019〕12号", "静人社〔2019〕12号"),
        ("计划（2018—2021年）", "计划（2018—2021年）"),
        ("合同（2019）", "合同（2019）"),
    ],
)
def test_only_document_numbers_get_their_brackets_back(read: str, meant: str) -> None:
    assert mended(read) == meant


def test_pages_beyond_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognising, "MOST_PAGES", 1)
    pages = [written(text, size=(400, 100)) for text in ("样例一页", "样例二页", "样例三页")]
    found = recognise(kept(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert found.pages == ("样例一页", "", "")
    assert found.parts_unread == (
        ("第2页起", "一份文件最多识别 1 页，其余各页未识别。请分成几份收入。"),
    )


def test_a_picture_cut_short_is_told() -> None:
    whole = kept(written("样例单位"), "PNG")
    found = recognise(whole[: len(whole) // 2])
    assert (found.state, found.code) == (State.UNREAD, "I266")
    assert "损坏" in found.reason
    assert found.parts_unread[0][0] == "第1页"


def test_a_picture_bomb_is_refused_before_it_is_unpacked() -> None:
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + size + struct.pack(">I", zlib.crc32(b"IHDR" + size))
    found = recognise(b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IEND\xaeB`\x82")
    assert (found.state, found.code) == (State.UNREAD, "I261")
    assert "60000×60000" in found.reason


def test_a_picture_without_words_is_told_to_have_none() -> None:
    found = recognise(kept(Image.new("RGB", (300, 300), "white"), "PNG"))
    assert (found.state, found.code, found.confidence) == (State.UNREAD, "I268", None)


def test_a_child_that_hangs_is_ended_and_the_next_file_is_read() -> None:
    slow = Recogniser()
    try:
        slip = kept(written("样例单位"), "PNG")
        slow._child.ask("", {"task": "count", "digest": "", "scan": False, "name": ""}, b"")
        child = slow._child._child
        assert child is not None
        os.kill(child.pid, signal.SIGSTOP)
        slow._child._clock = 0.5
        stopped = slow.recognise(slip)
        assert (stopped.state, stopped.code) == (State.UNREAD, "I263")
        assert child.poll() is not None
    finally:
        slow.close()


def test_reading_leaves_nothing_at_home_and_sends_nothing_home(
    home: Path, bad_copy: Extracted
) -> None:
    """The runtime would keep a device's number and what it is to tell its maker."""
    assert bad_copy.state is State.OCR
    child = RECOGNISER._child._child
    assert child is not None
    assert f"HOME={home}".encode() in Path(f"/proc/{child.pid}/environ").read_bytes().split(b"\0")
    assert list(home.rglob("*")) == []


def test_what_is_no_picture_is_read_as_ever() -> None:
    assert recognise("样例整改报告".encode()).state is State.READ


def test_without_the_extra_a_picture_waits_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognising, "_NEEDED", ("no_such_package",))
    found = recognise(kept(written("样例单位"), "PNG"))
    assert (found.state, found.waiting) == (State.WAITING, (0,))
    assert "pip install 'jiangdang[ocr]'" in found.reason


def test_asking_for_the_engine_loads_none_of_it() -> None:
    import subprocess

    asked = (
        "import sys; from index.ocr.recognising import available, version; "
        "print(available(), version(), {'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == [str(available()), version(), "set()"]
