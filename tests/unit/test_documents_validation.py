"""Every PDF is tried against PDF/A-2b; the validator's one known mistake is put right, no other."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from doc_templates.catalogue import DocumentKind, Template, load_catalogue
from doc_templates.conversion import Soffice
from doc_templates.rendering import render
from doc_templates.stamping.pictures.importing import read_picture
from doc_templates.stamping.places.locating import Placement
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.validation import VALID, length_holds, pdfa_verdict, signatures_cover
from tests.tools.second_opinion import broken_clauses, libraries
from tests.unit.test_stamping_importing import png

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from contexts import context

STREAM = b"%%PDF-1.7\n7 0 obj\n<</Length %s>>\nstream\n%s\nendstream\nendobj\n"
WHEN = datetime(2019, 6, 20, 9, tzinfo=UTC)
RULES = 144
KINDS: dict[str, DocumentKind] = {
    file: kind for kind in load_catalogue().values() for file in kind.templates.values()
}
SHIPPED = files("doc_templates") / "templates"
together = pytest.mark.xdist_group("validation")


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    """Every shipped kind, filled and converted."""
    return Soffice.find().convert(
        {
            name: render(
                kind,
                Template(name, (SHIPPED / name).read_bytes()),
                context(name.removesuffix(".docx")),
            )
            for name, kind in KINDS.items()
        }
    )


@pytest.fixture(scope="module")
def signed(pdfs: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A notice stamped and signed once, an agreement stamped and signed by both parties."""
    store = StampStore(tmp_path_factory.mktemp("印章"), demo=True)
    stamps = [store.sample("样例公司"), store.sample("样例协会")]
    award, agreement = "award-notice.docx", "responsibility-agreement.docx"
    two = [Placement(f"stamp{at}", stamp) for at, stamp in enumerate(stamps, 1)]
    pixels = replace(stamps[0], drawn=read_picture(png(700, margin=0), "样例", "公章", 42))
    return {
        award: stamp_and_sign(pdfs[award], two[:1], signers=store, when=WHEN),
        agreement: stamp_and_sign(pdfs[agreement], two, signers=store, when=WHEN, paging=stamps[0]),
        "pixels": stamp_and_sign(
            pdfs[award], [Placement("stamp1", pixels)], signers=store, when=WHEN, paging=pixels
        ),
    }


def careless(pdf: bytes) -> bytes:
    """The same pages written anew without the PDF/A metadata."""
    target = io.BytesIO()
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        writer.add_page(page)
    writer.write(target)
    return target.getvalue()


@together
@pytest.mark.office
@pytest.mark.parametrize("name", KINDS)
def test_every_shipped_kind_keeps_every_rule(name: str, pdfs: dict[str, bytes]) -> None:
    verdict = pdfa_verdict(pdfs[name])
    assert verdict.findings == ()
    assert verdict.rules == RULES
    assert verdict.word == VALID


@together
@pytest.mark.office
@pytest.mark.parametrize("name", ["award-notice.docx", "pixels"])
def test_a_stamped_and_signed_paper_keeps_every_rule(name: str, signed: dict[str, bytes]) -> None:
    assert pdfa_verdict(signed[name]).findings == ()


@together
@pytest.mark.office
def test_two_signers_each_cover_the_file_as_they_signed_it(signed: dict[str, bytes]) -> None:
    verdict = pdfa_verdict(signed["responsibility-agreement.docx"])
    assert (verdict.findings, verdict.overruled) == ((), 1)


@together
@pytest.mark.office
@pytest.mark.parametrize("tail", [b"\n", b"junk", b"\n%%EOF\n"])
def test_a_signature_that_leaves_bytes_uncovered_stays_a_fault(
    signed: dict[str, bytes], tail: bytes
) -> None:
    agreement = signed["responsibility-agreement.docx"]
    assert signatures_cover(agreement)
    assert not signatures_cover(agreement + tail)
    assert not signatures_cover(agreement.replace(b"/ByteRange [0 ", b"/ByteRange [1 ", 1))


@together
@pytest.mark.office
def test_a_second_validator_agrees_on_every_kind_signed_ones_too(
    pdfs: dict[str, bytes], signed: dict[str, bytes], tmp_path: Path
) -> None:
    jars = libraries()
    if jars is None:
        pytest.skip("veraPDF needs Java, Maven and once the network")
    papers = pdfs | {f"signed {name}": pdf for name, pdf in signed.items()}
    papers["careless"] = careless(pdfs["award-notice.docx"])
    found = broken_clauses(papers, jars, tmp_path)
    assert found.pop("careless")
    assert {name: clauses for name, clauses in found.items() if clauses} == {}


@together
@pytest.mark.office
def test_a_careless_copy_is_found_out(pdfs: dict[str, bytes]) -> None:
    verdict = pdfa_verdict(careless(pdfs["award-notice.docx"]), "抄本.pdf")
    assert {finding.code for finding in verdict.findings} == {"D402"}
    assert verdict.findings[0].place.file == "抄本.pdf"
    assert verdict.word == verdict.findings[0].message


def test_the_verdict_on_record_names_validator_rules_and_the_bytes_judged() -> None:
    record = pdfa_verdict(b"no pdf").as_record()
    assert str(record["validator"]).startswith("page-validation ")
    assert (record["profile"], record["findings"], record["bytes"]) == (VALID, 1, 6)
    assert str(record["sha256"]).startswith("sha256:")


def test_a_stream_that_ends_in_a_carriage_return_is_as_long_as_it_says() -> None:
    assert length_holds(STREAM % (b"3", b"ab\r"), 7)


def test_a_length_kept_in_another_object_is_followed() -> None:
    pdf = STREAM % (b"8 0 R", b"ab\r") + b"8 0 obj\n3\nendobj\n"
    assert length_holds(pdf, 7)


@pytest.mark.parametrize("told", [b"2", b"5", b"999999", b"9 0 R"])
def test_a_wrong_length_stays_a_fault(told: bytes) -> None:
    assert not length_holds(STREAM % (told, b"abc"), 7)


def test_an_object_that_is_not_there_stays_a_fault() -> None:
    assert not length_holds(STREAM % (b"3", b"ab\r"), 17)
