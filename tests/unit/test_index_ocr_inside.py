"""OCR of pictures inside other files: each is read at its place, each fault is told by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.extraction import reading
from index.extraction.extracted import Extracted
from index.extraction.gallery import Scan
from index.ocr import recognising
from index.ocr.outcome import Recognised, in_the_end
from index.ocr.recognising import RECOGNISER, is_final, recognise
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures import pictured_files as pictured

if TYPE_CHECKING:
    from collections.abc import Iterator

PLENTY = "样例单位关于整改情况的报告，已经按照要求逐项整改完毕。"


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[None]:
    """One child for all tests."""
    yield
    RECOGNISER.close()


@pytest.fixture(scope="module")
def evidence() -> Extracted:
    """A zip as evidence comes: photographs, a letter with a scan, a Word file, a torn picture."""
    whole = pictured.slip("样例单位公章")
    return recognise(made.packed({
        "照片/现场.jpg": pictured.slip("样例现场照片", sort="JPEG"),
        "来信.eml": pictured.letter({"扫描.pdf": pictured.scan("样例扫描一", "样例扫描二")}),
        "说明.docx": pictured.document([pictured.slip("样例附图")], PLENTY),
        "坏.png": whole[: len(whole) // 2],
        "空白.png": pictured.slip(),
    }))  # fmt: skip


def test_photographs_scans_and_pasted_pictures_are_read_at_their_places(
    evidence: Extracted,
) -> None:
    photo, letter, first, second, document, pasted, torn, blank = evidence.pages
    assert photo == "照片/现场.jpg\n样例现场照片"
    assert letter.startswith("来信.eml\n主题：补报材料")
    assert (first, second) == ("扫描.pdf\n样例扫描一", "样例扫描二")
    assert (document, pasted) == (f"说明.docx\n{PLENTY}", "图片1\n样例附图")
    assert (torn, blank) == ("坏.png", "空白.png")
    assert (evidence.state, evidence.waiting) == (State.OCR, ())


def test_a_picture_that_fails_is_told_by_its_name(evidence: Extracted) -> None:
    assert [part for part, _ in evidence.parts_unread] == ["坏.png"]
    assert evidence.reason == "有 1 页未能识别。"


def test_what_was_sure_is_told_page_by_page(evidence: Extracted) -> None:
    assert evidence.confidence is not None
    assert evidence.confidence > 0.9
    assert [each.partition(":")[0] for each in evidence.facts["confidences"].split()] == [
        "1", "3", "4", "6",
    ]  # fmt: skip


def test_photographs_without_words_are_told_to_have_none() -> None:
    found = recognise(made.packed({"空白.png": pictured.slip()}))
    assert (found.state, found.code, found.pages) == (State.UNREAD, "I268", ("空白.png",))
    assert is_final(found)


def test_a_document_whose_picture_has_no_words_counts_as_read() -> None:
    found = recognise(pictured.document([pictured.slip()], PLENTY))
    assert (found.state, found.pages, found.parts_unread) == (
        State.READ, (PLENTY, "图片1"), (),
    )  # fmt: skip
    assert is_final(found)


def test_pictures_that_do_not_fit_at_once_are_fetched_when_their_turn_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def one_by_one(content: bytes, first: int) -> tuple[bytes, ...]:
        asked.append(first)
        return reading.pictures(content, first)[:1]

    monkeypatch.setattr(recognising, "pictures", one_by_one)
    found = recognise(
        made.packed({"甲.png": pictured.slip("样例甲"), "乙.png": pictured.slip("样例乙")})
    )
    assert found.pages == ("甲.png\n样例甲", "乙.png\n样例乙")
    assert asked == [0, 1]


def test_a_picture_that_is_there_no_more_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def torn(content: bytes, first: int) -> tuple[bytes, ...]:
        return () if first else reading.pictures(content)[:1]

    monkeypatch.setattr(recognising, "pictures", torn)
    found = recognise(
        made.packed({"甲.png": pictured.slip("样例甲"), "乙.png": pictured.slip("样例乙")})
    )
    assert found.pages == ("甲.png\n样例甲", "乙.png")
    assert found.parts_unread == (("乙.png", "识别时出错，未识别：图片没有取到。"),)


def test_a_slide_with_words_of_its_own_and_a_picture_without_counts_as_read() -> None:
    read = Extracted("x", ("开头", "结尾"), State.WAITING, waiting=(1,))
    found = in_the_end(read, [Scan(1, "第2页/图片1", 0)], [Recognised()], "")
    assert (found.state, found.pages) == (State.READ, ("开头", "结尾"))


def test_where_every_picture_failed_the_outcome_is_not_kept() -> None:
    read = Extracted("x", (PLENTY, "图片1"), State.WAITING, waiting=(1,))
    found = in_the_end(read, [Scan(1, "图片1", 0)], [Recognised(fault="识别时出错。")], "")
    assert (found.state, found.code, is_final(found)) == (State.OCR, "I266", False)
    assert found.parts_unread == (("图片1", "识别时出错。"),)
