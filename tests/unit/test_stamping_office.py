"""Real LibreOffice papers, stamped and signed: valid PDF/A, proof against tampering."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from doc_templates.stamping.placing import Placement, stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verifying import Verification, verify_pdf
from doc_templates.validation import pdfa_findings
from tests.fixtures.small_pdfs import put_out_of_use

pytestmark = pytest.mark.office

FILTER = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
MM = 72 / 25.4
WHEN = datetime(2019, 3, 25, 10, tzinfo=UTC)
BUREAU = "样例区人力资源和社会保障局"


def add_line(document: object, text: str, *, mark: str = "", indent: float = 0) -> None:
    paragraph = document.add_paragraph()
    style = paragraph.paragraph_format
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28.95)
    style.space_after, style.left_indent = Pt(0), Pt(16 * indent)
    if mark:
        start = OxmlElement("w:bookmarkStart")
        start.set(qn("w:id"), mark[-1])
        start.set(qn("w:name"), mark)
        paragraph._p.append(start)
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(16), "AR PL UMing CN"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "AR PL UMing CN")
    if mark:
        end = OxmlElement("w:bookmarkEnd")
        end.set(qn("w:id"), mark[-1])
        paragraph._p.append(end)


def official_paper() -> Document:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return document


def make_notice(path: Path) -> None:
    notice = official_paper()
    for _ in range(8):
        add_line(notice, "　　样例通知正文，请各单位遵照执行。")
    add_line(notice, "")
    add_line(notice, "")
    add_line(notice, BUREAU, mark="stamp1", indent=12)
    add_line(notice, "2019年3月25日", indent=14.75)
    notice.save(str(path))


def make_agreement(path: Path) -> None:
    agreement = official_paper()
    for number in range(50):
        add_line(agreement, f"　　样例条款第{number + 1}条。")
    add_line(agreement, "甲方：样例公司（盖章）", mark="stamp1")
    add_line(agreement, "2019年7月1日")
    add_line(agreement, "")
    add_line(agreement, "乙方（签名）：", mark="stamp2")
    agreement.save(str(path))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("office")
    make_notice(folder / "notice.docx")
    make_agreement(folder / "agreement.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", FILTER, "--outdir", str(folder)]
    papers = [str(folder / "notice.docx"), str(folder / "agreement.docx")]
    subprocess.run([*command, *papers], check=True, capture_output=True, timeout=120)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in ("notice", "agreement")}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def notice(converted: dict[str, bytes], store: StampStore) -> bytes:
    placement = Placement("stamp1", store.sample(BUREAU))
    return stamp_and_sign(converted["notice"], [placement], signers=store, when=WHEN)


@pytest.fixture(scope="module")
def agreement(converted: dict[str, bytes], store: StampStore) -> bytes:
    unit, leader = store.sample("样例公司"), store.sample("样带头", "签名章")
    placements = [Placement("stamp1", unit), Placement("stamp2", leader)]
    return stamp_and_sign(converted["agreement"], placements, signers=store, when=WHEN, paging=unit)


def failed_rules(pdf: bytes) -> set[str]:
    return {finding.facts["rule"] for finding in pdfa_findings(pdf)}


def codes(verdict: Verification) -> set[str]:
    return {finding.code for finding in verdict.findings}


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says; our own trust roots are none of its business."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(
        ["pdfsig", "-nocert", str(path)],
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "HOME": str(folder)},
    )
    return told.stdout.decode("utf-8", "replace")


def red_box(pdf: bytes) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the red on the first page, in millimetres."""
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=1)
    data, stride, step = bytes(bitmap.buffer), bitmap.stride, bitmap.n_channels
    red = [
        (x / MM, y / MM)
        for y in range(bitmap.height)
        for x in range(bitmap.width)
        if data[y * stride + x * step + 2] > 180 and data[y * stride + x * step] < 110
    ]
    across, down = [x for x, _ in red], [y for _, y in red]
    return min(across), min(down), max(across), max(down)


