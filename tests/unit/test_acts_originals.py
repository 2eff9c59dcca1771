"""A stamped original takes the place of the unstamped paper it came back for."""

from dataclasses import replace
from pathlib import Path

import pytest

from acts.papers.originals import (
    UnreadableOriginalError,
    judge_original,
    replaced_by,
    standing,
    state_of,
    waits_for_stamp,
)
from acts.papers.records import DocumentRecord
from tests.fixtures.command_line import blank_pdf

DRAFT = DocumentRecord(
    kind="application-form",
    title="样申请表",
    number="",
    step="apply",
    dated="2020-04-13",
    docx="cases/x/documents/01-样.docx",
    pdf="cases/x/documents/01-样.pdf",
    sha256="sha256:01",
    pages=3,
    notes=("待盖章稿",),
)
SCAN = replace(
    DRAFT, docx="", pdf="cases/x/documents/02-样-正本.png", sha256="sha256:02", received=True
)


def test_an_original_replaces_its_draft() -> None:
    assert replaced_by([DRAFT, SCAN]) == {DRAFT.path: SCAN}
    assert standing([DRAFT, SCAN]) == (SCAN,)
    assert [state_of(each, {DRAFT.path: SCAN}) for each in (DRAFT, SCAN)] == ["原稿", "正本"]


def test_the_draft_of_the_same_day_is_replaced_not_the_newest() -> None:
    later = replace(DRAFT, docx="cases/x/documents/03-样.docx", dated="2021-04-13")
    assert standing([DRAFT, later, SCAN]) == (later, SCAN)


def test_a_second_original_replaces_nothing_more() -> None:
    again = replace(SCAN, pdf="cases/x/documents/03-样-正本.png")
    assert standing([DRAFT, SCAN, again]) == (SCAN, again)


def test_a_stamped_paper_and_one_of_another_step_stay() -> None:
    stamped, other = replace(DRAFT, stamps=("样章",), notes=()), replace(DRAFT, step="assess")
    assert replaced_by([stamped, other, SCAN]) == {}
    assert [waits_for_stamp(each) for each in (DRAFT, stamped, SCAN)] == [True, False, False]


def test_a_locked_or_broken_pdf_is_no_original(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("口令")
    writer.write(tmp_path / "加密.pdf")
    for content in ((tmp_path / "加密.pdf").read_bytes(), b"%PDF-1.7 broken"):
        with pytest.raises(UnreadableOriginalError):
            judge_original(tmp_path / "加密.pdf", content, "pdf")


def test_an_original_that_is_no_pdfa_is_kept_with_a_note(tmp_path: Path) -> None:
    content = blank_pdf(tmp_path / "正本.pdf").read_bytes()
    verdict, notes = judge_original(tmp_path / "正本.pdf", content, "pdf")
    assert verdict
    assert "PDF/A-2b" in notes[0]
    assert judge_original(tmp_path / "正本.png", b"", "png")[1]
