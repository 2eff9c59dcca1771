"""Torn and hostile files: always an answer, never an error, and the next file is read."""

from __future__ import annotations

import io
import os
import random
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.extraction.bounds import Bounds
from index.extraction.extracted import Extracted
from index.extraction.harvesting import read_here
from index.extraction.reading import Reader
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures import wild_word as word
from tests.fixtures.small_pdfs import paper

SHEETS = Path(__file__).resolve().parents[1] / "fixtures" / "sheets"
PLAIN = word.word_file(word.paragraph("寻常的字"))
ROWS = "".join(f'<row><c t="inlineStr"><is><t>第{at}行</t></is></c></row>' for at in range(300))
LINE = "BT /F 12 Tf 50 700 Td (A line of text that is long enough) Tj ET"
WHOLE = {
    "docx": word.word_file(word.table(*(word.row(f"甲{at}", "乙") for at in range(200)))),
    "xlsx": made.workbook({"表": ROWS}),
    "xls": (SHEETS / "汇总.xls").read_bytes(),
    "pptx": made.slides("甲", "乙", "丙"),
    "ppt": made.old_slides([("甲" * 300, "乙", "丙")] * 3),
    "msg": made.outlook_letter("甲乙".encode() * 2000),
    "pdf": paper(20, content=LINE),
    "ofd": made.ofd_file(*[made.ofd_page(made.ofd_text("甲乙丙", 20, 10))] * 9),
    "odt": made.opendocument("text", "<text:p>甲乙丙</text:p>" * 300),
    "rtf": (r"{\rtf1\ansi\ansicpg936 " + r"\'bc\'d7\par " * 400 + "}").encode(),
    "html": ("<table><tr><td>甲</td></tr></table>" * 200).encode("gbk"),
    "eml": b"From: a@example.invalid\r\nSubject: x\r\n\r\n" + "正文".encode("gbk") * 2000,
    "zip": made.packed({f"{at}.txt": os.urandom(20).hex() for at in range(60)}),
}


def is_answer(found: Extracted) -> bool:
    """Whether a file ended in one of the ways files end: read, waiting, or unread with a reason."""
    if found.state is State.UNREAD:
        return bool(found.reason)
    return found.state is State.WAITING or found.has_text


@pytest.mark.parametrize("sort", WHOLE)
def test_a_whole_file_is_read(sort: str) -> None:
    assert read_here(WHOLE[sort]).state is State.READ