def edited_in_a_further_revision(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    square = generic.StreamObject(stream_data=b"1 1 1 rg 90 500 300 60 re f")
    writer.add_stream_to_page(0, writer.add_object(square))
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def saved_again(pdf: bytes) -> bytes:
    output = BytesIO()
    pypdf.PdfWriter(clone_from=BytesIO(pdf)).write(output)
    return output.getvalue()


def test_a_stamped_notice_is_still_valid_archival_pdf(
    converted: dict[str, bytes], notice: bytes
) -> None:
    assert notice.startswith(converted["notice"])
    assert failed_rules(converted["notice"]) == set()
    assert failed_rules(notice) == set()


def test_each_revision_of_an_agreement_is_valid_archival_pdf(agreement: bytes) -> None:
    ends = [found.end() for found in re.finditer(rb"%%EOF\n?", agreement)]
    assert len(ends) == 3
    assert failed_rules(agreement[: ends[1]]) == set()
    assert failed_rules(agreement) == set()


def test_the_stamp_presses_signature_and_date_within_a_line_of_the_text(notice: bytes) -> None:
    left, top, right, bottom = red_box(notice)
    lines = 37 + 10.21 * 8  # where the body ends
    assert right - left == pytest.approx(42, abs=1)
    assert 0 <= top - lines <= 10.3
    block = lines + 10.21 * 3
    assert 2 <= block - (top + bottom) / 2 <= 8
    assert (left + right) / 2 == pytest.approx(28 + 16 / MM * 18.5, abs=2.5)
    assert right <= 210 - 26


def test_signatures_are_accepted_by_us_and_by_poppler(
    notice: bytes, agreement: bytes, store: StampStore, tmp_path: Path
) -> None:
    for pdf, signers in ((notice, [BUREAU]), (agreement, ["样例公司", "样带头"])):
        verdict = verify_pdf(pdf, store)
        assert (verdict.intact, verdict.findings) == (True, ())
        assert [signature.signer for signature in verdict.signatures] == signers
        assert all(signature.trusted for signature in verdict.signatures)
        assert verdict.signatures[-1].covers_whole_document
        said = pdfsig(pdf, tmp_path)
        assert said.count("Signature is Valid") == len(signers)
        assert said.count("- Total document signed") == 1


def test_the_report_names_signer_stamp_and_time(notice: bytes, store: StampStore) -> None:
    (signature,) = verify_pdf(notice, store).as_json()["signatures"]
    assert signature == signature | {
        "signer": BUREAU,
        "stamp": "公章（样章）",
        "time": "2019-03-25T10:00:00+00:00",
        "trusted": True,
        "covers_whole_document": True,
    }


def test_an_unsigned_paper_is_not_intact(converted: dict[str, bytes], store: StampStore) -> None:
    verdict = verify_pdf(converted["notice"], store)
    assert not verdict.intact
    assert codes(verdict) == {"S401"}


def test_a_flipped_byte_anywhere_is_caught(notice: bytes, store: StampStore) -> None:
    gap = notice.index(b"/Contents <") + len(b"/Contents <")
    places = [*range(20, len(notice), len(notice) // 40), gap + 1, gap + 700, gap + 2990]
    for place in places:
        broken = notice[:place] + bytes([notice[place] ^ 1]) + notice[place + 1 :]
        verdict = verify_pdf(broken, store)
        assert not verdict.intact, place
        assert verdict.findings, place


@pytest.mark.parametrize("tail", [b"x", b"\n", b"\n% more\n", b"\0" * 5000])
def test_anything_after_the_end_is_caught(notice: bytes, store: StampStore, tail: bytes) -> None:
    verdict = verify_pdf(notice + tail, store)
    assert not verdict.intact
    assert codes(verdict) == {"S404"}


def test_edits_after_signing_are_caught(notice: bytes, agreement: bytes, store: StampStore) -> None:
    one = verify_pdf(edited_in_a_further_revision(notice), store)
    two = verify_pdf(edited_in_a_further_revision(agreement), store)
    again = verify_pdf(saved_again(notice), store)
    assert not (one.intact or two.intact or again.intact)
    assert codes(one) == {"S402", "S421"}
    assert codes(two) == {"S402", "S421"}
    assert "S413" in codes(again)


def test_a_signature_cut_off_is_caught(agreement: bytes, store: StampStore) -> None:
    ends = [found.end() for found in re.finditer(rb"%%EOF\n?", agreement)]
    assert codes(verify_pdf(agreement[: ends[1]], store)) == {"S411"}
    assert codes(verify_pdf(agreement[: ends[0]], store)) == {"S401"}
    assert codes(verify_pdf(agreement[: ends[1] - 300], store)) == {"S440", "S416"}


def test_a_strangers_certificate_is_intact_but_not_trusted(notice: bytes, tmp_path: Path) -> None:
    other = StampStore(tmp_path / "stamps", demo=True)
    other.sample("样例公司")
    verdict = verify_pdf(notice, other)
    assert verdict.intact
    assert not verdict.signatures[0].trusted
    assert codes(verdict) == {"S405"}


def test_an_expired_certificate_is_not_trusted(notice: bytes, store: StampStore) -> None:
    verdict = verify_pdf(notice, store, now=datetime(2099, 1, 1, tzinfo=UTC))
    assert not verdict.signatures[0].trusted
    assert codes(verdict) == {"S406"}


def test_a_stamp_revoked_before_it_signed_is_not_trusted(
    converted: dict[str, bytes], tmp_path: Path
) -> None:
    store = StampStore(tmp_path / "stamps", demo=True)
    stamp = store.sample(BUREAU)
    placement = Placement("stamp1", stamp)
    pdf = stamp_and_sign(converted["notice"], [placement], signers=store, when=WHEN)
    put_out_of_use(store, stamp.name, WHEN.date().replace(year=2018))
    early = verify_pdf(pdf, store)
    assert (early.signatures[0].trusted, codes(early)) == (False, {"S407"})
    put_out_of_use(store, stamp.name, WHEN.date().replace(year=2020))
    late = verify_pdf(pdf, store)
    assert (late.signatures[0].trusted, codes(late)) == (False, {"S407"})
    proven = verify_pdf(pdf, store, witnessed=WHEN)
    assert (proven.signatures[0].trusted, proven.accepted, codes(proven)) == (True, True, {"S407"})


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"hello", b"\0" * 1000])
def test_what_is_no_pdf_is_a_finding_not_a_crash(junk: bytes, store: StampStore) -> None:
    verdict = verify_pdf(junk, store)
    assert not verdict.intact
    assert codes(verdict) == {"S408"}