@pytest.mark.parametrize("sort", WHOLE)
def test_a_file_torn_anywhere_ends_in_an_answer(sort: str) -> None:
    content = WHOLE[sort]
    for end in range(0, len(content), max(min(1024, len(content) // 12), 1)):
        assert is_answer(read_here(content[:end]))


@pytest.mark.parametrize("sort", WHOLE)
def test_a_file_with_bent_bytes_ends_in_an_answer(sort: str) -> None:
    rng = random.Random(sort)
    for _ in range(12):
        bent = bytearray(WHOLE[sort])
        for _ in range(rng.choice((1, 8, 60))):
            bent[rng.randrange(len(bent))] = rng.randrange(256)
        assert is_answer(read_here(bytes(bent), Bounds(seconds=5)))


MARKS = [
    b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1",
    b"\x1f\x8b\x08", b"<html>", b"<?xml", b"\x09\x08\x10\x00", b"From: a\nTo: b\n",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MARKS), st.binary(max_size=2000))
def test_any_bytes_end_in_an_answer(mark: bytes, rest: bytes) -> None:
    assert is_answer(read_here(mark + rest))


def entities(levels: int) -> str:
    """A document of entities that grow tenfold a level."""
    inner = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY e0 "甲甲甲甲甲甲甲甲">{inner}]>'


def test_entities_are_not_followed() -> None:
    part = word.part(
        "document",
        f"<w:body>{word.paragraph('正文')}<w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body>",
    )
    head, _, rest = part.partition("?>")
    bomb = {"word/document.xml": f"{head}?>{entities(9)}{rest}", "[Content_Types].xml": "<Types/>"}
    found = read_here(made.packed(bomb))
    assert is_answer(found)
    assert "甲甲" not in "".join(found.pages)


def test_a_file_of_the_machine_is_never_read_through_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "密.txt"
    secret.write_text("不该读到")
    source = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x>明文&e;</x>'
    found = read_here(('<?xml version="1.0"?>' + source).encode())
    assert "不该读到" not in "".join(found.pages)


DEEP = 30_000


@pytest.mark.parametrize(
    "content",
    [
        word.word_file("<w:tbl><w:tr><w:tc>" * 2000 + "</w:tc></w:tr></w:tbl>" * 2000),
        b"{\\rtf1" + b"{" * DEEP + b"deep" + b"}" * DEEP,
        b"<div>" * DEEP + b"deep" + b"</div>" * DEEP,
        b"<?xml version='1.0'?>" + b"<a>" * DEEP,
        made.opendocument("text", "<text:section>" * 5000),
        b"From: a\r\nSubject: b\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n"
        + b"--A\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\n" * 3000,
        b"%PDF-1.4\n" + b"[" * 100_000,
    ],
    ids=["docx", "rtf", "html", "xml", "odt", "eml", "pdf"],
)  # fmt: skip
def test_nesting_beyond_reason_ends_in_an_answer(content: bytes) -> None:
    assert is_answer(read_here(content))


def test_a_line_of_a_million_characters_is_read() -> None:
    line = "责令限期整改" * 200_000
    assert read_here(line.encode("gbk")).pages == (line,)
    assert len(read_here(word.word_file(word.paragraph(line))).pages[0]) == len(line)


def test_text_beyond_the_bound_is_cut_and_told() -> None:
    found = read_here(b"abcdefgh" * 100, Bounds(characters=100))
    assert found.pages == (("abcdefgh" * 13)[:100],)
    assert "超过上限" in found.parts_unread[-1][1]


def test_cells_beyond_the_bound_are_told() -> None:
    found = read_here(WHOLE["xlsx"], Bounds(cells=100))
    assert found.pages[0].count("\n") == 101
    assert "单元格超过上限" in found.parts_unread[-1][1]


def test_time_that_is_over_is_told() -> None:
    found = read_here(WHOLE["docx"], Bounds(seconds=-1))
    assert (found.state, found.code) == (State.UNREAD, "I211")


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader(clock=20, memory=400)
    yield reader
    reader.close()


def child_of(reader: Reader) -> int:
    """The process of the child."""
    child = reader._child._child
    assert child is not None
    return child.pid


def test_a_child_reads_as_this_process_does(reader: Reader) -> None:
    for content in WHOLE.values():
        assert reader.extract_bytes(content) == read_here(content)


def test_a_child_that_hangs_is_ended_and_the_next_file_is_read(reader: Reader) -> None:
    assert reader.extract_bytes(PLAIN).has_text
    os.kill(child_of(reader), signal.SIGSTOP)
    reader._child._clock = 1
    assert reader.extract_bytes(PLAIN).code == "I211"
    reader._child._clock = 20
    assert reader.extract_bytes(PLAIN).has_text


def test_a_file_that_fills_the_memory_is_told_and_the_next_is_read(reader: Reader) -> None:
    inner = io.BytesIO()
    with (
        zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        part.write(b"<a>")
        for _ in range(60):
            part.write(b"<b/>" * 250_000)
        part.write(b"</a>")
    found = reader.extract_bytes(inner.getvalue())
    assert (found.state, found.code) == (State.UNREAD, "I212")
    assert reader.extract_bytes(PLAIN).has_text


def test_a_child_that_is_killed_at_work_is_told_and_the_next_file_is_read(reader: Reader) -> None:
    assert reader.extract_bytes(PLAIN).has_text
    os.kill(child_of(reader), signal.SIGSTOP)
    pid = child_of(reader)
    threading.Timer(0.3, lambda: os.kill(pid, signal.SIGKILL)).start()
    found = reader.extract_bytes(PLAIN)
    assert found.has_text or found.code in ("I212", "I221")
    assert reader.extract_bytes(PLAIN).has_text


def test_a_small_document_takes_a_warm_child_some_milliseconds(reader: Reader) -> None:
    reader.extract_bytes(PLAIN)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        reader.extract_bytes(PLAIN)
        times.append(time.perf_counter() - began)
    assert min(times) < 0.01
